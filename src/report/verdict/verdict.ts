import { USUAL_EXIT_LIMITS } from '../../analysis/illiquid.js'
import { PATIENCES, type Patience, quickWay } from '../../simulation/patience.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Document } from '../document.js'
import {
  exitCostWei,
  type Frame,
  liquidationsOf,
  lowestHealth,
  type Reading,
  wayAt,
  worstFrame,
} from '../sections/read.js'
import { changeOf } from './change.js'
import type { Verdict } from './schema.js'

/** All of a document that its verdict is read off. */
export type Judged = Pick<Document, 'runs' | 'measures' | 'scenario' | 'sensitivities'>

const WAD = 10n ** 18n

const readingOf = ({ runs: [run], sensitivities }: Judged): Reading => {
  const [first, last] = [run?.frames[0], run?.frames.at(-1)]
  if (!run || !first || !last) throw new Error('a report needs a run with frames')
  return { world: run.world, frames: run.frames, first, last, sensitivities }
}

const liquidationsIn = ({ frames }: Reading): Verdict['liquidations'] => {
  const seized = frames.flatMap(liquidationsOf)
  return {
    count: seized.length,
    lossWei: String(seized.reduce((sum, { lossWei }) => sum + BigInt(lossWei), 0n)),
    firstAtSeconds: frames.find(frame => liquidationsOf(frame).length > 0)?.atSeconds ?? null,
  }
}

const exitAt = (read: Reading, patience: Patience): Verdict['exits'][number] => {
  const frame = worstFrame(read, patience)
  const way = wayAt(frame, patience)
  const { id } = patience
  const { atSeconds } = frame
  if (!way) return { patience: id, atSeconds, way: null }
  const { name, costBps, medianDays, badDays, band } = way
  return {
    patience: id,
    atSeconds,
    way: {
      name,
      costBps,
      costWei: String(exitCostWei(frame, way)),
      medianDays,
      badDays,
      halfDepthBps: band?.halfDepthBps ?? null,
      twiceDepthBps: band?.twiceDepthBps ?? null,
    },
  }
}

/** Days of the quickest queue of each frame, where that is longer than a month. */
const longQueues = ({ frames }: Reading): Verdict['queue'] => {
  const slow = frames.flatMap(({ atSeconds, exits }) => {
    const queues = exits.ways.filter(({ kind }) => kind === 'queue').map(({ medianDays }) => medianDays)
    const days = Math.min(...queues)
    return queues.length > 0 && days > USUAL_EXIT_LIMITS.days ? [{ atSeconds, days }] : []
  })
  const [first] = slow
  if (!first) return null
  const days = slow.map(entry => entry.days)
  return {
    fromSeconds: first.atSeconds,
    shortestDays: Math.min(...days),
    longestDays: Math.max(...days),
  }
}

const longestWait = ({ frames }: Reading): Verdict['waiting'] => {
  const waits = frames.flatMap(({ atSeconds, exits }) => {
    const way = quickWay(exits.ways)
    if (!way) return []
    const { costBps, medianDays, badDays } = way
    return [{ atSeconds, costBps, medianDays, badDays }]
  })
  const [first] = waits
  return first ? waits.reduce((most, next) => (next.medianDays > most.medianDays ? next : most), first) : null
}

const dayNumber = ({ atSeconds }: Frame): number => Math.floor(atSeconds / SECONDS_PER_DAY)

/** Counted by the measure, which asks the planner where a frontier has no way; else by the ways that are in the document. */
const limitsOf = ({ frames }: Reading, { measures }: Judged): Verdict['limits'] => {
  const { costBps, days } = USUAL_EXIT_LIMITS
  const missed = frames.filter(frame => {
    const way = wayAt(frame, { days })
    return way === undefined || way.costBps > costBps
  })
  const measured = measures['illiquidDays']
  const daysMissed = measured?.ok ? measured.value : new Set(missed.map(dayNumber)).size
  return { costBps, days, daysMissed, daysSeen: new Set(frames.map(dayNumber)).size }
}

/** What a sale brings, of what is worth 1e6; less than nothing where it cannot be sold at all. */
const soldShare = ({ soldNowWei, equityWei }: Frame): bigint =>
  soldNowWei === null || BigInt(equityWei) <= 0n ? -1n : (BigInt(soldNowWei) * 1_000_000n) / BigInt(equityWei)

const worthAtWorst = ({ frames, last }: Reading): Verdict['worth'] => {
  const worst = frames.reduce((least, frame) => (soldShare(frame) < soldShare(least) ? frame : least), last)
  return { atSeconds: worst.atSeconds, fairWei: worst.equityWei, soldWei: worst.soldNowWei }
}

/** Less of the event's worst figure than this falls short; records are rounded. */
const REACHED = 0.98

/** A price that stays this much above its recorded low falls short: discounts are small parts of prices. */
const ABOVE = 1.005

const fallsShort = (worse: 'lower' | 'higher', recorded: number, here: number): boolean =>
  worse === 'higher' ? here < recorded * REACHED : here > recorded * ABOVE

/** A figure's worst record stands for it: a peak within a day, and not the end of that day. */
const shortfallsOf = ({ scenario }: Judged): Verdict['shortfalls'] => {
  const all = scenario.known.flatMap(({ figure }) => {
    if (!figure || figure.worse === null || figure.here === null) return []
    const { name, unit, recorded, here, worse } = figure
    return fallsShort(worse, recorded, here) ? [{ name, unit, recorded, here }] : []
  })
  return all.filter(({ name }) => !all.some(other => other.name.startsWith(`${name}, `)))
}

/** On the market of its day a run lacks it too. */
const absentIn = ({ scenario }: Judged): Verdict['absentThen'] =>
  scenario.mode === 'then'
    ? []
    : scenario.known.flatMap(({ absentThen }) => (absentThen === null ? [] : [absentThen]))

const standingsOf = ({
  liquidations,
  health,
  limits,
}: Pick<Verdict, 'liquidations' | 'health' | 'limits'>): Verdict['standings'] => [
  ...(liquidations.count > 0
    ? (['liquidated'] as const)
    : health && BigInt(health.lowestWad) < WAD
      ? (['liquidatable'] as const)
      : []),
  ...(limits.daysMissed > 0 ? (['illiquid'] as const) : []),
]

/** The verdict of a report, as data: worst first, by patience. Throws where there is no run. */
export const verdictOf = (judged: Judged): Verdict => {
  const read = readingOf(judged)
  const low = lowestHealth(read)
  const health = low ? { lowestWad: String(low.wad), atSeconds: low.frame.atSeconds } : null
  const [liquidations, limits] = [liquidationsIn(read), limitsOf(read, judged)]
  return {
    standings: standingsOf({ liquidations, health, limits }),
    health,
    liquidations,
    exits: PATIENCES.map(patience => exitAt(read, patience)),
    queue: longQueues(read),
    waiting: longestWait(read),
    limits,
    worth: worthAtWorst(read),
    change: changeOf(read.frames),
    shortfalls: shortfallsOf(judged),
    absentThen: absentIn(judged),
  }
}
