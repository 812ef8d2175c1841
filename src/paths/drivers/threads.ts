import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import type { Shard } from '../shard.js'
import { type Job, runJob } from './worker.js'

/** Fewer shards than this are not worth the start of a thread. */
const FEW = 3

/** The built worker beside the built command line, else the one that loads the TypeScript. */
const workerFile = (): string => {
  const here = fileURLToPath(import.meta.url)
  return here.startsWith(join(PACKAGE_ROOT, 'dist'))
    ? join(PACKAGE_ROOT, 'dist/pathWorker.js')
    : join(PACKAGE_ROOT, 'src/paths/drivers/worker.mjs')
}

/** Runs jobs here, or on as many threads as asked for; answers each as it is done, in any order. */
export const runOnThreads = async (
  jobs: readonly Job[],
  at: { readonly threads?: number | undefined; readonly onShard: (shard: Shard) => void },
): Promise<void> => {
  const threads = Math.min(at.threads ?? availableParallelism(), jobs.length)
  if (threads <= 1 || jobs.length < FEW) {
    for (const job of jobs) at.onShard(await runJob(job))
    return
  }
  const pool = new Piscina({ filename: workerFile(), minThreads: threads, maxThreads: threads })
  try {
    await Promise.all(
      jobs.map(async job => {
        at.onShard((await pool.run(job, { name: 'runJob' })) as Shard)
      }),
    )
  } finally {
    await pool.destroy()
  }
}
