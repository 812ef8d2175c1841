import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ASSETS, type Asset } from '../protocols/assets.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import { PACKAGE_ROOT } from './packageRoot.js'
import { type Seed, seedSchema, unitsOf } from './seedSchema.js'

const FOLDER = join(PACKAGE_ROOT, 'seeds')

/** The market that a run starts from unless another is asked for; its change is a line in CHANGELOG.md. */
export const DEFAULT_DAY = '2025-12-09'

export type ReserveSeed = {
  readonly asset: Exclude<Asset, 'ETH' | 'stETH'>
  readonly id: number
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  readonly liquidationBonusBps: number
  readonly reserveFactorBps: number
  readonly liquidationProtocolFeeBps: number
  readonly supplyCap: bigint
  readonly borrowCap: bigint
  readonly borrowingEnabled: boolean
  readonly borrowableInIsolation: boolean
  /** Optimal usage, base rate, slope 1, slope 2; basis points. */
  readonly rates: readonly [number, number, number, number]
  /** Price with 8 decimals. */
  readonly priceBase: bigint
  /** What can be borrowed or withdrawn. */
  readonly virtualBalance: bigint
  readonly borrowed: bigint
}

export type EModeSeed = Seed['aave']['eModes']['value'][number]

export type CapoSeed = {
  readonly asset: 'wstETH' | 'weETH' | 'rETH' | 'cbETH' | 'osETH' | 'rsETH' | 'ezETH'
  readonly maxYearlyGrowthBps: number
  /** Absent: the rate of the seed block, 7 days earlier. */
  readonly snapshot?: { readonly ratioWad: bigint; readonly timestamp: number }
}

type FeedSeed = { readonly answer: bigint; readonly decimals: number }

/** What is recorded of the day, in the units that contracts use; amounts in the smallest unit. */
export type SeedBook = {
  readonly seed: Seed
  readonly block: bigint
  readonly timestamp: number
  /** Order is the pool's order of listing, not its ids. */
  readonly reserves: readonly ReserveSeed[]
  readonly eModes: readonly EModeSeed[]
  /** Feeds without a staking rate. The price of WETH is ETH/USD. */
  readonly feeds: Readonly<Record<FeedName, FeedSeed>>
  /** Price caps on the rates of staking tokens. */
  readonly capos: readonly CapoSeed[]
}

const tokens = (text: string, asset: Asset): bigint => unitsOf(text, ASSETS[asset].decimals)

/** An amount of ether or of a token with its decimals. */
export const wei = ({ value }: { readonly value: string }): bigint => unitsOf(value, 18)

const reserveOf = ({ asset, ...leaves }: Seed['aave']['reserves'][number]): ReserveSeed => {
  const { supplyCap, borrowCap, borrowableInIsolation = false, ...terms } = leaves.terms.value
  const { optimalUsageBps, baseBps, slope1Bps, slope2Bps } = leaves.rates.value
  return {
    asset: asset as ReserveSeed['asset'],
    ...terms,
    supplyCap: BigInt(supplyCap),
    borrowCap: BigInt(borrowCap),
    borrowableInIsolation,
    rates: [optimalUsageBps, baseBps, slope1Bps, slope2Bps],
    priceBase: unitsOf(leaves.price.value, 8),
    virtualBalance: tokens(leaves.free.value, asset),
    borrowed: tokens(leaves.borrowed.value, asset),
  }
}

const caposOf = ({ adapters }: Seed): readonly CapoSeed[] =>
  Object.entries(adapters).flatMap(([asset, { value }]) => {
    if (value.kind !== 'rate cap') return []
    const { maxYearlyGrowthBps, snapshotRatio, snapshotTimestamp: timestamp } = value
    const named = { asset: asset as CapoSeed['asset'], maxYearlyGrowthBps }
    if (snapshotRatio === undefined || timestamp === undefined) return [named]
    return [{ ...named, snapshot: { ratioWad: unitsOf(snapshotRatio, 18), timestamp } }]
  })

const feedsOf = ({ feeds }: Seed): SeedBook['feeds'] =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { value }]) => {
      const decimals = name.endsWith('/USD') ? 8 : 18
      return [name, { answer: unitsOf(value, decimals), decimals }]
    }),
  ) as SeedBook['feeds']

/** A seed in the units that contracts use. */
const bookOf = (seed: Seed): SeedBook => ({
  seed,
  block: BigInt(seed.block.number.value),
  timestamp: seed.block.timestamp.value,
  reserves: seed.aave.reserves.map(reserveOf),
  eModes: seed.aave.eModes.value,
  feeds: feedsOf(seed),
  capos: caposOf(seed),
})

/** A listed reserve. Throws for an asset that is not listed. */
export const reserveSeed = ({ reserves }: SeedBook, asset: Asset): ReserveSeed => {
  const found = reserves.find(entry => entry.asset === asset)
  if (!found) throw new Error(`${asset} is not listed on Aave`)
  return found
}

/** The days of which there is a market, oldest first. */
export const seedDays = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter(name => name.endsWith('.json'))
    .map(name => name.replace('.json', ''))
    .sort()

const books = new Map<string, SeedBook>()

/** The seed of a day. Throws where there is no file, or one that breaks the schema. */
export const seedBook = (day: string = DEFAULT_DAY): SeedBook => {
  const known = books.get(day)
  if (known) return known
  const text = readFileSync(join(FOLDER, `${day}.json`), 'utf8')
  const book = bookOf(seedSchema.parse(JSON.parse(text)))
  books.set(day, book)
  return book
}

/** Of a staking token on Uniswap against its share rate; basis points. */
export const discountBps = ({ seed }: SeedBook, asset: Asset): number => {
  const { wstETH, others } = seed.uniswap.discounts.value
  return asset === 'wstETH' ? wstETH : others
}
