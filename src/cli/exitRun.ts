import { OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { ExitDocument } from '../report/exit/document.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Amount } from '../world/exit/amount.js'
import type { Execution } from '../world/exit/execute.js'
import type { ExitReport } from '../world/exit/plan.js'
import type { World } from '../world/world.js'
import { explained, loadSimulator } from './chain.js'
import { NoExitError, OptionError } from './errors.js'
import type { Start } from './origin.js'
import type { Ready } from './run.js'
import { type Chosen, labelOf } from './scenarios.js'
import type { Session } from './session.js'

/** When to leave. */
export type Moment =
  | { readonly kind: 'start' }
  | { readonly kind: 'worst' }
  | { readonly kind: 'day'; readonly day: number }

/** All that `plimsoll exit` was asked for. */
export type ExitJob = {
  readonly ready: Ready
  readonly chosen: Chosen | undefined
  readonly moment: Moment
  readonly start: Start
  readonly size: Amount
  /** The size as it was written. */
  readonly asked: string
  readonly patienceDays: number | null
  readonly maxCostBps: number | null
  readonly carryOut: boolean
}

/** A frame at which one could leave. */
type Seen = { readonly at: number; readonly market: Market; readonly gasPriceWei: bigint }

const SECONDS_PER_DAY = 86_400
/** Sizes of the table and the chart of cost by size. */
const SIZES = 50

const scenarioOf = async ({ chosen }: ExitJob): Promise<Scenario> => {
  const [{ scaleScenario }, { calm }] = await Promise.all([
    import('../scenario/scenario.js'),
    import('../scenario/library/calm.js'),
  ])
  return chosen ? scaleScenario(chosen.scenario, chosen.severity) : { ...calm, days: 1 }
}

/** Plans of one size, over all markets that are looked at. */
const planner = async (job: ExitJob) => {
  const [{ planExit }, { shareOf }] = await Promise.all([
    import('../world/exit/plan.js'),
    import('../world/exit/amount.js'),
  ])
  const share = (market: Market): bigint => {
    const found = shareOf(market, OWNER, job.size)
    if (found.ok) return found.shareWad
    throw new OptionError(`--size ${job.asked} cannot leave: ${found.reason}.`, {
      facts: { held: found.held },
    })
  }
  const plan = (market: Market, gasPriceWei: bigint): ExitReport => {
    const { patienceDays, maxCostBps } = job
    const { unwind } = job.ready.strategy
    const request = { market, owner: OWNER, unwind, gasPriceWei, patienceDays, maxCostBps }
    const report = planExit({ ...request, shareWad: share(market) })
    if ('options' in report) return report
    throw new NoExitError('There is no exit to plan.', { facts: { reason: report.reason } })
  }
  return { plan, share }
}

/** Every frame of the scenario, on the model. */
const framesOf = async (job: ExitJob, start: Market, scenario: Scenario): Promise<readonly Seen[]> => {
  const [{ run }, { cast }, { createModelWorld }] = await Promise.all([
    import('../world/run.js'),
    import('../world/actors/cast.js'),
    import('../world/model/modelWorld.js'),
  ])
  const { strategy, params } = job.ready
  const frames: Seen[] = []
  const last = job.moment.kind === 'day' ? job.moment.day : job.moment.kind === 'start' ? 0 : scenario.days
  await run({
    world: createModelWorld(start),
    strategy,
    params,
    scenario,
    actors: cast(),
    exits: 'skipped',
    onFrame({ at, gasPriceWei }, market) {
      frames.push({ at, market, gasPriceWei })
      return at >= last * SECONDS_PER_DAY ? 'stop' : undefined
    },
  })
  return frames
}

const costAt = ({ recommended }: ExitReport): number => recommended?.quote.costBps ?? Number.POSITIVE_INFINITY

/** The frame to leave at, with the plan made there. */
const momentOf = (
  { moment }: ExitJob,
  frames: readonly Seen[],
  plan: (market: Market, gasPriceWei: bigint) => ExitReport,
): Seen & { readonly report: ExitReport } => {
  const planned = (seen: Seen) => ({ ...seen, report: plan(seen.market, seen.gasPriceWei) })
  const last = frames.at(-1)
  if (!last) throw new RangeError('a run without frames')
  if (moment.kind !== 'worst') return planned(last)
  return frames
    .map(planned)
    .reduce((found, next) => (costAt(next.report) > costAt(found.report) ? next : found))
}

type Opened = { readonly world: World | undefined; readonly market: Market; readonly aave: string }

/** Where to start from, and the fork to carry the plan out on. */
const openStart = async ({ start, carryOut }: ExitJob, session: Session): Promise<Opened> => {
  if (start.market) return { world: undefined, market: start.market, aave: '3.6' }
  const { openForkWorld } = await loadSimulator(session)
  const { world } = await openForkWorld(start.origin, session.meter.say)
  const market = await world.market()
  const wanted = carryOut && start.worlds !== 'model'
  if (!wanted) await world.close()
  return { world: wanted ? world : undefined, market, aave: '3.6' }
}

const carryOutIn = async (
  job: ExitJob,
  worlds: readonly World[],
  at: number,
  keptWei: (market: Market) => bigint,
  session: Session,
): Promise<readonly Execution[]> => {
  const { executeExit } = await import('../world/exit/execute.js')
  const { plan } = await planner(job)
  const { strategy, params } = job.ready
  const scenario = await scenarioOf(job)
  const done: Execution[] = []
  for (const world of worlds) {
    const progress = (frame: number) =>
      session.meter.say(`leaving ${strategy.name} on the ${world.name}: day ${frame - 1}`)
    done.push(await executeExit({ world, strategy, params, scenario, at, plan, keptWei, progress }))
  }
  return done
}

const keptOfMoment = async (market: Market, shareWad: bigint) => {
  const { keptOf, keptWalletWei, partOfMarket } = await import('../world/exit/part.js')
  const kept = keptOf(market, partOfMarket(market, OWNER, shareWad), OWNER)
  return (now: Market): bigint => (shareWad === 10n ** 18n ? 0n : keptWalletWei(now, OWNER, kept))
}

const worldsOf = async (
  { start, carryOut }: ExitJob,
  { world, market }: Opened,
): Promise<readonly World[]> => {
  if (!carryOut) return []
  const { createModelWorld } = await import('../world/model/modelWorld.js')
  const model = start.worlds === 'fork' ? [] : [createModelWorld(market)]
  return world ? [...model, world] : model
}

const compose = async (
  job: ExitJob,
  opened: Opened,
  seen: Seen & { readonly report: ExitReport },
  executed: readonly Execution[],
): Promise<ExitDocument> => {
  const [{ composeExit }, { exitsBySize, evenShares }, { bandOf }] = await Promise.all([
    import('../report/exit/compose.js'),
    import('../world/exit/bySize.js'),
    import('../world/exit/bands.js'),
  ])
  const { strategy, params } = job.ready
  const { market, gasPriceWei, report } = seen
  const leaving = { market, owner: OWNER, unwind: strategy.unwind, gasPriceWei }
  const { partOfMarket, whyNoPart } = await import('../world/exit/part.js')
  const part = { ...leaving, market: partOfMarket(market, OWNER, report.shareWad) }
  const wanted = report.options.filter(option => option.possible && option.kind !== 'queue')
  const bands = new Map(
    wanted.map(option => [option, option.possible ? bandOf(part, option) : null] as const),
  )
  const { name, about } = strategy
  const { chosen } = job
  return composeExit(
    {
      strategy: { name, about, params },
      scenario: chosen
        ? {
            name: chosen.scenario.name,
            severity: chosen.severity,
            about: chosen.scenario.about,
            day: seen.at / SECONDS_PER_DAY,
          }
        : null,
      origin: job.start.market ? 'file' : job.start.origin.kind,
      aave: opened.aave,
      market,
      report,
      bands,
      asked: job.asked,
      limits: { patienceDays: job.patienceDays, maxCostBps: job.maxCostBps },
      bySize: whyNoPart(market, OWNER) === undefined ? exitsBySize(leaving, evenShares(SIZES)) : [],
      executed,
    },
    OWNER,
  )
}

/** Finds the moment, plans, carries the plan out, and says all of it in one document. */
export const leave = async (job: ExitJob, session: Session): Promise<ExitDocument> => {
  const { strategy } = job.ready
  try {
    const opened = await openStart(job, session)
    const scenario = await scenarioOf(job)
    session.meter.say(`planning the exit of ${strategy.name}`)
    const { plan, share } = await planner(job)
    const seen = momentOf(job, await framesOf(job, opened.market, scenario), plan)
    const keptWei = await keptOfMoment(seen.market, share(seen.market))
    const worlds = await worldsOf(job, opened)
    const executed = await carryOutIn(job, worlds, seen.at, keptWei, session)
    await opened.world?.close()
    return await compose(job, opened, seen, executed)
  } catch (error) {
    throw explained(error, {
      strategy: strategy.name,
      scenario: job.chosen ? labelOf(job.chosen) : 'no scenario',
      origin: job.start.origin,
    })
  }
}
