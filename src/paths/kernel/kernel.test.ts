import { beforeAll, describe, expect, test } from 'vitest'
import { loadKernel } from '../drivers/loadKernel.js'
import { exp, ln } from './exponential.js'
import type { Kernel } from './kernel.js'
import { normalOf, randomWords, threefry } from './random.js'
import { createTwin } from './twin.js'

const N = 512
let wasm: Kernel
const twin = createTwin()
beforeAll(async () => {
  wasm = await loadKernel()
}, 60_000)

/** Every operation once, on numbers that reach both sides of every branch. */
const everything = (k: Kernel): void => {
  const run = (i: number): number => 4_096 + i * N
  for (let i = 0; i < 64; i++) k.cells[2_048 + i] = ((i * 37) % 19) / 19 - 0.4
  k.draw({ seed: 2 ** 40 + 7, path: 2 ** 33 + 1_024, step: 3, group: 2 }, 0b1011, run(0), N)
  k.draw({ seed: 9, path: 0, step: 0, group: 0 }, 0b0000, run(4), N)
  k.combine(2_048, run(0), 4, run(8), N)
  k.exponentiate(run(9), run(8), 2, N)
  k.fill(run(10), 0.88, N)
  k.revert(run(10), run(0), 0.85, 0.9, 0.1, 0, 1, N)
  k.fill(run(11), 0.03, N)
  k.fill(run(12), 1, N)
  k.adapt(run(12), run(11), run(10), 50 / 365, 1 / 365, N)
  k.jump(run(8), run(4), run(1), 0.5, 0.2, 0.05, -0.1, 0.2, N)
  k.fill(run(13), 0.01, N)
  k.couple(run(13), run(8), run(1), 0.5, 0.02, N)
  k.ceiling(run(13), run(10), 0.1, 0.2, N)
  k.walk(run(8), run(0), 0.1, 0.2, N)
  k.twoSlopes(run(14), run(10), 0.92, 0.01, 0.025, 0.8, N)
  k.fill(run(15), 1, N)
  k.compound(run(15), run(14), 1 / 365, 1 / 365 ** 2 / 2, 1 / 365 ** 3 / 6, N)
  k.earn(run(15), run(14), run(10), 0.85 / 365, N)
  k.scale(run(15), 1.0001, N)
  k.capped(run(16), run(9), run(15), 1.0001, N)
  k.discounted(run(17), run(16), run(13), N)
  k.ratio(run(18), run(17), run(9), N)
  k.shift(run(19), run(10), -0.1, 0, 0.8, N)
  k.quantise(run(20), run(9), 1e8, N)
  k.fill(run(21), 0, N)
  k.leg(run(21), run(9), run(15), run(16), 0.95, N)
  k.fill(run(22), 1e9, N)
  k.cells[run(10) + 5] = 0
  expect(k.health(run(23), run(18), run(10), run(22), N)).toBe(true)
  k.drawdown(run(21), run(12), run(11), N)
  k.lowest(run(12), run(21), N)
  k.highest(run(11), run(21), N)
}

describe('the kernel', () => {
  test('WebAssembly and twin: every operation equal to the last bit', () => {
    expect(wasm.name).toBe('wasm')
    everything(wasm)
    everything(twin)
    const different = twin.cells.findIndex((value, i) => !Object.is(value, wasm.cells[i]))
    expect(different).toBe(-1)
  })

  test('threefry: the published vectors of Random123 at 20 rounds', () => {
    const words = new Int32Array(4)
    threefry([0, 0, 0, 0], words, 20)
    const hex = (all: Int32Array) => [...all].map(word => (word >>> 0).toString(16))
    expect(hex(words)).toEqual(['9c6ca96a', 'e17eae66', 'fc10ecd4', '5256a7d8'])
  })

  test('the unrolled words are threefry at 12 rounds', () => {
    const [a, b] = [new Int32Array(4), Int32Array.from([123, 2, 5, 6])]
    randomWords({ seed: 2 ** 32 * 3 + 9, path: 2 ** 33 + 123, step: 5, group: 6 }, a)
    threefry([9, 3, 0x504c494d, 0], b, 12)
    expect([...a]).toEqual([...b])
  })

  test('normals: the quantiles of the normal distribution, to single precision', () => {
    // Words for two-sided tails of 0.3173105 (1), 0.0455003 (2), 6.334248e-5 (4) and 5.733e-7 (5).
    for (const [tail, z] of [
      [0.31731050786291415, 1],
      [0.04550026389635839, 2],
      [6.334248366623973e-5, 4],
      [5.733031437583878e-7, 5],
    ] as const) {
      const word = 0x7fffffff - Math.round(tail * 2 ** 31 - 0.5)
      expect(normalOf(word)).toBeCloseTo(z, 3)
      expect(normalOf(~word)).toBe(-normalOf(word))
    }
  })

  test('e^x and ln x: relative error below 1e-13', () => {
    for (let x = -30; x < 30; x += 0.173) expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13)
    for (let x = 1e-8; x < 1e8; x *= 1.73)
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-13 * Math.max(1e-3, Math.abs(Math.log(x))))
  })
})

describe('the draws', () => {
  test('a million normals: mean, variance, fourth moment and tail within 4 standard errors', () => {
    let [n, sum, square, fourth, beyond] = [0, 0, 0, 0, 0]
    for (let path = 0; n < 1_000_000; path += N) {
      wasm.draw({ seed: 3, path, step: 1, group: 0 }, 15, 0, N)
      for (let i = 0; i < 4 * N; i++) {
        const z = wasm.cells[i] as number
        n += 1
        sum += z
        square += z * z
        fourth += z ** 4
        if (z > 3) beyond += 1
      }
    }
    expect(Math.abs(sum / Math.sqrt(n))).toBeLessThan(4)
    expect(Math.abs((square / n - 1) * Math.sqrt(n / 2))).toBeLessThan(4)
    expect(Math.abs((fourth / n - 3) * Math.sqrt(n / 96))).toBeLessThan(4)
    expect(Math.abs(beyond / n - 0.0013498980316301)).toBeLessThan(4 * Math.sqrt(0.00135 / n))
  })
})
