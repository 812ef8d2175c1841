import { splitRequests } from '../../exit/options/lidoQueue.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import { isHealthy, type Priced } from '../../protocols/morpho/health.js'
import { type Liquidated, type Liquidation, liquidate } from '../../protocols/morpho/liquidation.js'
import { collateralTokenOf, loanTokenOf, positionOf } from '../../protocols/morpho/market.js'
import { pricedMarket } from '../../protocols/morpho/view.js'
import { Revert } from '../../protocols/revert.js'
import { plannedSale } from '../../routing/plannedSale.js'
import { mulDivFloor, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { type Actor, type Deed, type Move, type Outlet, outletsOf } from '../actors/actor.js'
import { waitingDiscountWad } from '../actors/waiting.js'
import { gasOfTx, gasWeiAt } from '../gas.js'
import type { Trial, World } from '../world.js'

/** A liquidation that Morpho would grant in the next block, and what it takes. */
type Seizure = Liquidated & { readonly order: Liquidation }

/** A transaction worth trying; `keptWei` is what stays with the liquidator beside money. */
type Bid = { readonly move: Move; readonly keptWei: bigint }

/** Parts of the debt worth trying: all of it, as there is no close factor, then less, as markets get thinner. */
const PARTS_BPS = [10_000n, 5_000n, 2_000n, 500n]

const seizure = (market: Market, priced: Priced, order: Liquidation): Seizure | undefined => {
  const moment = { now: market.block.timestamp + SECONDS_PER_SLOT, priceE36: priced.priceE36 }
  try {
    return { ...liquidate(market.morpho, order, moment)[0], order }
  } catch (error) {
    if (error instanceof Revert) return undefined
    throw error
  }
}

/** By debt; and by all of the collateral, where it no longer covers the debt and the rest is written off. */
const seizures = (market: Market, priced: Priced, borrower: Address): readonly Seizure[] => {
  const { borrowShares, collateral } = positionOf(priced.market, borrower)
  const base = { market: priced.name, borrower }
  const orders: readonly Liquidation[] = [
    ...PARTS_BPS.map(bps => ({ ...base, seizedAssets: 0n, repaidShares: (borrowShares * bps) / 10_000n })),
    { ...base, seizedAssets: collateral, repaidShares: 0n },
  ]
  return orders.flatMap(order => seizure(market, priced, order) ?? [])
}

const call = (order: Liquidation, actions: readonly Action[]): Action => ({
  kind: 'morpho.liquidate',
  ...order,
  actions,
})

const deedOf = ({ order, ...done }: Seizure, outlets: readonly Outlet[]): Deed => ({
  account: order.borrower,
  collateral: collateralTokenOf(order.market),
  debt: loanTokenOf(order.market),
  covered: done.repaidAssets,
  seized: done.seizedAssets,
  badDebt: done.badDebtAssets === 0n ? {} : { [loanTokenOf(order.market)]: done.badDebtAssets },
  outlets,
})

/** Sold inside the callback, so that no money of one's own is needed. */
const sold = (market: Market, one: Seizure, gasPriceWei: bigint): readonly Bid[] => {
  const asset = collateralTokenOf(one.order.market)
  const sale = plannedSale(market, asset, one.seizedAssets, gasWeiAt(gasPriceWei))
  if (!sale || sale.brings < one.repaidAssets) return []
  const actions = [call(one.order, sale.actions)]
  return [{ move: { from: CROWD.keeper, actions, deed: deedOf(one, outletsOf(sale)) }, keptWei: 0n }]
}

/** Paid out of the purse, and the collateral asked back from Lido: what a discount on the market makes worth while. */
const queued = (market: Market, one: Seizure): readonly Bid[] => {
  const { order, seizedAssets, repaidAssets } = one
  const purse = market.wallets[CROWD.house]?.WETH ?? 0n
  if (market.lido.queue.paused || purse < repaidAssets || seizedAssets === 0n) return []
  const request: Action = { kind: 'lido.request', amounts: splitRequests(market, seizedAssets) }
  const stEth = mulDivFloor(seizedAssets, stEthPerToken(market.lido), WAD)
  const outlets = [{ to: { kind: 'lidoQueue' }, asset: 'wstETH', amount: seizedAssets } as const]
  const move = { from: CROWD.house, actions: [call(order, []), request], deed: deedOf(one, outlets) }
  return [{ move, keptWei: mulDivFloor(stEth, WAD - waitingDiscountWad(market, stEth), WAD) }]
}

const money = (wallet: Trial['wallet']): bigint => (wallet.ETH ?? 0n) + (wallet.WETH ?? 0n)

const profitOf = async (
  market: Market,
  world: World,
  { move, keptWei }: Bid,
  gasPriceWei: bigint,
): Promise<bigint | undefined> => {
  const trial = await world.try([{ seconds: SECONDS_PER_SLOT, txs: [move] }], move.from)
  if (trial.outcomes.flat().some(outcome => outcome.status === 'reverted')) return undefined
  const gain = money(trial.wallet) - money(market.wallets[move.from] ?? {})
  return gain + keptWei - gasOfTx(move.actions) * gasPriceWei
}

/** The first of the bids that gains most; undefined where none pays. */
const best = async (
  market: Market,
  world: World,
  bids: readonly Bid[],
  gasPriceWei: bigint,
): Promise<Move | undefined> => {
  let found: { readonly move: Move; readonly profit: bigint } | undefined
  for (const bid of bids) {
    const profit = await profitOf(market, world, bid, gasPriceWei)
    if (profit !== undefined && profit > (found?.profit ?? 0n)) found = { move: bid.move, profit }
  }
  return found?.move
}

/** Whoever may be liquidated in the next block: Morpho asks the market's own oracle, and nothing else. */
const unhealthy = (market: Market): readonly (readonly [Priced, Address])[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    const now = market.block.timestamp + SECONDS_PER_SLOT
    const priced = pricedMarket(market.morpho, name, { ...market, now })
    if (!priced || MORPHO_MARKETS[name].collateralToken !== 'wstETH') return []
    const owners = Object.keys(priced.market.positions) as Address[]
    return owners.filter(owner => !isHealthy(priced, owner)).map(owner => [priced, owner] as const)
  })

/**
 * Liquidates on Morpho where it pays: the collateral is sold inside Morpho's callback, or paid for and queued at Lido,
 * whichever a try of the whole transaction shows to gain most. One account a block.
 */
export const morphoLiquidator = (): Actor => ({
  name: 'liquidator on Morpho',
  role: 'liquidator',
  async act(market, world, gasPriceWei) {
    for (const [priced, owner] of unhealthy(market)) {
      const found = seizures(market, priced, owner)
      const bids = found.flatMap(one => [...sold(market, one, gasPriceWei), ...queued(market, one)])
      const move = await best(market, world, bids, gasPriceWei)
      if (move) return [move]
    }
    return []
  },
})
