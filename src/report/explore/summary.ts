import { isAtOnce, PATIENCES, type Patience, wayWithin } from '../../simulation/patience.js'
import { bps, day, decimal, duration, ether, healthFactor } from '../text.js'
import type { FrameJson } from './payload.js'

type Way = FrameJson['exits']['ways'][number]

/** What the comparison reads off one run, and one of its days. */
export type Seen = {
  readonly openingCostWei: bigint
  readonly frames: readonly FrameJson[]
  /** Index of the chosen frame. */
  readonly chosen: number
  /** Ways out at the chosen frame. */
  readonly exits: FrameJson['exits']
}

/** A line of the comparison; the texts carry their units. `changed` says that the values differ, however little. */
export type Row = {
  readonly name: string
  readonly measured: string
  readonly yours: string
  readonly difference: string
  readonly changed: boolean
}

/** Lowest health factor at any block, and the day it was; undefined without debt. */
const lowestHealth = ({ frames }: Seen): { readonly wad: bigint; readonly at: number } | undefined =>
  frames.reduce<{ wad: bigint; at: number } | undefined>((low, frame) => {
    if (frame.lowestHealthFactorWad === null) return low
    const wad = BigInt(frame.lowestHealthFactorWad)
    return low && low.wad <= wad ? low : { wad, at: frame.atSeconds }
  }, undefined)

const liquidations = ({ frames }: Seen) =>
  frames.flatMap(frame => frame.events.flatMap(event => (event.kind === 'liquidation' ? [event] : [])))

const lossWei = (seen: Seen): bigint =>
  liquidations(seen).reduce((sum, event) => sum + BigInt(event.lossWei), 0n)

/** How often it was liquidated. */
const liquidated = (seen: Seen): number => liquidations(seen).length

const equityAt = ({ frames }: Seen, index: number): bigint => BigInt(frames.at(index)?.equityWei ?? '0')

/** One figure of the comparison: how it is read, and how it is said. */
type Figure<T> = {
  readonly name: string
  read(seen: Seen): T | undefined
  say(value: T): string
  /** Left out where a difference says nothing. */
  minus?(yours: T, measured: T): string
}

type Compare = (measured: Seen, yours: Seen) => Row

const ABSENT = 'none'

const differenceOf = <T>(of: Figure<T>, was: T | undefined, is: T | undefined): string => {
  if (was === is) return '0'
  return was === undefined || is === undefined ? '' : (of.minus?.(is, was) ?? '')
}

const figure =
  <T>(of: Figure<T>): Compare =>
  (measured, yours) => {
    const [was, is] = [of.read(measured), of.read(yours)]
    return {
      name: of.name,
      measured: was === undefined ? ABSENT : of.say(was),
      yours: is === undefined ? ABSENT : of.say(is),
      difference: differenceOf(of, was, is),
      changed: was !== is,
    }
  }

const signed = (text: string, positive: boolean): string => (positive ? `+${text}` : text)

const etherFigure = (name: string, read: (seen: Seen) => bigint): Compare =>
  figure({
    name,
    read,
    say: wei => `${ether(wei)} ETH`,
    minus: (yours, measured) => `${signed(ether(yours - measured), yours > measured)} ETH`,
  })

const costFigure = (name: string, read: (seen: Seen) => number | undefined): Compare =>
  figure({
    name,
    read,
    say: cost => `${bps(cost)} bps`,
    minus: (yours, measured) => `${signed(bps(yours - measured), yours > measured)} bps`,
  })

const daysFigure = (name: string, read: (seen: Seen) => number | undefined): Compare =>
  figure({
    name,
    read,
    say: duration,
    minus: (yours, measured) => `${signed(decimal(yours - measured, 1), yours > measured)} days`,
  })

const OF_THE_RUN: readonly Compare[] = [
  figure({
    name: 'Lowest health factor',
    read: seen => lowestHealth(seen)?.wad,
    say: healthFactor,
    minus: (yours, measured) => signed(decimal(Number(yours - measured) / 1e18, 4), yours > measured),
  }),
  figure({ name: 'Day of the lowest health factor', read: seen => lowestHealth(seen)?.at, say: day }),
  figure({
    name: 'Liquidated',
    read: liquidated,
    say: times => (times === 0 ? 'no' : times === 1 ? 'once' : `${times} times`),
  }),
  etherFigure('Lost to liquidation', lossWei),
  etherFigure('Cost of opening', seen => seen.openingCostWei),
  etherFigure('Net worth at the start', seen => equityAt(seen, 0)),
  etherFigure('Net worth at the end', seen => equityAt(seen, -1)),
  etherFigure('Net worth on the chosen day', seen => equityAt(seen, seen.chosen)),
]

const forPatience = ({ name, days }: Patience): readonly Compare[] => {
  const read = (quantity: 'costBps' | 'medianDays') => (seen: Seen) =>
    wayWithin(seen.exits.ways, days)?.[quantity]
  return [
    costFigure(`Leaving ${name}: cost`, read('costBps')),
    daysFigure(`Leaving ${name}: time`, read('medianDays')),
  ]
}

/** What changed against the measured run, figure by figure. */
export const compare = (measured: Seen, yours: Seen): readonly Row[] =>
  [...OF_THE_RUN, ...PATIENCES.flatMap(forPatience)].map(row => row(measured, yours))

const healthWords = (seen: Seen): string => {
  const low = lowestHealth(seen)
  if (!low) return 'There is no debt, so nothing can be liquidated.'
  const at = `${healthFactor(low.wad)} (${day(low.at)})`
  const times = liquidated(seen)
  if (times > 0)
    return `The health factor falls to ${at} and the position is liquidated, which costs ${ether(lossWei(seen))} ETH.`
  return low.wad < 10n ** 18n
    ? `The health factor falls to ${at}: below 1 anyone may liquidate, but nobody finds that it pays.`
    : `The health factor never falls below ${at}; the position is not liquidated.`
}

/** A negative cost is called what it is. */
const wayWords = (way: Way): string =>
  `${way.costBps < 0 ? `a gain of ${bps(-way.costBps)}` : bps(way.costBps)} bps by ${way.name} in ${duration(way.medianDays)}`

const leavingWords = ({ frames, chosen, exits }: Seen): string => {
  const at = day(frames[chosen]?.atSeconds ?? 0)
  const patient = wayWithin(exits.ways, null)
  if (!patient) return `On ${at} no way out is open.`
  const now = exits.ways.find(isAtOnce)
  if (now === patient) return `Leaving on ${at}: ${wayWords(patient)}.`
  const soon = now ? `${wayWords(now)} at once` : 'no way out at once'
  return `Leaving on ${at}: ${soon}; ${wayWords(patient)} for those who wait.`
}

/** The outcome in three sentences. */
export const outcome = (seen: Seen): string => {
  const last = seen.frames.at(-1)
  const worth = `It is worth ${ether(equityAt(seen, 0))} ETH at the start and ${ether(equityAt(seen, -1))} ETH on ${day(last?.atSeconds ?? 0)}.`
  return `${healthWords(seen)} ${worth} ${leavingWords(seen)}`
}

/** How the page's frames agree with the report's. `where` is the first place that does not. */
export type Agreement = {
  readonly frames: number
  readonly numbers: number
  readonly differ: number
  readonly where: string | null
}

/** What one world alone knows: units of gas as measured, bands, and who says what. */
const OF_ONE_WORLD = new Set(['onFork', 'band', 'exits', 'soldNowWei'])

const compareInto = (table: { numbers: number; differ: number; where: string | null }) => {
  const visit = (measured: unknown, yours: unknown, path: string): void => {
    if (typeof measured === 'object' && measured !== null) {
      for (const [key, value] of Object.entries(measured))
        if (!OF_ONE_WORLD.has(key))
          visit(
            value,
            (yours as Readonly<Record<string, unknown>> | null | undefined)?.[key],
            `${path}.${key}`,
          )
      return
    }
    table.numbers += 1
    if (measured === yours) return
    table.differ += 1
    table.where ??= path
  }
  return visit
}

/** Compares every number of every frame, and of the ways out on the chosen day, as text: equal is equal to the wei. */
export const agreementOf = (measured: Seen, yours: Seen): Agreement => {
  const table = { numbers: 0, differ: 0, where: null as string | null }
  const visit = compareInto(table)
  visit(String(measured.openingCostWei), String(yours.openingCostWei), 'openingCostWei')
  visit(measured.frames.length, yours.frames.length, 'frames')
  measured.frames.forEach((frame, i) => {
    visit(frame, yours.frames[i], `day ${frame.atSeconds / 86_400}`)
  })
  visit(measured.exits, yours.exits, 'exits')
  return { frames: measured.frames.length, ...table }
}
