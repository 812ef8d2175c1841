import { describe, expect, test } from 'vitest'
import { settingsFor } from './several.js'

const loop = { name: 'a.loop', keys: ['size', 'leverage'] }
const loan = { name: 'loan', keys: ['size', 'ltv'] }
const all = [loop, loan]

describe('settingsFor', () => {
  test('what both have goes to both, what one has to that one', () => {
    const settings = [
      ['size', '5'],
      ['ltv', '0.5'],
    ] as const
    expect(settingsFor(loop, all, settings)).toEqual([['size', '5']])
    expect(settingsFor(loan, all, settings)).toEqual(settings)
  })
  test('what none has goes to all, which refuse it', () => {
    expect(settingsFor(loop, all, [['leverag', '5']])).toEqual([['leverag', '5']])
    expect(settingsFor(loan, all, [['leverag', '5']])).toEqual([['leverag', '5']])
  })
  test.each([[['size', '5'] as const, ['a.loop.size', '7'] as const].reverse(), undefined])(
    'a setting for one strategy comes first, in either order',
    (given = [
      ['size', '5'],
      ['a.loop.size', '7'],
    ]) => {
      expect(settingsFor(loop, all, given)).toEqual([['size', '7']])
      expect(settingsFor(loan, all, given)).toEqual([['size', '5']])
    },
  )
})
