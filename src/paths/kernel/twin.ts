import { exp, wExp } from './exponential.js'
import { CELLS, type Kernel } from './kernel.js'
import { normalOf, randomWords, uniformOf } from './random.js'

/** 1.5 × 2^52: adding it and taking it away rounds to a whole number, a half to even. */
const MAGIC = 6755399441055744

const words = new Int32Array(4)

const randomPart = (m: Float64Array): Pick<Kernel, 'draw' | 'combine'> => ({
  draw(key, normals, out, n) {
    for (let i = 0; i < n; i++) {
      randomWords({ ...key, path: key.path + i }, words)
      for (let w = 0; w < 4; w++) {
        const word = words[w] as number
        m[out + w * n + i] = (normals >> w) & 1 ? normalOf(word) : uniformOf(word)
      }
    }
  },
  combine(row, z, k, out, n) {
    for (let i = 0; i < n; i++) {
      let sum = (m[row] as number) * (m[z + i] as number)
      for (let j = 1; j < k; j++) sum += (m[row + j] as number) * (m[z + j * n + i] as number)
      m[out + i] = sum
    }
  },
})

type FactorPart = Pick<Kernel, 'walk' | 'jump' | 'exponentiate' | 'revert' | 'couple' | 'ceiling' | 'scale'>

const factorPart = (m: Float64Array): FactorPart => ({
  walk(x, z, drift, vol, n) {
    for (let i = 0; i < n; i++) m[x + i] = (m[x + i] as number) + (drift + vol * (m[z + i] as number))
  },
  jump(x, u, z, p1, p2, p3, mean, sd, n) {
    for (let i = 0; i < n; i++) {
      const uniform = m[u + i] as number
      if (uniform >= p1) continue
      const count = 1 + (uniform < p2 ? 1 : 0) + (uniform < p3 ? 1 : 0)
      m[x + i] = (m[x + i] as number) + (count * mean + Math.sqrt(count) * sd * (m[z + i] as number))
    }
  },
  exponentiate(out, x, scale, n) {
    for (let i = 0; i < n; i++) m[out + i] = scale * exp(m[x + i] as number)
  },
  revert(y, z, mean, keep, vol, low, high, n) {
    for (let i = 0; i < n; i++) {
      const moved = mean + ((m[y + i] as number) - mean) * keep + vol * (m[z + i] as number)
      m[y + i] = Math.min(Math.max(moved, low), high)
    }
  },
  couple(y, x, before, beta, threshold, n) {
    for (let i = 0; i < n; i++) {
      const now = m[x + i] as number
      const fall = Math.max((m[before + i] as number) - now - threshold, 0)
      m[y + i] = (m[y + i] as number) + beta * fall
      m[before + i] = now
    }
  },
  ceiling(y, wait, a, b, n) {
    for (let i = 0; i < n; i++) m[y + i] = Math.min(m[y + i] as number, a + b * (m[wait + i] as number))
  },
  scale(y, by, n) {
    for (let i = 0; i < n; i++) m[y + i] = (m[y + i] as number) * by
  },
})

const ratePart = (m: Float64Array): Pick<Kernel, 'twoSlopes' | 'compound' | 'earn' | 'adapt'> => ({
  twoSlopes(out, u, optimal, base, slope1, slope2, n) {
    const low = slope1 / optimal
    const high = slope2 / (1 - optimal)
    for (let i = 0; i < n; i++) {
      const usage = m[u + i] as number
      m[out + i] = base + Math.min(usage, optimal) * low + Math.max(usage - optimal, 0) * high
    }
  },
  compound(index, rate, c1, c2, c3, n) {
    for (let i = 0; i < n; i++) {
      const r = m[rate + i] as number
      m[index + i] = (m[index + i] as number) * (1 + r * (c1 + r * (c2 + r * c3)))
    }
  },
  earn(index, rate, u, by, n) {
    for (let i = 0; i < n; i++)
      m[index + i] = (m[index + i] as number) * (1 + (m[rate + i] as number) * (m[u + i] as number) * by)
  },
  adapt(index, target, u, speed, years, n) {
    const within = (rate: number): number => Math.min(Math.max(rate, 0.001), 2)
    for (let i = 0; i < n; i++) {
      const off = (m[u + i] as number) - 0.9
      const err = off > 0 ? off / 0.1 : off / 0.9
      const start = m[target + i] as number
      const drift = err * speed
      const end = within(start * wExp(drift))
      const mid = within(start * wExp(drift * 0.5))
      const mean = (start + end + mid * 2) * 0.25
      const x = mean * ((off > 0 ? 3 : 0.75) * err + 1) * years
      m[target + i] = end
      m[index + i] = (m[index + i] as number) * (1 + x * (1 + x * (0.5 + x * 0.16666666666666666)))
    }
  },
})

type ValuePart = Omit<
  Kernel,
  'name' | 'cells' | 'draw' | 'combine' | keyof FactorPart | 'twoSlopes' | 'compound' | 'earn' | 'adapt'
>

const valuePart = (m: Float64Array): ValuePart => ({
  capped(out, a, b, cap, n) {
    for (let i = 0; i < n; i++) m[out + i] = (m[a + i] as number) * Math.min(m[b + i] as number, cap)
  },
  discounted(out, a, b, n) {
    for (let i = 0; i < n; i++) m[out + i] = (m[a + i] as number) * (1 - (m[b + i] as number))
  },
  ratio(out, a, b, n) {
    for (let i = 0; i < n; i++) m[out + i] = (m[a + i] as number) / (m[b + i] as number)
  },
  shift(out, a, by, low, high, n) {
    for (let i = 0; i < n; i++) m[out + i] = Math.min(Math.max((m[a + i] as number) + by, low), high)
  },
  quantise(out, y, units, n) {
    for (let i = 0; i < n; i++) m[out + i] = ((m[y + i] as number) * units + MAGIC - MAGIC) / units
  },
  fill(out, value, n) {
    m.fill(value, out, out + n)
  },
  leg(sum, units, index, price, weight, n) {
    for (let i = 0; i < n; i++)
      m[sum + i] =
        (m[sum + i] as number) +
        (m[units + i] as number) * (m[index + i] as number) * (m[price + i] as number) * weight
  },
  health(out, weighted, debt, least, n) {
    let below = false
    for (let i = 0; i < n; i++) {
      const owed = m[debt + i] as number
      const factor = owed <= 0 ? 1e9 : (m[weighted + i] as number) / owed
      m[out + i] = factor
      m[least + i] = Math.min(m[least + i] as number, factor)
      if (factor < 1) below = true
    }
    return below
  },
  drawdown(value, peak, deepest, n) {
    for (let i = 0; i < n; i++) {
      const now = m[value + i] as number
      const top = Math.max(m[peak + i] as number, now)
      m[peak + i] = top
      m[deepest + i] = Math.max(m[deepest + i] as number, top - now)
    }
  },
  lowest(least, value, n) {
    for (let i = 0; i < n; i++) m[least + i] = Math.min(m[least + i] as number, m[value + i] as number)
  },
  highest(most, value, n) {
    for (let i = 0; i < n; i++) m[most + i] = Math.max(m[most + i] as number, m[value + i] as number)
  },
})

/** The kernel in plain JavaScript: the oracle of the WebAssembly, and what runs where that is absent. */
export const createTwin = (): Kernel => {
  const cells = new Float64Array(CELLS)
  return {
    name: 'twin',
    cells,
    ...randomPart(cells),
    ...factorPart(cells),
    ...ratePart(cells),
    ...valuePart(cells),
  }
}
