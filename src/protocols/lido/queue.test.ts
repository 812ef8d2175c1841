import { describe, expect, it } from 'vitest'
import { RAY, WAD } from '../../units/fixed.js'
import { WITHDRAWAL_QUEUE, WSTETH } from './addresses.js'
import { lidoState } from './lido.fixture.js'
import {
  claimableEther,
  claimWithdrawal,
  finalizationBatches,
  finalize,
  prefinalize,
  RequestNotCarriedError,
  requestWithdrawals,
  requestWithdrawalsWstEth,
  unfinalizedStEth,
  waitingEther,
} from './queue.js'
import type { LidoState } from './state.js'
import { sharesOf } from './steth.js'

const ALICE = '0x0a'
const start = lidoState({ shares: { [ALICE]: 10_000n * WAD, [WSTETH.toLowerCase()]: 1_000n * WAD } })
const ask = (lido: LidoState, amounts: readonly bigint[]) =>
  requestWithdrawals(lido, { sender: ALICE, amounts, now: 1000 }).lido

/** Three requests at falling and rising rates: one share is worth 1.2, 1.1 and 1.3 ether when each is made. */
const threeRates = (): LidoState => {
  const at = (lido: LidoState, ether: bigint, report: number): LidoState => ({
    ...lido,
    totalShares: 10n * WAD,
    bufferedEther: 0n,
    clValidatorsBalance: ether * WAD,
    lastReport: report,
  })
  const first = ask(at(start, 12n, 1), [120n])
  const second = ask(at(first, 11n, 2), [110n])
  return ask(at(second, 13n, 3), [130n])
}

describe('requestWithdrawals', () => {
  it('locks the stETH and numbers the requests', () => {
    const { lido, requestIds } = requestWithdrawals(start, {
      sender: ALICE,
      amounts: [WAD, 2n * WAD],
      now: 7,
    })
    expect(requestIds).toEqual([1, 2])
    expect(unfinalizedStEth(lido.queue)).toBe(3n * WAD)
    expect(sharesOf(lido, WITHDRAWAL_QUEUE)).toBe(lido.queue.requests[2]?.cumulativeShares)
    expect(lido.queue.requests[2]).toMatchObject({ owner: ALICE, cumulativeStEth: 3n * WAD, timestamp: 7 })
  })
  it('takes 100 wei to 1,000 stETH, and nothing while paused', () => {
    const paused = { ...start, queue: { ...start.queue, paused: true } }
    expect(ask(start, [100n, 1000n * WAD]).queue.lastRequestId).toBe(2)
    expect(() => ask(start, [99n])).toThrow('RequestAmountTooSmall')
    expect(() => ask(start, [1000n * WAD + 1n])).toThrow('RequestAmountTooLarge')
    expect(() => ask(paused, [1n])).toThrow('ResumedExpected')
    expect(() => ask({ ...start, shares: {} }, [WAD])).toThrow('BALANCE_EXCEEDED')
  })
  it('unwraps wstETH first, and limits what comes out', () => {
    const order = { sender: ALICE, now: 7, balance: 900n * WAD } as const
    const { lido } = requestWithdrawalsWstEth(start, { ...order, amounts: [WAD] })
    expect(lido.queue.requests[1]?.cumulativeStEth).toBe(1_218_116_361_921_920_370n)
    expect(() => requestWithdrawalsWstEth(start, { ...order, amounts: [900n * WAD] })).toThrow(
      'RequestAmountTooLarge',
    )
    expect(() => requestWithdrawalsWstEth(start, { ...order, amounts: [WAD, 900n * WAD] })).toThrow(
      'ERC20: transfer amount exceeds balance',
    )
  })
})

describe('finalisation', () => {
  const { queue } = threeRates()
  const rate = (11n * RAY) / 10n
  it('batches what is above the rate apart from what is not', () => {
    expect(finalizationBatches(queue, { upTo: 3, maxShareRateRay: rate })).toEqual([1, 2, 3])
    expect(finalizationBatches(queue, { upTo: 3, maxShareRateRay: 2n * RAY })).toEqual([3])
    expect(finalizationBatches(queue, { upTo: 2, maxShareRateRay: RAY })).toEqual([2])
  })
  it('batches no more than its budget pays, at what a request is paid', () => {
    const at = (budget: bigint) => finalizationBatches(queue, { upTo: 3, maxShareRateRay: rate, budget })
    expect(at(330n)).toEqual([1, 2, 3])
    expect(at(329n)).toEqual([1, 2])
    expect(at(0n)).toEqual([])
  })
  it('batches nothing that came after the time', () => {
    const last = queue.requests[3]?.timestamp ?? 0
    const at = (maxTimestamp: number) =>
      finalizationBatches(queue, { upTo: 3, maxShareRateRay: 2n * RAY, maxTimestamp })
    expect(at(last)).toEqual([3])
    expect(at(last - 1).at(-1) ?? 0).toBeLessThan(3)
  })
  it('batches what came after one report together', () => {
    const requests = Object.fromEntries(
      Object.entries(queue.requests).map(([id, request]) => [id, { ...request, reportTimestamp: 1 }]),
    )
    expect(finalizationBatches({ ...queue, requests }, { upTo: 3, maxShareRateRay: rate })).toEqual([3])
  })
  it('pays the lower of the rate at request and the rate now', () => {
    expect(prefinalize(queue, [1, 2, 3], rate)).toEqual({ ethToLock: 330n, sharesToBurn: 300n })
    expect(prefinalize(queue, [3], 2n * RAY)).toEqual({ ethToLock: 360n, sharesToBurn: 300n })
  })
  it('pays the stETH in full where both rates are the same, though the shares would floor', () => {
    const request = { ...queue.requests[1], cumulativeStEth: 10n, cumulativeShares: 3n }
    const same = { ...queue, lastRequestId: 1, requests: { 1: request } } as typeof queue
    expect(prefinalize(same, [1], (10n * RAY) / 3n)).toEqual({ ethToLock: 10n, sharesToBurn: 3n })
    expect(prefinalize(same, [1], (10n * RAY) / 3n - 1n)).toEqual({ ethToLock: 9n, sharesToBurn: 3n })
  })
  it('reverts as the contract does, in its order', () => {
    expect(() => prefinalize(queue, [], 0n)).toThrow('ZeroShareRate')
    expect(() => prefinalize(queue, [], rate)).toThrow('EmptyBatches')
    expect(() => prefinalize(queue, [0], rate)).toThrow('InvalidRequestId')
    expect(() => prefinalize(queue, [4], rate)).toThrow('InvalidRequestId')
    expect(() => prefinalize(queue, [2, 1], rate)).toThrow('BatchesAreNotSorted')
    expect(() => finalize(queue, { upTo: 1, ether: 121n, maxShareRateRay: rate })).toThrow(
      'TooMuchEtherToFinalize',
    )
    expect(() => finalize(queue, { upTo: 0, ether: 0n, maxShareRateRay: rate })).toThrow('InvalidRequestId')
  })
})

describe('waitingEther', () => {
  const values = (state: LidoState) => [1, 2, 3].map(id => waitingEther(state, id))
  const lido = threeRates()
  it('is what was asked while the rate is at or above the one at the request', () => {
    expect(values(lido)).toEqual([120n, 110n, 130n])
  })
  it('is the shares at the rate from the moment the rate falls below it, as finalising then would pay', () => {
    const fallen = { ...lido, clValidatorsBalance: 11n * WAD }
    expect(values(fallen)).toEqual([110n, 110n, 110n])
    expect(prefinalize(fallen.queue, [1, 2, 3], (11n * RAY) / 10n).ethToLock).toBe(330n)
    expect(values({ ...lido, clValidatorsBalance: 7n * WAD })).toEqual([70n, 70n, 70n])
  })
})

describe('claimWithdrawal', () => {
  const rate = (11n * RAY) / 10n
  const lido = threeRates()
  const first = finalize(lido.queue, { upTo: 1, ether: 110n, maxShareRateRay: rate })
  const ready = { ...lido, queue: finalize(first, { upTo: 2, ether: 110n, maxShareRateRay: 2n * RAY }) }
  it('pays each request at its checkpoint', () => {
    expect([claimableEther(ready.queue, 1), claimableEther(ready.queue, 2)]).toEqual([110n, 110n])
    const { lido: after, ether } = claimWithdrawal(ready, { sender: '0x0A', requestId: 1 })
    expect([ether, after.queue.lockedEther, after.queue.requests[1]?.claimed]).toEqual([110n, 110n, true])
    expect(() => claimWithdrawal(after, { sender: ALICE, requestId: 1 })).toThrow('RequestAlreadyClaimed')
  })
  it('reverts as the contract does', () => {
    expect(() => claimWithdrawal(ready, { sender: ALICE, requestId: 0 })).toThrow('InvalidRequestId')
    expect(() => claimWithdrawal(ready, { sender: ALICE, requestId: 4 })).toThrow('InvalidRequestId')
    expect(() => claimWithdrawal(ready, { sender: ALICE, requestId: 3 })).toThrow(
      'RequestNotFoundOrNotFinalized',
    )
    expect(() => claimWithdrawal(ready, { sender: '0x0b', requestId: 1 })).toThrow('NotOwner')
  })
  it('refuses to guess a request that the state does not carry', () => {
    const { 1: _, ...requests } = ready.queue.requests
    expect(() => claimableEther({ ...ready.queue, requests }, 2)).toThrow(RequestNotCarriedError)
  })
})
