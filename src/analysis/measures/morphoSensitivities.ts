import type { Market } from '../../market/market.js'
import type { Address } from '../../protocols/assets.js'
import { stakingRate } from '../../protocols/lido/earnings.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import { healthFactorWad, isHealthy, type Priced } from '../../protocols/morpho/health.js'
import { borrowRate } from '../../protocols/morpho/irm.js'
import { positionOf } from '../../protocols/morpho/market.js'
import { pricedMarket } from '../../protocols/morpho/view.js'
import { SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import type { Sensitivity } from './sensitivity.js'

/** The largest factor on the oracle's price, of one, at which the position may be liquidated, to nine digits. */
const crossingWad = (priced: Priced, owner: Address): bigint => {
  const sinks = (factorWad: bigint): boolean =>
    !isHealthy({ ...priced, priceE36: (priced.priceE36 * factorWad) / WAD }, owner)
  if (sinks(WAD)) return WAD
  let [safe, sunk] = [WAD, 0n]
  while (safe - sunk > 10n ** 9n) {
    const middle = (safe + sunk) / 2n
    if (sinks(middle)) sunk = middle
    else safe = middle
  }
  return sunk
}

const times = (value: number, factorWad: bigint): number => (value * Number(factorWad)) / 1e18

const prices = (market: Market, priced: Priced, owner: Address): readonly Sensitivity[] => {
  const factor = crossingWad(priced, owner)
  const rate = Number(stEthPerToken(market.lido)) / 1e18
  const peg = Number(market.chainlink.feeds['stETH/ETH'].answer) / 1e18
  const { seesDepeg } = MORPHO_MARKETS[priced.name]
  return [
    {
      id: 'etherPrice',
      factor: 'ETH/USD',
      unit: 'USD per ETH',
      today: Number(market.aave.reserves.WETH?.priceBase ?? 0n) / 1e8,
      atLiquidation: null,
      reason: 'Morpho’s oracle answers in ether: no dollar price enters',
    },
    {
      id: 'shareRate',
      factor: 'wstETH share rate',
      unit: 'ETH per wstETH',
      today: rate,
      atLiquidation: times(rate, factor),
      reason: 'what slashing would have to take',
    },
    {
      id: 'marketPrice',
      factor: 'stETH/ETH on the market (Chainlink)',
      unit: 'ETH per stETH',
      today: peg,
      atLiquidation: seesDepeg ? times(peg, factor) : null,
      reason: seesDepeg
        ? 'this market’s oracle multiplies by it: a discount alone liquidates'
        : 'this market’s oracle reads the share rate alone: no discount reaches it',
    },
    {
      id: 'threshold',
      factor: 'liquidation threshold (LLTV)',
      unit: 'bps',
      today: Number(MORPHO_MARKETS[priced.name].lltvWad / 10n ** 14n),
      atLiquidation: null,
      reason: 'a Morpho market never changes: nobody can lower it',
    },
  ]
}

/** The rate of a second at a utilisation, a year, without compounding. */
const yearly = ({ market }: Priced, borrowed: bigint): number => {
  const { avgRateWad } = borrowRate({ ...market, totalBorrowAssets: borrowed }, market.lastUpdate)
  return Number(avgRateWad * SECONDS_PER_YEAR) / 1e18
}

const carry = (market: Market, priced: Priced, owner: Address): readonly Sensitivity[] => {
  const { totalBorrowAssets, totalSupplyAssets } = priced.market
  const today = yearly(priced, totalBorrowAssets)
  const full = yearly(priced, totalSupplyAssets)
  const room = Math.log(Number(healthFactorWad(priced, owner)) / 1e18)
  const earned = Math.log1p(stakingRate(market))
  const at = (factor: string, rate: number): Sensitivity => ({
    id: 'carry',
    factor,
    unit: 'days',
    today: 0,
    atLiquidation: rate <= earned ? null : (365 * room) / (rate - earned),
    reason: rate <= earned ? 'staking rewards outgrow the interest' : 'interest outgrows the staking rewards',
  })
  const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`
  return [
    {
      id: 'borrowRate',
      factor: 'WETH borrow rate over 365 days',
      unit: 'per year',
      today,
      atLiquidation: room + earned,
      reason: 'continuous interest for a year, against rewards at the protocol rate',
    },
    at(`days of carry at today’s WETH rate (${percent(today)})`, today),
    at(
      `days of carry with all of the market borrowed (${percent(full)} at first, and it doubles every five days)`,
      full,
    ),
  ]
}

/** Distance to liquidation of an account's debts on Morpho along each risk factor on its own; empty without debt. */
export const morphoSensitivities = (market: Market, owner: Address): readonly Sensitivity[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
    if (!priced || positionOf(priced.market, owner).borrowShares === 0n) return []
    return [...prices(market, priced, owner), ...carry(market, priced, owner)]
  })
