import { SECONDS_PER_DAY } from '../units/fixed.js'
import { type Known, type Scenario, type Shock, type Step, titleOf } from './scenario.js'

/** What happens so many days after the scenario began; parts of a day are whole seconds. */
export const onDay = (day: number, ...shocks: readonly (Shock | readonly Shock[])[]): Step => ({
  at: Math.round(day * SECONDS_PER_DAY),
  shocks: shocks.flat() as readonly Shock[],
})

/** Change from one price to another, in whole basis points. */
export const changeBps = (from: number, to: number): number => Math.round((to / from - 1) * 10_000)

/** Ether against the dollar, by the feed and in the dollar pool, against the start. */
export const etherMoves = (change: number): readonly Shock[] => [
  { kind: 'price', feed: 'ETH/USD', changeBps: change },
  { kind: 'etherMarket', changeBps: change },
]

/** Sellers bring one stETH down to this many ether. */
export const stEthFallsTo = (price: number): Shock => ({
  kind: 'depeg',
  discountBps: Math.round((1 - price) * 10_000),
})

/** What stETH sells for from a day on. */
type PricePath = readonly (readonly [day: number, price: number])[]

/**
 * Sellers bring one stETH down the path and keep it there until the last day, by a sale a day: in a pool of today's size
 * arbitrageurs would buy a discount back that nobody sells into again. `others` happen beside, each on a whole day.
 */
export const stEthFallsAlong = (
  path: PricePath,
  lastDay: number,
  others: Readonly<Record<number, readonly Shock[]>> = {},
): readonly Step[] =>
  Array.from({ length: lastDay }, (_, i) => i + 1).flatMap(day => {
    const price = path.filter(([from]) => from <= day).at(-1)?.[1]
    const shocks = [...(others[day] ?? []), ...(price === undefined ? [] : [stEthFallsTo(price)])]
    return shocks.length === 0 ? [] : [onDay(day, ...shocks)]
  })

/** Buyers bring one stETH back to this many ether. */
export const stEthBackTo = (price: number): Shock => ({
  kind: 'recover',
  discountBps: Math.round((1 - price) * 10_000),
})

/** What a history scenario is besides its steps today: the market of its day, and what differs there. */
export type ThatDay = {
  readonly assumed: readonly string[]
  readonly overlay: readonly Step[]
  /** Where other than today's. */
  readonly steps?: readonly Step[]
}

export type HistoryEvent = Omit<Scenario, 'family' | 'mode' | 'overlay' | 'parts' | 'known'> &
  Required<Pick<Scenario, 'known'>> & { readonly thatDay: ThatDay }

/** An event in its two modes: `NAME` strikes today's market, `NAME:then` the market of its day. */
export const history = ({ thatDay, ...event }: HistoryEvent): readonly [Scenario, Scenario] => [
  { ...event, family: 'history', mode: 'today' },
  {
    ...event,
    name: `${event.name}:then`,
    title: `${titleOf(event)}, on the market of that day`,
    family: 'history',
    mode: 'then',
    assumed: [...event.assumed, ...thatDay.assumed],
    overlay: thatDay.overlay,
    steps: thatDay.steps ?? event.steps,
  },
]

/** What no transaction sets, so that it stays today's in every market of another day. */
export const STAYS_TODAYS = [
  'stETH per wstETH, Lido’s size, what is lent and borrowed on Aave in all, and the depth of Uniswap’s pools stay today’s',
  'Aave’s code is v3.6 whatever ran then',
]

/** Before Lido's queue opened there was none: the market of that day has it closed. */
export const NO_QUEUE_YET: Shock = { kind: 'withdrawalsPaused', paused: true }

/** Why `NO_QUEUE_YET`. */
export const NO_QUEUE_YET_KNOWN: Known = {
  said: 'Nobody could redeem stETH: Lido’s withdrawal queue opened on 15 May 2023. On the market of that day it is closed, because it did not exist yet.',
  source: 'vote on Lido V2, research.lido.fi/t/4576',
  absentThen: 'Lido’s withdrawal queue',
}

/** What a market with a discount at its start takes for granted. */
export const SAME_DISCOUNT_ASSUMED =
  'at the start Uniswap’s pools of staked ether stand as far below fair as Curve’s'

/** Aave of before v3: it priced stETH at the market. The oldest recorded e-mode stands for its terms. */
export const MARKET_ORACLE_2022: readonly Shock[] = [
  { kind: 'priceSource', asset: 'wstETH', source: 'market' },
  { kind: 'eModeTerms', category: 1, ltvBps: 9_000, thresholdBps: 9_300, bonusBps: 100 },
]

/** What `MARKET_ORACLE_2022` takes for granted. */
export const MARKET_ORACLE_2022_ASSUMED =
  'Aave then was v2 without e-modes; the position is opened in e-mode 1 on its oldest recorded terms (90/93/1 %, October 2023), priced by Chainlink’s stETH/ETH as Aave v2 priced stETH until June 2023'
