import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CURVE_VECTORS, SIZES } from './curve/getDy.fixture.js'
import { MEANINGLESS_OUTCOMES } from './lido/vectors.fixture.js'

// The README's claim counts what the project itself holds of the real contracts' answers.

type Sequence = { readonly attempts?: readonly (readonly unknown[])[]; readonly steps?: readonly unknown[] }

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T

/** Attempts and steps of a recording of Lido's, without those that have no meaning here. */
const casesOf = (file: string): number =>
  read<{ readonly sequences: readonly Sequence[] }>(`lido/vectors/${file}.json`).sequences.reduce(
    (sum, { attempts = [], steps = [] }) =>
      sum +
      steps.length +
      attempts.filter(row => !row.some(cell => MEANINGLESS_OUTCOMES.includes(String(cell)))).length,
    0,
  )

const lido = ['sanity-v3', 'sanity-v4', 'deposits-v4', 'queue', 'report-v4'].map(casesOf)
const trades = read<{ readonly steps: readonly unknown[] }>('curve/vectors/trades.json').steps.length
const total = lido.reduce((sum, n) => sum + n, 0) + trades + CURVE_VECTORS.length * 2 * SIZES.length

test.each([
  ['README.md', '../../README.md'],
  ['docs/fidelity.md', '../../docs/fidelity.md'],
])('%s counts the recorded cases that the project holds', (_, path) => {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  const claimed = /([\d,]+) recorded cases/.exec(text)?.[1]?.replaceAll(',', '')
  expect(Number(claimed)).toBe(total)
})
