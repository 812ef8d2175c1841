import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import type { AaveState } from '../protocols/aave/state.js'
import type { Address, Asset } from '../protocols/assets.js'
import { SECONDS_PER_DAY } from '../units/fixed.js'
import { debtsOf, ETHER_PRICED, scalePrices, stakingRate } from './sensitivities.js'

/** A factor of a map: where it is moved to, from its value today. */
export type Axis = {
  readonly factor: string
  /** `change`: a part of today's value, −0.1 is a tenth less. `perYear`: a rate. `ratio`: of fair value. */
  readonly unit: 'change' | 'perYear' | 'ratio'
  readonly values: readonly number[]
}

/** Health factors over two risk factors, with the line at which the factor is 1. */
export type HealthMap = {
  readonly name: string
  readonly about: string
  readonly x: Axis
  readonly y: Axis
  /** A row for each value of `y`, in its order; a column for each of `x`. */
  readonly healthFactors: readonly (readonly number[])[]
  /** Points of the load line; empty where no point of the map is liquidated. */
  readonly line: readonly (readonly [x: number, y: number])[]
  /** The same line at a venue whose oracle follows the market; null where the map does not ask. */
  readonly marketLine: readonly (readonly [x: number, y: number])[] | null
}

const COLUMNS = 9
const ROWS = 7
const LINE_POINTS = 25

const WAD = 10n ** 18n

/** Staked ether that Aave prices by a share rate. */
const STAKED: readonly Asset[] = ETHER_PRICED.filter(asset => asset !== 'WETH')

const wad = (factor: number): bigint => BigInt(Math.round(factor * 1e9)) * 10n ** 9n

/** Health factor as a double; infinite without debt. */
type Health = (x: number, y: number) => number

const healthOf = (aave: AaveState, owner: Address, now: number): number => {
  const factor = accountData(aave, owner, now).healthFactorWad
  return factor > 10n ** 30n ? Number.POSITIVE_INFINITY : Number(factor) / Number(WAD)
}

const spread = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Number((from + ((to - from) * i) / (count - 1)).toPrecision(6)))

/** So many even steps of a round size that reach at least as far as `reach`; the last value. */
const roundReach = (reach: number, steps: number): number => {
  const power = 10 ** Math.floor(Math.log10(reach / steps))
  const step = [1, 2, 2.5, 5, 10].find(size => size * power * steps >= reach) ?? 10
  return Number((step * power * steps).toPrecision(6))
}

/** The value between `safe` and `sunk` at which a falling health crosses 1; undefined where it does not. */
const crossing = (health: (at: number) => number, safe: number, sunk: number): number | undefined => {
  let [low, high] = [safe, sunk]
  if (health(low) < 1 || health(high) >= 1) return undefined
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    if (health(middle) >= 1) low = middle
    else high = middle
  }
  return Number(high.toPrecision(6))
}

type Range = { readonly safe: number; readonly sunk: number }

/** Points at which the health factor is 1: across for each value of y, and where that finds none, down for each of x. */
const lineOf = (health: Health, x: Range, y: Range): HealthMap['line'] => {
  const across = spread(y.safe, y.sunk, LINE_POINTS).flatMap((at): readonly (readonly [number, number])[] => {
    const found = crossing(value => health(value, at), x.safe, x.sunk)
    return found === undefined ? [] : [[found, at]]
  })
  if (across.length > 0) return across
  return spread(x.sunk, x.safe, LINE_POINTS).flatMap((at): readonly (readonly [number, number])[] => {
    const found = crossing(value => health(at, value), y.safe, y.sunk)
    return found === undefined ? [] : [[at, found]]
  })
}

const grid = (health: Health, xs: readonly number[], ys: readonly number[]) =>
  ys.map(y => xs.map(x => Number(health(x, y).toPrecision(6))))

const YEAR_DAYS = 365

const withRate = (aave: AaveState, assets: readonly Asset[], rate: number): AaveState => {
  const reserves = { ...aave.reserves }
  for (const asset of assets) {
    const reserve = reserves[asset]
    if (reserve) reserves[asset] = { ...reserve, borrowRateRay: wad(rate) * 10n ** 9n }
  }
  return { ...aave, reserves }
}

/** Share rate lost at once × interest for a year; staking rewards grow meanwhile. */
const carryMap = (market: Market, owner: Address): HealthMap => {
  const debts = debtsOf(market, owner)
  const now = market.block.timestamp
  const growth = 1 + stakingRate(market)
  const health: Health = (change, rate) => {
    const priced = scalePrices(market.aave, STAKED, wad((1 + change) * growth))
    return healthOf(withRate(priced, debts, rate), owner, now + YEAR_DAYS * SECONDS_PER_DAY)
  }
  const today = healthOf(market.aave, owner, now)
  const reach = Math.min(0.8, roundReach(Math.max(0.02, 1.4 * (1 - 1 / today)), COLUMNS - 1))
  const dear = roundReach(Math.max(0.05, 1.2 * (Math.log(today) + stakingRate(market))), ROWS - 1)
  const [xs, ys] = [spread(-reach, 0, COLUMNS), spread(0, dear, ROWS)]
  return {
    name: 'share rate × borrow rate',
    about: `Health factor after ${YEAR_DAYS} days of paying this rate on ${debts.join(' and ')}, if the share rate had first lost this much at once and rewards then went on at the protocol’s rate.`,
    x: { factor: 'share rate', unit: 'change', values: xs },
    y: { factor: `borrow rate of ${debts.join(' and ')}`, unit: 'perYear', values: ys },
    healthFactors: grid(health, xs, ys),
    line: lineOf(health, { safe: 0, sunk: -reach }, { safe: 0, sunk: dear }),
    marketLine: null,
  }
}

const DEEPEST_FALL = 0.8
const WORST_PEG = 0.7

/** Ether against the dollar × what the market pays for staked ether, of fair value. Aave sees only the first. */
const priceMap = (market: Market, owner: Address): HealthMap => {
  const now = market.block.timestamp
  const health: Health = change =>
    healthOf(scalePrices(market.aave, ETHER_PRICED, wad(1 + change)), owner, now)
  const seen: Health = (change, peg) => {
    const priced = scalePrices(market.aave, ETHER_PRICED, wad(1 + change))
    return healthOf(scalePrices(priced, STAKED, wad(peg)), owner, now)
  }
  const [xs, ys] = [spread(-DEEPEST_FALL, 0, COLUMNS), spread(WORST_PEG, 1, ROWS)]
  const ranges = [
    { safe: 0, sunk: -DEEPEST_FALL },
    { safe: 1, sunk: WORST_PEG },
  ] as const
  return {
    name: 'ETH/USD × peg',
    about:
      'Health factor if ether moved this much against the dollar and the market paid this much of fair value for staked ether. Aave prices staked ether by its share rate, so the peg moves nothing here.',
    x: { factor: 'ETH/USD', unit: 'change', values: xs },
    y: { factor: 'market price of staked ether', unit: 'ratio', values: ys },
    healthFactors: grid(health, xs, ys),
    line: lineOf(health, ...ranges),
    marketLine: lineOf(seen, ...ranges),
  }
}

/**
 * Maps of the health factor at a market with the position open, by Aave's exact account data; empty without a debt on
 * Aave. For reading: values are rounded to six digits.
 */
export const healthMaps = (market: Market, owner: Address): readonly HealthMap[] =>
  debtsOf(market, owner).length === 0 ? [] : [carryMap(market, owner), priceMap(market, owner)]
