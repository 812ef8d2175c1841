/**
 * Plimsoll as a library: what the command line uses. Strategies need only what `index.ts` exports.
 *
 * @example
 * import { composeReport, embedded, scenarioNamed, simulate, stopAllAnvils } from 'plimsoll'
 * import { strategy } from 'plimsoll/strategies/wsteth-loop'
 *
 * const params = strategy.params.parse({ size: 100 })
 * const scenario = scenarioNamed('depeg')
 * const simulation = await simulate({
 *   origin: embedded, worlds: 'both', strategy, params, scenario, progress: () => {},
 * })
 * const report = composeReport({ simulation, strategy, params, scenario })
 * console.log(report.measures.minHealthFactor)
 * await stopAllAnvils()
 */
export { USUAL_EXIT_LIMITS } from './analysis/illiquid.js'
export {
  findLoadLine,
  type LoadLine,
  type LoadLineRequest,
} from './analysis/loadLine.js'
export type { Cell, Measure, Unit } from './analysis/measures/measure.js'
export { MEASURES, measureRun } from './analysis/measures/measures.js'
export {
  openForkWorld,
  type Simulation,
  type SimulationRequest,
  simulate,
  type Worlds,
} from './analysis/simulate.js'
export { stopAllAnvils } from './fork/anvil.js'
export { EnvironmentError } from './fork/errors.js'
export type { Progress } from './fork/genesis.js'
export type { Origin } from './fork/world/origin.js'
export * from './index.js'
export { marketFileText, readMarketFile } from './market/file.js'
export { MarketFormatError, marketFromJson, marketToJson } from './market/json.js'
export { NO_POPULATION, type Population } from './market/population.js'
export type { Document as Report } from './report/document.js'
export { renderCsv } from './report/render/csv.js'
export { renderMarkdown } from './report/render/markdown.js'
export { combine } from './scenario/combine.js'
export { SCENARIOS } from './scenario/library.js'
export { scaleScenario } from './scenario/scenario.js'
export { scenarioFileSchema, scenarioOf } from './scenario/schema.js'
export type { Frame } from './simulation/frame.js'
export { createModelWorld } from './simulation/model/modelWorld.js'
export { OpeningError } from './simulation/opening.js'
export { type Run, run } from './simulation/run.js'
export type { World } from './simulation/world.js'

import type { Simulation } from './analysis/simulate.js'
import type { Origin } from './fork/world/origin.js'
import type { Strategy } from './position/strategy.js'
import { composeDocument } from './report/compose.js'
import type { Document } from './report/document.js'
import { SCENARIOS } from './scenario/library.js'
import type { Scenario } from './scenario/scenario.js'

/** The mainnet that Plimsoll builds on this machine, with no node and no network. */
export const embedded: Origin = { kind: 'embedded' }

/**
 * A scenario of the library by its name.
 *
 * @throws RangeError where there is none.
 * @example scenarioNamed('june-2022').days
 */
export const scenarioNamed = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new RangeError(`There is no scenario "${name}".`)
  return found
}

export type ReportOrder<Params extends Readonly<Record<string, unknown>>> = {
  readonly simulation: Simulation
  readonly strategy: Strategy<Params>
  readonly params: Params
  /** As the library has it, before it was scaled. */
  readonly scenario: Scenario
  /** How hard the scenario struck; 1 unless given. */
  readonly severity?: number
  /** The load line as the report states it; null where none was searched. */
  readonly loadLine?: Document['loadLine']
}

/**
 * The report of a simulation, as `--json` prints it, checked against its own schema.
 *
 * @example composeReport({ simulation, strategy, params, scenario }).measures['minHealthFactor']
 */
export const composeReport = <Params extends Readonly<Record<string, unknown>>>(
  order: ReportOrder<Params>,
): Document => {
  const { simulation, strategy, params, scenario, severity = 1, loadLine = null } = order
  const { name, about } = strategy
  return composeDocument({
    simulation,
    strategy: { name, about, params: { ...params } },
    scenario,
    severity,
    loadLine,
  })
}
