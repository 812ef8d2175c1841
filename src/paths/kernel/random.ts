import type { DrawKey } from './kernel.js'

const PARITY = 0x1bd11bda
/** Third key word, "PLIM": the same seed gives other tools other numbers. */
const KEY_WORD = 0x504c494d
const ROTATIONS = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const

const rotl = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/**
 * Threefry4x32 of Random123 (Salmon et al. 2011), in place on four words; checked against its published vector at 20
 * rounds.
 */
export const threefry = (key: readonly number[], words: Int32Array, rounds: number): void => {
  const keys = [...key, key.reduce((sum, word) => sum ^ word, PARITY)]
  let [a = 0, b = 0, c = 0, d = 0] = words.map((word, i) => (word + (keys[i] ?? 0)) | 0)
  for (let round = 0; round < rounds; round++) {
    const [first, second] = ROTATIONS[round % 8] ?? [0, 0]
    const [p, q] = round % 2 === 0 ? [b, d] : [d, b]
    a = (a + p) | 0
    c = (c + q) | 0
    const [turnedP, turnedQ] = [rotl(p, first) ^ a, rotl(q, second) ^ c]
    if (round % 2 === 0) [b, d] = [turnedP, turnedQ]
    else [d, b] = [turnedP, turnedQ]
    if (round % 4 !== 3) continue
    const s = (round + 1) / 4
    a = (a + (keys[s % 5] ?? 0)) | 0
    b = (b + (keys[(s + 1) % 5] ?? 0)) | 0
    c = (c + (keys[(s + 2) % 5] ?? 0)) | 0
    d = (d + (keys[(s + 3) % 5] ?? 0) + s) | 0
  }
  words.set([a, b, c, d])
}

/** Two rounds' turns of the first and the second pair, by the number of the even round in eight. */
const FIRST = Int32Array.from(ROTATIONS, ([turn]) => turn)
const SECOND = Int32Array.from(ROTATIONS, ([, turn]) => turn)
const keys = new Int32Array(5)

/** The four words of one path, step and group, into `words`: `threefry` with 12 rounds, two at a time. */
export const randomWords = ({ seed, path, step, group }: DrawKey, words: Int32Array): void => {
  keys[0] = seed
  keys[1] = Math.floor(seed / 2 ** 32)
  keys[2] = KEY_WORD
  keys[4] = PARITY ^ (keys[0] as number) ^ (keys[1] as number) ^ KEY_WORD
  let a = ((path | 0) + (keys[0] as number)) | 0
  let b = (Math.floor(path / 2 ** 32) + (keys[1] as number)) | 0
  let c = (step + KEY_WORD) | 0
  let d = group | 0
  for (let round = 0; round < 12; round += 2) {
    const even = round % 8
    a = (a + b) | 0
    b = rotl(b, FIRST[even] as number) ^ a
    c = (c + d) | 0
    d = rotl(d, SECOND[even] as number) ^ c
    a = (a + d) | 0
    d = rotl(d, FIRST[even + 1] as number) ^ a
    c = (c + b) | 0
    b = rotl(b, SECOND[even + 1] as number) ^ c
    if (round % 4 === 0) continue
    const s = (round + 2) / 4
    a = (a + (keys[s % 5] as number)) | 0
    b = (b + (keys[(s + 1) % 5] as number)) | 0
    c = (c + (keys[(s + 2) % 5] as number)) | 0
    d = (d + (keys[(s + 3) % 5] as number) + s) | 0
  }
  words[0] = a
  words[1] = b
  words[2] = c
  words[3] = d
}

const bits = new Int32Array(1)
const single = new Float32Array(bits.buffer)
const f = Math.fround

const poly = (coefficients: readonly number[], x: number): number => {
  let sum = coefficients[0] ?? 0
  for (let i = 1; i < coefficients.length; i++) sum = f(f(sum * x) + (coefficients[i] ?? 0))
  return sum
}

const singles = (values: readonly number[]): readonly number[] => values.map(f)

/** Cephes logf. */
const LOG = singles([
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
])
/** Inverse normal over odds, Chebyshev fits of degree 8 in w = −ln(t(2 − t)): relative error below 5e-7 and 7e-7. */
const CENTRAL = singles([
  3.2931156997475775e-8, 4.844032986812526e-7, -0.000004897925259383483, -0.000006199391245832703,
  0.0003087891680566752, -0.0017730682891129931, -0.005907721252605331, 0.34880270532353014,
  2.1233134793495685,
])
const TAIL = singles([
  0.00001592477741240771, -0.000240326054094391, 0.0007160841857325895, -0.001021712583045442,
  0.0013877901723600959, -0.0027602267916412857, 0.004514234791648148, 1.4247721708757632, 4.7398123031475405,
])
const SCALE = f(4.656612873077393e-10)
const LOG_LOW = f(-2.1219444e-4)
const LOG_HIGH = f(0.693359375)
const TAIL_MIDDLE = f(3.5159497504062545)

const minusLog = (q: number): number => {
  single[0] = q
  const i = ((bits[0] ?? 0) - 0x3f3504f3) | 0
  const e = i >> 23
  bits[0] = (i & 0x007fffff) + 0x3f3504f3
  const x = f((single[0] ?? 0) - 1)
  const z = f(x * x)
  let y = f(f(poly(LOG, x) * x) * z)
  y = f(y + f(e * LOG_LOW))
  y = f(y - f(z * 0.5))
  return -f(f(x + y) + f(e * LOG_HIGH))
}

/** A standard normal from 32 random bits: the sign, and 31 bits of the two-sided tail's probability. */
export const normalOf = (word: number): number => {
  const sign = word >> 31
  const m = word ^ sign
  const t = f(f(f(0x7fffffff - m) + 0.5) * SCALE)
  const a = f(f(f(m) + 0.5) * SCALE)
  const w = minusLog(f(t * f(2 - t)))
  const p = w >= 5 ? poly(TAIL, f(f(Math.sqrt(w)) - TAIL_MIDDLE)) : poly(CENTRAL, f(w - 2.5))
  const z = f(p * a)
  return sign === 0 ? z : -z
}

/** A uniform in (0, 1) from 32 random bits. */
export const uniformOf = (word: number): number => ((word >>> 0) + 0.5) * 2.3283064365386963e-10
