import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GWEI } from './forks.js'
import {
  annualIssuance,
  annualIssuanceRate,
  epochRewards,
  getBaseRewardPerIncrement,
  integerSquareRoot,
  missedAttestationPenalty,
  rewardsPerDay,
  slashedAttestationPenalties,
} from './rewards.js'

describe('rewards', () => {
  const total = 34_000_000n * GWEI
  it('issue about 166.3 × √stake ether a year: 2.85 % of 34 million, 2.56 % of 42.2 million', () => {
    // Source: ethereum/consensus-specs, Altair; shared SOURCES B.10.
    const ether = annualIssuance(total) / 1e9
    expect((ether / Math.sqrt(34_000_000)).toFixed(1)).toBe('166.3')
    expect((100 * annualIssuanceRate(total)).toFixed(2)).toBe('2.85')
    expect((100 * annualIssuanceRate(42_200_000n * GWEI)).toFixed(2)).toBe('2.56')
  })
  it('are whole gwei per increment', () => {
    expect(getBaseRewardPerIncrement(total)).toBe(347n)
    expect(rewardsPerDay(32n * GWEI, total)).toBe(347n * 32n * 225n)
  })
  it('are lost, and 40/64 of them paid, by a validator that does not attest', () => {
    expect(missedAttestationPenalty(32n * GWEI, total)).toBe((11_104n * 14n) / 64n + (11_104n * 26n) / 64n)
    const at = { effectiveBalance: 32n * GWEI, total, epoch: 10, withdrawableEpoch: 8202 }
    expect(slashedAttestationPenalties(at)).toBe(6_940n * 8192n)
  })
})

describe('rewards of an epoch', () => {
  const total = 34_000_000n * GWEI
  const own = 1_000_000n * GWEI
  const full = { attesting: total, total, leak: false }
  it('are the base rewards while everyone attests', () => {
    expect(epochRewards(own, full) * 225n).toBe(rewardsPerDay(own, total))
  })
  it('shrink with who attests, but for the two in 64 of sync committees', () => {
    const base = epochRewards(own, full)
    const half = epochRewards(own, { ...full, attesting: total / 2n })
    expect(half).toBe((base * 62n) / 128n + (base * 2n) / 64n)
  })
  it('in a leak are a tenth: no attestation earns', () => {
    expect(epochRewards(own, { ...full, leak: true })).toBe((epochRewards(own, full) * 10n) / 64n)
  })
})

describe('integer_squareroot', () => {
  it('ETHEREUM_SQRT_1: is the largest root whose square fits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), n => {
        const root = integerSquareRoot(n)
        expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true)
      }),
    )
  })
})
