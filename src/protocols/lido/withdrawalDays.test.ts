import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { lidoState } from './lido.fixture.js'
import type { LidoState } from './state.js'
import { type WithdrawalForecastInput, withdrawalDays } from './withdrawalDays.js'

const NOW = 1_753_488_000
const HALF_A_DAY = 43_200

const queued = (stEth: bigint): LidoState['queue'] => ({
  ...lidoState({}).queue,
  lastRequestId: 1,
  requests: {
    1: {
      id: 1,
      owner: '0x0b',
      cumulativeStEth: stEth,
      cumulativeShares: stEth,
      timestamp: NOW,
      claimed: false,
      reportTimestamp: 0,
    },
  },
})

const input = (change: Partial<WithdrawalForecastInput>): WithdrawalForecastInput => ({
  lido: lidoState({ lastReport: NOW - HALF_A_DAY }),
  ethereum: { stakedEther: 35_559_700n * WAD, exitQueue: 0n, exitQueueAt: NOW, slashings: [] },
  stEth: 1_000n * WAD,
  now: NOW,
  fork: 'electra',
  sweepValidators: 1_093_054,
  ...change,
})
const exitQueue = (ether: bigint) => ({ ...input({}).ethereum, exitQueue: ether * WAD })

describe('withdrawalDays', () => {
  it('waits for the next report where the buffer pays, and for the one after if that is too near', () => {
    const soon = withdrawalDays(input({}))
    expect([soon.paidBy, soon.medianDays, soon.badDays]).toEqual(['buffer', 0.5, 1.5])
    const near = lidoState({ lastReport: NOW - 86_400 + 7_679 })
    expect(withdrawalDays(input({ lido: near })).medianDays).toBe((7_679 + 86_400) / 86_400)
    const justInTime = lidoState({ lastReport: NOW - 86_400 + 7_680 })
    expect(withdrawalDays(input({ lido: justInTime })).medianDays).toBe(7_680 / 86_400)
  })

  it('waits for rewards where they come sooner than exits', () => {
    const lido = lidoState({ lastReport: NOW - HALF_A_DAY, queue: queued(5_000n * WAD) })
    const forecast = withdrawalDays(input({ lido, stEth: 1_500n * WAD }))
    // 8.58 million ETH earn 655 ETH a day at most, so that the third report counts 1,500.
    expect([forecast.paidBy, forecast.medianDays]).toEqual(['rewards', 2.5])
  })

  it('July 2025: 743,989 ETH of exits ahead are 12.9 days, and the sum brackets the 18 days seen', () => {
    // Source: etheralpha/validatorqueue-com @ f6a337c0, 2025-07-26 (exit queue, stake, validators); Lido's queue of
    // 235,000 stETH and its 18 days: blockworks and Galaxy, shared facts C.2. Nothing is fitted.
    const lido = lidoState({ lastReport: NOW - HALF_A_DAY, bufferedEther: 0n, queue: queued(235_000n * WAD) })
    const forecast = withdrawalDays(input({ lido, ethereum: exitQueue(743_989n) }))
    const { median, bad } = forecast
    expect(forecast.paidBy).toBe('exits')
    expect(median.exitQueue.toFixed(2)).toBe('12.93')
    expect(median.withdrawable.toFixed(2)).toBe('1.14')
    expect(median.sweep.toFixed(2)).toBe('4.74')
    expect(median.exitRequest).toBe(0.1)
    expect(median.report).toBe(0.5)
    expect(forecast.medianDays.toFixed(1)).toBe('19.4')
    // Where the sweep comes at once it is 14.7 days; the 18 seen lie between that and a whole cycle.
    expect(forecast.medianDays - median.sweep).toBeLessThan(18)
    expect(Math.abs(forecast.medianDays - 18)).toBeLessThan(median.sweep)
    expect(bad.exitQueue.toFixed(2)).toBe('17.01')
    expect(bad.sweep.toFixed(2)).toBe('9.49')
    expect(forecast.badDays).toBeGreaterThan(18)
  })

  it('September 2025: 2,673,349 ETH of exits ahead are 46.4 days', () => {
    // Source: the same, 2025-09-13: exit_wait 46.41.
    const lido = lidoState({ bufferedEther: 0n })
    const forecast = withdrawalDays(input({ lido, ethereum: exitQueue(2_673_349n), stEth: WAD }))
    expect(forecast.paidBy).toBe('rewards')
    const large = withdrawalDays(
      input({ lido, ethereum: exitQueue(2_673_349n - 200_000n), stEth: 200_000n * WAD }),
    )
    expect([large.paidBy, large.median.exitQueue.toFixed(2)]).toEqual(['exits', '46.41'])
  })

  it('the exit queue drains while one waits to ask', () => {
    const ethereum = exitQueue(743_989n)
    const lido = lidoState({ bufferedEther: 0n, queue: queued(235_000n * WAD) })
    const today = withdrawalDays(input({ lido, ethereum }))
    const tomorrow = withdrawalDays(input({ lido, ethereum, now: NOW + 86_400 }))
    expect((today.median.exitQueue - tomorrow.median.exitQueue).toFixed(6)).toBe('1.000000')
  })
})
