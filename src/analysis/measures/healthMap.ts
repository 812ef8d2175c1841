import type { Market } from '../../market/market.js'
import { aaveMovable } from '../../protocols/aave/movable.js'
import type { Address } from '../../protocols/assets.js'
import type { Factors, MovableDebt } from '../../protocols/protocol.js'
import { protocolEntries } from '../../protocols/registry.js'
import { WAD } from '../../units/fixed.js'
import { tokenCarry } from './carry.js'

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
  /** Whose health factor it is. */
  readonly venue: string
  readonly about: string
  readonly x: Axis
  readonly y: Axis
  /** A row for each value of `y`, in its order; a column for each of `x`. */
  readonly healthFactors: readonly (readonly number[])[]
  /** Points of the load line; empty where no point of the map is liquidated. */
  readonly line: readonly (readonly [x: number, y: number])[]
  /** The same line at a venue whose oracle follows the market; null where the map does not ask, or is that venue's. */
  readonly marketLine: readonly (readonly [x: number, y: number])[] | null
}

const COLUMNS = 9
const ROWS = 7
const LINE_POINTS = 25

const wad = (factor: number): bigint => BigInt(Math.round(factor * 1e9)) * 10n ** 9n

const AS_TODAY: Factors = { etherUsdWad: WAD, shareRateWad: () => WAD, pegWad: null, interest: null }

type Health = (x: number, y: number) => number

/** Health factor as a double; infinite without debt. */
const healthOf = (debt: MovableDebt, factors: Partial<Factors>): number => {
  const factor = debt.healthFactorWad({ ...AS_TODAY, ...factors })
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

/** What the largest token that secures a debt earns; nothing where that is not modelled. */
const earnedBy = (market: Market, { secures }: MovableDebt): number =>
  Math.max(0, ...secures.map(asset => tokenCarry(market, asset).perYear ?? 0))

const unmodelled = (market: Market, { secures }: MovableDebt): string =>
  secures
    .filter(asset => tokenCarry(market, asset).perYear === null)
    .map(asset => ` The rewards of ${asset} are not modelled: it is taken to earn nothing.`)
    .join('')

/** Share rate lost at once × interest for a year; staking rewards grow meanwhile. */
const carryMap = (market: Market, debt: MovableDebt): HealthMap => {
  const owed = debt.owed.join(' and ')
  const health: Health = (change, rate) =>
    healthOf(debt, {
      shareRateWad: asset => wad((1 + change) * (1 + (tokenCarry(market, asset).perYear ?? 0))),
      interest: { rateWad: wad(rate), days: YEAR_DAYS },
    })
  const today = healthOf(debt, {})
  const reach = Math.min(0.8, roundReach(Math.max(0.02, 1.4 * (1 - 1 / today)), COLUMNS - 1))
  const dear = roundReach(Math.max(0.05, 1.2 * (Math.log(today) + earnedBy(market, debt))), ROWS - 1)
  const [xs, ys] = [spread(-reach, 0, COLUMNS), spread(0, dear, ROWS)]
  return {
    name: 'share rate × borrow rate',
    venue: debt.venue,
    about: `Health factor after ${YEAR_DAYS} days of paying this rate on ${owed}, if the share rate had first lost this much at once and rewards then went on at the protocol’s rate.${unmodelled(market, debt)}`,
    x: { factor: 'share rate', unit: 'change', values: xs },
    y: { factor: `borrow rate of ${owed}`, unit: 'perYear', values: ys },
    healthFactors: grid(health, xs, ys),
    line: lineOf(health, { safe: 0, sunk: -reach }, { safe: 0, sunk: dear }),
    marketLine: null,
  }
}

const DEEPEST_FALL = 0.8
const DEEPEST_DISCOUNT = 0.3

/** As far as a discount is worth a look: to its load line and a little further where the venue sees it. */
const worstPeg = (debt: MovableDebt): number => {
  if (!debt.seesPeg) return 1 - DEEPEST_DISCOUNT
  const room = 1 - 1 / healthOf(debt, { pegWad: WAD })
  return 1 - Math.min(DEEPEST_DISCOUNT, roundReach(Math.max(0.02, 1.4 * room), ROWS - 1))
}

/** Ether against the dollar × what the market pays for staked ether, of fair value. */
const priceMap = (debt: MovableDebt): HealthMap => {
  const health: Health = (change, peg) => healthOf(debt, { etherUsdWad: wad(1 + change), pegWad: wad(peg) })
  const seen: Health = (change, peg) =>
    healthOf(debt, { etherUsdWad: wad(1 + change), shareRateWad: () => wad(peg) })
  const worst = worstPeg(debt)
  const [xs, ys] = [spread(-DEEPEST_FALL, 0, COLUMNS), spread(worst, 1, ROWS)]
  const ranges = [
    { safe: 0, sunk: -DEEPEST_FALL },
    { safe: 1, sunk: worst },
  ] as const
  return {
    name: 'ETH/USD × peg',
    venue: debt.venue,
    about: `Health factor if ether moved this much against the dollar and the market paid this much of fair value for staked ether. ${debt.pricing}`,
    x: { factor: 'ETH/USD', unit: 'change', values: xs },
    y: { factor: 'market price of staked ether', unit: 'ratio', values: ys },
    healthFactors: grid(health, xs, ys),
    line: lineOf(health, ...ranges),
    marketLine: debt.seesPeg ? null : lineOf(seen, ...ranges),
  }
}

/** Debts of an account wherever they stand: Aave's, and those of every protocol that lends. */
const movableDebts = (market: Market, owner: Address): readonly MovableDebt[] => [
  ...aaveMovable(market, owner),
  ...protocolEntries().flatMap(
    ([name, { movable }]) => movable?.({ own: market[name], core: market }, owner) ?? [],
  ),
]

/**
 * Two maps of the health factor for each venue where an account owes, at a market with the position open, by the venue's
 * exact arithmetic; empty without debt. For reading: values are rounded to six digits.
 */
export const healthMaps = (market: Market, owner: Address): readonly HealthMap[] =>
  movableDebts(market, owner).flatMap(debt => [carryMap(market, debt), priceMap(debt)])
