import type { Market } from '../../market/market.js'
import type { AaveReserve, AaveState } from '../../protocols/aave/state.js'
import type { Asset } from '../../protocols/assets.js'
import { isCapped } from '../../protocols/chainlink/capo.js'
import { aavePrice } from '../../protocols/chainlink/prices.js'
import type { ChainlinkState } from '../../protocols/chainlink/state.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'

type Rates = Readonly<Partial<Record<Asset, bigint>>>

/** Prices that stand until a feed, a rate or a cap's parameters change: no cap was binding, and caps only grow. */
type Standing = {
  readonly shareRates: Rates
  readonly wstEthRateWad: bigint
  readonly since: number
  readonly reserves: AaveState['reserves']
}

const standing = new WeakMap<ChainlinkState, Standing>()

const samePrices = (a: AaveState['reserves'], b: AaveState['reserves']): boolean => {
  if (a === b) return true
  for (const asset in b) if (a[asset as Asset]?.priceBase !== b[asset as Asset]?.priceBase) return false
  return true
}

const stands = (market: Market, wstEthRateWad: bigint): boolean => {
  const known = standing.get(market.chainlink)
  return (
    known !== undefined &&
    known.shareRates === market.shareRates &&
    known.wstEthRateWad === wstEthRateWad &&
    known.since <= market.block.timestamp &&
    samePrices(known.reserves, market.aave.reserves)
  )
}

const anyCapBinds = ({ chainlink, block }: Market, rates: Rates): boolean => {
  for (const asset in chainlink.capos) {
    const capo = chainlink.capos[asset as Asset]
    const rate = rates[asset as Asset]
    if (capo && rate !== undefined && isCapped(capo, rate, block.timestamp)) return true
  }
  return false
}

/** Reserves with what Aave's oracle answers now, caps at this block's time included. Unchanged prices keep their reserve. */
export const withPrices = (market: Market): Market => {
  const wstEthRateWad = stEthPerToken(market.lido)
  if (stands(market, wstEthRateWad)) return market
  const rates = { ...market.shareRates, wstETH: wstEthRateWad }
  const at = { rates, now: market.block.timestamp }
  const reserves: Partial<Record<Asset, AaveReserve>> = {}
  let changed = false
  for (const reserve of Object.values(market.aave.reserves)) {
    const priceBase = aavePrice(market.chainlink, reserve.asset, at) ?? reserve.priceBase
    const same = priceBase === reserve.priceBase
    reserves[reserve.asset] = same ? reserve : { ...reserve, priceBase }
    changed ||= !same
  }
  const next = changed ? { ...market, aave: { ...market.aave, reserves } } : market
  if (!anyCapBinds(market, rates)) {
    const { shareRates, chainlink, block, aave } = next
    standing.set(chainlink, { shareRates, wstEthRateWad, since: block.timestamp, reserves: aave.reserves })
  }
  return next
}
