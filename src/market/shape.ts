import type { AaveAccount, AaveEMode, AaveReserve } from '../protocols/aave/state.js'
import type { Capo, Feed } from '../protocols/chainlink/state.js'
import type { CurveState } from '../protocols/curve/state.js'
import type { EthereumState, Outage, Slashing } from '../protocols/ethereum/state.js'
import type { LidoState, WithdrawalQueueState, WithdrawalRequest } from '../protocols/lido/state.js'
import { protocolEntries } from '../protocols/registry.js'
import { fields, keyed, list, type Shape, type ShapeOf } from '../protocols/shape.js'
import type { CoreStates } from '../protocols/states.js'
import type { UniswapPool, UniswapPosition, UniswapTick } from '../protocols/uniswap/state.js'

const reserve: ShapeOf<AaveReserve> = fields({
  asset: 'string',
  id: 'number',
  decimals: 'number',
  ltvBps: 'number',
  liquidationThresholdBps: 'number',
  liquidationBonusBps: 'number',
  reserveFactorBps: 'number',
  liquidationProtocolFeeBps: 'number',
  supplyCap: 'bigint',
  borrowCap: 'bigint',
  active: 'boolean',
  frozen: 'boolean',
  paused: 'boolean',
  borrowingEnabled: 'boolean',
  flashLoanEnabled: 'boolean',
  optimalUsageBps: 'number',
  baseRateBps: 'number',
  slope1Bps: 'number',
  slope2Bps: 'number',
  liquidityIndexRay: 'bigint',
  liquidityRateRay: 'bigint',
  borrowIndexRay: 'bigint',
  borrowRateRay: 'bigint',
  lastUpdate: 'number',
  supplyScaled: 'bigint',
  debtScaled: 'bigint',
  treasuryScaled: 'bigint',
  virtualBalance: 'bigint',
  deficit: 'bigint',
  cash: 'bigint',
  priceBase: 'bigint',
})

const eMode: ShapeOf<AaveEMode> = fields({
  id: 'number',
  ltvBps: 'number',
  liquidationThresholdBps: 'number',
  liquidationBonusBps: 'number',
  collateralBitmap: 'bigint',
  borrowableBitmap: 'bigint',
  ltvzeroBitmap: 'bigint',
})

const account: ShapeOf<AaveAccount> = fields({
  eMode: 'number',
  configuration: 'bigint',
  supplies: keyed('bigint'),
  debts: keyed('bigint'),
})

const withdrawalRequest: ShapeOf<WithdrawalRequest> = fields({
  id: 'number',
  owner: 'string',
  cumulativeStEth: 'bigint',
  cumulativeShares: 'bigint',
  timestamp: 'number',
  claimed: 'boolean',
  reportTimestamp: 'number',
})

const queue: ShapeOf<WithdrawalQueueState> = fields({
  lastRequestId: 'number',
  lastFinalizedRequestId: 'number',
  requests: keyed(withdrawalRequest),
  checkpoints: list(fields({ fromRequestId: 'number', maxShareRateRay: 'bigint' })),
  lockedEther: 'bigint',
  paused: 'boolean',
})

const lido: ShapeOf<LidoState> = fields({
  totalShares: 'bigint',
  externalShares: 'bigint',
  bufferedEther: 'bigint',
  clValidatorsBalance: 'bigint',
  clPendingBalance: 'bigint',
  depositedPostReport: 'bigint',
  depositsReserve: 'bigint',
  depositsReserveTarget: 'bigint',
  stakeLimit: fields({
    prevStakeBlockNumber: 'bigint',
    prevStakeLimit: 'bigint',
    maxStakeLimitGrowthBlocks: 'bigint',
    maxStakeLimit: 'bigint',
  }),
  stopped: 'boolean',
  clValidators: 'number',
  exitedValidators: 'number',
  feeBps: 'number',
  lastReport: 'number',
  withdrawalVault: 'bigint',
  elRewardsVault: 'bigint',
  version: 'number',
  bunkerSince: 'number',
  reports: list(
    fields({
      at: 'number',
      clBalance: 'bigint',
      deposits: 'bigint',
      withdrawals: 'bigint',
      negativeRebase: 'bigint',
      exitedValidators: 'number',
    }),
  ),
  shares: keyed('bigint'),
  wstEthSupply: 'bigint',
  queue,
})

const curve: ShapeOf<CurveState> = fields({
  initialA: 'bigint',
  futureA: 'bigint',
  initialATime: 'number',
  futureATime: 'number',
  fee: 'bigint',
  adminFee: 'bigint',
  ethBalance: 'bigint',
  adminBalances: list('bigint'),
  lpSupply: 'bigint',
  lpBalances: keyed('bigint'),
})

const tick: ShapeOf<UniswapTick> = fields({
  tick: 'number',
  liquidityGross: 'bigint',
  liquidityNet: 'bigint',
  feeGrowthOutside0X128: 'bigint',
  feeGrowthOutside1X128: 'bigint',
})

const position: ShapeOf<UniswapPosition> = fields({
  owner: 'string',
  tickLower: 'number',
  tickUpper: 'number',
  liquidity: 'bigint',
  feeGrowthInside0LastX128: 'bigint',
  feeGrowthInside1LastX128: 'bigint',
  tokensOwed0: 'bigint',
  tokensOwed1: 'bigint',
})

const pool: ShapeOf<UniswapPool> = fields({
  token0: 'string',
  token1: 'string',
  fee: 'number',
  tickSpacing: 'number',
  sqrtPriceX96: 'bigint',
  tick: 'number',
  liquidity: 'bigint',
  feeProtocol: 'number',
  feeGrowthGlobal0X128: 'bigint',
  feeGrowthGlobal1X128: 'bigint',
  protocolFees0: 'bigint',
  protocolFees1: 'bigint',
  ticks: list(tick),
  positions: list(position),
  balance0: 'bigint',
  balance1: 'bigint',
})

const feed: ShapeOf<Feed> = fields({
  answer: 'bigint',
  decimals: 'number',
  updatedAt: 'number',
  halted: 'boolean',
})

const capo: ShapeOf<Capo> = fields({
  baseFeed: 'string',
  snapshotRatioWad: 'bigint',
  snapshotTimestamp: 'number',
  maxYearlyGrowthBps: 'number',
})

const slashing: ShapeOf<Slashing> = fields({
  at: 'number',
  balance: 'bigint',
  others: 'bigint',
  effectiveBalance: 'bigint',
  exitsFrom: 'number',
  exitsUntil: 'number',
  withdrawableAt: 'number',
})

const outage: ShapeOf<Outage> = fields({
  from: 'number',
  until: 'number',
  offline: 'bigint',
  others: 'bigint',
  leakUntil: 'number',
  lost: 'bigint',
})

const ethereum: ShapeOf<EthereumState> = fields({
  fork: 'string',
  stakedEther: 'bigint',
  exitQueue: 'bigint',
  exitQueueAt: 'number',
  slashings: list(slashing),
  outages: list(outage),
})

const CORE: ShapeOf<CoreStates> = fields({
  block: fields({ number: 'bigint', timestamp: 'number' }),
  aave: fields({
    flashLoanPremiumBps: 'number',
    reserves: keyed(reserve),
    eModes: keyed(eMode),
    accounts: keyed(account),
    borrowers: list(keyed(account)),
  }),
  lido,
  curve,
  uniswap: fields({
    'wstETH/WETH 0.01%': pool,
    'wstETH/WETH 0.05%': pool,
    'rETH/WETH 0.05%': pool,
    'weETH/WETH 0.05%': pool,
    'cbETH/WETH 0.05%': pool,
    'osETH/WETH 0.05%': pool,
    'rsETH/WETH 0.05%': pool,
    'ezETH/WETH 0.01%': pool,
    'USDC/WETH 0.05%': pool,
  }),
  chainlink: fields({
    feeds: fields({
      'ETH/USD': feed,
      'stETH/ETH': feed,
      'ezETH/ETH': feed,
      'USDC/USD': feed,
      'USDT/USD': feed,
      'DAI/USD': feed,
      'WBTC/USD': feed,
    }),
    capos: keyed(capo),
    sources: keyed('string'),
  }),
  shareRates: keyed('bigint'),
  ethereum,
  wallets: keyed(keyed('bigint')),
})

/** The shape of a `Market`, complete by its type. */
export const MARKET_SHAPE: Shape = {
  kind: 'fields',
  of: { ...CORE.of, ...Object.fromEntries(protocolEntries().map(([name, { shape }]) => [name, shape])) },
}
