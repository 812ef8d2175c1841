import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { slashingVectors } from '../published.fixture.js'
import { ethereumState } from './ethereum.fixture.js'
import { GWEI, SECONDS_PER_EPOCH, startOfEpoch } from './forks.js'
import { missedAttestationPenalty } from './rewards.js'
import {
  correlationPenalty,
  correlationTime,
  initialSlashingPenalty,
  processSlashings,
  type SlashingFork,
  slashedInWindow,
  slashedValidators,
  slashingCorrelationPenalty,
  slashingInitialPenalty,
  withdrawableEpochOf,
} from './slashing.js'
import type { EthereumState, Slashing } from './state.js'

describe('initial penalty', () => {
  // Source: ethereum/consensus-specs, MIN_SLASHING_PENALTY_QUOTIENT per fork; restated from shared/vectors/slashing.json.
  it.each([
    { fork: 'electra', ether: 32n, penalty: 7_812_500n },
    { fork: 'bellatrix', ether: 32n, penalty: 1_000_000_000n },
    { fork: 'electra', ether: 2048n, penalty: 500_000_000n },
    { fork: 'deneb', ether: 32n, penalty: 1_000_000_000n },
    { fork: 'phase0', ether: 32n, penalty: 250_000_000n },
    { fork: 'altair', ether: 32n, penalty: 500_000_000n },
    { fork: 'gloas', ether: 33n, penalty: 8_056_640n },
  ] as const)('of $ether ETH in $fork is $penalty gwei', ({ fork, ether, penalty }) => {
    expect(initialSlashingPenalty(fork, ether * GWEI)).toBe(penalty)
  })
})

describe('correlation penalty', () => {
  const of = (fork: SlashingFork, count: bigint) =>
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
  it('was multiplied by 1 in phase 0, by 2 in Altair, by 3 since', () => {
    const forks = ['phase0', 'altair', 'bellatrix'] as const
    // From 1,563, 782 and 521 of 50,000 on it is an ether.
    expect(forks.map(fork => of(fork, 521n))).toEqual([0n, 0n, GWEI])
    expect(forks.map(fork => of(fork, 782n))).toEqual([0n, GWEI, GWEI])
    expect(forks.map(fork => of(fork, 1_563n))).toEqual([GWEI, 2n * GWEI, 3n * GWEI])
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
  const slashing = (epoch: number, validators: bigint, more: Partial<Slashing> = {}): Slashing => ({
    at: startOfEpoch(epoch),
    balance: validators * 32n * WAD,
    others: 0n,
    effectiveBalance: 32n * WAD,
    // Still in the exit queue when the penalty falls.
    exitsFrom: startOfEpoch(epoch + 5_000),
    exitsUntil: startOfEpoch(epoch + 6_000),
    withdrawableAt: startOfEpoch(epoch + 8192),
    ...more,
  })
  const ethereum = (slashings: readonly Slashing[], more: Partial<EthereumState> = {}) =>
    ethereumState({ stakedEther: 1_600_000n * WAD, slashings, ...more })
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
    // At the end of epoch 4,096.
    expect(correlationTime(first) - first.at).toBe(4097 * SECONDS_PER_EPOCH)
    const alone = slashingCorrelationPenalty(ethereum([first]), first)
    const joined = slashingCorrelationPenalty(ethereum([first, slashing(14_096, 50n)]), first)
    const tooLate = slashingCorrelationPenalty(ethereum([first, slashing(14_097, 50n)]), first)
    // 50 × 32 ETH × (3 × 50 ÷ 50,000), and with 50 more twice that.
    expect(alone).toBe(4_800_000_000n)
    expect(joined).toBe(9_600_000_000n)
    expect(tooLate).toBe(alone)
  })
  it('pay for the rest of the network that is slashed with them', () => {
    const alone = slashing(10_000, 50n)
    const with150 = slashing(10_000, 50n, { others: 150n * 32n * WAD })
    expect(slashingCorrelationPenalty(ethereum([with150]), with150)).toBe(
      4n * slashingCorrelationPenalty(ethereum([alone]), alone),
    )
  })
  it('follow the fork: whole ether before Electra, and a larger start', () => {
    const one = slashing(10_000, 521n)
    const old = ethereum([one], { fork: 'bellatrix' })
    expect(slashingCorrelationPenalty(old, one)).toBe(521n * GWEI)
    expect(slashingInitialPenalty(old, one)).toBe(521n * GWEI)
    expect(slashingInitialPenalty(ethereum([one]), one)).toBe(521n * 7_812_500n)
  })
  it('count validators by their own effective balance', () => {
    const large = slashing(10_000, 0n, { balance: 4_096n * WAD, effectiveBalance: 2_048n * WAD })
    expect(slashedValidators(large)).toBe(2n)
    expect(slashingInitialPenalty(ethereum([large]), large)).toBe(GWEI)
  })
})

describe('Launchnodes, 11 October 2023', () => {
  it('20 validators under Capella’s rules: 20 ETH at once, 20.04 ETH with a good day of missed attestations', () => {
    // Source: shared SOURCES C.2 (Lido): 20.04 ETH initial. 27.5 million ETH staked that day (validatorqueue.com).
    const slashed = 20n * initialSlashingPenalty('bellatrix', 32n * GWEI)
    expect(slashed).toBe(20n * GWEI)
    const each = missedAttestationPenalty(32n * GWEI, 27_500_000n * GWEI)
    const epochs = (2_004n * 10n ** 7n - slashed) / (20n * each)
    expect(epochs).toBeGreaterThan(225n)
    expect(epochs).toBeLessThan(300n)
    // A quiet network: nobody pays for correlation.
    const at = { effectiveBalance: 32n * GWEI, slashed: 640n * GWEI, total: 27_500_000n * GWEI }
    expect(correlationPenalty('bellatrix', at)).toBe(0n)
  })
})

describe('published penalties', () => {
  it.each(slashingVectors())('agree to the gwei: $from', ({ vectors }) => {
    expect(vectors.correlationPenalty.length).toBeGreaterThan(0)
    for (const vector of vectors.correlationPenalty) {
      const effectiveBalance = BigInt(vector.effectiveBalanceEth) * GWEI
      const [slashed, total] = [vector.slashed, vector.validators].map(n => BigInt(n) * effectiveBalance)
      const at = { effectiveBalance, slashed: slashed ?? 0n, total: total ?? 0n }
      const penalty = BigInt(vector.slashed) * correlationPenalty(vector.fork ?? 'electra', at)
      expect({ ...vector, penaltyGwei: String(penalty) }).toEqual(vector)
    }
    for (const vector of vectors.initialPenalty) {
      const penalty = initialSlashingPenalty(vector.fork, BigInt(vector.effectiveBalanceEth) * GWEI)
      expect({ ...vector, penaltyGwei: String(penalty) }).toEqual(vector)
    }
  })
})
