import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { exitQueueDays } from '../ethereum/churn.js'
import { ethereumState } from '../ethereum/ethereum.fixture.js'
import { validatorExitDays } from '../ethereum/sweep.js'
import { lidoState } from './lido.fixture.js'
import type { LidoState } from './state.js'
import { type WithdrawalForecastInput, withdrawalDays } from './withdrawalDays.js'

const DAY = 86_400
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
  ethereum: ethereumState({ exitQueueAt: NOW }),
  stEth: 1_000n * WAD,
  now: NOW,
  sweepValidators: 1_093_054,
  ...change,
})
const exitQueue = (ether: bigint) => ethereumState({ exitQueueAt: NOW, exitQueue: ether * WAD })
const sumOf = (parts: object): number => Object.values(parts).reduce((sum, part) => sum + part, 0)

describe('withdrawalDays', () => {
  it('waits for the next report where the buffer pays, and for the one after if that is too near', () => {
    const soon = withdrawalDays(input({}))
    expect([soon.paidBy, soon.medianDays, soon.badDays]).toEqual(['buffer', 0.5, 0.5])
    const near = lidoState({ lastReport: NOW - DAY + 7_679 })
    expect(withdrawalDays(input({ lido: near })).medianDays).toBeCloseTo((7_679 + DAY) / DAY, 9)
    const justInTime = lidoState({ lastReport: NOW - DAY + 7_680 })
    expect(withdrawalDays(input({ lido: justInTime })).medianDays).toBeCloseTo(7_680 / DAY, 9)
  })

  it('waits for rewards where they come sooner than exits', () => {
    // 1,500 of the 5,000 in the buffer are kept for deposits.
    const lido = lidoState({ lastReport: NOW - HALF_A_DAY, queue: queued(3_500n * WAD) })
    const forecast = withdrawalDays(input({ lido, stEth: 1_500n * WAD }))
    // 8.58 million ETH earn 639 ETH a day at most, so that the third report counts 1,500.
    expect([forecast.paidBy, forecast.medianDays]).toEqual(['rewards', 2.5])
  })

  it('what the parts contribute adds up, and a bad case is not shorter than the median', () => {
    for (const ether of [0n, 20_000n, 743_989n])
      for (const stEth of [10n, 5_001n, 40_000n]) {
        const lido = lidoState({ lastReport: NOW - HALF_A_DAY, queue: queued((ether / 3n) * WAD + 1n) })
        const { median, bad, medianDays, badDays } = withdrawalDays(
          input({ lido, ethereum: exitQueue(ether), stEth: stEth * WAD }),
        )
        expect(sumOf(median)).toBeCloseTo(medianDays, 9)
        expect(sumOf(bad)).toBeCloseTo(badDays, 9)
        expect(badDays).toBeGreaterThanOrEqual(medianDays)
      }
  })

  it('July 2025: of 12.9 days of exit queue and about 18 days seen, the sweep, the buffer, rewards and the report are the rest', () => {
    // Source: etheralpha/validatorqueue-com @ f6a337c0, 2025-07-26 (exit queue, stake, validators); Lido's queue of
    // 235,000 stETH and its 18 days: blockworks and Galaxy, shared SOURCES C.2. Buffer: assumed, as in the seed.
    const lido = lidoState({ lastReport: NOW - HALF_A_DAY, queue: queued(235_000n * WAD) })
    const forecast = withdrawalDays(input({ lido, ethereum: exitQueue(743_989n) }))
    const { median } = forecast
    const rounded = Object.fromEntries(Object.entries(median).map(([part, days]) => [part, days.toFixed(1)]))
    expect(forecast.paidBy).toBe('exits')
    expect(rounded).toEqual({
      exitRequest: '0.1',
      exitQueue: '12.9',
      withdrawable: '1.1',
      sweep: '4.7',
      buffer: '0.0',
      rewards: '-0.7',
      report: '0.3',
      bunker: '0.0',
    })
    expect([forecast.medianDays, forecast.badDays]).toEqual([18.5, 20.5])
    expect(Math.abs(forecast.medianDays - 18)).toBeLessThan(1)
  })

  it('September 2025: 2,673,349 ETH of exits ahead are 46.4 days', () => {
    // Source: the same, 2025-09-13: exit_wait 46.41.
    const lido = lidoState({ bufferedEther: 0n })
    const forecast = withdrawalDays(
      input({ lido, ethereum: exitQueue(2_673_349n - 200_000n), stEth: 200_000n * WAD }),
    )
    expect([forecast.paidBy, forecast.median.exitQueue.toFixed(2)]).toEqual(['exits', '46.41'])
  })

  it('the exit queue drains while one waits to ask', () => {
    const ethereum = exitQueue(743_989n)
    const lido = lidoState({ bufferedEther: 0n, queue: queued(235_000n * WAD) })
    const today = withdrawalDays(input({ lido, ethereum }))
    const tomorrow = withdrawalDays(input({ lido, ethereum, now: NOW + DAY }))
    expect((today.median.exitQueue - tomorrow.median.exitQueue).toFixed(6)).toBe('1.000000')
  })

  it('Gloas shortens the queue, and bunker mode lengthens the wait to the penalties', () => {
    const lido = lidoState({ lastReport: NOW - HALF_A_DAY, queue: queued(235_000n * WAD) })
    const gloas = withdrawalDays(input({ lido, ethereum: { ...exitQueue(743_989n), fork: 'gloas' } }))
    expect(gloas.median.exitQueue.toFixed(2)).toBe('3.05')
    const slashings = [
      {
        at: NOW - DAY,
        balance: 32_000n * WAD,
        others: 0n,
        effectiveBalance: 32n * WAD,
        exitsFrom: NOW - DAY + 5 * 384,
        exitsUntil: NOW,
        withdrawableAt: NOW - DAY + 8192 * 384,
      },
    ]
    const bunker = withdrawalDays(
      input({
        lido: lidoState({ lastReport: NOW - HALF_A_DAY, bunkerSince: NOW - HALF_A_DAY }),
        ethereum: ethereumState({ exitQueueAt: NOW, slashings }),
      }),
    )
    // The buffer would pay, but the correlation penalty falls in 17.2 days and is counted by the next report.
    expect(bunker.medianDays).toBe(17.5)
    expect(bunker.badDays).toBe(35.5)
    expect(bunker.median.bunker).toBeGreaterThan(17)
  })
})

describe('validatorExitDays', () => {
  it('is the queue, 27.3 hours, and half a sweep, or nearly a whole one', () => {
    const forecast = validatorExitDays({
      ethereum: exitQueue(743_989n - 32n),
      ether: 32n * WAD,
      now: NOW,
      sweepValidators: 1_093_054,
    })
    expect(forecast.median.exitQueue.toFixed(2)).toBe('12.92')
    expect(forecast.median.sweep.toFixed(2)).toBe('4.74')
    expect(forecast.bad.sweep.toFixed(2)).toBe('9.01')
    expect(forecast.medianDays.toFixed(1)).toBe('18.8')
  })
})

const SERIES = fileURLToPath(new URL('../../../../shared/data/validator-queue-daily.json', import.meta.url))

type Day = {
  readonly date: string
  readonly validators: number
  readonly exit_queue: number
  readonly exit_wait: number
  readonly staked_amount: number
}

describe('published waits', () => {
  const found = existsSync(SERIES)
  // biome-ignore lint/suspicious/noConsole: a skipped test says why.
  if (!found) console.info('skipped: ../shared/data/validator-queue-daily.json is not there')
  // Electra began on 2025-05-07.
  it.skipIf(!found)(
    'of every day since Electra with more than a thousand ether in the queue, within 1 % and an hour',
    () => {
      const days = JSON.parse(readFileSync(SERIES, 'utf8')) as readonly Day[]
      const since = days.filter(day => day.date > '2025-05-07' && day.exit_queue > 1_000)
      expect(since.length).toBeGreaterThan(200)
      const off = since.filter(day => {
        const ethereum = ethereumState({ stakedEther: BigInt(Math.round(day.staked_amount)) * WAD })
        const ours = exitQueueDays(ethereum, BigInt(day.exit_queue) * WAD)
        return Math.abs(ours - day.exit_wait) > 0.01 * day.exit_wait + 1 / 24
      })
      expect(off.map(({ date, exit_queue, exit_wait }) => [date, exit_queue, exit_wait])).toEqual([])
    },
  )
  it.skipIf(!found)(
    'of days under Deneb, by the number of validators, within 3 %: the series averages a growing churn',
    () => {
      const days = JSON.parse(readFileSync(SERIES, 'utf8')) as readonly Day[]
      const on = (date: string): Day => days.find(day => day.date === date) ?? never()
      for (const date of ['2024-01-05', '2024-07-05', '2024-12-11']) {
        const day = on(date)
        const ethereum = ethereumState({ fork: 'deneb', stakedEther: BigInt(day.validators) * 32n * WAD })
        const ours = exitQueueDays(ethereum, BigInt(day.exit_queue) * WAD)
        expect({ date, close: Math.abs(ours / day.exit_wait - 1) < 0.03 }).toEqual({ date, close: true })
      }
    },
  )
})

const never = (): never => {
  throw new Error('no such day')
}
