import { describe, expect, test } from 'vitest'
import {
  closed,
  document,
  exitsOf,
  type FrameJson,
  frame,
  open,
  queued,
  wei,
} from '../render/markdown.fixture.js'
import { terminalVerdict } from '../render/terminal.js'
import { verdictBlock } from './block.js'

const rowsOf = (frames: readonly FrameJson[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(verdictBlock(document({ frames })).rows.map(({ label, lines }) => [label, lines]))

const seizure = (seized: number, covered: number, loss: number): FrameJson['events'][number] => ({
  kind: 'liquidation',
  block: '23975200',
  collateral: 'wstETH',
  seizedUnits: wei(seized),
  debt: 'WETH',
  coveredUnits: wei(covered),
  lossWei: wei(loss),
})

describe('verdict', () => {
  test('quiet days: nothing went wrong, a gain is called a gain, fair value has the sold value beside it', () => {
    const block = verdictBlock(document())
    expect(block).toMatchObject({
      title: 'wsteth-loop, 100 ETH · calm',
      standing: 'WITHIN LIMITS',
      isBad: false,
    })
    const rows = rowsOf([0, 1, 2, 3].map(day => frame(day)))
    expect(rows['Liquidation']).toEqual(['none; health factor 1.2500 at its lowest (day 0)'])
    expect(rows['Exit now']).toEqual([
      'up to 0.20 % of net worth (0.2000 ETH), day 0',
      '0.15 % at twice the depth of the pools, 0.31 % at half',
    ])
    expect(rows['With time']?.[0]).toBe(
      'a gain of 0.03 % within 7 days (day 0); a gain of 0.03 % within 30 days (day 0)',
    )
    expect(rows['By waiting']).toEqual(['no loss; longest 5.0 days (bad case 9), day 0'])
    expect(rows['Limits']).toEqual(['5 % within 30 days: kept on all 4 days'])
    expect(rows['Worth']).toEqual(['100.00 ETH at Lido’s rate, day 3; 99.800 if sold'])
  })

  test('liquidated: how often, since when, at what cost; the change of net worth is split', () => {
    const frames = [
      frame(0),
      frame(1, {
        lowestHealthFactorWad: wei(0.9712),
        equityWei: wei(98.5),
        events: [seizure(84.8, 100, 6), seizure(-1, 50, -4.5)],
      }),
      frame(2, { equityWei: wei(98.4) }),
    ]
    const { verdict } = document({ frames })
    expect(verdict.standings).toEqual(['liquidated'])
    expect(verdict.change).toEqual({
      wei: wei(-1.6),
      usd: -4_800,
      parts: [
        { kind: 'penalty', wei: wei(-1.5) },
        { kind: 'trades', wei: wei(-0.1) },
      ],
    })
    const rows = rowsOf(frames)
    expect(rows['Liquidation']?.[0]).toBe('2 times from day 1 on; cost 1.500 ETH')
    expect(rows['Net worth']).toEqual([
      '−1.600 ETH (−1.60 %) to day 2, at fair value',
      '−1.500 ETH liquidation penalty and −0.1000 ETH trades, fees and the rest',
    ])
  })

  test('below 1 and nobody came: liquidatable, and said so', () => {
    const frames = [frame(0), frame(1, { lowestHealthFactorWad: String(10n ** 18n - 1n) })]
    expect(document({ frames }).verdict.standings).toEqual(['liquidatable'])
    expect(rowsOf(frames)['Liquidation']).toEqual([
      'none, although anyone could: no liquidator found a profit',
      'health factor 0.9999 at its lowest (day 1)',
    ])
  })

  test('no debt: nothing can be liquidated', () => {
    const frames = [frame(0, { healthFactorWad: null, lowestHealthFactorWad: null })]
    expect(rowsOf(frames)['Liquidation']).toEqual(['none: there is no debt'])
  })

  test('no way out: illiquid, with the day, and it cannot be sold', () => {
    const shut = exitsOf([], [closed('split over the pools', 'a'), closed('Lido’s queue', 'c')])
    const frames = [frame(0), frame(1, { exits: shut, soldNowWei: null })]
    expect(document({ frames }).verdict.standings).toEqual(['illiquid'])
    const rows = rowsOf(frames)
    expect(rows['Exit now']).toEqual(['no way out on day 1'])
    expect(rows['With time']?.[0]).toBe('no way within 7 days (day 1); no way within 30 days (day 1)')
    expect(rows['Limits']).toEqual(['5 % within 30 days: missed on 1 of 2 days'])
    expect(rows['Worth']).toEqual(['100.00 ETH at Lido’s rate, day 1; cannot be sold at once'])
  })

  test('each patience has its own worst moment; a long queue is told with its days', () => {
    const dear = exitsOf([open({ costBps: 1_250, proceedsWei: wei(87.5) }), queued()])
    const slow = exitsOf([
      open({ costBps: 700, proceedsWei: wei(93) }),
      queued({ costBps: 12, proceedsWei: wei(99.88), medianDays: 40, badDays: 55 }),
    ])
    const frames = [frame(0), frame(1, { exits: dear }), frame(2, { exits: slow })]
    const { verdict } = document({ frames })
    expect(verdict.exits.map(({ patience, atSeconds, way }) => [patience, atSeconds, way?.costBps])).toEqual([
      ['now', 86_400, 1_250],
      ['days7', 172_800, 700],
      ['days14', 172_800, 700],
      ['days30', 172_800, 700],
      ['any', 172_800, 12],
    ])
    const rows = rowsOf(frames)
    expect(rows['With time']?.[1]).toBe('the queue took 40 to 40 days from day 2 on')
    expect(rows['By waiting']).toEqual(['up to 0.12 %; longest 40 days (bad case 55), day 2'])
  })

  test('a loan in dollars: what ether’s price did is a part of its own', () => {
    const layers = (worth: number): FrameJson['layers'] => [
      { kind: 'wallet', asset: 'USDC', amountUnits: '30000000000', valueWei: wei(worth) },
    ]
    const frames = [
      frame(0, { layers: layers(10), equityWei: wei(10), etherPriceBase: '300000000000' }),
      frame(1, { layers: layers(8), equityWei: wei(8), etherPriceBase: '375000000000' }),
    ]
    expect(document({ frames }).verdict.change).toEqual({
      wei: wei(-2),
      usd: 0,
      parts: [{ kind: 'dollars', wei: wei(-2) }],
    })
  })

  test('rates and interest are told apart', () => {
    const layers = (owed: number, held: number): FrameJson['layers'] => [
      { kind: 'wallet', asset: 'wstETH', amountUnits: wei(80), valueWei: wei(held) },
      { kind: 'aave.debt', asset: 'WETH', amountUnits: wei(owed), valueWei: wei(-owed) },
    ]
    const frames = [
      frame(0, { layers: layers(50, 100), equityWei: wei(50) }),
      frame(1, { layers: layers(51, 103), equityWei: wei(52) }),
    ]
    expect(document({ frames }).verdict.change.parts).toEqual([
      { kind: 'rates', wei: wei(3) },
      { kind: 'interest', wei: wei(-1) },
    ])
  })
})

describe('history', () => {
  const known = (worse: 'lower' | 'higher', recorded: number, here: number) => {
    const figure = { name: 'a figure', unit: 'fraction', worse, recorded, here }
    const scenario = { ...document().scenario, known: [{ said: 'x', source: 'y', absentThen: null, figure }] }
    return document({ scenario })
  }

  test.each([
    ['higher', 0.18, 0.0574, 1],
    ['higher', 0.18, 0.18, 0],
    ['lower', 0.9346, 0.95, 1],
    ['lower', 0.9346, 0.93, 0],
  ] as const)('%s is worse: recorded %d, here %d: %d shortfalls', (worse, recorded, here, count) => {
    expect(known(worse, recorded, here).verdict.shortfalls).toHaveLength(count)
  })

  test('a run that is milder than its event says by how much', () => {
    const rows = verdictBlock(known('higher', 0.18, 0.0574)).rows
    expect(rows.find(({ label }) => label === 'The event')?.lines).toEqual([
      'this run is milder: a figure 5.74 %, 18.00 % then',
    ])
  })
})

test('a terminal of 80 columns is never exceeded', () => {
  const text = terminalVerdict(verdictBlock(document()))
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(text.split('\n')[0]).toMatch(/^wsteth-loop, 100 ETH · calm +WITHIN LIMITS$/)
})
