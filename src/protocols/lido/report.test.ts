import { describe, expect, it } from 'vitest'
import { RAY, WAD } from '../../units/fixed.js'
import { LIDO, STAKING_ROUTER, WITHDRAWAL_QUEUE } from './addresses.js'
import { depositBuffered } from './deposits.js'
import { lidoState } from './lido.fixture.js'
import { requestWithdrawals } from './queue.js'
import { applyReport, type Report, simulateReport } from './report.js'
import type { LidoState } from './state.js'
import { internalEther, sharesOf, stEthBalanceOf } from './steth.js'
import { stEthPerToken } from './wsteth.js'

const DAY = 86_400
const ALICE = '0x0a'
const lido = lidoState({ shares: { [ALICE]: 10_000n * WAD } })
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
/** Accounts that a report looks at and leaves empty. */
const NO_SHARES = { [WITHDRAWAL_QUEUE.toLowerCase()]: 0n, [LIDO.burner.toLowerCase()]: 0n }
const report = (change: Partial<Report>) => applyReport(lido, { ...nothing, ...change })

describe('report', () => {
  it('of nothing changes nothing but its time', () => {
    const { reports, ...after } = report({}).lido
    const { reports: _, ...before } = lido
    expect(after).toEqual({ ...before, lastReport: DAY, shares: { ...lido.shares, ...NO_SHARES } })
    // The first report is preceded by a baseline, before and after what lies in the vault.
    expect(reports.map(({ at, clBalance }) => [at, clBalance])).toEqual([
      [0, lido.clValidatorsBalance],
      [0, lido.clValidatorsBalance],
      [DAY, lido.clValidatorsBalance],
    ])
  })

  it('mints a tenth of all rewards as shares, half to the modules, half to the treasury', () => {
    const { lido: after } = report({ clDelta: 600n * WAD, elRewards: 100n * WAD })
    const fee = stEthBalanceOf(after, STAKING_ROUTER) + stEthBalanceOf(after, LIDO.agent)
    expect(internalEther(after)).toBe(internalEther(lido) + 700n * WAD)
    expect(70n * WAD - fee).toBeLessThanOrEqual(3n)
    const halves = [sharesOf(after, STAKING_ROUTER), sharesOf(after, LIDO.agent)]
    expect((halves[1] ?? 0n) - (halves[0] ?? 0n)).toBeLessThanOrEqual(1n)
    expect(after.totalShares - lido.totalShares).toBe((halves[0] ?? 0n) + (halves[1] ?? 0n))
  })

  it('takes no fee unless the consensus layer earned', () => {
    const { lido: after, update } = report({ clDelta: 0n, elRewards: 100n * WAD })
    expect(update.sharesToMintAsFees).toBe(0n)
    expect(stEthPerToken(after)).toBeGreaterThan(stEthPerToken(lido))
  })

  it('moves withdrawn ether to the buffer, which is worth nothing more', () => {
    const { lido: after } = report({ clWithdrawn: 1_000n * WAD })
    expect(after.bufferedEther).toBe(lido.bufferedEther + 1_000n * WAD)
    expect(after.clValidatorsBalance).toBe(lido.clValidatorsBalance - 1_000n * WAD)
    expect(stEthPerToken(after)).toBe(stEthPerToken(lido))
  })

  it('finalises at the rate before withdrawals, and burns the shares', () => {
    const waiting = requestWithdrawals(lido, { sender: ALICE, amounts: [1_000n * WAD], now: 1 }).lido
    const order = { ...nothing, clDelta: -86_000n * WAD, finalizeUpTo: 1 }
    const update = simulateReport(waiting, order)
    const { lido: after } = applyReport(waiting, order)
    // One per cent of the stake is gone, and the request waited with it.
    expect(update.shareRateRay).toBe(((internalEther(lido) - 86_000n * WAD) * RAY) / lido.totalShares)
    expect(update.etherToFinalize).toBe((update.sharesToBurn * update.shareRateRay) / RAY)
    expect(update.etherToFinalize / WAD).toBe(989n)
    expect([after.queue.lastFinalizedRequestId, after.queue.lockedEther]).toEqual([1, update.etherToFinalize])
    expect(after.totalShares).toBe(lido.totalShares - update.sharesToBurn)
  })

  it('passes a paused queue over', () => {
    const waiting = requestWithdrawals(lido, { sender: ALICE, amounts: [WAD], now: 1 }).lido
    const paused = { ...waiting, queue: { ...waiting.queue, paused: true } }
    expect(applyReport(paused, { ...nothing, finalizeUpTo: 1 }).lido.queue.lastFinalizedRequestId).toBe(0)
  })

  it('reverts where the buffer does not pay for the requests, and for ids that do not wait', () => {
    const amounts = [1n, 2n, 3n, 4n, 5n, 6n].map(() => 1_000n * WAD)
    const waiting = requestWithdrawals(lido, { sender: ALICE, amounts, now: 1 }).lido
    expect(() => applyReport(waiting, { ...nothing, finalizeUpTo: 6 })).toThrow('NotEnoughBufferedEther')
    const { lido: after } = applyReport(waiting, { ...nothing, finalizeUpTo: 5 })
    // The queue's floored shares are worth a wei less than the stETH asked for.
    expect([after.bufferedEther, after.queue.lockedEther]).toEqual([1n, 5_000n * WAD - 1n])
    expect(() => applyReport(waiting, { ...nothing, finalizeUpTo: 7 })).toThrow('InvalidRequestId')
  })
})

describe('sanity limits', () => {
  // Source: lidofinance/state-mate, lido.yaml @ 9f6df199: maxCLBalanceDecreaseBP 360, annualBalanceIncreaseBPLimit 1000.
  const balance = lido.clValidatorsBalance
  const fall = (balance * 360n) / 10_000n
  const then = (from: LidoState, change: Partial<Report>): LidoState =>
    applyReport(from, { ...nothing, ...change }).lido
  it('let a balance fall by 3.6 % and not by a wei more', () => {
    expect(report({ clDelta: -fall }).lido.reports.at(-1)?.negativeRebase).toBe(fall)
    expect(() => report({ clDelta: -fall - 1n })).toThrow('IncorrectCLBalanceDecrease')
  })
  it('compare both ends of 36 days: falls add up, and what was earned between offsets them', () => {
    const once = report({ clDelta: -fall / 2n }).lido
    const again = { clDelta: -fall / 2n - WAD, now: 36 * DAY }
    expect(() => then(once, again)).toThrow('IncorrectCLBalanceDecrease')
    const earned = then(once, { clDelta: 2n * WAD, now: 35 * DAY })
    expect(then(earned, again).reports).toHaveLength(5)
    // A day later the baseline of day 0 is out of the window.
    const quiet = then(once, { now: 36 * DAY })
    expect(then(quiet, { ...again, now: 36 * DAY + 1 }).reports).toHaveLength(5)
  })
  it('keep the last report as the baseline, however long none was accepted', () => {
    const quiet = then(lido, { now: DAY })
    for (const day of [37, 38, 60, 400])
      expect(() => then(quiet, { clDelta: -fall - 1n, now: day * DAY + 1 })).toThrow(
        'IncorrectCLBalanceDecrease',
      )
    expect(then(quiet, { clDelta: -fall, now: 400 * DAY }).lastReport).toBe(400 * DAY)
  })
  it('count deposits and withdrawals as neither gain nor loss', () => {
    const withdrawn = report({ clWithdrawn: 1_000_000n * WAD }).lido
    const allowed = ((balance - 1_000_000n * WAD) * 360n) / 10_000n
    expect(() => then(withdrawn, { clDelta: -allowed - 1n, now: 2 * DAY })).toThrow(
      'IncorrectCLBalanceDecrease',
    )
    expect(then(withdrawn, { clDelta: -allowed, now: 2 * DAY }).lastReport).toBe(2 * DAY)
    const deposited = depositBuffered(lido, 5_000n * WAD)
    expect(deposited.depositedPostReport).toBe(5_000n * WAD)
    const grown = then(deposited, { clDelta: -fall })
    expect([grown.depositedPostReport, grown.clValidatorsBalance]).toEqual([
      0n,
      balance - fall + 5_000n * WAD,
    ])
    expect(() => depositBuffered(lido, 5_001n * WAD)).toThrow('NOT_ENOUGH_ETHER')
  })
  it('of versions 2 and 3 sum falls of 18 days against 0.109 ETH a validator, about 0.34 %', () => {
    for (const version of [2, 3] as const) {
      const old = { ...lido, version }
      const allowed = BigInt(old.clValidators) * 109n * 10n ** 15n
      expect(Number((allowed * 1_000_000n) / balance) / 10_000).toBeCloseTo(0.3406, 3)
      const half = allowed / 2n
      const once = then(old, { clDelta: -half })
      const rest = allowed - half
      expect(then(once, { clDelta: -rest, now: 18 * DAY }).lastReport).toBe(18 * DAY)
      expect(() => then(once, { clDelta: -rest - 1n, now: 18 * DAY })).toThrow('IncorrectCLBalanceDecrease')
      expect(then(once, { clDelta: -half, now: 19 * DAY }).lastReport).toBe(19 * DAY)
      expect(() => then(old, { clDelta: -allowed - 1n })).toThrow('IncorrectCLBalanceDecrease')
    }
  })
  it('of version 3 leave out who had exited 18 days before, and later who had 54 days before', () => {
    const gone = then({ ...lido, version: 3 }, { exited: 10_000 })
    const allowedOn = (day: number): bigint => {
      const [short, long] = [day > 18 ? 10_000n : 0n, day > 54 ? 10_000n : 0n]
      const all = BigInt(lido.clValidators)
      return (8n * (all - short) + 101n * (all - long)) * 10n ** 15n
    }
    for (const day of [2, 18, 19, 54, 55]) {
      const now = day * DAY
      expect(then(gone, { clDelta: -allowedOn(day), now }).exitedValidators).toBe(10_000)
      expect(() => then(gone, { clDelta: -allowedOn(day) - 1n, now })).toThrow('IncorrectCLBalanceDecrease')
    }
  })
  it('let the balance grow by a tenth a year', () => {
    const most = balance / 10n / 365n
    expect(report({ clDelta: most }).lido.clValidatorsBalance).toBe(balance + most)
    const over = { ...nothing, clDelta: most + balance / 1_000_000n }
    expect(() => applyReport(lido, over)).toThrow('IncorrectTotalCLBalanceIncrease')
    expect(() => applyReport({ ...lido, version: 3 }, over)).toThrow('IncorrectCLBalanceIncrease')
  })
  it('count what was withdrawn into a rise: paid out and gained again is gained', () => {
    const most = balance / 10n / 365n
    const swept = { clWithdrawn: 1_000n * WAD, clDelta: most + WAD }
    expect(() => report(swept)).toThrow('IncorrectTotalCLBalanceIncrease')
    expect(report({ ...swept, clDelta: most }).lido.withdrawalVault).toBeGreaterThanOrEqual(0n)
  })
  it('want deposits to be activated no faster than the entry queue lets them, and no more to wait than there is', () => {
    const funded = { ...lido, depositedPostReport: 70_000n * WAD }
    const most = 59_648n * WAD
    const waits = (clPending: bigint) => then(funded, { clPending })
    expect(waits(70_000n * WAD - most).clPendingBalance).toBe(10_352n * WAD)
    expect(() => waits(70_000n * WAD - most - 1n)).toThrow('IncorrectTotalActivatedBalance')
    expect(waits(70_300n * WAD).clPendingBalance).toBe(70_300n * WAD)
    expect(() => waits(70_300n * WAD + 1n)).toThrow('IncorrectTotalPendingBalance')
  })
  it('accept a report in a window in which more was withdrawn than was there', () => {
    const small = { ...lido, clValidatorsBalance: 1_000n * WAD, bufferedEther: 10n ** 6n * WAD }
    const none = { deposits: 0n, negativeRebase: 0n, exitedValidators: 0 }
    const reports = [
      { ...none, at: 0, clBalance: 1_000n * WAD, withdrawals: 0n },
      { ...none, at: 1, clBalance: 1_000n * WAD, withdrawals: 1_200n * WAD },
    ]
    const after = then({ ...small, reports }, { clDelta: -500n * WAD })
    expect(after.clValidatorsBalance).toBe(500n * WAD)
  })
  it('want a request to be 7,680 seconds older than the report that pays it', () => {
    const waiting = requestWithdrawals(lido, { sender: ALICE, amounts: [WAD], now: DAY - 7_679 }).lido
    expect(() => then(waiting, { finalizeUpTo: 1 })).toThrow('IncorrectRequestFinalization')
    expect(then(waiting, { finalizeUpTo: 1, now: DAY + 1 }).queue.lastFinalizedRequestId).toBe(1)
  })
  it('leave the old rate standing: a refused report is no report', () => {
    expect(() => report({ clDelta: -balance / 10n })).toThrow('IncorrectCLBalanceDecrease')
    expect(lido.lastReport).toBe(0)
  })
})

describe('smoothing', () => {
  const rise = (internalEther(lido) * 750_000n) / 10n ** 9n
  it('takes from the vaults what lifts the pool by 0.075 %, and leaves the rest for later reports', () => {
    const { lido: once } = report({ elRewards: 3n * rise })
    expect([once.bufferedEther, once.elRewardsVault]).toEqual([lido.bufferedEther + rise, 2n * rise])
    const { lido: twice } = applyReport(once, { ...nothing, now: 2 * DAY })
    expect(twice.elRewardsVault).toBe(2n * rise - (internalEther(once) * 750_000n) / 10n ** 9n)
  })
  it('takes withdrawals first; what only changes its place is not limited', () => {
    const { lido: after, update } = report({ clWithdrawn: 100_000n * WAD, elRewards: rise + WAD })
    expect([update.withdrawals, update.elRewards]).toEqual([100_000n * WAD, rise])
    expect([after.withdrawalVault, after.elRewardsVault]).toEqual([0n, WAD])
  })
  it('does not limit a gain that is still in the validators’ balances', () => {
    const { lido: after } = report({ clDelta: 2n * rise, now: 90 * DAY })
    expect(internalEther(after)).toBe(internalEther(lido) + 2n * rise)
  })
  it('burns no more shares than the limit lets, and the rest with later reports', () => {
    // Asked for at a higher rate than now: paid by the ether of today, so that the shares are worth more than is paid.
    const rich = { ...lido, clValidatorsBalance: 2n * lido.clValidatorsBalance }
    const waiting = requestWithdrawals(rich, {
      sender: ALICE,
      amounts: [1_000n * WAD, 1_000n * WAD],
      now: 1,
    }).lido
    const poor = { ...waiting, clValidatorsBalance: lido.clValidatorsBalance }
    const { lido: after, update } = applyReport(poor, { ...nothing, finalizeUpTo: 2, elRewards: 3n * rise })
    expect(update.sharesToFinalize).toBeGreaterThanOrEqual(update.sharesToBurn)
    expect(sharesOf(after, LIDO.burner)).toBe(update.sharesToFinalize - update.sharesToBurn)
    const { lido: later } = applyReport(after, { ...nothing, clDelta: -WAD, now: 2 * DAY })
    expect(sharesOf(later, LIDO.burner)).toBe(0n)
  })
})

describe('bunker mode', () => {
  it('begins with the report before the first that says so, and ends with one that does not', () => {
    const before = report({}).lido
    const on = applyReport(before, { ...nothing, bunker: true, now: 2 * DAY }).lido
    const still = applyReport(on, { ...nothing, bunker: true, now: 3 * DAY }).lido
    const off = applyReport(still, { ...nothing, now: 4 * DAY }).lido
    expect([before, on, still, off].map(({ bunkerSince }) => bunkerSince)).toEqual([0, DAY, DAY, 0])
  })
})
