import { describe, expect, test } from 'vitest'
import { editDistance, nearest, suggest } from './nearest.js'

const SCENARIOS = ['calm', 'depeg', 'slashing', 'liquidity-crunch', 'eth-crash']

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['', 'ab', 2],
    ['kitten', 'sitting', 3],
    ['depge', 'depeg', 1],
    ['calm', 'calm', 0],
  ])('%s to %s: %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits)
    expect(editDistance(b, a)).toBe(edits)
  })
})

describe('nearest', () => {
  test.each([
    ['depge', 'depeg'],
    ['DEPEG', 'depeg'],
    ['slash', 'slashing'],
    ['crunch', 'liquidity-crunch'],
    ['ethcrash', 'eth-crash'],
  ])('%s: %s', (typed, found) => expect(nearest(typed, SCENARIOS)).toBe(found))

  test('nothing near: none is guessed, all are named', () => {
    expect(nearest('qqqqqqqqqqqq', SCENARIOS)).toBeUndefined()
    expect(suggest('qqqqqqqqqqqq', ['a', 'b'])).toBe('Known: a, b.')
    expect(suggest('depge', SCENARIOS)).toBe('Did you mean "depeg"?')
    expect(nearest('a', [])).toBeUndefined()
  })
})
