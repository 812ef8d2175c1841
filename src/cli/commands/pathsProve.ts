import type { Origin } from '../../fork/world/origin.js'
import type { Market } from '../../market/market.js'
import type { PathProof } from '../../paths/drivers/prove.js'
import type { Basis } from '../../paths/engine.js'
import type { PathSpec } from '../../paths/facts.js'
import type { PathScenario } from '../../paths/pathScenario.js'
import type { PositionResult } from '../../paths/results.js'
import type { Trace } from '../../paths/trace.js'
import type { Session } from '../session.js'
import type { Ready } from './run.js'

/** A path that was proven, and why it was chosen. */
export type Proven = {
  readonly why: string
  readonly path: number
  readonly file: string
  readonly trace: Trace
  readonly proof: PathProof
}

/** What is proven, and where from. */
export type ProveRequest = {
  readonly spec: PathSpec
  readonly basis: Basis
  readonly ready: readonly Ready[]
  readonly results: readonly PositionResult[]
  /** Before any position is opened. */
  readonly market: Market
  readonly origin: Origin | null
  readonly count: number
  readonly out: string
}

type Chosen = { readonly why: string; readonly path: number }

/** Percentiles first, then the earliest liquidations, then the largest losses; each path once. */
export const chosenPaths = (
  { tails, first, worst }: Pick<PositionResult, 'tails' | 'first' | 'worst'>,
  count: number,
): readonly Chosen[] => {
  const all: readonly Chosen[] = [
    ...tails.map(({ percentile, path }) => ({ why: `${percentile} % of paths lose less`, path })),
    ...first.map(({ path }) => ({ why: 'among the first liquidated', path })),
    ...worst.map(({ path }) => ({ why: 'among the largest losses', path })),
  ]
  return all.filter(({ path }, i) => all.findIndex(one => one.path === path) === i).slice(0, count)
}

/** A scenario as YAML, a line a step. */
export const scenarioText = ({ steps, ...head }: PathScenario): string =>
  [
    ...Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    'steps:',
    ...steps.map(step => `  - ${JSON.stringify(step)}`),
    '',
  ].join('\n')

const sourceOf = ({ seed, model, stepsPerDay }: PathSpec, basis: Basis, path: number): string =>
  `drawn by plimsoll paths: ${model} model, parameters ${basis.parameters.name}, seed ${seed}, ${stepsPerDay} steps a day, path ${path}`

const proveOne = async (
  request: ProveRequest,
  k: number,
  { why, path }: Chosen,
  session: Session,
): Promise<Proven> => {
  const [
    { tracePath },
    { pathScenario },
    { provePath },
    { loadKernel },
    { writeFiles },
    { readScenarioFile },
  ] = await Promise.all([
    import('../../paths/trace.js'),
    import('../../paths/pathScenario.js'),
    import('../../paths/drivers/prove.js'),
    import('../../paths/drivers/loadKernel.js'),
    import('../output/files.js'),
    import('../input/scenarioFile.js'),
  ])
  const { spec, basis, market, origin } = request
  const trace = tracePath(await loadKernel(), spec, basis, { position: k, path })
  const name = `path-${path}`
  const scenario = pathScenario(trace, spec, { name, source: sourceOf(spec, basis, path) })
  const [file = ''] = writeFiles(request.out, [{ name: `${name}.yaml`, text: scenarioText(scenario) }])
  const { strategy, params } = request.ready[k] as Ready
  const proof = await provePath(trace, {
    strategy,
    params,
    // What is run is what the file says.
    scenario: readScenarioFile(file),
    market,
    origin,
    progress: session.meter.say,
  })
  return { why, path, file, trace, proof }
}

/** Proves paths of each position, one after another: the tail and the first that were liquidated. */
export const provePaths = async (
  request: ProveRequest,
  session: Session,
): Promise<readonly (readonly Proven[])[]> => {
  const all: (readonly Proven[])[] = []
  for (const [k, result] of request.results.entries()) {
    const proven: Proven[] = []
    const chosen = chosenPaths(result, request.count)
    for (const [i, one] of chosen.entries()) {
      session.meter.say(`proving path ${one.path} of ${result.name}: ${i + 1} of ${chosen.length}`)
      proven.push(await proveOne(request, k, one, session))
    }
    all.push(proven)
  }
  return all
}
