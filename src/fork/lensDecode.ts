import type { Market, Wallet } from '../market/market.js'
import { type Borrowers, borrowersOf, NO_BORROWERS } from '../protocols/aave/borrowers.js'
import type { AaveAccount, AaveEMode, AaveReserve, AaveState } from '../protocols/aave/state.js'
import type { Address, Asset } from '../protocols/assets.js'
import { MARKET_SOURCES } from '../protocols/chainlink/addresses.js'
import type { Capo, Feed, FeedName, PriceSource, SwitchableAsset } from '../protocols/chainlink/state.js'
import type { CurveState } from '../protocols/curve/state.js'
import { type ConsensusFork, DEFAULT_FORK } from '../protocols/ethereum/forks.js'
import type { EthereumState } from '../protocols/ethereum/state.js'
import {
  LIDO_VERSIONS,
  type LidoState,
  type LidoVersion,
  type WithdrawalQueueState,
} from '../protocols/lido/state.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPool, UniswapPoolName, UniswapPosition } from '../protocols/uniswap/state.js'
import { amounts, byAddress, key, rows, type Words } from './lensWords.js'

/** Words of a reserve: `DataTypes.ReserveDataLegacy` (15), rate data (4), then what Lens.sol adds (6). */
const RESERVE_WORDS = 25

/** Bits of `ReserveConfiguration` (Aave v3.6). */
const configurationOf = (configuration: bigint) => {
  const field = (offset: number, width: number): bigint =>
    (configuration >> BigInt(offset)) & ((1n << BigInt(width)) - 1n)
  const bps = (offset: number): number => Number(field(offset, 16))
  const flag = (offset: number): boolean => field(offset, 1) === 1n
  return {
    decimals: Number(field(48, 8)),
    ltvBps: bps(0),
    liquidationThresholdBps: bps(16),
    liquidationBonusBps: bps(32),
    reserveFactorBps: bps(64),
    liquidationProtocolFeeBps: bps(152),
    supplyCap: field(116, 36),
    borrowCap: field(80, 36),
    active: flag(56),
    frozen: flag(57),
    paused: flag(60),
    borrowingEnabled: flag(58),
    flashLoanEnabled: flag(63),
  }
}

const decodeReserve = (words: Words, at: number, asset: Asset): AaveReserve => ({
  asset,
  id: words.number(at + 7),
  ...configurationOf(words.big(at)),
  optimalUsageBps: words.number(at + 15),
  baseRateBps: words.number(at + 16),
  slope1Bps: words.number(at + 17),
  slope2Bps: words.number(at + 18),
  liquidityIndexRay: words.big(at + 1),
  liquidityRateRay: words.big(at + 2),
  borrowIndexRay: words.big(at + 3),
  borrowRateRay: words.big(at + 4),
  lastUpdate: words.number(at + 6),
  supplyScaled: words.big(at + 19),
  debtScaled: words.big(at + 20),
  treasuryScaled: words.big(at + 12),
  virtualBalance: words.big(at + 21),
  deficit: words.big(at + 22),
  cash: words.big(at + 23),
  priceBase: words.big(at + 24),
})

const decodeEMode = (words: Words, at: number): AaveEMode => ({
  id: words.number(at),
  ltvBps: words.number(at + 1),
  liquidationThresholdBps: words.number(at + 2),
  liquidationBonusBps: words.number(at + 3),
  collateralBitmap: words.big(at + 4),
  borrowableBitmap: words.big(at + 5),
  ltvzeroBitmap: words.big(at + 6),
})

/** What the lists of the lens stand for: the same lists that were sent. */
export type Subjects = {
  readonly reserves: readonly Asset[]
  readonly tracked: readonly Address[]
  readonly borrowers: readonly Address[]
  readonly tokens: readonly Asset[]
  readonly stEthHolders: readonly Address[]
  readonly feeds: readonly FeedName[]
  readonly capos: readonly Asset[]
  readonly switchable: readonly SwitchableAsset[]
  readonly rates: readonly Asset[]
  readonly pools: readonly UniswapPoolName[]
  readonly positions: readonly PositionRequest[]
}

/** A Uniswap position as a pool keys it. */
export type PositionRequest = {
  readonly pool: UniswapPoolName
  readonly owner: Address
  readonly tickLower: number
  readonly tickUpper: number
}

type AaveWords = {
  readonly block: Words
  readonly reserves: Words
  readonly accounts: Words
  readonly eModes: Words
}

/** Reserves that the pool lists, e-modes that exist, and every tracked account. */
export const decodeAave = (words: AaveWords, subjects: Subjects): AaveState => {
  const reserves: Partial<Record<Asset, AaveReserve>> = {}
  subjects.reserves.forEach((asset, i) => {
    const at = i * RESERVE_WORDS
    if (words.reserves.big(at + 8) > 0n) reserves[asset] = decodeReserve(words.reserves, at, asset)
  })
  const eModes = rows(words.eModes, 7, at => decodeEMode(words.eModes, at))
  return {
    flashLoanPremiumBps: words.block.number(2),
    reserves,
    eModes: Object.fromEntries(eModes.filter(e => e.liquidationThresholdBps > 0).map(e => [e.id, e])),
    accounts: decodeAccounts(words.accounts, subjects),
    borrowers: decodeBorrowers(words.accounts, subjects, reserves),
  }
}

const decodeAccounts = (words: Words, subjects: Subjects): Record<Address, AaveAccount> => {
  const n = subjects.reserves.length
  return Object.fromEntries(
    subjects.tracked.map((address, j) => {
      const at = j * (2 + 2 * n)
      const account: AaveAccount = {
        eMode: words.number(at + 1),
        configuration: words.big(at),
        supplies: amounts(words, at + 2, subjects.reserves),
        debts: amounts(words, at + 2 + n, subjects.reserves),
      }
      return [key(address), account]
    }),
  )
}

/** Behind the accounts: of each borrower only the balances that its configuration names. */
const decodeBorrowers = (words: Words, subjects: Subjects, reserves: AaveState['reserves']): Borrowers => {
  if (subjects.borrowers.length === 0) return NO_BORROWERS
  let at = subjects.tracked.length * (2 + 2 * subjects.reserves.length)
  const listed = subjects.reserves.flatMap(asset => reserves[asset] ?? [])
  return borrowersOf(
    subjects.borrowers.map(address => {
      const [configuration, eMode] = [words.big(at), words.number(at + 1)]
      at += 2
      const supplies: Partial<Record<Asset, bigint>> = {}
      const debts: Partial<Record<Asset, bigint>> = {}
      for (const { asset, id } of listed) {
        const flags = Number((configuration >> BigInt(2 * id)) & 3n)
        if ((flags & 2) !== 0) supplies[asset] = words.big(at++)
        if ((flags & 1) !== 0) debts[asset] = words.big(at++)
      }
      return [key(address), { eMode, configuration, supplies, debts }]
    }),
  )
}

/** Balances of every tracked account. */
export const decodeWallets = (words: Words, subjects: Subjects): Record<Address, Wallet> => {
  const width = subjects.tokens.length + 1
  return Object.fromEntries(
    subjects.tracked.map((address, j) => [key(address), decodeBalances(words, j * width, subjects.tokens)]),
  )
}

/** Ether and tokens of one account, from word `at` on. */
export const decodeBalances = (words: Words, at: number, tokens: readonly Asset[]): Wallet =>
  amounts(words, at, ['ETH', ...tokens])

/** Lido's balance sheet, which no getter of mainnet shows whole; it is read from storage. */
export type LidoBalances = Pick<
  LidoState,
  | 'bufferedEther'
  | 'clValidatorsBalance'
  | 'clPendingBalance'
  | 'depositedPostReport'
  | 'depositsReserve'
  | 'depositsReserveTarget'
>

type LidoWords = {
  readonly lido: Words
  readonly reports: Words
  readonly queue: Words
  readonly requests: Words
  readonly checkpoints: Words
}

/** What a validator is taken to hold where nobody has counted them, wei. */
const VALIDATOR = 32n * 10n ** 18n

const versionOf = (version: number): LidoVersion => {
  const known = LIDO_VERSIONS.find(candidate => candidate === version)
  if (known === undefined) throw new Error(`Lido's version ${version} is not known`)
  return known
}

/** Lido with its queue. Throws when what storage holds does not make the contract's own total. */
export const decodeLido = (words: LidoWords, balances: LidoBalances, subjects: Subjects): LidoState => {
  const { lido, reports } = words
  const [totalShares, externalShares] = [lido.big(1), lido.big(2)]
  checkTotal(balances, { totalShares, externalShares, pooledEther: lido.big(3) })
  return {
    totalShares,
    externalShares,
    ...balances,
    feeBps: lido.number(4),
    lastReport: lido.number(5),
    // Nobody answers on a chain where our report never was: the contract's own version.
    version: versionOf(lido.number(7) || lido.number(0)),
    bunkerSince: lido.number(8),
    withdrawalVault: lido.big(9),
    elRewardsVault: lido.big(10),
    stopped: lido.number(13) === 1,
    stakeLimit: {
      maxStakeLimit: lido.big(17),
      maxStakeLimitGrowthBlocks: lido.big(18),
      prevStakeLimit: lido.big(19),
      prevStakeBlockNumber: lido.big(20),
    },
    clValidators: lido.number(11) || Number(balances.clValidatorsBalance / VALIDATOR),
    exitedValidators: lido.number(12),
    reports: rows(reports, 6, at => ({
      at: reports.number(at),
      clBalance: reports.big(at + 1),
      deposits: reports.big(at + 2),
      withdrawals: reports.big(at + 3),
      negativeRebase: reports.big(at + 4),
      exitedValidators: reports.number(at + 5),
    })),
    shares: byAddress(lido, 21, subjects.stEthHolders),
    wstEthSupply: lido.big(6),
    queue: decodeQueue(words),
  }
}

const checkTotal = (
  balances: LidoBalances,
  total: { readonly totalShares: bigint; readonly externalShares: bigint; readonly pooledEther: bigint },
): void => {
  const internal =
    balances.bufferedEther +
    balances.clValidatorsBalance +
    balances.clPendingBalance +
    balances.depositedPostReport
  const external = (total.externalShares * internal) / (total.totalShares - total.externalShares)
  if (internal + external !== total.pooledEther)
    throw new Error(
      `Lido's storage makes ${internal + external} wei of pooled ether, the contract says ${total.pooledEther}`,
    )
}

const decodeQueue = ({ queue, requests, checkpoints }: LidoWords): WithdrawalQueueState => ({
  lastRequestId: queue.number(0),
  lastFinalizedRequestId: queue.number(1),
  requests: Object.fromEntries(
    rows(requests, 7, at => ({
      id: requests.number(at),
      owner: requests.address(at + 3),
      cumulativeStEth: requests.big(at + 1),
      cumulativeShares: requests.big(at + 2),
      timestamp: requests.number(at + 4),
      claimed: requests.number(at + 5) !== 0,
      reportTimestamp: requests.number(at + 6),
    })).map(request => [request.id, request]),
  ),
  checkpoints: rows(checkpoints, 2, at => ({
    fromRequestId: checkpoints.number(at),
    maxShareRateRay: checkpoints.big(at + 1),
  })),
  lockedEther: queue.big(2),
  paused: queue.number(3) !== 0,
})

export const decodeCurve = (words: Words, subjects: Subjects): CurveState => ({
  initialA: words.big(0),
  futureA: words.big(1),
  initialATime: words.number(2),
  futureATime: words.number(3),
  fee: words.big(4),
  adminFee: words.big(5),
  ethBalance: words.big(6),
  adminBalances: [words.big(7), words.big(8)],
  lpSupply: words.big(9),
  lpBalances: byAddress(words, 10, subjects.tracked),
})

/** Feeds and price caps; an asset without a cap is absent. */
export const decodeChainlink = (feeds: Words, capos: Words, subjects: Subjects): Market['chainlink'] => {
  const feedAt = (i: number): Feed => ({
    answer: feeds.signed(4 * i),
    decimals: feeds.number(4 * i + 1),
    updatedAt: feeds.number(4 * i + 2),
    halted: feeds.big(4 * i + 3) > 0n,
  })
  const caps: Partial<Record<Asset, Capo>> = {}
  subjects.capos.forEach((asset, i) => {
    if (capos.big(3 * i) > 0n) caps[asset] = capoAt(capos, 3 * i)
  })
  const named = Object.fromEntries(subjects.feeds.map((name, i) => [name, feedAt(i)]))
  const sources: Partial<Record<SwitchableAsset, PriceSource>> = {}
  subjects.switchable.forEach((asset, i) => {
    const source = capos.address(3 * subjects.capos.length + i)
    if (source === MARKET_SOURCES[asset]) sources[asset] = 'market'
  })
  return { feeds: named as Record<FeedName, Feed>, capos: caps, sources }
}

/** All caps that Plimsoll follows are over ETH/USD (`BASE_TO_USD_AGGREGATOR`). */
const capoAt = (words: Words, at: number): Capo => ({
  baseFeed: 'ETH/USD',
  snapshotRatioWad: words.big(at),
  snapshotTimestamp: words.number(at + 1),
  maxYearlyGrowthBps: words.number(at + 2),
})

export const decodeShareRates = (words: Words, subjects: Subjects): Market['shareRates'] =>
  amounts(words, 0, subjects.rates)

/** Forks by their number in Beacon.sol; the one a chain has without being told comes first. */
export const BEACON_FORKS: readonly ConsensusFork[] = ['electra', 'altair', 'bellatrix', 'deneb', 'gloas']

const SLASHING_WORDS = 7
const OUTAGE_WORDS = 6

const startsOf = (from: number, count: number, width: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + width * i)

/** Five words before the lists, and five of each entry. */
export const decodeEthereum = (words: Words): EthereumState => {
  const count = words.number(4)
  const outagesAt = 5 + SLASHING_WORDS * count
  return {
    fork: BEACON_FORKS[words.number(3)] ?? DEFAULT_FORK,
    stakedEther: words.big(0),
    exitQueue: words.big(1),
    exitQueueAt: words.number(2),
    slashings: startsOf(5, count, SLASHING_WORDS).map(at => ({
      at: words.number(at),
      balance: words.big(at + 1),
      others: words.big(at + 2),
      effectiveBalance: words.big(at + 3),
      exitsFrom: words.number(at + 4),
      exitsUntil: words.number(at + 5),
      withdrawableAt: words.number(at + 6),
    })),
    outages: startsOf(outagesAt, (words.length - outagesAt) / OUTAGE_WORDS, OUTAGE_WORDS).map(at => ({
      from: words.number(at),
      until: words.number(at + 1),
      offline: words.big(at + 2),
      others: words.big(at + 3),
      leakUntil: words.number(at + 4),
      lost: words.big(at + 5),
    })),
  }
}

type PoolWords = { readonly pool: Words; readonly ticks: Words; readonly positions: Words }

/** One pool; positions that were never made are left out. */
export const decodePool = (words: PoolWords, name: UniswapPoolName, subjects: Subjects): UniswapPool => {
  const { pool, ticks } = words
  const { token0, token1, fee, tickSpacing } = UNISWAP_POOLS[name]
  return {
    token0,
    token1,
    fee,
    tickSpacing,
    sqrtPriceX96: pool.big(0),
    tick: pool.signedNumber(1),
    liquidity: pool.big(7),
    feeProtocol: pool.number(5),
    feeGrowthGlobal0X128: pool.big(8),
    feeGrowthGlobal1X128: pool.big(9),
    protocolFees0: pool.big(10),
    protocolFees1: pool.big(11),
    ticks: rows(ticks, 5, at => ({
      tick: ticks.signedNumber(at),
      liquidityGross: ticks.big(at + 1),
      liquidityNet: ticks.signed(at + 2),
      feeGrowthOutside0X128: ticks.big(at + 3),
      feeGrowthOutside1X128: ticks.big(at + 4),
    })),
    positions: subjects.positions
      .filter(request => request.pool === name)
      .flatMap((request, i) => decodePosition(words.positions, 5 * i, request)),
    balance0: pool.big(12),
    balance1: pool.big(13),
  }
}

const decodePosition = (words: Words, at: number, request: PositionRequest): readonly UniswapPosition[] => {
  const position = {
    owner: key(request.owner),
    tickLower: request.tickLower,
    tickUpper: request.tickUpper,
    liquidity: words.big(at),
    feeGrowthInside0LastX128: words.big(at + 1),
    feeGrowthInside1LastX128: words.big(at + 2),
    tokensOwed0: words.big(at + 3),
    tokensOwed1: words.big(at + 4),
  }
  const exists = [0, 1, 2, 3, 4].some(i => words.big(at + i) > 0n)
  return exists ? [position] : []
}
