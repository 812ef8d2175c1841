import { createCounter, type Worth } from './counter.js'
import { type Basis, createEngine } from './engine.js'
import type { PathSpec } from './facts.js'
import type { Kernel } from './kernel/kernel.js'
import { TILE } from './runs.js'
import type { Tally } from './tally.js'

/** Paths of a shard: the last one of a spec may hold fewer. */
export const SHARD_PATHS = 16_384

/** Raised where the same spec comes to other bytes: shards that an older version kept are then run again. */
export const SHARD_FORMAT = 2

export const shardCount = ({ paths }: Pick<PathSpec, 'paths'>): number => Math.ceil(paths / SHARD_PATHS)

/** Days on which the fan is recorded: at most thirteen, the last among them. */
export const fanDays = (days: number): readonly number[] => {
  const every = Math.max(1, Math.ceil(days / 13))
  return [...new Set([...Array.from({ length: Math.floor(days / every) }, (_, i) => (i + 1) * every), days])]
}

/** Net worth of each position at the start: that of paths of no days. */
export const startWorths = (kernel: Kernel, spec: PathSpec, basis: Basis): readonly Worth[] => {
  const engine = createEngine(kernel, { ...spec, days: 0 }, basis)
  engine.run(0)
  return engine.positions.map(({ runs }) => ({
    ether: kernel.cells[runs.worthEther] as number,
    usd: kernel.cells[runs.worthUsd] as number,
  }))
}

/** What one shard came to: a tally for each position, as plain data. */
export type Shard = {
  readonly shard: number
  readonly start: readonly Worth[]
  readonly tallies: readonly Tally[]
}

/**
 * Runs shard `i` of a spec. Pure: the same spec gives the same bytes, on any machine, by WASM or twin, in any order.
 * The kernel's memory is the only thing that is changed. Throws what `createEngine` throws.
 */
export const runShard = (kernel: Kernel, spec: PathSpec, i: number, basis: Basis): Shard => {
  const start = startWorths(kernel, spec, basis)
  const engine = createEngine(kernel, spec, basis)
  const from = i * SHARD_PATHS
  const to = Math.min(spec.paths, from + SHARD_PATHS)
  const counters = engine.positions.map((position, k) =>
    createCounter({ engine, spec, position, start: start[k] as Worth }),
  )
  const fan = new Set(fanDays(spec.days).map(day => day * spec.stepsPerDay))
  for (let path = from; path < to; path += TILE) {
    const lanes = Math.min(TILE, to - path)
    engine.run(path, step => {
      if (fan.has(step)) for (const counter of counters) counter.day(step / spec.stepsPerDay, lanes)
    })
    for (const counter of counters) counter.end(path, lanes)
  }
  return { shard: i, start, tallies: counters.map(counter => counter.tally()) }
}
