import type { Execution } from '../../exit/execute/execute.js'
import type { ExitReport } from '../../exit/option.js'
import { OWNER } from '../../market/crowd.js'
import type { ExitDocument } from '../../report/exit/document.js'
import { explained } from '../chain.js'
import { labelOf } from '../input/scenarios.js'
import type { Session } from '../session.js'
import { type ExitJob, scenarioOf } from './exitJob.js'
import { framesOf, momentOf, planner, type Seen } from './exitMoment.js'
import { carryOutIn, keptOfMoment, type Opened, openStart, worldsOf } from './exitWorlds.js'

const SECONDS_PER_DAY = 86_400
/** Sizes of the table and the chart of cost by size. */
const SIZES = 50

const compose = async (
  job: ExitJob,
  opened: Opened,
  seen: Seen & { readonly report: ExitReport },
  executed: readonly Execution[],
): Promise<ExitDocument> => {
  const [{ composeExit }, { exitsBySize, evenShares }, { bandOf }, { originName }] = await Promise.all([
    import('../../report/exit/compose.js'),
    import('../../exit/bySize.js'),
    import('../../exit/bands.js'),
    import('../../fork/world/origin.js'),
  ])
  const { strategy, params } = job.ready
  const { market, gasPriceWei, report } = seen
  const leaving = { market, owner: OWNER, unwind: strategy.unwind, gasPriceWei }
  const { canBeDivided, partOfMarket } = await import('../../exit/part/subposition.js')
  const part = { ...leaving, market: partOfMarket(market, OWNER, report.shareWad) }
  const wanted = report.options.filter(option => option.possible && option.way.kind !== 'queue')
  const bands = new Map(
    wanted.map(
      option =>
        [option, option.possible ? bandOf(part, { ...option, sold: option.quote.sold }) : null] as const,
    ),
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
      origin: job.start.market ? 'file' : originName(job.start.origin),
      aave: opened.aave,
      verified: opened.verified,
      market,
      rules: job.rules,
      report,
      bands,
      asked: job.asked,
      limits: { patienceDays: job.patienceDays, maxCostBps: job.maxCostBps, by: job.by },
      bySize: canBeDivided(market, OWNER) ? exitsBySize(leaving, evenShares(SIZES)) : [],
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
    throw await explained(error, {
      ready: job.ready,
      scenario: job.chosen ? labelOf(job.chosen) : 'no scenario',
      origin: job.start.origin,
    })
  }
}
