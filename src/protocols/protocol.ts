import type { Amount } from './amount.js'
import type { Address, Asset } from './assets.js'
import type { Shape } from './shape.js'
import type { CoreStates } from './states.js'

/** An action of some protocol; which kinds there are is known where all of them are. */
export type AnyAction = { readonly kind: string }

/**
 * What an action of a protocol may touch while it runs: its own state, the sender's tokens, and what the other
 * protocols say. Reads as the contract does; a `Revert` thrown anywhere leaves the market as it was.
 */
export type Host<S> = {
  /** Timestamp of the block, seconds. */
  readonly now: number
  readonly sender: Address
  /** Whether the sender is the one account that speaks for oracles and the consensus layer. */
  readonly isOracle: boolean
  /** The other protocols, as they are at this point of the transaction. */
  readonly core: CoreStates
  /** The protocol's own state; assign a new one. */
  state: S
  /** A symbolic amount, resolved now. */
  amount(wanted: Amount): bigint
  /** The sender's balance. */
  balanceOf(asset: Asset): bigint
  /** Tokens to an account, the sender unless said otherwise. Not for stETH. */
  credit(asset: Asset, amount: bigint, to?: Address): void
  /** Tokens from the sender; reverts as the token would, or with `reason`. Not for stETH. */
  debit(asset: Asset, amount: bigint, reason?: string): void
  /** Ether a token (18 decimals) of an asset that this protocol issues, as its contract now answers. */
  setRate(asset: Asset, rateWad: bigint): void
  /** Actions of the sender in between, as a flash loan or a callback takes them. */
  run(actions: readonly AnyAction[]): void
}

/** What a position in a protocol is worth: amounts of assets, a debt's negative. */
export type Claim = {
  /** What it is, in words: "position in wstETH/WETH 0.01 %". */
  readonly label: string
  readonly parts: readonly { readonly asset: Asset; readonly amount: bigint }[]
  /** Facts of the position that a reader may want, by name. */
  readonly details: Readonly<Record<string, string | number | boolean>>
}

/** A debt that can be called: below 1 it can be liquidated. */
export type Health = { readonly venue: string; readonly healthFactorWad: bigint }

/** What a debt is secured by: a liquidation takes of both at once. */
export type SecuredDebt = {
  readonly venue: string
  readonly collateral: { readonly asset: Asset; readonly amount: bigint }
  readonly debt: { readonly asset: Asset; readonly amount: bigint }
}

/**
 * What something earns in a year of itself at the rates of now, simple interest, for reading; what a debt costs is
 * negative. Null where it is not modelled.
 */
export type Carry = {
  readonly perYear: number | null
  /** Where it comes from, in words. */
  readonly from: string
  /** What it leaves out, in words; null where it is all. */
  readonly without: string | null
}

/** Risk factors moved by hand, 18 decimals. */
export type Factors = {
  /** Of today's price of ether in dollars. */
  readonly etherUsdWad: bigint
  /** Of today's share rate of a staking token. */
  shareRateWad(asset: Asset): bigint
  /** What the market pays for staked ether, of fair value; null leaves it as it is. */
  readonly pegWad: bigint | null
  /** Interest of a year that debts pay for so many days; null: no time passes. */
  readonly interest: { readonly rateWad: bigint; readonly days: number } | null
}

/** Debts of an account at one venue, whose health factor can be asked for under moved factors. */
export type MovableDebt = {
  readonly venue: string
  readonly owed: readonly Asset[]
  readonly secures: readonly Asset[]
  /** Whether what the market pays for staked ether reaches the health factor. */
  readonly seesPeg: boolean
  /** What its prices follow and what they do not, a sentence. */
  readonly pricing: string
  healthFactorWad(factors: Factors): bigint
}

/** What one kind of action costs and does. */
export type ActionRule<S, A> = {
  /** Units of gas of the call through the executor; measured, see simulation/gas.ts. */
  readonly gas: bigint | ((action: A) => bigint)
  apply(host: Host<S>, action: A): void
}

type RulesOf<S, A extends AnyAction> = {
  readonly [K in A['kind']]: ActionRule<S, Extract<A, { readonly kind: K }>>
}

/**
 * A protocol as a plug-in: its state, its actions, and what can be owned in it. All of it pure; how it stands on a chain
 * is told in fork/registry.ts.
 */
export type Protocol<S = unknown, A extends AnyAction = AnyAction> = {
  readonly shape: Shape
  /** The state where the protocol is not deployed. */
  readonly absent: S
  readonly actions: RulesOf<S, A>
  /** What an account owns and owes here. Nothing is an empty list. */
  claims(states: { readonly own: S; readonly core: CoreStates }, owner: Address): readonly Claim[]
  /** Health factors of an account's debts here, by the protocol's own arithmetic. */
  health(states: { readonly own: S; readonly core: CoreStates }, owner: Address): readonly Health[]
  /** Debts of an account here with what secures them, collateral without a debt too; left out where nothing is lent. */
  secured?(states: { readonly own: S; readonly core: CoreStates }, owner: Address): readonly SecuredDebt[]
  /** What the tokens that are issued here earn by themselves, wherever they lie. */
  earnings?(states: { readonly own: S; readonly core: CoreStates }): Readonly<Partial<Record<Asset, Carry>>>
  /** What a claim here earns or costs beside what its tokens earn by themselves; without it, nothing is known. */
  carry?(states: { readonly own: S; readonly core: CoreStates }, claim: Claim): Carry
  /** Debts of an account here, for maps of risk factors; left out where nothing is lent. */
  movable?(states: { readonly own: S; readonly core: CoreStates }, owner: Address): readonly MovableDebt[]
  /** Rates that move with every second by themselves: ether a token, 18 decimals; left out where there are none. */
  rates?(own: S, now: number): Readonly<Partial<Record<Asset, bigint>>>
  /** Carries the types; never set. */
  readonly types?: { readonly state: S; readonly action: A }
}
