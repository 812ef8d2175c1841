import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { healthsOf, lowestHealth } from '../../position/holdings.js'
import type { Address } from '../../protocols/assets.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { Revert } from '../../protocols/revert.js'
import { NoRouteError } from '../../routing/route.js'
import { gasOfTx } from '../gas.js'
import type { Answers, Block, Outcome, World } from '../world.js'
import { applyTx } from './apply.js'
import { walletNow, withStEthBalances } from './balances.js'
import { isToLower, lowerTx } from './lower.js'
import { withPrices } from './prices.js'
import { withRates } from './protocols.js'

/** What an empty revert is called in both worlds. */
const NO_REASON = 'reverted without a reason'

const runTx = (market: Market, tx: Tx): readonly [Outcome, Market] => {
  const gasUsed = gasOfTx(tx.actions)
  try {
    if (!isToLower(tx)) return [{ status: 'done', gasUsed }, applyTx(market, tx)]
    const lowered = lowerTx(market, tx)
    return [{ status: 'done', gasUsed: gasOfTx(lowered.tx.actions) }, lowered.market]
  } catch (error) {
    if (error instanceof NoRouteError) return [{ status: 'reverted', reason: error.message, gasUsed }, market]
    if (!(error instanceof Revert)) throw error
    return [{ status: 'reverted', reason: error.reason || NO_REASON, gasUsed }, market]
  }
}

type Done = { readonly outcomes: readonly Outcome[]; readonly market: Market }

/** The next block begun: time has moved, and rates and prices with it. */
export const openBlock = (market: Market, seconds: number): Market => {
  const block = { number: market.block.number + 1n, timestamp: market.block.timestamp + seconds }
  return withPrices(withRates({ ...market, block }))
}

/** Without stETH of the wallets, which follows from shares. */
const runTxs = (market: Market, { seconds, txs }: Block): Done => {
  let next = openBlock(market, seconds)
  const outcomes = txs.map(tx => {
    const [outcome, after] = runTx(next, tx)
    next = after
    return outcome
  })
  return { outcomes, market: next }
}

/** A transaction with calls for trades, or why the model refuses it. */
export type Lowered =
  | { readonly ok: true; readonly tx: Tx }
  | { readonly ok: false; readonly outcome: Outcome }

/**
 * Transactions of one block with every trade in them as calls: each is routed on the market as those before it leave it.
 * The same for every world.
 */
export const lowerBlock = (market: Market, { seconds, txs }: Block): readonly Lowered[] => {
  if (!txs.some(isToLower)) return txs.map(tx => ({ ok: true, tx }))
  let next = openBlock(market, seconds)
  return txs.map(tx => {
    const lowered = attempted(next, tx)
    if (lowered.ok) next = runTx(next, lowered.tx)[1]
    return lowered
  })
}

/** The same for blocks in a row, each on the market that those before it leave. */
export const lowerBlocks = (market: Market, blocks: readonly Block[]): readonly (readonly Lowered[])[] => {
  if (!blocks.some(({ txs }) => txs.some(isToLower)))
    return blocks.map(({ txs }) => txs.map(tx => ({ ok: true, tx })))
  let next = market
  return blocks.map(entry => {
    const lowered = lowerBlock(next, entry)
    next = runTxs(next, { ...entry, txs: lowered.flatMap(one => (one.ok ? [one.tx] : [])) }).market
    return lowered
  })
}

const attempted = (market: Market, tx: Tx): Lowered => {
  if (!isToLower(tx)) return { ok: true, tx }
  const [outcome] = runTx(market, tx)
  return outcome.status === 'done' ? { ok: true, tx: lowerTx(market, tx).tx } : { ok: false, outcome }
}

/** One block on top of a market: time moves, prices with it, then each transaction, all or nothing. */
export const runBlock = (market: Market, block: Block): Done => {
  const done = runTxs(market, block)
  return { ...done, market: withStEthBalances(done.market) }
}

const answer = (market: Market, who: Address): Answers => {
  const healths = healthsOf(market, who)
  return {
    healthFactorWad: lowestHealth(healths),
    healths,
    curvePriceWad: marginalPrice({ curve: market.curve, lido: market.lido }, 1, market.block.timestamp),
    shareRateWad: stEthPerToken(market.lido),
  }
}

/**
 * The exact model: the mirrors of all contracts, in memory. Starts from a market that was read from a chain, or from
 * another model. `gasUsed` comes from a table. Throws where an action is no action of any contract.
 */
export const createModelWorld = (start: Market): World => {
  let present = start
  const block = (seconds: number, txs: readonly Tx[]): readonly Outcome[] => {
    const done = runBlock(present, { seconds, txs })
    present = done.market
    return done.outcomes
  }
  const tryBlocks = (blocks: readonly Block[], who: Address) => {
    let market = present
    const outcomes = blocks.map(entry => {
      const done = runTxs(market, entry)
      market = done.market
      return done.outcomes
    })
    return { outcomes, wallet: walletNow(market, who.toLowerCase() as Address) }
  }
  const rehearse = (blocks: readonly Block[]) => {
    let market = present
    const outcomes = blocks.map(entry => {
      const done = runBlock(market, entry)
      market = done.market
      return done.outcomes
    })
    return { outcomes, market }
  }
  return {
    name: 'model',
    market: async () => present,
    block: async (seconds, txs) => block(seconds, txs),
    ask: async who => answer(present, who),
    try: async (blocks, who) => tryBlocks(blocks, who),
    rehearse: async blocks => rehearse(blocks),
    close: async () => undefined,
  }
}
