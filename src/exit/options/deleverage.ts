import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { all, DEBT_POOL, sellForWeth, unwrapWeth } from '../../position/legs.js'
import { type Lent, lentOf } from '../../position/lent.js'
import { type Refused, refused } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import { getSharesByPooledEth } from '../../protocols/lido/steth.js'
import { type Placing, playPlaced, type Sold } from '../../routing/resale.js'
import { balanceOf } from '../../simulation/model/balances.js'
import { min, SECONDS_PER_SLOT } from '../../units/fixed.js'
import type { Leaving } from '../quote.js'
import { leaveLiquidity } from './withdrawLiquidity.js'

/** Transactions of one block that sell a part, and the market as they leave it. */
export type SoldDown = {
  readonly ok: true
  readonly txs: readonly Tx[]
  readonly market: Market
  readonly sold: readonly Sold[]
  /** Whether a part of it is borrowed for one transaction. */
  readonly byLoan: boolean
}

const plain = (seconds: number, from: Tx['from'], actions: readonly Action[]): ExitPlan => ({
  method: '',
  legs: [{ seconds, txs: [{ from, actions }] }],
  assumed: [],
})

/** Adds a transaction to the block. */
const then = (
  before: SoldDown,
  actions: readonly Action[],
  { owner, gasPriceWei }: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const seconds = before.txs.length === 0 ? SECONDS_PER_SLOT : 0
  const played = playPlaced(before.market, plain(seconds, owner, actions), owner, { placing, gasPriceWei })
  if (!played.ok) return played
  return {
    ...before,
    txs: [...before.txs, ...played.plan.legs.flatMap(leg => leg.txs)],
    market: played.market,
    sold: [...before.sold, ...played.sold],
  }
}

/** Steps of one block at most; at 14 times leverage a dozen are needed. */
const MAX_STEPS = 30

/** Adds the first of some transactions that goes. */
const thenOne = (
  before: SoldDown,
  ways: readonly (readonly Action[])[],
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const tried = ways.map(actions => then(before, actions, leaving, placing))
  return tried.find(({ ok }) => ok) ?? tried[0] ?? before
}

const inSteps = (
  from: SoldDown,
  leaving: Leaving,
  placing: Placing,
  position: Lent,
  amount: bigint,
): SoldDown | Refused => {
  let done = from
  let left = amount
  for (let i = 0; left > 0n; i++) {
    const part = min(left, position.free(done.market))
    if (i === MAX_STEPS || part * 10_000n < left) return refused('collateralLocked', {})
    const next = thenOne(done, position.sellFree(done.market, part), leaving, placing)
    if (!next.ok) return next
    done = next
    left = position.held(done.market) === 0n ? 0n : left - part
  }
  return done
}

/** What of the owner's staking tokens can be sold, in wstETH: those in the wallet first, then those that are collateral. */
type Stock = { readonly stEth: bigint; readonly wallet: bigint; readonly collateral: bigint }

const stockOf = (market: Market, { owner }: Leaving): Stock => {
  const position = lentOf(market, owner)
  const stEth = balanceOf(market, owner, 'stETH')
  return {
    stEth,
    wallet: balanceOf(market, owner, 'wstETH') + getSharesByPooledEth(market.lido, stEth),
    collateral: position?.held(market) ?? 0n,
  }
}

/** Takes the owner out of every pool, where anything is provided; nothing is sold yet. */
const outOfPools = (leaving: Leaving): SoldDown | Refused => {
  const start: SoldDown = { ok: true, txs: [], market: leaving.market, sold: [], byLoan: false }
  const { actions } = leaveLiquidity(leaving.market, leaving.owner)
  return actions.length === 0 ? start : then(start, actions, leaving, { kind: 'split' })
}

/** All of the owner's wstETH and stETH that can be sold, in wstETH, once the pools are left. */
export const saleable = (leaving: Leaving): bigint => {
  const out = outOfPools(leaving)
  if (!out.ok) return 0n
  const { wallet, collateral } = stockOf(out.market, leaving)
  return wallet + collateral
}

const sellWallet = (from: SoldDown, leaving: Leaving, placing: Placing, wstEth: bigint) => {
  const { stEth, wallet } = stockOf(from.market, leaving)
  if (wallet === 0n || wstEth === 0n) return from
  const wrap: readonly Action[] = stEth > 0n ? [{ kind: 'lido.wrap', amount: all('stETH') }] : []
  const amount = wstEth >= wallet ? all('wstETH') : wstEth
  return then(from, [...wrap, ...sellForWeth('uniswap', amount), unwrapWeth], leaving, placing)
}

/** `wstEth` of what is held sold in one block, debts paid with it. In steps without a loan where that goes. */
export const sellDown = (leaving: Leaving, wstEth: bigint, placing: Placing): SoldDown | Refused => {
  const out = outOfPools(leaving)
  if (!out.ok) return out
  const fromWallet = min(wstEth, stockOf(out.market, leaving).wallet)
  const walletSold = sellWallet(out, leaving, placing, fromWallet)
  const rest = wstEth - fromWallet
  const position = lentOf(leaving.market, leaving.owner)
  if (!walletSold.ok || rest === 0n || !position) return walletSold
  const steps = inSteps(walletSold, leaving, placing, position, rest)
  const sold = steps.ok
    ? steps
    : thenOne(walletSold, position.sellByLoan(walletSold.market, rest), leaving, placing)
  const done = sold.ok ? tidied(sold, leaving, position) : sold
  return done.ok ? { ...done, byLoan: !steps.ok } : done
}

/** With nothing owed any more, what is left of the debt's asset becomes ether again, in the last transaction. */
const tidied = (sold: SoldDown, leaving: Leaving, position: Lent): SoldDown | Refused => {
  const { owner } = leaving
  const last = sold.txs.at(-1)
  if (!last || position.owes(sold.market)) return sold
  const dollars: readonly Action[] =
    position.debt !== 'WETH' && balanceOf(sold.market, owner, position.debt) > 0n
      ? [
          {
            kind: 'uniswap.swap',
            pool: DEBT_POOL,
            sell: position.debt,
            amount: all(position.debt),
            minimumOut: 0n,
            sqrtPriceLimitX96: 0n,
          },
        ]
      : []
  const actions = [...dollars, unwrapWeth]
  const tail = then(sold, actions, leaving, { kind: 'split' })
  if (!tail.ok) return tail
  return { ...tail, txs: [...sold.txs.slice(0, -1), { ...last, actions: [...last.actions, ...actions] }] }
}
