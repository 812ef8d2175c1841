import { describe, expect, test } from 'vitest'
import { drawChart, ticks } from './chart.js'
import { controlsOf } from './controls.js'
import type { FrameJson } from './payload.js'
import { agreementOf, compare, outcome, type Seen } from './summary.js'

const WAD = 10n ** 18n

const frame = (at: number, health: string | null, equity: bigint): FrameJson =>
  ({
    atSeconds: at * 86_400,
    healthFactorWad: health,
    lowestHealthFactorWad: health,
    equityWei: String(equity),
    exits: exitsOf(),
    events: [],
  }) as unknown as FrameJson

type Way = Seen['exits']['ways'][number]

const way = (name: string, costBps: number, medianDays: number) =>
  ({ name, method: 'sold', costBps, medianDays, badDays: medianDays, proceedsWei: '1' }) as unknown as Way

const exitsOf = (...ways: readonly Way[]): Seen['exits'] => ({ effort: 'full', ways: [...ways], closed: [] })

const seen = (health: string | null, equity = 1_000n * WAD, exits: Seen['exits'] = exitsOf()): Seen => ({
  openingCostWei: WAD,
  frames: [frame(0, health, 1_000n * WAD), frame(1, health, equity)],
  chosen: 1,
  exits,
})

describe('controls', () => {
  test('a number with bounds is a slider between them; a size over many powers of ten moves by factors', () => {
    const properties = {
      leverage: { type: 'number', minimum: 1, maximum: 14 },
      size: { type: 'number', exclusiveMinimum: 0, maximum: 400_000 },
      days: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    }
    expect(controlsOf(properties, { leverage: 4, size: 1_000, days: 8 })).toMatchObject([
      { name: 'leverage', lowest: 1, highest: 14, scale: 'linear', whole: false },
      { name: 'size', lowest: 10, highest: 400_000, scale: 'log' },
      { name: 'days', lowest: 1, highest: 32, whole: true },
    ])
  })

  test('a choice keeps its options; a parameter that the report did not set has no control', () => {
    const properties = {
      asset: { enum: ['ETH', 'wstETH'] },
      healthFactor: { type: 'number' },
      on: { type: 'boolean' },
    }
    expect(controlsOf(properties, { asset: 'ETH', on: true })).toMatchObject([
      { kind: 'choice', name: 'asset', options: ['ETH', 'wstETH'] },
      { kind: 'choice', name: 'on', options: [false, true] },
    ])
  })
})

describe('what changed', () => {
  test('equal runs: every difference is 0', () => {
    const rows = compare(seen(String(WAD)), seen(String(WAD)))
    expect(new Set(rows.map(row => row.difference))).toEqual(new Set(['0']))
    expect(rows.some(row => row.changed)).toBe(false)
  })

  test('one wei apart is a change', () => {
    const row = compare(seen(null), seen(null, 1_000n * WAD + 1n)).find(
      ({ name }) => name === 'Net worth at the end',
    )
    expect(row).toMatchObject({
      changed: true,
      measured: '1,000.00 ETH',
      yours: '1,000.00 ETH',
      difference: '+below 0.0001 ETH',
    })
  })

  test('a way out that closed: there is no difference to state', () => {
    const [was, is] = [
      seen(null, WAD, exitsOf(way('Curve', 10, 0), way('queue', 3, 20))),
      seen(null, WAD, exitsOf(way('queue', 3, 20))),
    ]
    expect(compare(was, is).find(({ name }) => name === 'Leaving at once: cost')).toEqual({
      name: 'Leaving at once: cost',
      measured: '10.0 bps',
      yours: 'none',
      difference: '',
      changed: true,
    })
  })

  test('the outcome in words: a gain is called one, a closed door too', () => {
    const open = seen(
      String((WAD * 12n) / 10n),
      WAD,
      exitsOf(way('Curve', 63.3, 0), way('Lido’s queue', -1.4, 5)),
    )
    expect(outcome(open)).toContain(
      'Leaving on day 1: 63.3 bps by Curve in one block at once; a gain of 1.4 bps by Lido’s queue in 5.0 days for those who wait.',
    )
    expect(outcome(seen(null))).toMatch(/^There is no debt.* On day 1 no way out is open\.$/)
    expect(outcome(seen(String(WAD - 1n)))).toContain('falls to 0.9999 (day 0): below 1 anyone may liquidate')
  })

  test('agreement names the first number that differs', () => {
    expect(agreementOf(seen(null), seen(null)).differ).toBe(0)
    const apart = agreementOf(seen(null), seen(null, WAD))
    expect(apart).toMatchObject({ frames: 2, differ: 1, where: 'day 1.equityWei' })
  })
})

describe('charts', () => {
  test('ticks are round and inside the range', () => {
    expect(ticks([0, 90], 6)).toEqual([0, 20, 40, 60, 80])
    expect(ticks([0.98, 1.27], 4)).toEqual([1, 1.1, 1.2])
  })

  test('names of others are text, and the label says what the lines say', () => {
    const chart = drawChart({
      title: 'Health <b>factor</b>',
      lines: [
        {
          name: '"x"',
          kind: 'yours',
          points: [
            [0, 1],
            [1, 2],
          ],
        },
      ],
      marked: 1,
      width: 640,
      say: value => value.toFixed(1),
    })
    expect(chart).not.toContain('<b>')
    expect(chart).toContain('&#34;x&#34;: from 1.0 to 2.0, lowest 1.0')
  })
})
