import { describe, expect, it } from 'vitest'
import { RAY, WAD } from '../../units/fixed.js'
import { LIDO, STAKING_ROUTER } from './addresses.js'
import { lidoState } from './lido.fixture.js'
import { requestWithdrawals } from './queue.js'
import { applyReport, type Report, simulateReport } from './report.js'
import { internalEther, sharesOf, stEthBalanceOf } from './steth.js'
import { stEthPerToken } from './wsteth.js'

const DAY = 86_400
const ALICE = '0x0a'
const lido = lidoState({ shares: { [ALICE]: 10_000n * WAD } })
const nothing: Report = { clDelta: 0n, elRewards: 0n, clWithdrawn: 0n, finalizeUpTo: 0, now: DAY }
const report = (change: Partial<Report>) => applyReport(lido, { ...nothing, ...change })

describe('report', () => {
  it('of nothing changes nothing but its time', () => {
    expect(report({}).lido).toEqual({ ...lido, lastReport: DAY })
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
  // Source: lidofinance/state-mate, lido.yaml @ 9f6df199: maxCLBalanceDecreaseBP 360, maxPositiveTokenRebase 750,000.
  const balance = lido.clValidatorsBalance
  const fall = (balance * 360n) / 10_000n
  it('let a balance fall by 3.6 % and not by a wei more', () => {
    expect(report({ clDelta: -fall }).lido.decreases).toEqual([{ at: DAY, amount: fall }])
    expect(() => report({ clDelta: -fall - 1n })).toThrow('IncorrectCLBalanceDecrease')
  })
  it('add up falls for 36 days', () => {
    const once = report({ clDelta: -fall / 2n }).lido
    const again = { ...nothing, clDelta: -fall / 2n - WAD }
    expect(() => applyReport(once, { ...again, now: DAY + 36 * DAY })).toThrow('IncorrectCLBalanceDecrease')
    expect(applyReport(once, { ...again, now: DAY + 36 * DAY + 1 }).lido.decreases).toHaveLength(2)
  })
  it('let the pool rise by 0.075 % and not by a wei more', () => {
    const rise = (internalEther(lido) * 750_000n) / 10n ** 9n
    expect(report({ elRewards: rise }).lido.bufferedEther).toBe(lido.bufferedEther + rise)
    expect(() => report({ elRewards: rise + 1n })).toThrow('TokenRebaseLimitExceeded')
  })
  it('leave the old rate standing: a refused report is no report', () => {
    expect(() => report({ clDelta: -balance / 10n })).toThrow('IncorrectCLBalanceDecrease')
    expect(lido.lastReport).toBe(0)
  })
})
