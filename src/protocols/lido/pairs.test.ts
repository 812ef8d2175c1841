import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { depositBuffered } from './deposits.js'
import { lidoState } from './lido.fixture.js'
import { claimWithdrawal, requestWithdrawals, setQueuePaused, unfinalizedStEth } from './queue.js'
import { applyReport, type Report } from './report.js'
import type { LidoState } from './state.js'
import { stEthPerToken } from './wsteth.js'

// Two or three things at once, each of which is tested alone elsewhere.

const DAY = 86_400
const ALICE: Address = '0x00000000000000000000000000000000000a11ce'
const BALANCE = lidoState({}).clValidatorsBalance
const nothing: Report = {
  clDelta: 0n,
  elRewards: 0n,
  clWithdrawn: 0n,
  clPending: 0n,
  exited: 0,
  finalizeUpTo: 0,
  bunker: false,
  now: DAY,
}
const reported = (lido: LidoState, change: Partial<Report>): LidoState =>
  applyReport(lido, { ...nothing, ...change }).lido
const ask = (lido: LidoState, now: number): LidoState =>
  requestWithdrawals(lido, { sender: ALICE, amounts: [100n * WAD], now }).lido

/** Two requests, the first finalised on day 1; bunker mode on since then, a small fall accepted on day 2. */
const inBunker = (): LidoState => {
  const asked = ask(lidoState({ shares: { [ALICE]: 10_000n * WAD } }), 3_600)
  const day1 = reported(asked, { finalizeUpTo: 1 })
  return reported(ask(day1, DAY + 3_600), { clDelta: -BALANCE / 1_000n, bunker: true, now: 2 * DAY })
}

describe('bunker × refused × paused queue', () => {
  const lido = { ...inBunker(), queue: setQueuePaused(inBunker().queue, true) }
  const fall: Partial<Report> = { clDelta: -BALANCE / 20n, finalizeUpTo: 2, bunker: true, now: 3 * DAY }

  it('the fall is refused whatever else holds, and bunker mode stays as old as it was', () => {
    expect(lido.bunkerSince).toBe(DAY)
    expect(() => reported(lido, fall)).toThrow('IncorrectCLBalanceDecrease')
    expect(() => reported(lido, { ...fall, bunker: false, finalizeUpTo: 0, now: 90 * DAY })).toThrow(
      'IncorrectCLBalanceDecrease',
    )
  })
  it('nothing is deposited and nobody asks, and what was finalised is paid', () => {
    expect(() => depositBuffered(lido, 1n)).toThrow('CAN_NOT_DEPOSIT')
    expect(() => ask(lido, 3 * DAY)).toThrow('ResumedExpected')
    expect(claimWithdrawal(lido, { sender: ALICE, requestId: 1 }).ether).toBeLessThanOrEqual(100n * WAD)
  })
  it('an acceptable report passes the paused queue over, and the next one after the pause pays it', () => {
    const passed = reported(lido, { finalizeUpTo: 2, bunker: true, now: 3 * DAY })
    expect(unfinalizedStEth(passed.queue)).toBe(unfinalizedStEth(lido.queue))
    expect(passed.bunkerSince).toBe(DAY)
    const resumed = { ...passed, queue: setQueuePaused(passed.queue, false) }
    const paid = reported(resumed, { finalizeUpTo: 2, now: 4 * DAY })
    expect(unfinalizedStEth(paid.queue)).toBe(0n)
    expect(paid.bunkerSince).toBe(0)
    expect(() => depositBuffered(paid, WAD)).not.toThrow()
  })
})

describe('leak × refused', () => {
  // A leak takes more each day; each refused report leaves its loss to the next.
  const daily = (day: number): bigint => (-BALANCE * BigInt(day)) / 250n
  const lossUpTo = (day: number): bigint =>
    Array.from({ length: day }, (_, i) => daily(i + 1)).reduce((sum, loss) => sum + loss, 0n)

  it('is accepted while the window’s fall is small, then refused to the end with the old rate standing', () => {
    const start = reported(lidoState({}), {})
    // 0.4 %, 0.8 % (1.2 % in all), 1.2 % (2.4 %), then 1.6 % would make 4 %.
    let lido = start
    for (let day = 1; day <= 3; day++)
      lido = reported(lido, { clDelta: daily(day), bunker: true, now: (day + 1) * DAY })
    const rate = stEthPerToken(lido)
    for (let day = 4; day <= 60; day++) {
      const missing = lossUpTo(Math.min(day, 10)) - lossUpTo(3)
      expect(() => reported(lido, { clDelta: missing, bunker: true, now: (day + 1) * DAY })).toThrow(
        'IncorrectCLBalanceDecrease',
      )
    }
    expect(stEthPerToken(lido)).toBe(rate)
  })
  it('is accepted again when what came back leaves the fall within the limit', () => {
    const start = reported(lidoState({}), {})
    expect(() => reported(start, { clDelta: -BALANCE / 25n, bunker: true, now: 2 * DAY })).toThrow(
      'IncorrectCLBalanceDecrease',
    )
    const kept = (BALANCE * 360n) / 10_000n
    expect(() => reported(start, { clDelta: -kept, bunker: true, now: 9 * DAY })).not.toThrow()
    expect(() => reported(start, { clDelta: -kept - 10_000n, bunker: true, now: 9 * DAY })).toThrow()
  })
})
