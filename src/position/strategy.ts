import type { z } from 'zod'
import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { Tx } from './action.js'
import type { Method, Through } from './method.js'

/** Ways to turn a position back into ether. */
export type ExitRoute = 'curve' | 'uniswap' | 'queue'

export const EXIT_ROUTES: readonly ExitRoute[] = ['curve', 'uniswap', 'queue']

/** A wait in a queue, in days: as soon as may be, as likely as not, and in a bad case. */
export type Wait = {
  readonly earlyDays: number
  readonly medianDays: number
  readonly badDays: number
  /**
   * In Lido's queue: what is asked for, what earlier rounds took of Lido's ether, wei, and whether it stands behind those
   * who came meanwhile, as the first round did.
   */
  readonly asked?: { readonly stEth: bigint; readonly taken: bigint; readonly follows: boolean }
  /** The median if nobody came meanwhile; absent where that is no other. */
  readonly aloneDays?: number
}

/** One way to carry a route out: what is sent when. `seconds` is the wait before a leg. */
export type ExitPlan = {
  readonly method: Method
  /** What the route is called where it is not one that every position has: whose queue, whose ether. */
  readonly through?: Through
  readonly legs: readonly { readonly seconds: number; readonly txs: readonly Tx[] }[]
  /** What the plan takes for granted beyond the chain's state. */
  readonly assumed: readonly string[]
  /** The waits in a row that the legs take at their median; absent where nothing waits, or no more is known of it. */
  readonly waits?: readonly Wait[]
}

/** What an account is given before it opens a position; the crowd must hold that much of it. Smallest unit. */
export type Endowment = { readonly asset: Asset; readonly amount: bigint }

/** Opens a position and takes it apart again. It returns transactions and does nothing itself. */
export type Strategy<P = unknown> = {
  readonly name: string
  readonly about: string
  readonly params: z.ZodType<P>
  /** What the owner starts with. */
  endowment(params: P): Endowment
  /** From the endowment to the whole stack; each transaction in a block of its own. */
  open(market: Market, owner: Address, params: P): readonly Tx[]
  /**
   * Of a position that is held already: the transactions of one block that put it in place, out of what others have.
   * It costs nothing to open, and takes the place of `endowment` and `open`.
   */
  place?(market: Market, owner: Address, params: P): readonly Tx[]
  /**
   * Ways to leave of a position that layers do not tell: they are tried beside those that follow from what is held and
   * owed. Left out for all others. An empty list says that there are none by this route.
   */
  readonly unwind?: ((market: Market, owner: Address, route: ExitRoute) => readonly ExitPlan[]) | undefined
}
