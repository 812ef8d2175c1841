import { keccak256, numberToHex, stringToHex } from 'viem'
import { CROWD } from '../../market/crowd.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import {
  CAPOS as CAPO_ADDRESSES,
  FEEDS,
  MARKET_SOURCES,
  PUBLIC_FEEDS,
} from '../../protocols/chainlink/addresses.js'
import type { FeedName } from '../../protocols/chainlink/state.js'
import { CURVE } from '../../protocols/curve/addresses.js'
import { BEACON } from '../../protocols/ethereum/addresses.js'
import { LIDO } from '../../protocols/lido/addresses.js'
import { STAKEWISE } from '../../protocols/stakewise/addresses.js'
import { mulDivCeil, SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import { type CapoSeed, reserveSeed, type SeedBook, wei } from '../seed.js'
import type { Builder } from './builder.js'

/** Lido's storage, version 4: see contracts/LidoAccounting.sol. */
const TOTAL_SHARES_SLOT = 0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6n
const BUFFERED_SLOT = 0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5fn
const CL_BALANCE_SLOT = 0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112n

const DEPOSITS_RESERVE_SLOT = 0xda4fbe3b9cbd98dfae5dff538bbff4ba61f38979d4d7419bcd006f3e6250ec13n
const DEPOSITS_RESERVE_TARGET_SLOT = 0x3d3e9bd6e90e5d1f1c6839835bcbe5746a47c9a013d1eae6e80c248264c06a81n
const STAKING_STATE_SLOT = 0xa3678de4a579be090bed1177e0a24f77cc29d181ac22fd7688aca344d8938015n
const ACTIVE_FLAG_SLOT = 0x644132c4ddd5bb6f0655d5fe2870dcec7870e6be4758890f366b83441f9fdecen

/** Lido's `StakeLimitState.Data`, full: previous block | limit then << 32 | growth in blocks << 128 | most << 160. */
const stakeLimitWord = ({ block, seed }: SeedBook): bigint => {
  const { maxStakeLimit, stakeLimitGrowthBlocks } = seed.lido
  const most = wei(maxStakeLimit)
  return block | (most << 32n) | (BigInt(stakeLimitGrowthBlocks.value) << 128n) | (most << 160n)
}

/** keccak256('plimsoll.lido.lastReportTimestamp'). */
const LAST_REPORT_SLOT = BigInt(keccak256(stringToHex('plimsoll.lido.lastReportTimestamp')))

const SEVEN_DAYS = 7 * 86_400

/** The smallest rate at which base price × rate, floored, is the recorded price. */
export const rateOf = (book: SeedBook, asset: Asset): bigint =>
  mulDivCeil(reserveSeed(book, asset).priceBase, WAD, reserveSeed(book, 'WETH').priceBase)

/** Lido's whole accounting; the whale starts with every share. */
export const buildLido = async (b: Builder): Promise<void> => {
  const { lido } = b.book.seed
  const shares = wei(lido.totalShares)
  const buffered = wei(lido.bufferedEther)
  const pooled = mulDivCeil(rateOf(b.book, 'wstETH'), shares, WAD)
  await b.place(LIDO.stEth, 'StEth', { shares: { [CROWD.whale]: shares } })
  await b.store(LIDO.stEth, TOTAL_SHARES_SLOT, numberToHex(shares, { size: 32 }))
  await b.store(LIDO.stEth, BUFFERED_SLOT, numberToHex(buffered, { size: 32 }))
  await b.store(LIDO.stEth, CL_BALANCE_SLOT, numberToHex(pooled - buffered, { size: 32 }))
  await b.store(LIDO.stEth, ACTIVE_FLAG_SLOT, numberToHex(1n, { size: 32 }))
  await b.store(LIDO.stEth, STAKING_STATE_SLOT, numberToHex(stakeLimitWord(b.book), { size: 32 }))
  for (const slot of [DEPOSITS_RESERVE_SLOT, DEPOSITS_RESERVE_TARGET_SLOT])
    await b.store(LIDO.stEth, slot, numberToHex(wei(lido.depositsReserve), { size: 32 }))
  await b.store(LIDO.stEth, LAST_REPORT_SLOT, numberToHex(b.book.timestamp, { size: 32 }))
  await b.rpc('anvil_setBalance', [LIDO.stEth, numberToHex(buffered)])
  await b.place(LIDO.wstEth, 'WstEth')
  await b.place(LIDO.withdrawalQueue, 'WithdrawalQueue')
}

/** 1e10 is one, of a fee in basis points. */
const curveFee = (feeBps: number): bigint => BigInt(Math.round(feeBps * 1e6))

export const buildCurve = async (b: Builder): Promise<void> => {
  const { curve } = b.book.seed
  const amplification = BigInt(curve.amplification.value) * 100n
  await b.place(CURVE.pool, 'CurvePool', {
    fee: curveFee(curve.feeBps.value),
    admin_fee: curveFee(curve.adminFeeBps.value),
    owner: BigInt(CROWD.oracle),
    coins: [BigInt(ASSETS.ETH.address), BigInt(LIDO.stEth)],
    lp_token: BigInt(CURVE.lpToken),
    initial_A: amplification,
    future_A: amplification,
  })
  await b.place(CURVE.lpToken, 'CurveLp', { minter: BigInt(CURVE.pool) })
}

const RATIOS = {
  wstETH: { provider: LIDO.stEth, selector: '0x7a28fb88' },
  rETH: { provider: ASSETS.rETH.address, selector: '0xe6aa216c' },
  cbETH: { provider: ASSETS.cbETH.address, selector: '0x3ba0b9a9' },
  osETH: { provider: STAKEWISE.controller, selector: '0x07a2d13a' },
  weETH: { provider: ASSETS.weETH.address, selector: '0x679aefce' },
  rsETH: { provider: ASSETS.rsETH.address, selector: '0x679aefce' },
  ezETH: { provider: ASSETS.ezETH.address, selector: '0x679aefce' },
} as const

const capoVariables = (book: SeedBook, seed: CapoSeed) => {
  const snapshot = seed.snapshot ?? {
    ratioWad: rateOf(book, seed.asset),
    timestamp: book.timestamp - SEVEN_DAYS,
  }
  const { provider, selector } = RATIOS[seed.asset]
  const growth =
    (snapshot.ratioWad * BigInt(seed.maxYearlyGrowthBps) * 1_000_000n) / 10_000n / SECONDS_PER_YEAR
  return {
    BASE_TO_USD_AGGREGATOR: BigInt(FEEDS['ETH/USD']),
    RATIO_PROVIDER: BigInt(provider),
    ratioSelector: BigInt(selector) << 224n,
    ACL_MANAGER: BigInt(AAVE.aclManager),
    decimals_: 8n,
    ratioDecimals: 18n,
    MINIMUM_SNAPSHOT_DELAY: BigInt(SEVEN_DAYS),
    description: `Capped ${seed.asset} / ETH / USD`,
    snapshotRatio: snapshot.ratioWad,
    snapshotTimestamp: BigInt(snapshot.timestamp),
    maxRatioGrowthPerSecondScaled: growth,
    maxYearlyRatioGrowthPercent: BigInt(seed.maxYearlyGrowthBps),
  }
}

const placeFeed = async (b: Builder, name: FeedName, answer: bigint): Promise<void> => {
  const variables = {
    description: name.replace('/', ' / '),
    decimals_: BigInt(b.book.feeds[name].decimals),
    answer,
    updatedAt: BigInt(b.book.timestamp),
    roundId: 1n,
  }
  await b.place(FEEDS[name], 'Feed', variables)
  const twin = PUBLIC_FEEDS[name]
  if (twin) await b.place(twin, 'Feed', variables)
}

/** The feeds of dollars answer a part of the seed's: 1 is the whole. */
export const placeDollars = async (b: Builder, part: bigint): Promise<void> => {
  for (const name of ['USDC/USD', 'USDT/USD', 'DAI/USD'] as const)
    await placeFeed(b, name, b.book.feeds[name].answer / part)
}

export const buildOracles = async (b: Builder): Promise<void> => {
  for (const [name, feed] of Object.entries(b.book.feeds)) await placeFeed(b, name as FeedName, feed.answer)
  for (const seed of b.book.capos)
    await b.place(CAPO_ADDRESSES[seed.asset], 'Capo', capoVariables(b.book, seed))
  await b.place(MARKET_SOURCES.wstETH, 'MarketPrice', {
    ASSET_TO_PEG: BigInt(FEEDS['stETH/ETH']),
    PEG_TO_BASE: BigInt(FEEDS['ETH/USD']),
    wrapped: 1n,
  })
  await b.place(MARKET_SOURCES.ezETH, 'MarketPrice', {
    ASSET_TO_PEG: BigInt(FEEDS['ezETH/ETH']),
    PEG_TO_BASE: BigInt(FEEDS['ETH/USD']),
  })
}

export const buildBeacon = async (b: Builder): Promise<void> => {
  await b.place(BEACON, 'Beacon', {
    stakedEther: wei(b.book.seed.ethereum.stakedEther),
    exitQueue: wei(b.book.seed.ethereum.exitQueue),
    exitQueueAt: BigInt(b.book.timestamp),
  })
}

/** Tokens of others: real rules do not matter here, decimals and rates do. */
export const buildTokens = async (b: Builder): Promise<void> => {
  for (const symbol of ['USDC', 'USDT', 'DAI', 'WBTC'] as const)
    await b.place(ASSETS[symbol].address, 'Erc20', tokenVariables(symbol))
  for (const symbol of ['rsETH', 'ezETH'] as const)
    await b.place(ASSETS[symbol].address, 'StakedToken', {
      ...tokenVariables(symbol),
      rate: rateOf(b.book, symbol),
    })
}

const tokenVariables = (symbol: Asset) => ({
  name: symbol,
  symbol,
  decimals_: BigInt(ASSETS[symbol].decimals),
})

/** Account that made WETH, and its nonce then. */
const WETH_DEPLOYER: { readonly address: Address; readonly nonce: number } = {
  address: '0x4F26FfBe5F04ED43630fdC30A87638d53D0b0876',
  nonce: 446,
}

export const buildWeth = async (b: Builder, initCode: `0x${string}`): Promise<void> => {
  await b.deployFrom(WETH_DEPLOYER.address, WETH_DEPLOYER.nonce, initCode)
}
