import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import type { ValidatorsState } from './state.js'
import { canExit, deposit, entryQueueAt, exit, PLAIN, settle, slashOwner, sweep } from './validators.js'

const owner: Address = '0x0000000000000000000000000000000000a110ca'
const empty: ValidatorsState = { validators: [], entryQueue: 25_600n * WAD, entryQueueEpoch: 1_000 }
/** 34 million ether: 347 gwei an increment and epoch (rewards.test.ts). */
const total = 34_000_000n * 10n ** 9n
const queue = { exitQueue: 2_560n * WAD, churn: 256n * WAD }

const one = (wei = 32n * WAD, compounding = false) =>
  deposit(empty, { owner, wei, compounding, epoch: 1_010 })

const first = (state: ValidatorsState) => {
  const [validator] = state.validators
  if (!validator) throw new Error('no validator')
  return validator
}

describe('a validator of one’s own', () => {
  it('waits behind the entry queue: 256 ether an epoch, 10 epochs drained, then 90 and its own, and 5 more', () => {
    expect(entryQueueAt(empty, 1_010)).toBe(23_040n * WAD)
    expect(first(one()).activationEpoch).toBe(1_010 + 5 + 91)
  })

  it('takes 32 ether or more, in whole gwei', () => {
    expect(() => one(31n * WAD)).toThrow(Revert)
    expect(() => one(32n * WAD + 1n)).toThrow(Revert)
    expect(first(one(100n * WAD, true)).effectiveBalance).toBe(100n * 10n ** 9n)
    expect(first(one(100n * WAD)).effectiveBalance).toBe(PLAIN)
  })

  it('earns nothing while it waits, then 347 gwei an increment and epoch', () => {
    const waiting = settle(one(), { epoch: 1_106, total })
    expect(first(waiting).balance).toBe(PLAIN)
    const later = settle(waiting, { epoch: 1_206, total })
    expect(first(later).balance).toBe(PLAIN + 32n * 347n * 100n)
  })

  it('leaves after 256 epochs of duty, behind the exit queue, and is swept 256 epochs after its exit', () => {
    const active = settle(one(), { epoch: 1_106, total })
    expect(canExit(first(active), 1_361)).toBe(false)
    expect(first(exit(active, { owner, epoch: 1_361, queue })).exitEpoch).toBe(0)
    const leaving = exit(active, { owner, epoch: 1_362, queue })
    // 2,560 and 32 ether at 256 an epoch are 11 epochs.
    expect(first(leaving).exitEpoch).toBe(1_362 + 5 + 11)
    expect(first(leaving).withdrawableEpoch).toBe(1_362 + 5 + 11 + 256)
    expect(sweep(leaving, { owner, epoch: 1_633 })[0]).toBe(0n)
    expect(sweep(leaving, { owner, epoch: 1_634 })[0]).toBe(PLAIN)
  })

  it('loses 1/4096 when slashed, and is held for 8,192 epochs', () => {
    const slashed = first(slashOwner(settle(one(), { epoch: 1_106, total }), { owner, epoch: 1_200, queue }))
    expect(PLAIN - slashed.balance).toBe(7_812_500n)
    expect(slashed.withdrawableEpoch).toBe(1_200 + 8_192)
  })

  it('has what is above 32 ether swept while it stays on duty', () => {
    const earned = settle(one(), { epoch: 2_106, total })
    expect(sweep(earned, { owner, epoch: 2_106 })[0]).toBe(32n * 347n * 1_000n)
  })
})
