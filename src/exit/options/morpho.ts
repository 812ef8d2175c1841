import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { all, oneTx, type Pool, sellForWeth, unwrapWeth } from '../../position/legs.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { type Holding, holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { plannedPriceBps } from '../../routing/salePrice.js'
import { min, mulDivCeil, mulDivFloor, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { morphoThroughQueue } from './morphoQueue.js'
import { planMorphoRounds } from './morphoRounds.js'
import { MAX_STEPS, NO_WAIT } from './rounds.js'

/** wstETH collateral and a WETH debt in one of Morpho's markets. */
export type MorphoPosition = { readonly owner: Address; readonly market: MorphoMarketName }

const NOTHING: Holding = { supplied: 0n, borrowed: 0n, collateral: 0n, healthFactorWad: undefined }

const holdingIn = (market: Market, { owner, market: name }: MorphoPosition): Holding => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  return priced ? holdingOf(priced, owner) : NOTHING
}

const repayAll = (name: MorphoMarketName): Action => ({ kind: 'morpho.repay', market: name, amount: 'max' })
const takeAll = (name: MorphoMarketName): Action => ({
  kind: 'morpho.withdrawCollateral',
  market: name,
  amount: 'max',
})

/** A little more than is owed then: what a few blocks of interest may add. */
const owedSoon = (borrowed: bigint): bigint => borrowed + borrowed / 100_000n + 1n

/** Borrow the debt for one transaction, take everything out, sell, pay back; what is over stays. */
const flashDebt = (position: MorphoPosition, { borrowed }: Holding, pool: Pool): ExitPlan => {
  const { owner, market: name } = position
  const actions = [repayAll(name), takeAll(name), ...sellForWeth(pool, all('wstETH'))]
  return oneTx({ id: 'flashDebt', lender: 'morpho', assets: ['WETH'] }, owner, [
    { kind: 'morpho.flashLoan', asset: 'WETH', amount: owedSoon(borrowed), actions },
    unwrapWeth,
  ])
}

/** Where so much WETH is not there: borrow the collateral's own asset, of which Morpho holds at least the position's. */
const flashCollateral = (
  market: Market,
  position: MorphoPosition,
  { borrowed, collateral }: Holding,
  pool: Pool,
): ExitPlan => {
  const { owner, market: name } = position
  const wanted = mulDivCeil(owedSoon(borrowed), WAD, stEthPerToken(market.lido))
  const amount = min(mulDivCeil(wanted, 115n, 100n), mulDivFloor(collateral, 9_990n, 10_000n))
  const actions = [...sellForWeth(pool, all('wstETH')), repayAll(name), takeAll(name)]
  return oneTx({ id: 'flashCollateral', lender: 'morpho', assets: ['wstETH'] }, owner, [
    { kind: 'morpho.flashLoan', asset: 'wstETH', amount, actions },
    ...sellForWeth(pool, all('wstETH')),
    unwrapWeth,
  ])
}

/** In one block and without any loan: take what is free, sell, repay, again. */
const inSteps = (
  market: Market,
  position: MorphoPosition,
  { collateral }: Holding,
  pool: Pool,
): readonly ExitPlan[] => {
  const { owner, market: name } = position
  const rounds = planMorphoRounds(market, position, {
    priceBps: plannedPriceBps(market, { pool, token: 'wstETH', amount: collateral }),
    waits: [NO_WAIT, NO_WAIT],
    knownFallWad: 0n,
  })
  if (!rounds || rounds.length > MAX_STEPS) return []
  const txs = rounds.map((round): Tx => {
    const repay: Action = { kind: 'morpho.repay', market: name, amount: round.clears ? 'max' : all('WETH') }
    const take: Action = {
      kind: 'morpho.withdrawCollateral',
      market: name,
      amount: round.last ? 'max' : round.withdraw,
    }
    const sale = sellForWeth(pool, all('wstETH'))
    return { from: owner, actions: [take, ...sale, round.last ? unwrapWeth : repay] }
  })
  return [
    {
      method: { id: 'steps', count: rounds.length },
      legs: [{ seconds: SECONDS_PER_SLOT, txs }],
      assumed: [],
    },
  ]
}

const held = (market: Market, owner: Address): bigint => market.wallets[owner]?.WETH ?? 0n

/** Every way out of wstETH collateral with a WETH debt on Morpho, by route, the best first. */
export const unwindMorpho = (
  market: Market,
  position: MorphoPosition,
  route: ExitRoute,
): readonly ExitPlan[] => {
  const { owner, market: name } = position
  if (route === 'queue') return morphoThroughQueue(market, position)
  const holding = holdingIn(market, position)
  const sell = [...sellForWeth(route, all('wstETH')), unwrapWeth]
  if (holding.borrowed === 0n) return [oneTx({ id: 'atOnce' }, owner, [takeAll(name), ...sell])]
  if (held(market, owner) >= owedSoon(holding.borrowed))
    return [oneTx({ id: 'fromHeld', asset: 'WETH' }, owner, [repayAll(name), takeAll(name), ...sell])]
  return [
    flashDebt(position, holding, route),
    flashCollateral(market, position, holding, route),
    ...inSteps(market, position, holding, route),
  ]
}
