import { beforeAll, describe, expect, test } from 'vitest'
import { calculateCompoundedInterest } from '../protocols/aave/math.js'
import { borrowRate } from '../protocols/morpho/irm.js'
import { RAY } from '../units/fixed.js'
import { loadKernel } from './drivers/loadKernel.js'
import { createEngine, type Engine } from './engine.js'
import { assumed } from './factors/figure.js'
import { exp } from './kernel/exponential.js'
import type { Kernel } from './kernel/kernel.js'
import { loopOf, quietBasis, quietParameters, specOf } from './paths.fixture.js'
import { TILE } from './runs.js'

let kernel: Kernel
beforeAll(async () => {
  kernel = await loadKernel()
}, 60_000)

const figure = (value: number) => assumed(value, 'a test')

/** Reads one number of every path. */
const sample = (engine: Engine, tiles: number, read: (lane: number) => number): readonly number[] =>
  Array.from({ length: tiles }, (_, tile) => {
    engine.run(tile * TILE)
    return Array.from({ length: TILE }, (__, lane) => read(lane))
  }).flat()

/** How many standard errors the mean of a sample lies off. */
const errorsOff = (values: readonly number[], expected: number): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return Math.abs(mean - expected) / Math.sqrt(variance / values.length)
}

const NORMAL_CDF = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return x >= 0 ? 1 - tail : tail
}

describe('paths against formulas, to 3 standard errors', () => {
  test('ether with jumps: its expectation stays, its logarithm has the variance of the formula', () => {
    const ether = {
      vol: figure(0.6),
      stirs: { perYear: figure(200), mean: figure(0.001), sd: figure(0.02) },
      crashes: { perYear: figure(4), mean: figure(-0.05), sd: figure(0.15) },
    }
    const engine = createEngine(kernel, specOf({ days: 30 }), quietBasis({ ether }))
    const prices = sample(engine, 80, lane => (kernel.cells[engine.runs.ether + lane] as number) / 3_119.02)
    expect(errorsOff(prices, 1)).toBeLessThan(3)
    const years = 30 / 365
    const variance = years * (0.36 + 200 * (0.02 ** 2 + 0.001 ** 2) + 4 * (0.15 ** 2 + 0.05 ** 2))
    const logs = prices.map(Math.log)
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length
    expect(
      errorsOff(
        logs.map(x => (x - mean) ** 2),
        variance,
      ),
    ).toBeLessThan(3)
  })

  test('first passage: with hourly steps, the formula with its barrier moved for discrete monitoring', () => {
    const share = 0.7
    const spec = specOf({ days: 30, stepsPerDay: 24, positions: [loopOf('USDC', share)] })
    const quiet = quietParameters({
      shareRates: Object.fromEntries(
        Object.keys(quietParameters().shareRates).map(token => [
          token,
          { growthPerYear: figure(0), slashings: [] },
        ]),
      ) as never,
    })
    const market = {
      ...spec.market,
      curves: { ...spec.market.curves, USDC: { ...spec.market.curves.USDC, slope1: 0, slope2: 0 } },
    }
    const engine = createEngine(kernel, { ...spec, market }, { ...quietBasis(), parameters: quiet })
    const hit = sample(engine, 16, lane =>
      Number.isFinite(kernel.cells[(engine.positions[0]?.runs.liquidatedAt ?? 0) + lane] as number) ? 1 : 0,
    )
    const [sigma, t, dt] = [0.6, 30 / 365, 1 / 365 / 24]
    // Broadie, Glasserman and Kou (1997): the barrier lies 0.5826 σ √dt further off.
    const barrier = Math.log(share / 0.81) - 0.5826 * sigma * Math.sqrt(dt)
    const mu = -(sigma ** 2) / 2
    const root = sigma * Math.sqrt(t)
    const chance =
      NORMAL_CDF((barrier - mu * t) / root) +
      Math.exp((2 * mu * barrier) / sigma ** 2) * NORMAL_CDF((barrier + mu * t) / root)
    expect(errorsOff(hit, chance)).toBeLessThan(3)
  })

  test('utilisation: mean and variance of the Ornstein–Uhlenbeck process after many steps', () => {
    const wide = { ...quietParameters().wethUtilisation, low: -10, high: 10 }
    const engine = createEngine(kernel, specOf({ days: 200 }), quietBasis({ wethUtilisation: wide }))
    const values = sample(engine, 20, lane => kernel.cells[engine.runs.utilisation.WETH + lane] as number)
    const decay = Math.exp((-9 * 200) / 365)
    expect(errorsOff(values, 0.85 - 0.05 * decay)).toBeLessThan(3)
    expect(
      errorsOff(
        values.map(value => (value - 0.85 + 0.05 * decay) ** 2),
        (0.04 / 18) * (1 - decay ** 2),
      ),
    ).toBeLessThan(3)
  })

  test('slashings: as many as expected, each with its loss', () => {
    const shareRates = quietParameters().shareRates
    const own = {
      growthPerYear: figure(0),
      slashings: [{ name: 'one', perYear: figure(3), lossOfPool: 0.01 }],
    }
    const engine = createEngine(
      kernel,
      specOf({ days: 90 }),
      quietBasis({ shareRates: { ...shareRates, stETH: own } }),
    )
    const rate = engine.runs.staked.get('stETH')?.rate ?? 0
    const counts = sample(engine, 40, lane =>
      Math.round(Math.log((kernel.cells[rate + lane] as number) / 1.2213) / Math.log(0.99)),
    )
    expect(errorsOff(counts, (3 * 90) / 365)).toBeLessThan(3)
  })

  test('importance sampling: the weights add up to one, and a rare liquidation has the plain probability', () => {
    const positions = [loopOf('USDC', 0.55)]
    const plain = createEngine(kernel, specOf({ days: 10, positions }), quietBasis())
    const own = plain.positions[0]?.runs.liquidatedAt ?? 0
    const hits = sample(plain, 200, lane => (Number.isFinite(kernel.cells[own + lane] as number) ? 1 : 0))
    const expected = hits.reduce<number>((sum, hit) => sum + hit, 0) / hits.length
    const tilt = { etherShift: -2.5, crashTimes: 1, slashingTimes: 1 }
    const bent = createEngine(kernel, specOf({ days: 10, positions, tilt }), quietBasis())
    const weights = sample(bent, 20, lane => exp(kernel.cells[bent.runs.logWeight + lane] as number))
    expect(errorsOff(weights, 1)).toBeLessThan(3)
    const weighted = sample(bent, 20, lane =>
      Number.isFinite(kernel.cells[own + lane] as number)
        ? exp(kernel.cells[bent.runs.logWeight + lane] as number)
        : 0,
    )
    expect(expected).toBeLessThan(2e-3)
    const error = Math.sqrt(expected / hits.length)
    const mean = weighted.reduce((sum, value) => sum + value, 0) / weighted.length
    expect(Math.abs(mean - expected)).toBeLessThan(3.5 * error)
  })
})

describe('rates against the exact model', () => {
  test('compounding: Aave’s, to 1e-12', () => {
    const [cell, rate] = [0, TILE]
    for (const yearly of [0.001, 0.027, 0.3, 0.9]) {
      kernel.fill(cell, 1, TILE)
      kernel.fill(rate, yearly, TILE)
      kernel.compound(cell, rate, 1 / 365, 1 / 365 ** 2 / 2, 1 / 365 ** 3 / 6, TILE)
      const exact = calculateCompoundedInterest((BigInt(Math.round(yearly * 1e6)) * RAY) / 1_000_000n, 86_400)
      expect(Math.abs((kernel.cells[cell] as number) / (Number(exact) / 1e27) - 1)).toBeLessThan(1e-12)
    }
  })

  test('Morpho’s adaptive curve: growth and rate at target to 1e-8, where the chain’s rates end', () => {
    const [index, target, usage] = [0, TILE, 2 * TILE]
    for (const utilisation of [0.3, 0.88, 0.9, 0.93, 0.999]) {
      kernel.fill(index, 1, TILE)
      kernel.fill(target, 0.03, TILE)
      kernel.fill(usage, utilisation, TILE)
      kernel.adapt(index, target, usage, 50 / 365, 1 / 365, TILE)
      const yearly = 31_536_000n
      const { avgRateWad, endRateAtTargetWad } = borrowRate(
        {
          totalSupplyAssets: 10n ** 24n,
          totalBorrowAssets: BigInt(Math.round(utilisation * 1e6)) * 10n ** 18n,
          lastUpdate: 0,
          rateAtTargetWad: 30_000_000_000_000_000n / yearly,
        },
        86_400,
      )
      const x = (Number(avgRateWad) / 1e18) * 86_400
      const exact = x + (x * x) / 2 + (x * x * x) / 6
      expect(Math.abs(((kernel.cells[index] as number) - 1) / exact - 1)).toBeLessThan(1e-8)
      const end = (Number(endRateAtTargetWad) / 1e18) * 31_536_000
      expect(Math.abs((kernel.cells[target] as number) / end - 1)).toBeLessThan(1e-8)
    }
  })
})
