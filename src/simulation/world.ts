import type { Market, Wallet } from '../market/market.js'
import type { Tx } from '../position/action.js'
import type { Address } from '../protocols/assets.js'
import type { Health } from '../protocols/protocol.js'

/** What a transaction came to. Both are findings; neither is an exception. */
export type Outcome =
  | { readonly status: 'done'; readonly gasUsed: bigint }
  /** `reason` is the name of the protocol's error, or its message. */
  | { readonly status: 'reverted'; readonly reason: string; readonly gasUsed: bigint }

/** `seconds` after the block before. */
export type Block = { readonly seconds: number; readonly txs: readonly Tx[] }

/** What would have happened, and what `who` would hold in the end. */
export type Trial = { readonly outcomes: readonly (readonly Outcome[])[]; readonly wallet: Wallet }

/** What would have happened, and everything as it would stand then. */
type Rehearsal = { readonly outcomes: Trial['outcomes']; readonly market: Market }

/** What the protocols themselves answer at the last block, asked of their own code where there is a chain. */
export type Answers = {
  /** The lowest of `healths`; undefined without debt. */
  readonly healthFactorWad: bigint | undefined
  /** By venue: Aave's `getUserAccountData` first. */
  readonly healths: readonly Health[]
  /** `get_dy` of one stETH. */
  readonly curvePriceWad: bigint
  /** `stEthPerToken`. */
  readonly shareRateWad: bigint
}

/** A place where actions happen: the exact model, or anvil. */
export type World = {
  readonly name: 'model' | 'fork'
  /** Everything, as of the last block. */
  market(): Promise<Market>
  ask(who: Address): Promise<Answers>
  /** The only thing that moves time. Transactions run in order, each atomic. */
  block(seconds: number, txs: readonly Tx[]): Promise<readonly Outcome[]>
  /** Runs blocks on top of the present and forgets them. */
  try(blocks: readonly Block[], who: Address): Promise<Trial>
  /** The same, for one who must see more than a wallet; slower, as a chain mines the blocks and goes back. */
  rehearse(blocks: readonly Block[]): Promise<Rehearsal>
  close(): Promise<void>
}
