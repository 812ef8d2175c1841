import type { Progress } from '../fork/genesis.js'
import type { Origin } from '../fork/world/origin.js'
import type { Run } from '../simulation/run.js'
import {
  type Crossing,
  FATES,
  type Fate,
  type LoadLine,
  type LoadLineRequest,
  meets,
  runAt,
} from './loadLine.js'
import { openForkWorld } from './simulate.js'

/** Severities tried on the fork on both sides of a crossing, and whether it went there as in the model. */
export type Proof = { readonly survives: number; readonly sinks: number; readonly agrees: boolean }

export type Proofs = Readonly<Partial<Record<Fate, Proof>>>

export type ProofRequest = Pick<
  LoadLineRequest,
  'strategy' | 'params' | 'scenario' | 'management' | 'limits' | 'without'
> & {
  readonly origin: Origin
  readonly progress: Progress
}

/** Severities next to a crossing: the largest below that survives, and the crossing. */
const sidesOf = ({ survives, severity }: Crossing): readonly number[] =>
  severity === null || survives === null ? [] : [survives, severity]

const runOnFork = async (
  request: ProofRequest,
  severity: number,
  exits: 'quoted' | 'skipped',
): Promise<Run> => {
  const { world } = await openForkWorld(request.origin, request.progress)
  try {
    return await runAt(request, { world, severity, exits })
  } finally {
    await world.close()
  }
}

/** Runs the fork on both sides of every crossing of a load line, each on a fresh anvil. */
export const proveLoadLine = async (found: LoadLine, request: ProofRequest): Promise<Proofs> => {
  const { strategy, scenario, limits, progress } = request
  const severities = [...new Set(FATES.flatMap(fate => sidesOf(found[fate])))].sort((a, b) => a - b)
  const quoted = new Set(sidesOf(found.stuck))
  const runs = new Map<number, Run>()
  for (const [i, severity] of severities.entries()) {
    runs.set(severity, await runOnFork(request, severity, quoted.has(severity) ? 'quoted' : 'skipped'))
    progress(`proving ${strategy.name} × ${scenario.name} on the fork: ${i + 1} of ${severities.length}`)
  }
  const sinks = (fate: Fate, severity: number): boolean => {
    const done = runs.get(severity)
    return done !== undefined && meets(fate, done, limits)
  }
  const proofs: Partial<Record<Fate, Proof>> = {}
  for (const fate of FATES) {
    const { survives, severity } = found[fate]
    if (severity === null || survives === null) continue
    proofs[fate] = { survives, sinks: severity, agrees: sinks(fate, severity) && !sinks(fate, survives) }
  }
  return proofs
}
