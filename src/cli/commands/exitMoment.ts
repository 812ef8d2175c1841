import type { ExitReport } from '../../exit/option.js'
import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { refusalWords } from '../../report/words/refusals.js'
import type { Scenario } from '../../scenario/scenario.js'
import { isWorse } from '../../simulation/patience.js'
import { NoExitError, OptionError } from '../errors.js'
import type { ExitJob } from './exitJob.js'

/** A frame at which one could leave. */
export type Seen = { readonly at: number; readonly market: Market; readonly gasPriceWei: bigint }

const SECONDS_PER_DAY = 86_400

/** Plans of one size, over all markets that are looked at. */
export const planner = async (job: ExitJob) => {
  const [{ planExit }, { shareOf }] = await Promise.all([
    import('../../exit/plan.js'),
    import('../../exit/part/size.js'),
  ])
  const share = (market: Market): bigint => {
    const found = shareOf(market, OWNER, job.size)
    if (found.ok) return found.shareWad
    throw new OptionError(`--size ${job.asked} cannot leave: ${found.reason}.`, {
      facts: { held: found.held },
    })
  }
  const plan = (market: Market, gasPriceWei: bigint): ExitReport => {
    const { patienceDays, maxCostBps, by } = job
    const { unwind } = job.ready.strategy
    const request = { market, owner: OWNER, unwind, gasPriceWei, patienceDays, maxCostBps, by }
    const report = planExit({ ...request, shareWad: share(market) })
    if ('options' in report) return report
    throw new NoExitError('There is no exit to plan.', { facts: { reason: refusalWords(report.refusal) } })
  }
  return { plan, share }
}

/** Every frame of the scenario, on the model. */
export const framesOf = async (job: ExitJob, start: Market, scenario: Scenario): Promise<readonly Seen[]> => {
  const [{ run }, { cast }, { createModelWorld }] = await Promise.all([
    import('../../simulation/run.js'),
    import('../../simulation/actors/cast.js'),
    import('../../simulation/model/modelWorld.js'),
  ])
  const { strategy, params } = job.ready
  const frames: Seen[] = []
  const last = job.moment.kind === 'day' ? job.moment.day : job.moment.kind === 'start' ? 0 : scenario.days
  await run({
    world: createModelWorld(start),
    strategy,
    params,
    scenario: job.moment.kind === 'day' ? { ...scenario, frameEveryDays: 1 } : scenario,
    actors: cast(),
    onFrame({ at, gasPriceWei }, market) {
      frames.push({ at, market, gasPriceWei })
      return at >= last * SECONDS_PER_DAY ? 'stop' : undefined
    },
  })
  return frames
}

/** The frame to leave at, with the plan made there: the worst is the worst for the owner's patience. */
export const momentOf = (
  { moment, by }: ExitJob,
  frames: readonly Seen[],
  plan: (market: Market, gasPriceWei: bigint) => ExitReport,
): Seen & { readonly report: ExitReport } => {
  const planned = (seen: Seen) => ({ ...seen, report: plan(seen.market, seen.gasPriceWei) })
  const last = frames.at(-1)
  if (!last) throw new RangeError('a run without frames')
  if (moment.kind !== 'worst') return planned(last)
  return frames.map(planned).reduce((found, next) => {
    const [now, worst] = [next, found].map(({ report }) => report.recommended?.quote)
    return isWorse(now, worst, by) ? next : found
  })
}
