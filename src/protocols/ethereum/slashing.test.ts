import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { GWEI, SECONDS_PER_EPOCH, startOfEpoch } from './forks.js'
import {
  correlationPenalty,
  correlationTime,
  initialSlashingPenalty,
  processSlashings,
  slashedInWindow,
  slashingCorrelationPenalty,
  withdrawableEpochOf,
} from './slashing.js'

describe('initial penalty', () => {
  // Source: ethereum/consensus-specs, MIN_SLASHING_PENALTY_QUOTIENT per fork; restated from shared/vectors/slashing.json.
  it.each([
    { fork: 'electra', ether: 32n, penalty: 7_812_500n },
    { fork: 'bellatrix', ether: 32n, penalty: 1_000_000_000n },
    { fork: 'electra', ether: 2048n, penalty: 500_000_000n },
    { fork: 'deneb', ether: 32n, penalty: 1_000_000_000n },
  ] as const)('of $ether ETH in $fork is $penalty gwei', ({ fork, ether, penalty }) => {
    expect(initialSlashingPenalty(fork, ether * GWEI)).toBe(penalty)
  })
})

describe('correlation penalty', () => {
  const of = (fork: 'bellatrix' | 'electra', count: bigint) =>
    correlationPenalty(fork, {
      effectiveBalance: 32n * GWEI,
      slashed: count * 32n * GWEI,
      total: 50_000n * 32n * GWEI,
    })
  // Source: lidofinance/lido-oracle, test_bunker_midterm_penalty.py; restated from shared/vectors/slashing.json.
  it('is counted in gwei since Electra: 1 and 100 of 50,000 validators', () => {
    expect(of('electra', 1n)).toBe(1_920_000n)
    expect(100n * of('electra', 100n)).toBe(19_200_000_000n)
  })
  it('was counted in whole ether before: nothing for 100 of 50,000, 1 ETH from 521', () => {
    expect(of('bellatrix', 100n)).toBe(0n)
    expect(of('bellatrix', 520n)).toBe(0n)
    expect(of('bellatrix', 521n)).toBe(GWEI)
  })
  it('takes everything once a third is slashed', () => {
    expect(of('electra', 16_667n)).toBe(32n * GWEI)
    expect(of('bellatrix', 16_667n)).toBe(32n * GWEI)
  })
})

describe('process_slashings', () => {
  const validator = {
    balance: 31n * GWEI,
    effectiveBalance: 32n * GWEI,
    slashed: true,
    withdrawableEpoch: 8192,
  }
  const at = { total: 1_600_000n * GWEI, slashed: 1_600_000n * GWEI }
  it('falls 4,096 epochs before the withdrawable epoch, on slashed validators, down to nothing', () => {
    const validators = [
      validator,
      { ...validator, slashed: false },
      { ...validator, withdrawableEpoch: 8193 },
    ]
    const after = processSlashings('electra', { ...at, epoch: 4096, validators })
    expect(after.map(v => v.balance)).toEqual([0n, 31n * GWEI, 31n * GWEI])
  })
})

describe('withdrawable epoch', () => {
  it('is 8,192 epochs after the slashing, or 256 after a late exit', () => {
    expect(withdrawableEpochOf(1000, 1005)).toBe(9192)
    expect(withdrawableEpochOf(1000, 12_000)).toBe(12_256)
  })
})

describe('slashings of the state', () => {
  const slashing = (epoch: number, validators: bigint) => ({
    at: startOfEpoch(epoch),
    balance: validators * 32n * WAD,
    withdrawableAt: startOfEpoch(epoch + 8192),
  })
  const ethereum = (slashings: readonly ReturnType<typeof slashing>[]) => ({
    stakedEther: 1_600_000n * WAD,
    exitQueue: 0n,
    exitQueueAt: 0,
    slashings,
  })
  it('count for 8,192 epochs', () => {
    const state = ethereum([slashing(10_000, 1n)])
    expect([9_999, 10_000, 18_191, 18_192].map(epoch => slashedInWindow(state, epoch))).toEqual([
      0n,
      32n * GWEI,
      32n * GWEI,
      0n,
    ])
  })
  it('pay for the slashings of others after them, 18.2 days on', () => {
    const first = slashing(10_000, 50n)
    const at = { fork: 'electra', effectiveBalance: 32n * GWEI } as const
    expect(correlationTime(first) - first.at).toBe(4096 * SECONDS_PER_EPOCH)
    const alone = slashingCorrelationPenalty(ethereum([first]), first, at)
    const joined = slashingCorrelationPenalty(ethereum([first, slashing(14_096, 50n)]), first, at)
    const tooLate = slashingCorrelationPenalty(ethereum([first, slashing(14_097, 50n)]), first, at)
    // 50 × 32 ETH × (3 × 50 ÷ 50,000), and with 50 more twice that.
    expect(alone).toBe(4_800_000_000n)
    expect(joined).toBe(9_600_000_000n)
    expect(tooLate).toBe(alone)
  })
})
