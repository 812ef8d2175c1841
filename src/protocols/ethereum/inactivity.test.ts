import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GWEI } from './forks.js'
import { inactivityPenalty, missEpoch, missEpochs, missedScore, offlineLoss } from './inactivity.js'
import { missedAttestationPenalty } from './rewards.js'

const TOTAL = 35_559_700n * GWEI
const leaking = { fork: 'electra', total: TOTAL, leak: true } as const

describe('inactivity score', () => {
  it('rises by 4 in a leak, and outside it a missed epoch counts for nothing', () => {
    expect([0n, 4n, 8n].map(score => missedScore(score, true))).toEqual([4n, 8n, 12n])
    expect([0n, 4n, 40n].map(score => missedScore(score, false))).toEqual([0n, 0n, 28n])
  })
})

describe('inactivity penalty', () => {
  // ethereum/consensus-specs: INACTIVITY_SCORE_BIAS 4, quotients 3 × 2^24 (Altair) and 2^24 (Bellatrix and later).
  it('is effective balance × score ÷ (4 × 2^24)', () => {
    expect(inactivityPenalty('electra', 32n * GWEI, 4n)).toBe(1_907n)
    expect(inactivityPenalty('electra', 32n * GWEI, 400n)).toBe(190_734n)
    expect(inactivityPenalty('altair', 32n * GWEI, 400n)).toBe(63_578n)
    expect(inactivityPenalty('gloas', 2_048n * GWEI, 400n)).toBe(12_207_031n)
  })
})

describe('a validator that is off', () => {
  it('outside a leak loses source and target and nothing else', () => {
    const quiet = { ...leaking, leak: false }
    expect(offlineLoss(32n * GWEI, 225, quiet)).toBe(225n * missedAttestationPenalty(32n * GWEI, TOTAL))
  })
  it('in a leak loses with the square of the time: 1.4 % in three days, half of it in about three weeks', () => {
    const share = (days: number): number => Number(offlineLoss(32n * GWEI, 225 * days, leaking)) / 32e9
    expect(share(3)).toBeGreaterThan(0.0134)
    expect(share(3)).toBeLessThan(0.0142)
    // e^(−n² ÷ 2^25) of a balance that is followed by its effective balance: a half after 4,822 epochs, 21.4 days.
    expect(share(21)).toBeGreaterThan(0.48)
    expect(share(21)).toBeLessThan(0.51)
  })
  it('keeps its effective balance until a quarter of an ether is gone', () => {
    const full = { balance: 32n * GWEI, effectiveBalance: 32n * GWEI, inactivityScore: 0n }
    const near = missEpoch({ ...full, balance: (31n * GWEI * 4n + 3n * GWEI) / 4n + 20_000n }, leaking)
    expect(near.effectiveBalance).toBe(32n * GWEI)
    const below = missEpoch({ ...full, balance: (31n * GWEI * 4n + 3n * GWEI) / 4n }, leaking)
    expect(below.effectiveBalance).toBe(31n * GWEI)
  })
  it('ETHEREUM_LEAK_2: many epochs at once are the same as one after the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.boolean(), (epochs, leak) => {
        const at = { ...leaking, leak }
        const count = leak ? epochs % 500 : epochs
        let validator = { balance: 32n * GWEI, effectiveBalance: 32n * GWEI, inactivityScore: 0n }
        const start = validator
        for (let epoch = 0; epoch < count; epoch++) validator = missEpoch(validator, at)
        expect(missEpochs(start, count, at)).toEqual(validator)
      }),
      { numRuns: 12 },
    )
  })
  it('ETHEREUM_LEAK_1: loses more the longer it is off, never more than it has, and more in a leak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 200 }), (epochs, more) => {
        const [less, most] = [epochs, epochs + more].map(n => offlineLoss(32n * GWEI, n, leaking)) as [
          bigint,
          bigint,
        ]
        expect(most > less && most <= 32n * GWEI).toBe(true)
        expect(offlineLoss(32n * GWEI, epochs, { ...leaking, leak: false })).toBeLessThanOrEqual(less)
      }),
      { numRuns: 20 },
    )
  })
})
