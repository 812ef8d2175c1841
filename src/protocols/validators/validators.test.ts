import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { DEFAULT_FORK, startOfEpoch } from '../ethereum/forks.js'
import type { EthereumState } from '../ethereum/state.js'
import { Revert } from '../revert.js'
import { correlationEpoch, settle } from './duties.js'
import type { ValidatorsState } from './state.js'
import { canExit, deposit, entryQueueAt, exit, PLAIN, slashOwner, sweep, turnOff } from './validators.js'

const owner: Address = '0x0000000000000000000000000000000000a110ca'
const empty: ValidatorsState = { validators: [], entryQueue: 25_600n * WAD, entryQueueEpoch: 1_000 }
/** 34 million ether: 347 gwei an increment and epoch (rewards.test.ts). */
const ethereum: EthereumState = {
  fork: DEFAULT_FORK,
  stakedEther: 34_000_000n * WAD,
  exitQueue: 0n,
  exitQueueAt: 0,
  slashings: [],
  outages: [],
}
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
    const waiting = settle(one(), { epoch: 1_106, ethereum })
    expect(first(waiting).balance).toBe(PLAIN)
    const later = settle(waiting, { epoch: 1_206, ethereum })
    expect(first(later).balance).toBe(PLAIN + 32n * 347n * 100n)
  })

  it('leaves after 256 epochs of duty, behind the exit queue, and is swept 256 epochs after its exit', () => {
    const active = settle(one(), { epoch: 1_106, ethereum })
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
    const slashed = first(slashOwner(one(), { owner, epoch: 1_106, queue, ethereum }))
    expect(PLAIN - slashed.balance).toBe(7_812_500n)
    expect(slashed.withdrawableEpoch).toBe(1_106 + 8_192)
    const late = first(slashOwner(one(), { owner, epoch: 1_206, queue, ethereum }))
    expect(late.balance).toBe(PLAIN + 32n * 347n * 100n - 7_812_500n)
  })

  it('is not slashed while it waits, nor once it is withdrawable', () => {
    const waiting = slashOwner(one(), { owner, epoch: 1_105, queue, ethereum })
    expect(first(waiting).slashed).toBe(false)
    const leaving = exit(settle(one(), { epoch: 1_362, ethereum }), { owner, epoch: 1_362, queue })
    const order = { owner, queue, ethereum }
    expect(first(slashOwner(leaving, { ...order, epoch: 1_633 })).slashed).toBe(true)
    expect(first(slashOwner(leaving, { ...order, epoch: 1_634 })).slashed).toBe(false)
  })

  it('pays for a slashed one in every epoch, and the correlation penalty 4,096 epochs before it may leave', () => {
    const state = slashOwner(one(), { owner, epoch: 1_106, queue, ethereum })
    const slashing = {
      at: startOfEpoch(1_106),
      balance: 0n,
      others: 1_700_000n * WAD,
      effectiveBalance: 32n * WAD,
      // They wait in the exit queue until after the penalty.
      exitsFrom: startOfEpoch(1_106 + 5_000),
      exitsUntil: startOfEpoch(1_106 + 9_000),
      withdrawableAt: startOfEpoch(1_106 + 9_256),
    }
    const at = { ...ethereum, slashings: [slashing] }
    const due = correlationEpoch(first(state))
    expect(due).toBe(1_106 + 4_096)
    const before = settle(state, { epoch: due, ethereum: at })
    // 347 × 32 × 14/64 and × 26/64, each floored: 2,429 and 4,511.
    expect(first(before).balance).toBe(PLAIN - 7_812_500n - 4_096n * 6_940n)
    const after = settle(before, { epoch: due + 1, ethereum: at })
    // 1.7 of 34 million ether, three times: 15 % of 32 ether.
    expect(first(before).balance - first(after).balance).toBe(4_800_000_000n + 6_940n)
    // 27.12 ether: 27 increments from then on, 2,049 and 3,806 an epoch, and nothing once it is withdrawable.
    expect(first(after).effectiveBalance).toBe(27n * 10n ** 9n)
    const out = settle(after, { epoch: 20_000, ethereum: at })
    expect(first(after).balance - first(out).balance).toBe(4_095n * (2_049n + 3_806n))
    expect(settle(state, { epoch: 20_000, ethereum: at })).toEqual(out)
  })

  it('loses while it is off what the spec says, and earns again after', () => {
    const off = turnOff(one(), { owner, epoch: 1_206, ethereum, until: 1_306 })
    const back = first(settle(off, { epoch: 1_406, ethereum }))
    expect(back.balance).toBe(PLAIN + 200n * 32n * 347n - 100n * 6_940n)
  })

  it('loses more with every epoch of a leak, from its fifth epoch on; in one settlement or in many', () => {
    const [from, until] = [startOfEpoch(1_106), startOfEpoch(1_106 + 675)]
    const gone = { from, until, offline: 0n, others: 0n, leakUntil: until, lost: 0n }
    const leaking = { ...ethereum, outages: [gone] }
    const off = turnOff(one(), { owner, epoch: 1_106, ethereum: leaking, until: 1_106 + 675 })
    const few = settle(off, { epoch: 1_106 + 24, ethereum: leaking })
    const leaked = Array.from({ length: 20 }, (_, i) => (PLAIN * 4n * BigInt(i + 1)) / (4n * 2n ** 24n))
    expect(PLAIN - first(few).balance).toBe(24n * 6_940n + leaked.reduce((sum, each) => sum + each, 0n))
    const whole = settle(off, { epoch: 1_800, ethereum: leaking })
    expect(settle(few, { epoch: 1_800, ethereum: leaking })).toEqual(whole)
    // Three days cost more than a percent, and a whole ether of effective balance.
    expect(Number(PLAIN - first(whole).balance) / 1e9).toBeCloseTo(0.43, 1)
    expect(first(whole).effectiveBalance).toBe(31n * 10n ** 9n)
  })

  it('has what is above 32 ether swept while it stays on duty', () => {
    const earned = settle(one(), { epoch: 2_106, ethereum })
    expect(sweep(earned, { owner, epoch: 2_106 })[0]).toBe(32n * 347n * 1_000n)
  })
})
