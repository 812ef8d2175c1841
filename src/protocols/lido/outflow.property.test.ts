import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Flow, isPaidBy, longest, paidAfter } from './outflow.js'

const upTo = (max: number) => fc.double({ min: 0, max, noNaN: true })

/** Days over which something comes: at once, or minutes at least; what is looked for is found to a millionth of a day. */
const span = (max: number) => fc.oneof(fc.constant(0), fc.double({ min: 0.001, max, noNaN: true }))

const flows: fc.Arbitrary<Flow> = fc.record({
  ahead: upTo(1_000_000),
  aheadSpan: span(60),
  own: fc.double({ min: 0.01, max: 300_000, noNaN: true }),
  ownFrom: upTo(70),
  ownSpan: span(20),
  followersPerDay: upTo(50_000),
  rewardsPerDay: fc.double({ min: 50, max: 1_000, noNaN: true }),
  delay: fc.constant(256 / 225),
  cycle: fc.constant(8.66),
  ownCycle: fc.double({ min: 0.1, max: 8.66, noNaN: true }),
})

test('PAID-KNOWN: what is known of a wait saves looking and changes no bit of it', () => {
  fc.assert(
    fc.property(flows, upTo(5), upTo(5), (flow, less, more) => {
      const days = paidAfter(flow)
      const known = { after: days - less - 1e-6, until: days + more + 1e-6 }
      expect(paidAfter(flow, known)).toBe(days)
    }),
  )
})

test('PAID-WHEN: all of it has come by the time that is named, and not before', () => {
  fc.assert(
    fc.property(flows, flow => {
      const days = paidAfter(flow)
      expect(days).toBeLessThanOrEqual(longest(flow))
      expect(isPaidBy(flow, days + 1e-6)).toBe(true)
      expect(isPaidBy(flow, days - 1e-6)).toBe(false)
    }),
  )
})
