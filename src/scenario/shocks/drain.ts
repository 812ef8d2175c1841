import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { getNormalizedDebt } from '../../protocols/aave/reserve.js'
import type { Asset } from '../../protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import { loanTokenOf } from '../../protocols/morpho/market.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { max, min, mulDivCeil, mulDivFloor, RAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { RESERVE, SHARE } from './fields.js'

/** Lenders withdraw until this share of Aave's reserve, and of each Morpho market that lends it, is borrowed. */
type Drain = { readonly kind: 'drain'; readonly asset: Asset; readonly utilisationBps: number }

/** What stays free where `debt` is this share of all. */
const freeAt = (debt: bigint, utilisationBps: number): bigint =>
  mulDivFloor(
    debt,
    BigInt(Math.round((10_000 - utilisationBps) * 1e6)),
    BigInt(Math.round(utilisationBps * 1e6)),
  )

/** A transaction for each market, so that one that cannot be left does not keep them in the other. */
const drainMorpho = (market: Market, asset: Asset, utilisationBps: number): readonly Tx[] =>
  MORPHO_MARKET_NAMES.flatMap((name): readonly Tx[] => {
    const at = { ...market, now: market.block.timestamp }
    const priced = loanTokenOf(name) === asset ? pricedMarket(market.morpho, name, at) : undefined
    if (!priced) return []
    const { totalSupplyAssets, totalBorrowAssets } = priced.market
    const free = totalSupplyAssets - totalBorrowAssets - freeAt(totalBorrowAssets, utilisationBps)
    const amount = max(0n, min(free, holdingOf(priced, CROWD.lender).supplied))
    return amount === 0n ? [] : sentBy(CROWD.lender, [{ kind: 'morpho.withdraw', market: name, amount }])
  })

const drainAave = (market: Market, asset: Asset, utilisationBps: number): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) return []
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), RAY)
  const amount = max(0n, reserve.virtualBalance - freeAt(debt, utilisationBps))
  return amount === 0n ? [] : sentBy(CROWD.lender, [{ kind: 'aave.withdraw', asset, amount }])
}

/** Severity divides what stays free. */
const scale = (shock: Drain, severity: number): Drain => ({
  ...shock,
  utilisationBps: severity === 0 ? 0 : Math.max(0, 10_000 - (10_000 - shock.utilisationBps) / severity),
})

export const drain: ShockDef<Drain> = {
  kind: 'drain',
  fields: { asset: RESERVE, utilisationBps: SHARE },
  label: 'Lenders leave Aave',
  happened: 'lenders withdrew from Aave and Morpho',
  seen: 'wethBorrowed',
  atNothing: 'stays',
  scale,
  level: ({ asset, utilisationBps }) => ({ of: `borrowed ${asset}`, borrowedBps: utilisationBps }),
  yields: ({ utilisationBps }, before) => (before.level.borrowedBps ?? 0) > utilisationBps,
  lower: ({ asset, utilisationBps }, market) =>
    utilisationBps === 0
      ? []
      : [...drainAave(market, asset, utilisationBps), ...drainMorpho(market, asset, utilisationBps)],
}
