import {
  array,
  boolean,
  discriminatedUnion,
  enum as enumOf,
  type infer as InferOf,
  int,
  literal,
  number,
  record,
  strictObject,
  string,
  type ZodType,
} from 'zod'
import { ASSETS, type Asset } from '../protocols/assets.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'

/** Where a figure is from: a record of its day, worked out from dated neighbours, or without a record at all. */
export type Standing = 'recorded' | 'derived' | 'assumed'

/**
 * A figure of a market with its source, the day at which it was true, and the range that its dated neighbours leave.
 * A recorded figure is its own range.
 */
export type Input<T> = {
  readonly what: string
  readonly value: T
  readonly unit: string
  readonly source: string
  /** A day, or a month where the record names none. */
  readonly asOf: string
  readonly standing: Standing
  readonly low: T
  readonly high: T
}

const facts = {
  what: string().min(1),
  unit: string(),
  /** A key of the file's `sources`. */
  source: string().min(1),
  asOf: string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  standing: enumOf(['recorded', 'derived', 'assumed']),
}

/** A leaf of a seed file. What is not recorded must name its range. */
const leaf = <T>(value: ZodType<T>) =>
  strictObject({ ...facts, value, low: value.optional(), high: value.optional() }).refine(
    one => one.standing === 'recorded' || (one.low !== undefined && one.high !== undefined),
    'needs a low and a high, as it is not recorded',
  )

/** Whole tokens, or dollars, as a decimal text. */
const decimal = string().regex(/^\d+(\.\d+)?$/)

const ASSET_NAMES = Object.keys(ASSETS) as [Asset, ...Asset[]]
const asset = enumOf(ASSET_NAMES)
const bps = int().min(0)

const ladder = strictObject({
  rows: array(strictObject({ asset, amount: number().positive(), impactBps: number().positive() })).min(1),
  /** Where the record ends the liquidity may end too, or go on as thin as it last was. */
  beyond: enumOf(['nothing', 'as the last row']),
})

const terms = strictObject({
  id: int(),
  ltvBps: bps,
  liquidationThresholdBps: bps,
  liquidationBonusBps: bps,
  reserveFactorBps: bps,
  liquidationProtocolFeeBps: bps,
  supplyCap: int(),
  borrowCap: int(),
  borrowingEnabled: boolean(),
  /** Of stablecoins; without effect while no reserve has a debt ceiling. */
  borrowableInIsolation: boolean().optional(),
})

const rates = strictObject({ optimalUsageBps: bps, baseBps: bps, slope1Bps: bps, slope2Bps: bps })

const adapter = discriminatedUnion('kind', [
  strictObject({
    kind: literal('rate cap'),
    maxYearlyGrowthBps: bps,
    /** Absent: the rate of the seed block, seven days earlier. */
    snapshotRatio: decimal.optional(),
    snapshotTimestamp: int().optional(),
  }),
  strictObject({ kind: literal('price cap'), capUsd: decimal }),
  strictObject({ kind: literal('feed') }),
])

const eMode = strictObject({
  id: int(),
  label: string(),
  ltvBps: bps,
  liquidationThresholdBps: bps,
  liquidationBonusBps: bps,
  collateral: array(asset),
  borrowable: array(asset),
})

const FEED_NAMES = [
  'ETH/USD',
  'stETH/ETH',
  'ezETH/ETH',
  'USDC/USD',
  'USDT/USD',
  'DAI/USD',
  'WBTC/USD',
] as const satisfies readonly FeedName[]

const POOL_NAMES = [
  'wstETH/WETH 0.01%',
  'wstETH/WETH 0.05%',
  'rETH/WETH 0.05%',
  'weETH/WETH 0.05%',
  'cbETH/WETH 0.05%',
  'osETH/WETH 0.05%',
  'rsETH/WETH 0.05%',
  'ezETH/WETH 0.01%',
  'USDC/WETH 0.05%',
] as const satisfies readonly UniswapPoolName[]

const shape = {
  /** The day that the market is of. */
  day: string().regex(/^\d{4}-\d{2}-\d{2}$/),
  about: string().min(1),
  sources: record(string(), string().min(1)),
  block: strictObject({ number: leaf(decimal), timestamp: leaf(int()) }),
  aave: strictObject({
    flashLoanPremiumBps: leaf(bps),
    reserves: array(
      strictObject({
        asset,
        terms: leaf(terms),
        rates: leaf(rates),
        /** Dollars, at most eight decimals. */
        price: leaf(decimal),
        /** What can be borrowed or withdrawn. */
        free: leaf(decimal),
        borrowed: leaf(decimal),
      }),
    ),
    eModes: leaf(array(eMode)),
  }),
  feeds: record(enumOf(FEED_NAMES), leaf(decimal)),
  /** Aave's price sources, by kind. */
  adapters: record(string(), leaf(adapter)),
  lido: strictObject({
    totalShares: leaf(decimal),
    bufferedEther: leaf(decimal),
    feeBps: leaf(bps),
    /** Version 4's. */
    depositsReserve: leaf(decimal),
    maxStakeLimit: leaf(decimal),
    /** Blocks in which the stake limit is restored. */
    stakeLimitGrowthBlocks: leaf(int()),
  }),
  curve: strictObject({
    eth: leaf(decimal),
    stEth: leaf(decimal),
    amplification: leaf(int().positive()),
    feeBps: leaf(number().min(0)),
    adminFeeBps: leaf(bps),
  }),
  uniswap: strictObject({
    depth: record(enumOf(POOL_NAMES), leaf(ladder)),
    feeProtocol: leaf(int()),
    discounts: leaf(strictObject({ wstETH: number(), others: number() })),
  }),
  ethereum: strictObject({ stakedEther: leaf(decimal), exitQueue: leaf(decimal) }),
  protocols: strictObject({
    coinbase: strictObject({ supply: leaf(decimal) }),
    etherfi: strictObject({
      shares: leaf(decimal),
      capacity: leaf(decimal),
      /** A second. */
      refillRate: leaf(decimal),
      treasuryBps: leaf(bps),
      feeBps: leaf(bps),
      lowWatermarkBps: leaf(bps),
      inPool: leaf(decimal),
    }),
    morpho: strictObject({
      supplied: leaf(decimal),
      borrowed: leaf(decimal),
      collateral: leaf(decimal),
      rateAtTarget: leaf(decimal),
    }),
    rocketpool: strictObject({
      supply: leaf(decimal),
      tokenEther: leaf(decimal),
      poolBalance: leaf(decimal),
      queueCapacity: leaf(decimal),
      maximumPoolSize: leaf(decimal),
      minimumDeposit: leaf(decimal),
      depositFee: leaf(decimal),
    }),
    stakewise: strictObject({
      supply: leaf(decimal),
      feeBps: leaf(bps),
      rewardAYear: leaf(decimal),
      capacity: leaf(decimal),
      vaultFeeBps: leaf(bps),
      ltv: leaf(decimal),
      stakeBps: leaf(bps),
      ether: leaf(decimal),
    }),
    validators: strictObject({ entryQueue: leaf(decimal) }),
  }),
  funds: strictObject({
    liquidatorWeth: leaf(decimal),
    houseWeth: leaf(decimal),
    houseDollars: leaf(decimal),
    outsideDollars: leaf(decimal),
  }),
}

/** A seed file. */
export const seedSchema = strictObject(shape)

/** One dated market as data: every figure with its source, its own date and its range. */
export type Seed = InferOf<typeof seedSchema>

/** A leaf as it stands in a file. */
export type SeedLeaf<T> = {
  readonly what: string
  readonly value: T
  readonly unit: string
  readonly source: string
  readonly asOf: string
  readonly standing: Standing
  readonly low?: T | undefined
  readonly high?: T | undefined
}

/** A decimal text in its smallest unit. Throws `RangeError` for more digits than the unit has. */
export const unitsOf = (text: string, decimals: number): bigint => {
  const [whole = '0', fraction = ''] = text.split('.')
  if (fraction.length > decimals) throw new RangeError(`${text} has more than ${decimals} decimals`)
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

/** A leaf as an input, its value and range as `of` reads them and its source spelt out. */
const inputOf = <T, U>(
  seed: Pick<Seed, 'sources'>,
  { low, high, ...one }: SeedLeaf<T>,
  of: (value: T) => U,
): Input<U> => ({
  ...one,
  source: seed.sources[one.source] ?? one.source,
  value: of(one.value),
  low: of(low ?? one.value),
  high: of(high ?? one.value),
})

const isLeaf = (value: object): value is SeedLeaf<unknown> => 'standing' in value && 'what' in value

/** Every leaf with its path, in the file's order. */
export const inputsOf = (seed: Seed): readonly (readonly [string, Input<unknown>])[] => {
  const walk = (value: unknown, path: readonly string[]): (readonly [string, Input<unknown>])[] => {
    if (typeof value !== 'object' || value === null) return []
    if (isLeaf(value)) return [[path.join('.'), inputOf(seed, value, one => one)]]
    return Object.entries(value).flatMap(([key, entry]) => {
      const name = Array.isArray(value) ? String((entry as { asset?: string }).asset ?? key) : key
      return walk(entry, [...path, name])
    })
  }
  const { sources: _, ...rest } = seed
  return walk(rest, [])
}
