import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import {
  activationChurnLimit,
  computeExitEpochAndUpdateChurn,
  consolidationChurnLimit,
  exitChurnLimit,
  exitEpochAt,
  exitQueueDays,
  exitQueueNow,
  getActivationExitChurnLimit,
  getBalanceChurnLimit,
  getConsolidationChurnLimit,
  getValidatorActivationChurnLimit,
  getValidatorChurnLimit,
  joinExitQueue,
  setExitQueue,
  setFork,
  withdrawableTime,
} from './churn.js'
import { ethereumState } from './ethereum.fixture.js'
import { epochAt, GWEI, startOfEpoch } from './forks.js'

const NOW = startOfEpoch(400_000)
const state = ethereumState({ exitQueue: 743_989n * WAD, exitQueueAt: NOW })

describe('churn limits', () => {
  it('count validators before Electra', () => {
    // 2023-05-21: 578,767 validators, churn 8 (etheralpha/validatorqueue-com @ f6a337c0).
    expect(getValidatorChurnLimit(578_767n)).toBe(8n)
    expect(getValidatorChurnLimit(100_000n)).toBe(4n)
    expect(getValidatorActivationChurnLimit(1_000_000n)).toBe(8n)
    expect(getValidatorChurnLimit(1_000_000n)).toBe(15n)
    expect(exitChurnLimit('deneb', 32_000_000n * GWEI)).toBe(15n * 32n * GWEI)
    expect(exitChurnLimit('bellatrix', 32_000_000n * GWEI)).toBe(15n * 32n * GWEI)
  })
  it('weigh ether since Electra, between 128 and 256 ETH, the rest for consolidation', () => {
    expect(getActivationExitChurnLimit(1_000_000n * GWEI)).toBe(128n * GWEI)
    expect(getActivationExitChurnLimit(10_000_000n * GWEI)).toBe(152n * GWEI)
    expect(getActivationExitChurnLimit(35_559_700n * GWEI)).toBe(256n * GWEI)
    expect(getBalanceChurnLimit(35_559_700n * GWEI)).toBe(542n * GWEI)
    expect(getConsolidationChurnLimit(35_559_700n * GWEI)).toBe(286n * GWEI)
  })
  it('of Gloas are apart for activations, exits and consolidations', () => {
    // ethereum/consensus-specs, specs/gloas/beacon-chain.md: quotients 32,768 and 65,536, cap of activations 256 ETH.
    const total = 35_559_700n * GWEI
    expect(exitChurnLimit('gloas', total)).toBe(1085n * GWEI)
    expect(activationChurnLimit('gloas', total)).toBe(256n * GWEI)
    expect(consolidationChurnLimit('gloas', total)).toBe(542n * GWEI)
    expect(exitChurnLimit('gloas', 1_000_000n * GWEI)).toBe(128n * GWEI)
  })
  it('of activations and consolidations follow the fork', () => {
    const total = 32_000_000n * GWEI
    expect(activationChurnLimit('bellatrix', total)).toBe(15n * 32n * GWEI)
    expect(activationChurnLimit('deneb', total)).toBe(8n * 32n * GWEI)
    expect(activationChurnLimit('electra', total)).toBe(256n * GWEI)
    expect(['altair', 'deneb'].map(fork => consolidationChurnLimit(fork as 'altair', total))).toEqual([
      0n,
      0n,
    ])
    expect(consolidationChurnLimit('electra', total)).toBe(getConsolidationChurnLimit(total))
  })
  it('have no cap for exits in Gloas', () => {
    // Lido's own note on EIP-8061 says about 1,311 ETH an epoch at some 43 million ETH.
    expect(exitChurnLimit('gloas', 42_960_000n * GWEI)).toBe(1311n * GWEI)
  })
})

describe('exit queue', () => {
  it('of July 2025 takes 12.9 days, of September 2025 46.4', () => {
    // Source: etheralpha/validatorqueue-com @ f6a337c0, exit_queue and exit_wait of 2025-07-26 and 2025-09-13.
    expect(exitQueueDays(state, 743_989n * WAD).toFixed(2)).toBe('12.92')
    expect(exitQueueDays(state, 2_673_349n * WAD).toFixed(2)).toBe('46.41')
  })
  it('drains by 57,600 ETH a day, to nothing', () => {
    expect(exitQueueNow(state, NOW)).toBe(743_989n * WAD)
    expect(exitQueueNow(state, NOW + 86_400)).toBe(686_389n * WAD)
    expect(exitQueueNow(state, NOW + 1)).toBe(743_989n * WAD - (256n * WAD) / 384n)
    expect(exitQueueNow(state, NOW + 13 * 86_400)).toBe(0n)
  })
  it('moves five times as fast in Gloas, and what left before stays out', () => {
    const gloas = setFork(state, { fork: 'gloas', now: NOW + 86_400 })
    expect(gloas).toMatchObject({ fork: 'gloas', exitQueue: 686_389n * WAD, exitQueueAt: NOW + 86_400 })
    expect(exitQueueDays(gloas, 743_989n * WAD).toFixed(2)).toBe('3.05')
    expect(exitQueueNow(gloas, NOW + 2 * 86_400)).toBe((686_389n - 1085n * 225n) * WAD)
  })
  it('takes more at its end', () => {
    const longer = joinExitQueue(state, { ether: 600n * WAD, now: NOW + 86_400 })
    expect(longer.exitQueue).toBe(686_989n * WAD)
  })
  it('is set from now on', () => {
    const later = setExitQueue(state, { ether: 256n * WAD, now: NOW + 5 })
    expect(exitQueueNow(later, NOW + 5 + 384)).toBe(0n)
    expect(exitQueueNow(later, NOW + 5 + 383)).toBeGreaterThan(0n)
  })
})

describe('exit epoch', () => {
  it('is the first after the lookahead for an empty queue, later behind a long one', () => {
    const empty = { ...state, exitQueue: 0n }
    expect(exitEpochAt(empty, { ether: 256n * WAD, now: NOW })).toBe(400_005)
    expect(exitEpochAt(empty, { ether: 257n * WAD, now: NOW })).toBe(400_006)
    const late = exitEpochAt(state, { ether: 32n * WAD, now: NOW })
    expect(late).toBe(400_005 + Math.floor((743_989 + 32 - 1) / 256))
    const time = withdrawableTime(state, { ether: 32n * WAD, now: NOW })
    expect(epochAt(time)).toBe(late + 256)
  })
  it('agrees with compute_exit_epoch_and_update_churn, validator by validator', () => {
    let churn = { earliestExitEpoch: 0, exitBalanceToConsume: 0n }
    const empty = { ...state, exitQueue: 0n }
    for (let exits = 1n; exits <= 40n; exits++) {
      const order = { exitBalance: 32n * GWEI, perEpochChurn: 256n * GWEI, currentEpoch: 400_000 }
      churn = computeExitEpochAndUpdateChurn(churn, order)
      const ether = exits * 32n * WAD
      expect(churn.earliestExitEpoch).toBe(exitEpochAt(empty, { ether, now: NOW }))
    }
    expect(churn).toEqual({ earliestExitEpoch: 400_009, exitBalanceToConsume: 0n })
  })
})
