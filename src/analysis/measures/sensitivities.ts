import type { Market } from '../../market/market.js'
import { fairValueWei } from '../../position/holdings.js'
import { accountData } from '../../protocols/aave/account.js'
import { supplyBalance } from '../../protocols/aave/balance.js'
import { ETHER_PRICED, owedOnAave, scalePrices, suppliedToAave } from '../../protocols/aave/movable.js'
import type { AaveState } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import { tokenCarry } from './carry.js'
import { morphoSensitivities } from './morphoSensitivities.js'

/** A risk factor by what it is. */
export type SensitivityId =
  | 'etherPrice'
  | 'shareRate'
  | 'marketPrice'
  | 'debtPrice'
  | 'threshold'
  | 'borrowRate'
  | 'carry'

/** How far one risk factor, alone, can move before the position can be liquidated. */
export type Sensitivity = {
  readonly id: SensitivityId
  /** In words. */
  readonly factor: string
  /** Of `today` and `atLiquidation`. */
  readonly unit: string
  readonly today: number
  /** Null: no value of this factor liquidates; `reason` says why. */
  readonly atLiquidation: number | null
  readonly reason: string
}

/** Every liquidation threshold times `factorWad`, in whole basis points. */
const scaleThresholds = (aave: AaveState, factorWad: bigint): AaveState => {
  const scaled = (bps: number): number => Number((BigInt(bps) * factorWad) / WAD)
  const lower = <T extends { readonly liquidationThresholdBps: number }>(entry: T): T => ({
    ...entry,
    liquidationThresholdBps: scaled(entry.liquidationThresholdBps),
  })
  const mapped = <K extends string | number, T extends { readonly liquidationThresholdBps: number }>(
    record: Readonly<Partial<Record<K, T>>>,
  ) => Object.fromEntries(Object.entries(record).map(([key, entry]) => [key, lower(entry as T)]))
  return { ...aave, reserves: mapped(aave.reserves), eModes: mapped(aave.eModes) as AaveState['eModes'] }
}

type Shift = (aave: AaveState, factorWad: bigint) => AaveState

const LARGEST = 1_000n * WAD

/** The factor nearest to 1, from below or above, at which the health factor falls below 1; undefined where none does. */
const crossing = (market: Market, owner: Address, shift: Shift, way: 'down' | 'up'): bigint | undefined => {
  const sinks = (factorWad: bigint): boolean =>
    accountData(shift(market.aave, factorWad), owner, market.block.timestamp).healthFactorWad < WAD
  let [safe, sunk] = [WAD, way === 'down' ? 1n : LARGEST]
  if (sinks(safe)) return WAD
  if (!sinks(sunk)) return undefined
  while ((safe > sunk ? safe - sunk : sunk - safe) > 10n ** 9n) {
    const middle = (safe + sunk) / 2n
    if (sinks(middle)) sunk = middle
    else safe = middle
  }
  return sunk
}

const times = (value: number, factorWad: bigint): number => (value * Number(factorWad)) / 1e18

const dollars = (base: bigint): number => Number(base) / 1e8

const etherPrice = (market: Market, owner: Address): Sensitivity => {
  const today = dollars(market.aave.reserves.WETH?.priceBase ?? 0n)
  const factor = crossing(market, owner, (aave, f) => scalePrices(aave, ETHER_PRICED, f), 'down')
  return {
    id: 'etherPrice',
    factor: 'ETH/USD',
    unit: 'USD per ETH',
    today,
    atLiquidation: factor === undefined ? null : times(today, factor),
    reason:
      factor === undefined
        ? 'collateral and debt are both priced in ether: the dollar price cancels out'
        : 'collateral is priced in ether, the debt is not',
  }
}

/** Tokens with a share rate that an account has on Aave. */
const stakedOf = (market: Market, owner: Address): readonly Asset[] => {
  const held = suppliedToAave(market, owner)
  return ETHER_PRICED.filter(asset => asset !== 'WETH' && held.includes(asset))
}

const shareRate = (market: Market, owner: Address, asset: Asset): Sensitivity => {
  const today = Number(fairValueWei(market, asset, WAD)) / 1e18
  const factor = crossing(market, owner, (aave, f) => scalePrices(aave, [asset], f), 'down')
  return {
    id: 'shareRate',
    factor: `${asset} share rate`,
    unit: `ETH per ${asset}`,
    today,
    atLiquidation: factor === undefined ? null : times(today, factor),
    reason: 'what slashing or a wrong price cap would have to take',
  }
}

const debtPrice = (market: Market, owner: Address, debt: Asset): Sensitivity => {
  const today = dollars(market.aave.reserves[debt]?.priceBase ?? 0n)
  const base = { id: 'debtPrice', factor: `price of ${debt}`, unit: `USD per ${debt}`, today } as const
  if (ETHER_PRICED.includes(debt))
    return { ...base, atLiquidation: null, reason: 'the same price stands inside the collateral’s' }
  const factor = crossing(market, owner, (aave, f) => scalePrices(aave, [debt], f), 'up')
  return {
    ...base,
    atLiquidation: factor === undefined ? null : times(today, factor),
    reason: 'the debt grows in value while the collateral does not',
  }
}

const threshold = (market: Market, owner: Address): Sensitivity => {
  const today = accountData(market.aave, owner, market.block.timestamp).liquidationThresholdBps
  const factor = crossing(market, owner, scaleThresholds, 'down')
  return {
    id: 'threshold',
    factor: 'liquidation threshold',
    unit: 'bps',
    today,
    atLiquidation: factor === undefined ? null : Math.floor(times(today, factor)),
    reason: 'a decision of Aave’s governance',
  }
}

/** Yearly growth of what secures the debts, by value; a token whose rewards are not modelled earns nothing. */
const earnedRate = (market: Market, owner: Address): number => {
  const now = market.block.timestamp
  const held = suppliedToAave(market, owner).map(asset => ({
    value: Number(fairValueWei(market, asset, supplyBalance(market.aave, asset, owner, now))),
    perYear: tokenCarry(market, asset).perYear ?? 0,
  }))
  const all = held.reduce((sum, { value }) => sum + value, 0)
  return all === 0 ? 0 : held.reduce((sum, { value, perYear }) => sum + (value * perYear) / all, 0)
}

const rateOf = (market: Market, debt: Asset): number =>
  Number(market.aave.reserves[debt]?.borrowRateRay ?? 0n) / 1e27

/** Highest rate of a reserve's curve: all of it borrowed. */
const highestRate = (market: Market, debt: Asset): number => {
  const reserve = market.aave.reserves[debt]
  return reserve ? (reserve.baseRateBps + reserve.slope1Bps + reserve.slope2Bps) / 10_000 : 0
}

const healthFactor = (market: Market, owner: Address): number =>
  Number(accountData(market.aave, owner, market.block.timestamp).healthFactorWad) / 1e18

const daysOfCarry = (market: Market, owner: Address, borrowRate: number): number | null => {
  const drift = borrowRate - Math.log1p(earnedRate(market, owner))
  return drift <= 0 ? null : (365 * Math.log(healthFactor(market, owner))) / drift
}

const carry = (market: Market, owner: Address, debt: Asset): readonly Sensitivity[] => {
  const [today, highest] = [rateOf(market, debt), highestRate(market, debt)]
  const growing = 'interest outgrows the staking rewards'
  const not = 'staking rewards outgrow the interest'
  const at = (factor: string, rate: number): Sensitivity => {
    const days = daysOfCarry(market, owner, rate)
    return {
      id: 'carry',
      factor,
      unit: 'days',
      today: 0,
      atLiquidation: days,
      reason: days === null ? not : growing,
    }
  }
  const overYear = Math.log(healthFactor(market, owner)) + Math.log1p(earnedRate(market, owner))
  return [
    {
      id: 'borrowRate',
      factor: `${debt} borrow rate over 365 days`,
      unit: 'per year',
      today,
      atLiquidation: overYear,
      reason: 'continuous interest for a year, against rewards at the protocol rate',
    },
    at(`days of carry at today’s ${debt} rate (${(today * 100).toFixed(2)} %)`, today),
    at(`days of carry at the ${debt} curve’s highest rate (${(highest * 100).toFixed(2)} %)`, highest),
  ]
}

/** Of debts on Aave. */
const aaveSensitivities = (market: Market, owner: Address): readonly Sensitivity[] => {
  const debts = owedOnAave(market, owner)
  const data = market.aave.accounts[owner] && accountData(market.aave, owner, market.block.timestamp)
  if (!data || debts.length === 0 || data.healthFactorWad === MAX_UINT256) return []
  return [
    etherPrice(market, owner),
    ...stakedOf(market, owner).map(asset => shareRate(market, owner, asset)),
    ...debts.map(debt => debtPrice(market, owner, debt)),
    threshold(market, owner),
    ...debts.flatMap(debt => carry(market, owner, debt)),
  ]
}

/**
 * Distance to liquidation along each risk factor on its own, in the factor's own unit; empty without debt. Prices and
 * thresholds are searched on the lenders' exact arithmetic, so that pegged pairs come out right; carry is a forecast.
 */
export const sensitivities = (market: Market, owner: Address): readonly Sensitivity[] => [
  ...aaveSensitivities(market, owner),
  ...morphoSensitivities(market, owner),
]
