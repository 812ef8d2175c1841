import type { Asset } from '../protocols/assets.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'

/** A figure and where it is from. `assumed` says that no record of the day was found, and what stands in. */
export type Sourced<T> = { readonly value: T; readonly source: string; readonly assumed: boolean }

/** A figure of a record. */
export const recorded = <T>(value: T, source: string): Sourced<T> => ({ value, source, assumed: false })
/** A figure that stands in for a record that was not found. */
export const assumed = <T>(value: T, source: string): Sourced<T> => ({ value, source, assumed: true })

const REPORT = 'Aave configuration report at block 23975177, bgd-labs/protocol-v3.6-upgrade @ 59ffbe77'

/** The block that the embedded mainnet stands for. */
export const SEED_BLOCK = 23_975_177n
export const SEED_TIMESTAMP = assumed(
  1_765_267_796,
  'block 23464929 at 1759104000 (aave-weth-daily) plus 12.08 s a block, the mean since block 18908894',
)

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
  /** Of stablecoins; without effect while no reserve has a debt ceiling. */
  readonly borrowableInIsolation?: true
  /** Optimal usage, base rate, slope 1, slope 2; basis points. */
  readonly rates: readonly [number, number, number, number]
  /** Price with 8 decimals. */
  readonly priceBase: bigint
  /** What can be borrowed or withdrawn. */
  readonly virtualBalance: bigint
  readonly borrowed: Sourced<bigint>
}

const ETHER = 10n ** 18n
const NO_RECORD = 'no figure of the day; nothing borrowed'
const STABLE = 'no figure of the day; three quarters of the supply borrowed'

/** Recorded at the seed block unless a figure says otherwise. Order is the pool's order of listing, not its ids. */
export const RESERVES: Sourced<readonly ReserveSeed[]> = recorded(
  [
    {
      asset: 'WETH',
      id: 0,
      ltvBps: 8050,
      liquidationThresholdBps: 8300,
      liquidationBonusBps: 10500,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 3_800_000n,
      borrowCap: 3_600_000n,
      borrowingEnabled: true,
      rates: [9200, 0, 250, 800],
      priceBase: 311_902_000_000n,
      virtualBalance: 954_268_732_153_227_022_985_294n,
      borrowed: assumed(
        2_090_774n * ETHER,
        'the borrows of 2025-09-29 (aave-weth-daily), the nearest recorded day',
      ),
    },
    {
      asset: 'wstETH',
      id: 1,
      ltvBps: 7850,
      liquidationThresholdBps: 8100,
      liquidationBonusBps: 10600,
      reserveFactorBps: 3500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 1_760_000n,
      borrowCap: 480_000n,
      borrowingEnabled: true,
      rates: [8000, 0, 100, 4000],
      priceBase: 380_923_804_395n,
      virtualBalance: 1_240_568_362_794_858_097_029_216n,
      borrowed: assumed(
        221_501n * ETHER,
        'the borrows of 2025-09-29 (aave-wsteth-daily), the nearest recorded day',
      ),
    },
    {
      asset: 'WBTC',
      id: 2,
      ltvBps: 7300,
      liquidationThresholdBps: 7800,
      liquidationBonusBps: 10500,
      reserveFactorBps: 5000,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 49_875n,
      borrowCap: 28_000n,
      borrowingEnabled: true,
      rates: [8000, 25, 400, 30000],
      priceBase: 9_023_635_944_936n,
      virtualBalance: 4_291_650_760_575n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'USDC',
      id: 3,
      ltvBps: 7500,
      liquidationThresholdBps: 7800,
      liquidationBonusBps: 10450,
      reserveFactorBps: 1000,
      liquidationProtocolFeeBps: 2000,
      supplyCap: 7_500_000_000n,
      borrowCap: 7_000_000_000n,
      borrowingEnabled: true,
      borrowableInIsolation: true,
      rates: [9200, 0, 550, 1000],
      priceBase: 99_979_000n,
      virtualBalance: 1_004_024_927_696_136n,
      borrowed: assumed(3_012_000_000_000_000n, STABLE),
    },
    {
      asset: 'DAI',
      id: 4,
      ltvBps: 6300,
      liquidationThresholdBps: 7700,
      liquidationBonusBps: 10500,
      reserveFactorBps: 2500,
      liquidationProtocolFeeBps: 2000,
      supplyCap: 338_000_000n,
      borrowCap: 271_000_000n,
      borrowingEnabled: true,
      borrowableInIsolation: true,
      rates: [9200, 0, 550, 3500],
      priceBase: 99_975_424n,
      virtualBalance: 41_517_360_575_367_232_564_697_057n,
      borrowed: assumed(124_500_000n * ETHER, STABLE),
    },
    {
      asset: 'cbETH',
      id: 7,
      ltvBps: 7500,
      liquidationThresholdBps: 7900,
      liquidationBonusBps: 10750,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 18_000n,
      borrowCap: 2_400n,
      borrowingEnabled: true,
      rates: [4500, 0, 700, 30000],
      priceBase: 348_592_484_046n,
      virtualBalance: 7_189_897_456_399_977_552_658n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'USDT',
      id: 8,
      ltvBps: 7500,
      liquidationThresholdBps: 7800,
      liquidationBonusBps: 10450,
      reserveFactorBps: 1000,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 9_500_000_000n,
      borrowCap: 8_800_000_000n,
      borrowingEnabled: true,
      borrowableInIsolation: true,
      rates: [9200, 0, 550, 1000],
      priceBase: 100_010_000n,
      virtualBalance: 686_337_813_588_166n,
      borrowed: assumed(2_059_000_000_000_000n, STABLE),
    },
    {
      asset: 'rETH',
      id: 9,
      ltvBps: 7500,
      liquidationThresholdBps: 7900,
      liquidationBonusBps: 10750,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 90_000n,
      borrowCap: 1n,
      borrowingEnabled: true,
      rates: [4500, 0, 700, 30000],
      priceBase: 359_410_303_789n,
      virtualBalance: 35_502_223_046_599_645_209_752n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'weETH',
      id: 28,
      ltvBps: 7750,
      liquidationThresholdBps: 8000,
      liquidationBonusBps: 10700,
      reserveFactorBps: 4500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 2_200_000n,
      borrowCap: 1n,
      borrowingEnabled: true,
      rates: [3000, 100, 700, 30000],
      priceBase: 337_894_646_933n,
      virtualBalance: 1_649_121_625_297_882_816_213_759n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'osETH',
      id: 29,
      ltvBps: 7250,
      liquidationThresholdBps: 7500,
      liquidationBonusBps: 10750,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 152_000n,
      borrowCap: 1n,
      borrowingEnabled: true,
      rates: [4500, 0, 700, 30000],
      priceBase: 330_872_734_816n,
      virtualBalance: 147_801_725_347_207_941_152_937n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'rsETH',
      id: 36,
      ltvBps: 7200,
      liquidationThresholdBps: 7500,
      liquidationBonusBps: 10750,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 480_000n,
      borrowCap: 1n,
      borrowingEnabled: false,
      rates: [4500, 0, 700, 30000],
      priceBase: 330_681_577_689n,
      virtualBalance: 144_473_814_999_676_792_191_628n,
      borrowed: assumed(0n, NO_RECORD),
    },
    {
      asset: 'ezETH',
      id: 51,
      ltvBps: 5,
      liquidationThresholdBps: 10,
      liquidationBonusBps: 10750,
      reserveFactorBps: 1500,
      liquidationProtocolFeeBps: 1000,
      supplyCap: 120_000n,
      borrowCap: 0n,
      borrowingEnabled: false,
      rates: [4500, 0, 700, 30000],
      priceBase: 333_735_140_000n,
      virtualBalance: 10_000n * ETHER,
      borrowed: assumed(0n, NO_RECORD),
    },
  ],
  `${REPORT}; of ezETH the terms and caps (the same report), its rate of 1.07, rate curve and supply assumed`,
)

export type EModeSeed = {
  readonly id: number
  readonly label: string
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  readonly liquidationBonusBps: number
  readonly collateral: readonly ReserveSeed['asset'][]
  readonly borrowable: readonly ReserveSeed['asset'][]
}

/**
 * E-modes 1, 3, 22 and 26, of the assets above (ETHx, also in categories 1 and 3, is not listed here).
 * Category 22 is recorded of 2026-09-16 (address book 4.68.1) and assumed for the seed block.
 */
export const E_MODES: Sourced<readonly EModeSeed[]> = recorded(
  [
    {
      id: 1,
      label: 'ETH correlated',
      ltvBps: 9300,
      liquidationThresholdBps: 9500,
      liquidationBonusBps: 10100,
      collateral: ['WETH', 'wstETH', 'cbETH', 'rETH', 'weETH', 'osETH'],
      borrowable: ['WETH'],
    },
    {
      id: 3,
      label: 'rsETH LST main',
      ltvBps: 9300,
      liquidationThresholdBps: 9500,
      liquidationBonusBps: 10100,
      collateral: ['rsETH'],
      borrowable: ['wstETH'],
    },
    {
      id: 22,
      label: 'ezETH wstETH',
      ltvBps: 9300,
      liquidationThresholdBps: 9500,
      liquidationBonusBps: 10100,
      collateral: ['ezETH'],
      borrowable: ['wstETH'],
    },
    {
      id: 26,
      label: 'weETH/wstETH ETH Correlated',
      ltvBps: 9300,
      liquidationThresholdBps: 9500,
      liquidationBonusBps: 10100,
      collateral: ['weETH'],
      borrowable: ['WETH', 'wstETH'],
    },
  ],
  REPORT,
)

export const FLASH_LOAN_PREMIUM_BPS = assumed(
  5,
  'read from the pool at block 18476512 (2023-11-01); no later record',
)

/** Feeds without a staking rate. The price of WETH is ETH/USD. */
export const FEED_ANSWERS: Sourced<
  Readonly<Record<FeedName, { readonly answer: bigint; readonly decimals: number }>>
> = recorded(
  {
    'ETH/USD': { answer: 311_902_000_000n, decimals: 8 },
    'stETH/ETH': { answer: 999_600_000_000_000_000n, decimals: 18 },
    'ezETH/ETH': { answer: 1_070_000_000_000_000_000n, decimals: 18 },
    'USDC/USD': { answer: 99_979_000n, decimals: 8 },
    'USDT/USD': { answer: 100_010_000n, decimals: 8 },
    'DAI/USD': { answer: 99_975_424n, decimals: 8 },
    'WBTC/USD': { answer: 9_023_635_944_936n, decimals: 8 },
  },
  `${REPORT}; stETH/ETH is assumed to answer what the seeded Curve pool pays, ezETH/ETH its rate`,
)

export type CapoSeed = {
  readonly asset: 'wstETH' | 'weETH' | 'rETH' | 'cbETH' | 'osETH' | 'rsETH' | 'ezETH'
  readonly maxYearlyGrowthBps: number
  /** Absent: the rate of the seed block, 7 days earlier. */
  readonly snapshot?: { readonly ratioWad: bigint; readonly timestamp: number }
}

export const CAPOS: Sourced<readonly CapoSeed[]> = assumed(
  [
    {
      asset: 'wstETH',
      maxYearlyGrowthBps: 968,
      snapshot: { ratioWad: 1_157_209_899_495_068_171n, timestamp: 1_708_004_591 },
    },
    { asset: 'weETH', maxYearlyGrowthBps: 875 },
    { asset: 'rETH', maxYearlyGrowthBps: 930 },
    { asset: 'cbETH', maxYearlyGrowthBps: 812 },
    { asset: 'osETH', maxYearlyGrowthBps: 875 },
    { asset: 'rsETH', maxYearlyGrowthBps: 983 },
    { asset: 'ezETH', maxYearlyGrowthBps: 1_089 },
  ],
  'wstETH recorded (bgd-labs/aave-capo DeployEthereum.s.sol); growth limits of weETH, rETH, cbETH and osETH recorded; those of rsETH and ezETH, and all snapshots but wstETH’s, assumed',
)

export const LIDO_SEED = {
  totalShares: assumed(7_051_745_850_000_000_000_000_000n, 'decoded on 2025-11-03, the nearest recorded day'),
  bufferedEther: assumed(5_000n * ETHER, 'no record; a few days of deposits'),
  feeBps: recorded(1000, 'lidofinance/state-mate lido.yaml @ 9f6df199'),
  depositsReserve: recorded(
    1_500n * ETHER,
    'upgrade-params-mainnet.toml, lidofinance/core @ 3f6ab3da; in force since version 4',
  ),
  maxStakeLimit: recorded(150_000n * ETHER, 'blog.lido.fi, February 2023; press of 2023-02-25'),
  stakeLimitGrowthBlocks: assumed(
    6_400n,
    'a day of 13.5 seconds a block; the press of 2023 has 6,200 ETH an hour',
  ),
} as const

/** Coin balances are whole; A without its precision of 100. */
export const CURVE_SEED = {
  eth: assumed(200_000n * ETHER, 'Kaiko, mid to late 2023; no later record'),
  stEth: assumed(201_000n * ETHER, 'Kaiko, mid to late 2023; no later record'),
  amplification: assumed(30n, 'A of March 2024; a later proposal to raise it to 200 has no recorded outcome'),
  fee: recorded(4_000_000n, 'read at block 15746199'),
  adminFee: recorded(5_000_000_000n, 'read at block 15746199'),
} as const

export type DepthRow = { readonly asset: Asset; readonly amount: number; readonly impactBps: number }

const STAKED_ETHER_DEPTH: readonly DepthRow[] = [
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: a recorded impact, not the logarithm of e
  { asset: 'wstETH', amount: 1_495, impactBps: 0.434 },
  { asset: 'wstETH', amount: 3_122, impactBps: 0.894 },
  { asset: 'wstETH', amount: 6_740, impactBps: 1.093 },
  { asset: 'wstETH', amount: 14_848, impactBps: 3.707 },
  { asset: 'wstETH', amount: 30_223, impactBps: 19.413 },
  { asset: 'wstETH', amount: 61_101, impactBps: 259.115 },
]

/** Impacts below this, in basis points, lie within one tick spacing of a 0.05 % pool, which cannot follow them. */
const RESOLVED_BPS = 3

/** The table of wstETH for another token, `divisor` times as thin. */
const stakedEtherDepth = (asset: Asset, divisor: number): readonly DepthRow[] =>
  STAKED_ETHER_DEPTH.filter(row => row.impactBps > RESOLVED_BPS).map(row => ({
    ...row,
    asset,
    amount: Math.round(row.amount / divisor),
  }))

/**
 * The pool holds about 8,200 ether: 27 M dollars at the price of 2024-04-24. Most of it buys within 2 % of the rate, the
 * rest down to half.
 */
const RESTAKED_DEPTH: readonly DepthRow[] = [
  { asset: 'ezETH', amount: 260, impactBps: 4 },
  { asset: 'ezETH', amount: 1_050, impactBps: 20 },
  { asset: 'ezETH', amount: 3_000, impactBps: 150 },
  { asset: 'ezETH', amount: 4_100, impactBps: 500 },
]

/** Median price impact by size of 1inch quotes on 2023-11-20 (xenophonlabs/crvUSDrisk @ 7d17fa79); whole tokens. */
export const UNISWAP_DEPTH: Readonly<Record<UniswapPoolName, Sourced<readonly DepthRow[]>>> = {
  'wstETH/WETH 0.01%': assumed(
    STAKED_ETHER_DEPTH,
    'aggregated quotes of 2023-11-20 taken as this one pool; the other side mirrors them',
  ),
  'wstETH/WETH 0.05%': assumed(
    STAKED_ETHER_DEPTH.map(row => ({ ...row, amount: Math.round(row.amount / 10) })),
    'no record of this pool alone: a tenth of what is taken for the 0.01 % pool; the other side mirrors it',
  ),
  'rETH/WETH 0.05%': assumed(
    stakedEtherDepth('rETH', 20),
    'no record of this pool: a twentieth of what is taken for wstETH/WETH 0.01 %; the other side mirrors it',
  ),
  'weETH/WETH 0.05%': assumed(
    stakedEtherDepth('weETH', 10),
    'no record of this pool: a tenth of what is taken for wstETH/WETH 0.01 %; the other side mirrors it',
  ),
  'cbETH/WETH 0.05%': assumed(
    stakedEtherDepth('cbETH', 30),
    'no record of this pool: a thirtieth of what is taken for wstETH/WETH 0.01 %; the other side mirrors it',
  ),
  'osETH/WETH 0.05%': assumed(
    stakedEtherDepth('osETH', 30),
    'no record: osETH’s markets (Curve’s osETH/rETH above all, Balancer’s pool until it was robbed on 2025-11-03) taken as this one pool, a thirtieth of what is taken for wstETH/WETH 0.01 %; the other side mirrors it',
  ),
  'rsETH/WETH 0.05%': assumed(
    RESTAKED_DEPTH.map(row => ({ ...row, asset: 'rsETH' })),
    'no record of rsETH’s markets: as deep as ezETH’s in April 2024; the other side mirrors it',
  ),
  'ezETH/WETH 0.01%': assumed(
    RESTAKED_DEPTH,
    'ezETH’s markets taken as this one pool: 27 M dollars of ether in all as in April 2024 (press, SOURCES C.2), how it is spread over prices assumed; the other side mirrors it',
  ),
  'USDC/WETH 0.05%': assumed(
    [
      { asset: 'WETH', amount: 260, impactBps: 6.705 },
      { asset: 'WETH', amount: 761, impactBps: 12.96 },
      { asset: 'WETH', amount: 1_281, impactBps: 16.297 },
      { asset: 'WETH', amount: 2_980, impactBps: 35.476 },
      { asset: 'WETH', amount: 7_292, impactBps: 74.396 },
      { asset: 'WETH', amount: 14_897, impactBps: 118.921 },
      { asset: 'WETH', amount: 27_703, impactBps: 239.904 },
      { asset: 'WETH', amount: 64_840, impactBps: 641.677 },
      { asset: 'USDC', amount: 281_395, impactBps: 2.879 },
      { asset: 'USDC', amount: 1_530_219, impactBps: 9.323 },
      { asset: 'USDC', amount: 3_156_275, impactBps: 19.334 },
      { asset: 'USDC', amount: 6_786_561, impactBps: 42.052 },
      { asset: 'USDC', amount: 15_227_540, impactBps: 75.848 },
      { asset: 'USDC', amount: 36_751_534, impactBps: 161.414 },
      { asset: 'USDC', amount: 67_495_161, impactBps: 294.687 },
    ],
    'aggregated quotes of 2023-11-20 taken as this one pool',
  ),
}

export const ETHEREUM_SEED = {
  stakedEther: recorded(
    35_448_271n * ETHER,
    'validatorqueue.com, 2025-12-09 (etheralpha/validatorqueue-com @ f6a337c0)',
  ),
  exitQueue: recorded(
    1_145_737n * ETHER,
    'validatorqueue.com, 2025-12-09 (etheralpha/validatorqueue-com @ f6a337c0)',
  ),
} as const

/** One in `value` of a swap's fee goes to the protocol. */
export const UNISWAP_FEE_PROTOCOL = assumed(
  4,
  'a quarter on the 0.01 % and 0.05 % tiers of selected pools since late 2025 (developers.uniswap.org)',
)

/** Of staking tokens on Uniswap against their share rates. */
export const USUAL_DISCOUNT_BPS = assumed(
  2n,
  'no record of the day; what a few days in Lido’s queue are worth',
)

/** Own money of those who liquidate and arbitrage; dollars are whole, of each stablecoin. */
export const FUNDS = assumed(
  {
    liquidatorWeth: 50_000n * ETHER,
    houseWeth: 25_000n * ETHER,
    houseDollars: 50_000_000n,
    /** What buys ether in the pool when it is cheaper there than elsewhere. */
    outsideDollars: 1_000_000_000n,
  },
  'no record of what liquidators and arbitrageurs hold',
)
