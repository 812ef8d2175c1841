import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import {
  computeExitEpochAndUpdateChurn,
  exitChurnLimit,
  exitEpochAt,
  exitQueueDays,
  exitQueueNow,
  getActivationExitChurnLimit,
  getBalanceChurnLimit,
  getConsolidationChurnLimit,
  getValidatorActivationChurnLimit,
  getValidatorChurnLimit,
  setExitQueue,
  slash,
  slashedWithdrawableTime,
  withdrawableTime,
} from './churn.js'
import { epochAt, GWEI, startOfEpoch } from './forks.js'

const NOW = startOfEpoch(400_000)
const state = { stakedEther: 35_559_700n * WAD, exitQueue: 743_989n * WAD, exitQueueAt: NOW, slashings: [] }

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
  it('have no cap for exits in Gloas', () => {
    // Lido's own note on EIP-8061 says about 1,311 ETH an epoch at some 43 million ETH.
    expect(exitChurnLimit('gloas', 42_960_000n * GWEI)).toBe(1311n * GWEI)
  })
})

describe('exit queue', () => {
  it('of July 2025 takes 12.9 days, of September 2025 46.4', () => {
    // Source: etheralpha/validatorqueue-com @ f6a337c0, exit_queue and exit_wait of 2025-07-26 and 2025-09-13.
    expect(exitQueueDays(state, 743_989n * WAD, 'electra').toFixed(2)).toBe('12.92')
    expect(exitQueueDays(state, 2_673_349n * WAD, 'electra').toFixed(2)).toBe('46.41')
  })
  it('drains by 57,600 ETH a day, to nothing', () => {
    expect(exitQueueNow(state, NOW, 'electra')).toBe(743_989n * WAD)
    expect(exitQueueNow(state, NOW + 86_400, 'electra')).toBe(686_389n * WAD)
    expect(exitQueueNow(state, NOW + 1, 'electra')).toBe(743_989n * WAD - (256n * WAD) / 384n)
    expect(exitQueueNow(state, NOW + 13 * 86_400, 'electra')).toBe(0n)
  })
  it('is set from now on', () => {
    const later = setExitQueue(state, { ether: 256n * WAD, now: NOW + 5 })
    expect(exitQueueNow(later, NOW + 5 + 384, 'electra')).toBe(0n)
    expect(exitQueueNow(later, NOW + 5 + 383, 'electra')).toBeGreaterThan(0n)
  })
})

describe('exit epoch', () => {
  it('is the first after the lookahead for an empty queue, later behind a long one', () => {
    const empty = { ...state, exitQueue: 0n }
    expect(exitEpochAt(empty, { ether: 256n * WAD, now: NOW, fork: 'electra' })).toBe(400_005)
    expect(exitEpochAt(empty, { ether: 257n * WAD, now: NOW, fork: 'electra' })).toBe(400_006)
    const late = exitEpochAt(state, { ether: 32n * WAD, now: NOW, fork: 'electra' })
    expect(late).toBe(400_005 + Math.floor((743_989 + 32 - 1) / 256))
    const time = withdrawableTime(state, { ether: 32n * WAD, now: NOW, fork: 'electra' })
    expect(epochAt(time)).toBe(late + 256)
  })
  it('agrees with compute_exit_epoch_and_update_churn, validator by validator', () => {
    let churn = { earliestExitEpoch: 0, exitBalanceToConsume: 0n }
    const empty = { ...state, exitQueue: 0n }
    for (let exits = 1n; exits <= 40n; exits++) {
      const order = { exitBalance: 32n * GWEI, perEpochChurn: 256n * GWEI, currentEpoch: 400_000 }
      churn = computeExitEpochAndUpdateChurn(churn, order)
      const ether = exits * 32n * WAD
      expect(churn.earliestExitEpoch).toBe(exitEpochAt(empty, { ether, now: NOW, fork: 'electra' }))
    }
    expect(churn).toEqual({ earliestExitEpoch: 400_009, exitBalanceToConsume: 0n })
  })
})

describe('slashing', () => {
  it('makes validators withdrawable after 8,192 epochs, or later behind a long queue', () => {
    const order = { balance: 1_000n * WAD, now: NOW, fork: 'electra' } as const
    expect(slashedWithdrawableTime({ ...state, exitQueue: 0n }, order)).toBe(startOfEpoch(408_192))
    const long = { ...state, exitQueue: 2_673_349n * WAD }
    const exitEpoch = 400_005 + Math.floor((2_673_349 + 1_000 - 1) / 256)
    expect(slashedWithdrawableTime(long, order)).toBe(startOfEpoch(exitEpoch + 256))
  })
  it('adds the slashed ether to the queue as it stands', () => {
    const now = NOW + 86_400
    const order = { balance: 1_000n * WAD, withdrawableAt: now + 1, now, fork: 'electra' } as const
    const after = slash(state, order)
    expect(after.exitQueue).toBe((743_989n - 57_600n + 1_000n) * WAD)
    expect(after.slashings).toEqual([{ at: now, balance: 1_000n * WAD, withdrawableAt: now + 1 }])
    expect(state.slashings).toEqual([])
  })
})
