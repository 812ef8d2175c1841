import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { exitEpochAt } from './churn.js'
import { ethereumState } from './ethereum.fixture.js'
import { EPOCHS_PER_DAY, epochAt, startOfEpoch } from './forks.js'
import { beginOutage, slash, slashingParts } from './slash.js'

const NOW = startOfEpoch(400_000)
const EFFECTIVE_BALANCE = 32n * WAD
const order = (balance: bigint, others = 0n) => ({
  balance: balance * WAD,
  others: others * WAD,
  effectiveBalance: EFFECTIVE_BALANCE,
  now: NOW,
})
const state = ethereumState({ exitQueueAt: NOW })

describe('a slashing', () => {
  it('is withdrawable after 8,192 epochs while the exit queue is short', () => {
    const parts = slashingParts(state, order(1_024n))
    expect(parts).toEqual([
      {
        balance: 1_024n * WAD,
        others: 0n,
        effectiveBalance: EFFECTIVE_BALANCE,
        exitsFrom: startOfEpoch(400_005),
        exitsUntil: startOfEpoch(400_008),
        withdrawableAt: startOfEpoch(408_192),
      },
    ])
  })
  it('is later behind a long queue, 256 epochs after its exit', () => {
    const long = { ...state, exitQueue: 2_673_349n * WAD }
    const [part, ...rest] = slashingParts(long, order(1_024n))
    expect(rest).toEqual([])
    expect(part?.withdrawableAt).toBe(
      startOfEpoch(exitEpochAt(long, { ether: 1_024n * WAD, now: NOW }) + 256),
    )
  })
  it('builds a queue of its own: whom it lets out in time pays in the middle of the window, the others a day later each', () => {
    // 7,932 epochs of 256 ETH go in time.
    const parts = slashingParts(state, order(2_300_000n))
    expect(parts[0]?.balance).toBe(2_030_592n * WAD)
    expect(epochAt(parts[0]?.withdrawableAt ?? 0)).toBe(408_192)
    const late = parts.slice(1).map(part => epochAt(part.withdrawableAt))
    expect(late).toEqual([1, 2, 3, 4].map(day => 408_192 + day * EPOCHS_PER_DAY).concat(409_245))
  })
  it('joins the queue and the list, with the others slashed with it', () => {
    const [part] = slashingParts(state, order(1_024n, 640n))
    if (!part) throw new Error('no part')
    const after = slash(state, { ...part, now: NOW })
    expect(after.exitQueue).toBe(1_664n * WAD)
    expect(after.slashings).toEqual([{ at: NOW, ...part }])
    expect(state.slashings).toEqual([])
  })
  it('ETHEREUM_SLASH_1: the parts add up, in whole validators of Lido’s, in the order of the queue', () => {
    const ether = fc.bigInt({ min: 0n, max: 100_000n })
    fc.assert(
      fc.property(ether, ether, ether, (own, others, queue) => {
        const long = { ...state, exitQueue: queue * 40n * WAD }
        const parts = slashingParts(long, order(own * 32n, others * 32n))
        const sum = (read: (part: (typeof parts)[number]) => bigint) =>
          parts.reduce((total, part) => total + read(part), 0n)
        expect(sum(part => part.balance)).toBe(own * EFFECTIVE_BALANCE)
        expect(sum(part => part.others)).toBe(others * EFFECTIVE_BALANCE)
        for (const [i, part] of parts.entries()) {
          expect(part.balance % EFFECTIVE_BALANCE).toBe(0n)
          expect(part.balance >= 0n && part.others >= 0n).toBe(true)
          // The first of those who come later may come no later: epochs are whole.
          expect(part.withdrawableAt).toBeGreaterThanOrEqual(parts[i - 1]?.withdrawableAt ?? 0)
        }
      }),
    )
  })
})

describe('an outage', () => {
  it('is noted from now on', () => {
    const off = { until: NOW + 86_400, offline: WAD, others: 2n * WAD, leakUntil: NOW + 80_000, lost: WAD }
    expect(beginOutage(state, { ...off, now: NOW }).outages).toEqual([{ from: NOW, ...off }])
  })
})
