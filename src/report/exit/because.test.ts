import { describe, expect, test } from 'vitest'
import type { Execution } from '../../exit/execute/execute.js'
import { WAD } from '../../units/fixed.js'
import { becauseOf } from './compose.js'

type Apart = NonNullable<Execution['apart']>

/** A plan of 100 ether that costs 10 bps, and what came of it. */
const executed = (proceedsWei: bigint, apart: Partial<Apart>): Execution =>
  ({
    report: { fairWei: 100n * WAD },
    chosen: { quote: { costBps: 10, gasWei: 0n } },
    proceedsWei,
    apart: { totalWei: 0n, queueWei: 0n, rateWei: 0n, priceWei: 0n, waits: [], ...apart },
  }) as unknown as Execution

const PLANNED = (100n * WAD * 9_990n) / 10_000n
const wait = (days: number) => ({ plannedDays: 5, days })

describe('why an execution came out otherwise', () => {
  test('a wait and a cost that print as planned have no reason', () => {
    const done = executed(PLANNED + 1_000n, { queueWei: 900n, rateWei: 100n, waits: [wait(5.0001)] })
    expect(becauseOf(done)).toBeNull()
  })
  test('a wait of half a day more is the queue’s, whatever it cost', () =>
    expect(becauseOf(executed(PLANNED, { waits: [wait(5.6)] }))).toBe('queue'))
  test('a cost that is seen has the reason that moved it most', () => {
    const less = PLANNED - WAD / 10n
    expect(becauseOf(executed(less, { priceWei: -WAD / 10n }))).toBe('prices')
    expect(becauseOf(executed(less, { rateWei: -WAD / 10n, waits: [wait(5)] }))).toBe('rates')
  })
  test('days that print as planned are never the reason', () => {
    const less = PLANNED - WAD / 10n
    const done = executed(less, { queueWei: -WAD / 11n, rateWei: -WAD / 110n, waits: [wait(5.01)] })
    expect(becauseOf(done)).toBe('rates')
  })
})
