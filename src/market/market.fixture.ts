import type { AaveReserve } from '../protocols/aave/state.js'
import type { Address } from '../protocols/assets.js'
import type { Feed } from '../protocols/chainlink/state.js'
import { emptyMorpho } from '../protocols/morpho/morpho.fixture.js'
import { type ProtocolStates, protocolEntries } from '../protocols/registry.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPool } from '../protocols/uniswap/state.js'
import type { Market } from './market.js'

const OWNER: Address = '0x0000000000000000000000000000000000a110ca'

const reserve: AaveReserve = {
  asset: 'WETH',
  id: 0,
  decimals: 18,
  ltvBps: 8050,
  liquidationThresholdBps: 8300,
  liquidationBonusBps: 10500,
  reserveFactorBps: 1500,
  liquidationProtocolFeeBps: 1000,
  supplyCap: 3_800_000n,
  borrowCap: 3_600_000n,
  active: true,
  frozen: false,
  paused: false,
  borrowingEnabled: true,
  flashLoanEnabled: true,
  optimalUsageBps: 9200,
  baseRateBps: 0,
  slope1Bps: 250,
  slope2Bps: 800,
  liquidityIndexRay: 10n ** 27n,
  liquidityRateRay: 1n,
  borrowIndexRay: 10n ** 27n + 1n,
  borrowRateRay: 2n,
  lastUpdate: 1_765_267_796,
  supplyScaled: 3n,
  debtScaled: 2n,
  treasuryScaled: 0n,
  virtualBalance: 1n,
  deficit: 0n,
  cash: 1n,
  priceBase: 311_902_000_000n,
}

const feed: Feed = { answer: -1n, decimals: 8, updatedAt: 0, halted: false }

/** Every protocol that plugs in, not deployed. */
const ABSENT = Object.fromEntries(
  protocolEntries().map(([name, { absent }]) => [name, absent]),
) as unknown as ProtocolStates

const pool: UniswapPool = {
  token0: 'wstETH',
  token1: 'WETH',
  fee: 100,
  tickSpacing: 1,
  sqrtPriceX96: 2n ** 96n,
  tick: -3,
  liquidity: 5n,
  feeProtocol: 68,
  feeGrowthGlobal0X128: 2n ** 256n - 1n,
  feeGrowthGlobal1X128: 0n,
  protocolFees0: 0n,
  protocolFees1: 0n,
  ticks: [
    { tick: -10, liquidityGross: 5n, liquidityNet: 5n, feeGrowthOutside0X128: 0n, feeGrowthOutside1X128: 7n },
    { tick: 10, liquidityGross: 5n, liquidityNet: -5n, feeGrowthOutside0X128: 0n, feeGrowthOutside1X128: 0n },
  ],
  positions: [
    {
      owner: OWNER,
      tickLower: -10,
      tickUpper: 10,
      liquidity: 5n,
      feeGrowthInside0LastX128: 0n,
      feeGrowthInside1LastX128: 9n,
      tokensOwed0: 0n,
      tokensOwed1: 1n,
    },
  ],
  balance0: 11n,
  balance1: 12n,
}

/** A small market with something in every field; its numbers mean nothing. */
export const smallMarket = (overrides: Partial<Market> = {}): Market => ({
  ...ABSENT,
  block: { number: 23_975_177n, timestamp: 1_765_267_796 },
  aave: {
    flashLoanPremiumBps: 5,
    reserves: { WETH: reserve },
    eModes: {
      1: {
        id: 1,
        ltvBps: 9300,
        liquidationThresholdBps: 9500,
        liquidationBonusBps: 10100,
        collateralBitmap: 3n,
        borrowableBitmap: 1n,
        ltvzeroBitmap: 0n,
      },
    },
    accounts: { [OWNER]: { eMode: 1, configuration: 3n, supplies: { WETH: 1n }, debts: { WETH: 1n } } },
    borrowers: [],
  },
  lido: {
    totalShares: 10n,
    externalShares: 0n,
    bufferedEther: 2n,
    clValidatorsBalance: 10n,
    clPendingBalance: 0n,
    depositedPostReport: 0n,
    feeBps: 1000,
    lastReport: 1_765_267_796,
    withdrawalVault: 1n,
    elRewardsVault: 2n,
    depositsReserve: 0n,
    depositsReserveTarget: 0n,
    stakeLimit: {
      prevStakeBlockNumber: 1n,
      prevStakeLimit: 10n ** 27n,
      maxStakeLimitGrowthBlocks: 6_400n,
      maxStakeLimit: 10n ** 27n,
    },
    stopped: false,
    clValidators: 0,
    exitedValidators: 0,
    version: 4,
    bunkerSince: 0,
    reports: [
      {
        at: 1_765_267_796,
        clBalance: 10n,
        deposits: 0n,
        withdrawals: 1n,
        negativeRebase: 4n,
        exitedValidators: 2,
      },
    ],
    shares: { [OWNER]: 3n },
    wstEthSupply: 5n,
    queue: {
      lastRequestId: 1,
      lastFinalizedRequestId: 0,
      requests: {
        1: {
          id: 1,
          owner: OWNER,
          cumulativeStEth: 100n,
          cumulativeShares: 90n,
          timestamp: 1_765_267_796,
          claimed: false,
          reportTimestamp: 1_765_267_796,
        },
      },
      checkpoints: [{ fromRequestId: 1, maxShareRateRay: 10n ** 27n }],
      lockedEther: 0n,
      paused: false,
    },
  },
  curve: {
    initialA: 3000n,
    futureA: 3000n,
    initialATime: 0,
    futureATime: 0,
    fee: 4_000_000n,
    adminFee: 5_000_000_000n,
    ethBalance: 1n,
    adminBalances: [0n, 1n],
    lpSupply: 2n,
    lpBalances: { [OWNER]: 2n },
  },
  uniswap: {
    'wstETH/WETH 0.01%': pool,
    'wstETH/WETH 0.05%': pool,
    'rETH/WETH 0.05%': pool,
    'weETH/WETH 0.05%': pool,
    'cbETH/WETH 0.05%': pool,
    'osETH/WETH 0.05%': pool,
    'rsETH/WETH 0.05%': pool,
    'ezETH/WETH 0.01%': pool,
    'USDC/WETH 0.05%': pool,
  },
  chainlink: {
    feeds: {
      'ETH/USD': feed,
      'stETH/ETH': feed,
      'ezETH/ETH': feed,
      'USDC/USD': feed,
      'USDT/USD': feed,
      'DAI/USD': feed,
      'WBTC/USD': feed,
    },
    capos: {
      wstETH: {
        baseFeed: 'ETH/USD',
        snapshotRatioWad: 1n,
        snapshotTimestamp: 1_708_004_591,
        maxYearlyGrowthBps: 968,
      },
    },
    sources: { wstETH: 'market' },
  },
  morpho: emptyMorpho({
    positions: { [OWNER]: { supplyShares: 1n, borrowShares: 2n, collateral: 3n } },
  }),
  shareRates: { rETH: 10n ** 18n },
  ethereum: {
    fork: 'electra',
    stakedEther: 1n,
    exitQueue: 2n,
    exitQueueAt: 3,
    slashings: [
      {
        at: 4,
        balance: 5n,
        others: 6n,
        effectiveBalance: 5n,
        exitsFrom: 5,
        exitsUntil: 6,
        withdrawableAt: 6,
      },
    ],
    outages: [{ from: 1, until: 2, offline: 3n, others: 4n, leakUntil: 2, lost: 1n }],
  },
  wallets: { [OWNER]: { ETH: 1n, WETH: 2n } },
  ...overrides,
})

/** The small market without its contradictions: prices above 0, each pool under its own name. */
export const consistentMarket = (): Market => {
  const market = smallMarket()
  const feeds = Object.fromEntries(
    Object.entries(market.chainlink.feeds).map(([name, one]) => [name, { ...one, answer: 10n ** 8n }]),
  ) as Market['chainlink']['feeds']
  const uniswap = Object.fromEntries(
    Object.entries(market.uniswap).map(([name, one]) => {
      const { token0, token1, fee, tickSpacing } = UNISWAP_POOLS[name as keyof Market['uniswap']]
      return [name, { ...one, token0, token1, fee, tickSpacing }]
    }),
  ) as Market['uniswap']
  return { ...market, chainlink: { ...market.chainlink, feeds }, uniswap }
}
