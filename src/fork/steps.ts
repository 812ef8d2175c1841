import { type Hex, maxUint256 } from 'viem'
import type { Amount } from '../position/action.js'
import { AAVE } from '../protocols/aave/addresses.js'
import { type Address, ASSETS, type Asset } from '../protocols/assets.js'

/** One call of the executor contract; see contracts/Executor.sol. */
export type Step = {
  readonly target: Address
  readonly value: bigint
  readonly data: Hex
  readonly approve: Address
  readonly balanceOf: Address
  readonly offsets: readonly bigint[]
  /** Called even where the balance is nothing. */
  readonly always: boolean
  /** What `balanceOf` is asked instead of its balance, and which word of the answer counts. */
  readonly read: Hex
  readonly word: bigint
}

/** No address. */
export const NONE: Address = '0x0000000000000000000000000000000000000000'
/** Marks the ether sent along, among the offsets that an amount is written to. */
export const VALUE = maxUint256
/** Byte offset of the n-th argument in a call's data. */
export const argument = (n: number): bigint => BigInt(4 + 32 * n)

/** The token's contract. */
export const addressOf = (asset: Asset): Address => ASSETS[asset].address

/** What an amount is when the call is encoded, and whose balance replaces it when it runs. */
const resolve = (amount: Amount): { readonly fixed: bigint; readonly balanceOf: Address } => {
  if (typeof amount === 'bigint') return { fixed: amount, balanceOf: NONE }
  if (amount === 'max') return { fixed: maxUint256, balanceOf: NONE }
  if ('balanceOf' in amount) return { fixed: 0n, balanceOf: addressOf(amount.balanceOf) }
  return { fixed: 0n, balanceOf: aaveTokens(amount.debtOf).variableDebtToken }
}

const aaveTokens = (asset: Asset) => {
  const tokens = AAVE.tokens[asset]
  if (!tokens) throw new Error(`Aave lists no ${asset}`)
  return tokens
}

export type CallOptions = {
  readonly target: Address
  readonly data: Hex
  readonly approve?: Asset
  readonly amount?: Amount
  /** Where a symbolic amount is written. */
  readonly at?: readonly bigint[]
  readonly value?: bigint
  readonly always?: boolean
  /** A word of a contract's answer, written at `at` just before the call, in place of an amount. */
  readonly asked?: { readonly of: Address; readonly data: Hex; readonly word: number }
}

/** One call, with its symbolic amount told to the executor. */
export const step = ({ target, data, approve, amount, at, value, always, asked }: CallOptions): Step => {
  const balanceOf = asked?.of ?? (amount === undefined ? NONE : resolve(amount).balanceOf)
  return {
    target,
    value: value ?? 0n,
    data,
    approve: approve ? addressOf(approve) : NONE,
    balanceOf,
    offsets: balanceOf === NONE ? [] : (at ?? []),
    always: always ?? false,
    read: asked?.data ?? '0x',
    word: BigInt(asked?.word ?? 0),
  }
}

/** What stands in the call's data until the executor fills it in. */
export const fixed = (amount: Amount): bigint => resolve(amount).fixed
