import { describe, expect, test } from 'vitest'
import { binOf, middleOf } from './bins.js'
import { loadBasis, loadKernel } from './drivers/loadKernel.js'
import { quantile, shortfall, weightedShare, wilson } from './estimates.js'
import { factorise } from './factors/correlation.js'
import { createTwin } from './kernel/twin.js'
import { specOf } from './paths.fixture.js'
import { mergeShards, resultsOf } from './results.js'
import { runShard, type Shard } from './shard.js'

const basis = loadBasis()

describe('a shard', () => {
  test.each(['calibrated', 'bootstrap'] as const)(
    '%s: the same bytes by WebAssembly and by the twin',
    async model => {
      const spec = specOf({ paths: 700, days: 5, model })
      const [a, b] = [runShard(await loadKernel(), spec, 0, basis), runShard(createTwin(), spec, 0, basis)]
      expect(JSON.stringify(a)).toBe(JSON.stringify(b))
    },
  )

  test('merging knows no order', async () => {
    const kernel = await loadKernel()
    const spec = specOf({ paths: 40_000, days: 3 })
    const shards = [0, 1, 2].map(i => runShard(kernel, spec, i, basis))
    const [a, b, c] = shards as [Shard, Shard, Shard]
    const merged = (list: readonly Shard[]) => JSON.stringify(mergeShards(list))
    expect(merged([c, a, b])).toBe(merged([a, b, c]))
    expect(resultsOf(spec, [c, a, b])[0]?.paths).toBe(40_000)
  })

  test('a path is the same whatever else is drawn', async () => {
    const kernel = await loadKernel()
    const both = specOf({ paths: 512, days: 5 })
    const [loop] = both.positions
    const alone = runShard(kernel, { ...both, positions: loop ? [loop] : [] }, 0, basis)
    expect(runShard(kernel, both, 0, basis).tallies[0]?.lossEther).toEqual(alone.tallies[0]?.lossEther)
  })
})

describe('estimates', () => {
  test('bins: a value lies within 0.05 % of the middle of its bin', () => {
    for (const value of [-3.7, -0.02, -1e-6, 1e-6, 0.0123, 0.5, 42]) {
      expect(Math.abs(middleOf(binOf(value)) / value - 1)).toBeLessThan(6e-4 + 1e-8 / Math.abs(value))
      expect(binOf(value * 1.01)).not.toBe(binOf(value))
    }
    expect(binOf(-1)).toBeLessThan(binOf(-0.5))
    expect(binOf(-1e-9)).toBeLessThan(binOf(1e-9))
  })

  test('Wilson’s interval: 10 of 100 is 5.52 % to 17.44 %; none of 1,000 is up to 0.38 %', () => {
    const ten = wilson(10, 100)
    expect([ten.low, ten.high].map(x => x.toFixed(4))).toEqual(['0.0552', '0.1744'])
    expect(wilson(0, 1_000).low).toBe(0)
    expect(wilson(0, 1_000).high).toBeCloseTo(0.003827, 5)
  })

  test('weighted draws: equal weights are plain draws', () => {
    const unit = 2 ** 24
    const { estimate, effective } = weightedShare(50, 50 * unit, 50 * unit, 1_000)
    expect(estimate.value).toBeCloseTo(0.05, 12)
    expect(effective).toBeCloseTo(50, 9)
  })

  test('value at risk and expected shortfall of uniform losses', () => {
    const bins = new Map<number, number>()
    for (let i = 1; i <= 100_000; i++) {
      const bin = binOf(i / 100_000)
      bins.set(bin, (bins.get(bin) ?? 0) + 1)
    }
    const packed = [...bins].sort((a, b) => a[0] - b[0])
    expect(quantile(packed, 0.95).value).toBeCloseTo(0.95, 2)
    expect(shortfall(packed, 0.95).value).toBeCloseTo(0.975, 3)
    const { low, high } = quantile(packed, 0.95)
    expect(low).toBeLessThan(0.95)
    expect(high).toBeGreaterThan(0.95)
  })

  test('a correlation matrix that is none is refused', () => {
    expect(() =>
      factorise([
        [1, 0.9],
        [0.9, 0.5],
      ]),
    ).toThrow('not positive definite')
    expect(
      factorise([
        [4, 2],
        [2, 5],
      ]),
    ).toEqual([[2], [1, 2]])
    expect(() => factorise(basis.parameters.correlation)).not.toThrow()
  })
})
