import type { Market } from '../../market/market.js'
import type { Strategy } from '../../position/strategy.js'
import { SCENARIOS } from '../../scenario/library.js'
import { cast } from '../../simulation/actors/cast.js'
import { createModelWorld } from '../../simulation/model/modelWorld.js'
import { run } from '../../simulation/run.js'
import { runJson } from '../frameJson.js'
import type { Subject } from './explore.js'

/** A run of `calm` on the model, for a page that has no report to compare with. */
export const measureCalm = async (of: {
  readonly market: Market
  readonly strategy: Strategy
  readonly params: unknown
}): Promise<Pick<Subject, 'scenario' | 'severity' | 'managing' | 'without' | 'measured'>> => {
  const scenario = SCENARIOS.find(({ name }) => name === 'calm')
  if (!scenario) throw new Error('the library has no calm')
  const { strategy, params, market } = of
  const done = await run({ world: createModelWorld(market), strategy, params, scenario, actors: cast() })
  return { scenario, severity: 1, managing: null, without: [], measured: runJson(done) }
}
