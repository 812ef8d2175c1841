import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CROWD } from '../src/market/crowd.js'
import type { Tx } from '../src/position/action.js'
import { median, report, round, timed } from './median.js'

// The embedded mainnet: first build on an empty cache, start from the cache, transactions a second, reads of the market.
// Run: npx tsx bench/mainnet.bench.ts

const BUILD_LIMIT_S = 45
const START_LIMIT_MS = 500

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
process.env['XDG_CACHE_HOME'] = folder
const { openForkWorld } = await import('../src/analysis/simulate.js')
const { embeddedMainnet } = await import('../src/fork/genesis.js')
const origin = { kind: 'embedded' } as const
const quiet = () => undefined

try {
  const build = (await timed(() => embeddedMainnet(quiet))) / 1000
  report({
    name: 'first build',
    seconds: round(build),
    limitSeconds: BUILD_LIMIT_S,
    ofLimit: round(build / BUILD_LIMIT_S, 2),
  })

  const starts: number[] = []
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    const { world } = await openForkWorld(origin, quiet)
    await world.market()
    starts.push(performance.now() - start)
    await world.close()
  }
  const startMs = median(starts)
  report({
    name: 'start to first market',
    ms: round(startMs),
    limitMs: START_LIMIT_MS,
    ofLimit: round(startMs / START_LIMIT_MS, 2),
  })

  const { world } = await openForkWorld(origin, quiet)
  const txs: readonly Tx[] = Array.from({ length: 50 }, () => ({
    from: CROWD.whale,
    actions: [
      { kind: 'lido.unwrap', amount: 10n ** 18n },
      { kind: 'curve.exchange', sell: 'stETH', amount: 10n ** 18n, minimumOut: 0n },
    ],
  }))
  const blocks: number[] = []
  for (let i = 0; i < 7; i++) blocks.push(await timed(() => world.block(12, txs)))
  const perSecond = (txs.length * 1000) / median(blocks)
  report({ name: 'transactions of two calls, 50 a block', perSecond: Math.round(perSecond) })
  const reads: number[] = []
  for (let i = 0; i < 21; i++) {
    await world.block(12, [])
    reads.push(await timed(() => world.market()))
  }
  report({ name: 'read of the whole market', ms: round(median(reads)) })
  await world.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
