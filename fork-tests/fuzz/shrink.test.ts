import { describe, expect, test } from 'vitest'
import { createRandom } from './random.js'
import { shrink } from './shrink.js'
import { allSteps, selectSteps } from './steps.js'

const TX = { from: '0x01', actions: [] } as const

describe('shrink', () => {
  const steps = Array.from({ length: 40 }, (_, i) => `${i}.0`)

  test('keeps what a failure needs and nothing else', async () => {
    const fails = async (kept: readonly string[]) => kept.includes('7.0') && kept.includes('31.0')
    expect(await shrink(steps, fails)).toEqual(['7.0', '31.0'])
  })

  test('a failure of one step comes down to it', async () => {
    expect(await shrink(steps, async kept => kept.includes('39.0'))).toEqual(['39.0'])
  })
})

describe('steps', () => {
  const blocks = [
    { seconds: 1, txs: [TX, TX] },
    { seconds: 2, txs: [] },
    { seconds: 3, txs: [TX] },
  ]

  test('name every transaction, and a wait without any', () => {
    expect(allSteps(blocks)).toEqual(['0.0', '0.1', '1', '2.0'])
    expect(selectSteps(allSteps(blocks))(blocks)).toEqual(blocks)
  })

  test('select transactions, and leave out blocks of which none is named', () => {
    expect(selectSteps(['0.1', '2.0'])(blocks)).toEqual([
      { seconds: 1, txs: [TX] },
      { seconds: 3, txs: [TX] },
    ])
  })
})

describe('createRandom', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed)
      return Array.from({ length: 20 }, () => random.amount(1n, 10n ** 24n))
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  test('amounts stay within their bounds and reach over orders of magnitude', () => {
    const random = createRandom(1)
    const amounts = Array.from({ length: 2_000 }, () => random.amount(10n, 10n ** 21n))
    expect(amounts.every(amount => amount >= 10n && amount <= 10n ** 21n)).toBe(true)
    expect(amounts.some(amount => amount < 10_000n)).toBe(true)
    expect(amounts.some(amount => amount > 10n ** 20n)).toBe(true)
  })
})
