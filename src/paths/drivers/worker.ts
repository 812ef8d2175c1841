import type { Basis } from '../engine.js'
import type { PathSpec } from '../facts.js'
import type { Kernel } from '../kernel/kernel.js'
import { runShard, type Shard } from '../shard.js'
import { loadKernel } from './loadKernel.js'

/** One shard to run. */
export type Job = { readonly spec: PathSpec; readonly basis: Basis; readonly shard: number }

let kernel: Promise<Kernel> | undefined

/** What a worker does, thread or machine: one shard. */
export const runJob = async ({ spec, basis, shard }: Job): Promise<Shard> => {
  kernel ??= loadKernel()
  return runShard(await kernel, spec, shard, basis)
}
