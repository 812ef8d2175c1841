import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { reserveSeed, seedBook, seedDays } from './seed.js'
import { seedProblems } from './seedProblems.js'
import { type Seed, seedSchema } from './seedSchema.js'

const DATA = new URL('../../../shared/data/', import.meta.url)

/** A seed with one part replaced. */
const changed = (seed: Seed, change: (draft: Seed) => void): Seed => {
  const draft = structuredClone(seed)
  change(draft)
  return draft
}

describe.each(seedDays())('the seed of %s', day => {
  const { seed } = seedBook(day)

  test('does not contradict itself', () => {
    expect(seedProblems(seed)).toEqual([])
    expect(seed.day).toBe(day)
  })

  test('contradictions are found: a price that the pool cannot give, a range, a date, a cap, a source', () => {
    const off = (change: (draft: Seed) => void) => seedProblems(changed(seed, change)).join('\n')
    expect(off(draft => Object.assign(draft.feeds['stETH/ETH'], { value: '0.9991' }))).toMatch(/feeds.stETH/)
    expect(off(draft => Object.assign(draft.curve.amplification, { value: 30 }))).toMatch(/feeds.stETH/)
    expect(off(draft => Object.assign(draft.curve.eth, { value: '90000' }))).toMatch(/curve.eth is 90000/)
    expect(
      off(draft => Object.assign(draft.lido.feeBps, { standing: 'recorded', asOf: '2099-01-01' })),
    ).toMatch(/lido.feeBps is of 2099-01-01/)
    expect(off(draft => Object.assign(draft.aave.reserves[0]?.free ?? {}, { value: '9000000' }))).toMatch(
      /WETH: \d+ supplied/,
    )
    expect(off(draft => Object.assign(draft.sources, { more: 'nobody' }))).toMatch(/sources.more is not used/)
  })

  test('a figure that is not recorded needs a range', () => {
    const bare = changed(seed, draft => Object.assign(draft.lido.bufferedEther, { low: undefined }))
    expect(seedSchema.safeParse(bare).success).toBe(false)
  })
})

describe('2025-12-09 against its records', () => {
  const { seed } = seedBook('2025-12-09')
  const range = (leaf: { readonly value: unknown; readonly low?: unknown; readonly high?: unknown }) => [
    leaf.low ?? leaf.value,
    leaf.value,
    leaf.high ?? leaf.value,
  ]

  test('Curve’s main pool: size between its dated neighbours, A and fee of its last record', () => {
    expect(range(seed.curve.eth)).toEqual(['12000', '24000', '28000'])
    expect(range(seed.curve.stEth)).toEqual(['20000', '27000', '30000'])
    expect(range(seed.curve.amplification)).toEqual([900, 900, 900])
    expect(range(seed.curve.feeBps)).toEqual([1, 1, 1])
  })

  test('Aave’s borrows are the day’s', () => {
    const borrowed = (asset: string) => seed.aave.reserves.find(one => one.asset === asset)?.borrowed.value
    expect(['USDT', 'USDC', 'wstETH', 'WBTC'].map(borrowed)).toEqual([
      '4700000000',
      '3690000000',
      '185900',
      '1400',
    ])
  })

  const REPORT = new URL('aave-core-23975177.json', DATA)
  test.skipIf(!existsSync(REPORT))('reserves are those of the configuration report', () => {
    const { reserves } = JSON.parse(readFileSync(REPORT, 'utf8')) as {
      reserves: Readonly<Record<string, Readonly<Record<string, string | number>>>>
    }
    const book = seedBook('2025-12-09')
    for (const { asset } of seed.aave.reserves.filter(one => one.asset !== 'ezETH')) {
      const [ours, theirs] = [reserveSeed(book, asset), reserves[asset] ?? {}]
      expect(String(ours.virtualBalance), asset).toBe(theirs['virtualBalance'])
      expect(String(ours.priceBase), asset).toBe(theirs['oracleLatestAnswer'])
      expect([ours.ltvBps, ours.liquidationThresholdBps, ours.id], asset).toEqual([
        theirs['ltv'],
        theirs['liquidationThreshold'],
        theirs['id'],
      ])
    }
  })

  const LIQUIDITY = new URL('staked-ether-liquidity.csv', DATA)
  test.skipIf(!existsSync(LIQUIDITY))(
    'the last on-chain record of Curve’s pool lies within the range',
    () => {
      const lines = readFileSync(LIQUIDITY, 'utf8').split('\n')
      const last = lines.filter(line => line.startsWith('2024-11-28') && line.includes('balance'))
      const [eth, stEth] = last.map(line => Number(line.split(',')[4]))
      expect(last).toHaveLength(2)
      for (const [leaf, found] of [
        [seed.curve.eth, eth],
        [seed.curve.stEth, stEth],
      ] as const) {
        expect(Number(leaf.low)).toBeLessThan(found ?? 0)
        expect(Number(leaf.high)).toBeGreaterThan(found ?? 0)
      }
    },
  )
})
