import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paidAfter } from './outflow.js'
import { flowOf, LUCK, type Situation, typicalCases } from './withdrawalCases.js'

const upTo = (max: number) => fc.double({ min: 0, max, noNaN: true })

/** Ether comes in gwei, and no more of it leaves in a day than this. */
const GWEI = 1e-9
const CHURN = 57_600

const situations: fc.Arbitrary<Situation> = fc
  .record({
    ahead: fc.oneof(
      fc.constant(0),
      upTo(1_000_000).map(ether => Math.round(ether / GWEI) * GWEI),
    ),
    own: fc.oneof(
      fc.double({ min: GWEI, max: 40, noNaN: true }),
      upTo(300_000).map(ether => ether + 0.01),
    ),
    others: fc.oneof(fc.constant(0), upTo(60)),
    ownSpan: upTo(20),
    rewardsPerDay: fc.double({ min: 50, max: 1_000, noNaN: true }),
    cycle: fc.constant(8.66),
    requests: fc.integer({ min: 0, max: 15 }).map(reports => reports * 0.2),
  })
  // Who is ahead at Lido stands in Ethereum's queue too, and it is at least as long as theirs.
  .map(({ others, ...at }) => ({ ...at, queue: at.ahead / CHURN + others }))

/** Every case by bisection from nothing known, put in order. */
const sorted = (at: Situation) =>
  LUCK.map(luck => ({ luck, days: paidAfter(flowOf(at, luck)) })).sort((a, b) => a.days - b.days)

test('CASES-RANKED: the median and the bad case are those that putting all 64 in order gives, to the last bit', () => {
  fc.assert(
    fc.property(situations, at => {
      const all = sorted(at)
      const found = typicalCases(at).map(({ luck, days }) => ({ luck, days }))
      expect(found).toEqual([all[31], all[60]])
    }),
    { numRuns: 1_000 },
  )
})
