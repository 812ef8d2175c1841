import { costBps } from '../exit/quote.js'
import type { Progress } from '../fork/genesis.js'
import type { Origin } from '../fork/world/origin.js'
import type { ExitLimits } from '../simulation/exitPlanner.js'
import type { Frame } from '../simulation/frame.js'
import { wayWithin } from '../simulation/patience.js'
import type { Run } from '../simulation/run.js'
import type { World } from '../simulation/world.js'
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
import { tryWay } from './tryWay.js'

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

/** A run on the fork, and whether some day had no way out within the limits when it was carried out there. */
type Proven = { readonly run: Run; readonly illiquid: boolean }

/** Carries the best way of a frame out on the fork: whether it ends within the limits. */
const leaves = async (world: World, frame: Frame, limits: ExitLimits): Promise<boolean> => {
  const { exits, equityWei } = frame
  const way = exits.keeping(limits) ?? wayWithin(exits.frontier('full').ways, limits.days)
  if (!way) return false
  const { proceedsWei, refused } = await tryWay(world, way)
  return refused === null && costBps(equityWei, proceedsWei - way.gasWei) <= limits.costBps
}

const runOnFork = async (request: ProofRequest, severity: number, exits: boolean): Promise<Proven> => {
  const { world } = await openForkWorld(request.origin, request.progress)
  let illiquid = false
  const onFrame = async (frame: Frame): Promise<void> => {
    if (exits && !illiquid) illiquid = !(await leaves(world, frame, request.limits))
  }
  try {
    return { run: await runAt(request, { world, severity, onFrame }), illiquid }
  } finally {
    await world.close()
  }
}

/**
 * Runs the fork on both sides of every crossing of a load line, each on a fresh anvil; beside the crossing to illiquid the
 * best way out of every day is carried out there.
 */
export const proveLoadLine = async (found: LoadLine, request: ProofRequest): Promise<Proofs> => {
  const { strategy, scenario, limits, progress } = request
  const severities = [...new Set(FATES.flatMap(fate => sidesOf(found[fate])))].sort((a, b) => a - b)
  const withExits = new Set(sidesOf(found.illiquid))
  const runs = new Map<number, Proven>()
  for (const [i, severity] of severities.entries()) {
    runs.set(severity, await runOnFork(request, severity, withExits.has(severity)))
    progress(`proving ${strategy.name} × ${scenario.name} on the fork: ${i + 1} of ${severities.length}`)
  }
  const sinks = (fate: Fate, severity: number): boolean => {
    const proven = runs.get(severity)
    if (proven === undefined) return false
    return fate === 'illiquid' ? proven.illiquid : meets(fate, proven.run, limits)
  }
  const proofs: Partial<Record<Fate, Proof>> = {}
  for (const fate of FATES) {
    const { survives, severity } = found[fate]
    if (severity === null || survives === null) continue
    proofs[fate] = { survives, sinks: severity, agrees: sinks(fate, severity) && !sinks(fate, survives) }
  }
  return proofs
}
