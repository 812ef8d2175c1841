import { EXIT_READINGS, worstOf } from '../../src/analysis/measures/exits.js'
import { settleExits } from '../../src/analysis/settleExits.js'
import { exitPlanner } from '../../src/exit/frontier.js'
import { planExit } from '../../src/exit/plan.js'
import { OWNER } from '../../src/market/crowd.js'
import type { Market } from '../../src/market/market.js'
import type { Strategy } from '../../src/position/strategy.js'
import type { Scenario } from '../../src/scenario/scenario.js'
import { cast } from '../../src/simulation/actors/cast.js'
import type { Frame } from '../../src/simulation/frame.js'
import { createModelWorld } from '../../src/simulation/model/modelWorld.js'
import { PATIENCES, type Priced, wayWithin } from '../../src/simulation/patience.js'
import { run } from '../../src/simulation/run.js'
import { SECONDS_PER_DAY, WAD } from '../../src/units/fixed.js'

/** What a check of one strategy under one scenario found. */
export type Checked = {
  /** Sentences of what is wrong; empty where all holds. */
  readonly faults: readonly string[]
  /** Frames on which haste is more than 10 bps dearer than care, or hides the worst day. */
  readonly late: readonly string[]
  /** Printed figures that were compared. */
  readonly compared: number
  /** How much dearer a way planned in haste is than one planned in full, bps, at most. */
  readonly hasteBps: number
}

/** Basis points by which a frame planned in haste may be dearer than planned in full. */
const HASTE_BPS = 10

type Seen = { readonly frames: readonly Frame[]; readonly markets: readonly Market[] }

const play = async (start: Market, strategy: Strategy, scenario: Scenario): Promise<Seen> => {
  const markets: Market[] = []
  const { frames } = await run({
    world: createModelWorld(start),
    strategy,
    params: strategy.params.parse({}),
    scenario,
    actors: cast(),
    planner: exitPlanner,
    onFrame(_, market) {
      markets.push(market)
    },
  })
  return { frames, markets }
}

const dayOf = ({ at }: Frame): string => `day ${at / SECONDS_PER_DAY}`

const numbers = (way: Priced | undefined): string =>
  way ? `${way.costBps} bps, ${way.medianDays} days, ${way.badDays} in a bad case` : 'no way'

/** The same day, position and patience: what a run prints is what `exit` plans. */
const sameAsCommand = ({ frames, markets }: Seen, strategy: Strategy, printed: readonly number[]) =>
  printed.flatMap(i =>
    PATIENCES.flatMap(({ days, name }) => {
      const [frame, market] = [frames[i], markets[i]]
      if (!frame || !market) return []
      const { unwind } = strategy
      const { gasPriceWei } = frame
      const limits = { patienceDays: days, maxCostBps: null, shareWad: WAD }
      const report = planExit({ market, owner: OWNER, unwind, gasPriceWei, ...limits })
      const planned = 'options' in report ? report.recommended?.quote : undefined
      const shown = wayWithin(frame.exits.frontier().ways, days)
      const [a, b] = [numbers(shown), numbers(planned)]
      return [{ where: `${dayOf(frame)} ${name}`, fault: a === b ? null : `run has ${a}, exit ${b}` }]
    }),
  )

/** What was planned in haste, before anything is planned in full. */
const hasty = ({ frames }: Seen) =>
  frames.map(({ exits }) =>
    PATIENCES.map(({ days }) => wayWithin(exits.frontier('frame').ways, days)?.costBps),
  )

/** On every frame, haste is at most so much dearer than care, and finds a way wherever there is one. */
const hasteOf = ({ frames }: Seen, before: ReturnType<typeof hasty>) =>
  frames.flatMap((frame, i) =>
    PATIENCES.flatMap(({ days, name }, k) => {
      const quick = before[i]?.[k]
      const full = wayWithin(frame.exits.frontier('full').ways, days)?.costBps
      if (quick === undefined && full === undefined) return []
      const more = (quick ?? Number.POSITIVE_INFINITY) - (full ?? Number.POSITIVE_INFINITY)
      return [{ where: `${dayOf(frame)} ${name}`, more }]
    }),
  )

/** The queue is open on the days before and after, closed between, and nothing struck meanwhile. */
const gaps = ({ frames }: Seen, { steps }: Scenario): readonly string[] => {
  const isOpen = (frame: Frame): boolean =>
    !frame.exits.frontier('full').closed.some(({ way }) => way.kind === 'queue')
  return frames.flatMap((frame, i) => {
    const [before, after] = [frames[i - 1], frames[i + 1]]
    if (!before || !after || isOpen(frame) || !isOpen(before) || !isOpen(after)) return []
    const struck = steps.some(({ at }) => at > before.at && at <= after.at)
    return struck ? [] : [`the queue is closed on ${dayOf(frame)} alone`]
  })
}

/** One strategy under one scenario, on the model: with every frame planned in full. */
export const checkExits = async (start: Market, strategy: Strategy, scenario: Scenario): Promise<Checked> => {
  const seen = await play(start, strategy, scenario)
  const before = hasty(seen)
  const printed = settleExits(seen.frames)
  const found = EXIT_READINGS.map(reading => worstOf(seen.frames, reading))
  const same = sameAsCommand(seen, strategy, printed)
  const haste = hasteOf(seen, before)
  const worst = EXIT_READINGS.flatMap((reading, i) => {
    const all = seen.frames.map(
      ({ exits }) => reading.read(exits.frontier('full')) ?? Number.POSITIVE_INFINITY,
    )
    const most = reading.worse === 'higher' ? Math.max(...all) : Math.min(...all)
    const own = all[found[i] ?? 0] ?? 0
    return Math.abs(own - most) > HASTE_BPS
      ? [`${reading.name} is ${own} at the frame found and ${most} at worst`]
      : []
  })
  return {
    faults: [
      ...same.flatMap(({ where, fault }) => (fault === null ? [] : [`${where}: ${fault}`])),
      ...gaps(seen, scenario),
    ],
    late: [
      ...haste.flatMap(({ where, more }) =>
        more > HASTE_BPS ? [`${where}: haste is ${more} bps dearer`] : [],
      ),
      ...worst,
    ],
    compared: same.length,
    hasteBps: Math.max(0, ...haste.map(({ more }) => more).filter(Number.isFinite)),
  }
}
