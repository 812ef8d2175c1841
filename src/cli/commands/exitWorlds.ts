import type { Execution } from '../../exit/execute/execute.js'
import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { World } from '../../simulation/world.js'
import { loadSimulator } from '../chain.js'
import type { Session } from '../session.js'
import { type ExitJob, scenarioOf } from './exitJob.js'
import { planner } from './exitMoment.js'

/** Where an exit is planned, and the fork that it is carried out on. */
export type Opened = {
  readonly world: World | undefined
  readonly market: Market
  /** Which of Aave's code runs there, and whether the mirrors know it. */
  readonly aave: string
  readonly verified: boolean
}

/** Where to start from, and the fork to carry the plan out on. */
export const openStart = async ({ start, carryOut }: ExitJob, session: Session): Promise<Opened> => {
  const { aaveWords, startOf } = await import('../../analysis/simulate.js')
  if (start.market) return { world: undefined, market: start.market, aave: aaveWords(true), verified: true }
  const [{ openForkWorld }, { runsKnownCode }] = await Promise.all([
    loadSimulator(session),
    import('../../fork/world/origin.js'),
  ])
  if (!carryOut || start.worlds === 'model') {
    const { market, known } = await startOf(start.origin, session.meter.say)
    return { world: undefined, market, aave: aaveWords(known), verified: known }
  }
  const { world, chain } = await openForkWorld(start.origin, session.meter.say)
  const verified = await runsKnownCode(chain)
  return { world, market: await world.market(), aave: aaveWords(verified), verified }
}

/** The worlds in which the plan is carried out, the model first. */
export const worldsOf = async (
  { start, carryOut }: ExitJob,
  { world, market }: Opened,
): Promise<readonly World[]> => {
  if (!carryOut) return []
  const { createModelWorld } = await import('../../simulation/model/modelWorld.js')
  const model = start.worlds === 'fork' ? [] : [createModelWorld(market)]
  return world ? [...model, world] : model
}

/** Ether that stays in the wallet when a part leaves, wei. */
export const keptOfMoment = async (market: Market, shareWad: bigint): Promise<bigint> => {
  const [{ keptOf, partOfMarket }, { keptEtherWei }] = await Promise.all([
    import('../../exit/part/subposition.js'),
    import('../../exit/part/fixAmounts.js'),
  ])
  const kept = keptOf(market, partOfMarket(market, OWNER, shareWad), OWNER)
  return shareWad === 10n ** 18n ? 0n : keptEtherWei(kept)
}

/** Carries the plan out in each world, one after the other. */
export const carryOutIn = async (
  job: ExitJob,
  worlds: readonly World[],
  at: number,
  keptWei: bigint,
  session: Session,
): Promise<readonly Execution[]> => {
  const { executeExit } = await import('../../exit/execute/execute.js')
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
