import type { Market } from '../../market/market.js'
import { accountData } from '../../protocols/aave/account.js'
import { eachBorrower } from '../../protocols/aave/borrowers.js'
import { getNormalizedDebt, getNormalizedIncome } from '../../protocols/aave/reserve.js'
import type { AaveAccount, AaveReserve } from '../../protocols/aave/state.js'
import { getATokenBalance, getVTokenBalance } from '../../protocols/aave/tokenMath.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { CONSENSUS_FORKS } from '../../protocols/ethereum/forks.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { protocolEntries } from '../../protocols/registry.js'
import type { Shape } from '../../protocols/shape.js'
import type { UniswapPool, UniswapPosition } from '../../protocols/uniswap/state.js'
import { TOLERANCES, type Tolerance } from './tolerances.js'

/** One number that both worlds have and that is not the same in both. */
export type Difference = {
  readonly quantity: string
  /** Which one of the quantity's numbers. */
  readonly where: string
  readonly model: bigint
  readonly fork: bigint
  /** Model less fork. */
  readonly difference: bigint
}

type Add = (where: string, value: bigint | number | boolean | undefined) => void

/** A group of a market's numbers that are compared under one name, each in its smallest unit. */
export type Quantity = {
  readonly name: string
  readonly read: (market: Market, add: Add) => void
}

const each = <K extends string, V>(
  record: Readonly<Partial<Record<K, V>>>,
  visit: (key: K, value: V) => void,
): void => {
  for (const key in record) {
    const value = record[key]
    if (value !== undefined) visit(key, value)
  }
}

/** Fields of a flat object, under their own names. */
const fields = (at: string, object: object, names: readonly string[], add: Add): void => {
  for (const name of names) add(`${at} ${name}`, (object as Record<string, bigint | number | boolean>)[name])
}

const reserveFields =
  (...names: readonly (keyof AaveReserve)[]): Quantity['read'] =>
  (market, add) =>
    each(market.aave.reserves, (asset, reserve) => fields(asset, reserve, names, add))

const poolFields =
  (...names: readonly (keyof UniswapPool)[]): Quantity['read'] =>
  (market, add) =>
    each(market.uniswap, (name, pool) => fields(name, pool, names, add))

const eachAccount = (market: Market, visit: (owner: Address, account: AaveAccount) => void): void => {
  each(market.aave.accounts, visit)
  eachBorrower(market.aave.borrowers, visit)
}

const healthFactors: Quantity['read'] = (market, add) =>
  eachAccount(market, owner => {
    const data = accountData(market.aave, owner, market.block.timestamp)
    if (data.debtBase > 0n) add(owner, data.healthFactorWad)
  })

const scaledBalances: Quantity['read'] = (market, add) =>
  eachAccount(market, (owner, { supplies, debts }) => {
    each<Asset, bigint>(supplies, (asset, scaled) => add(`${owner} supply ${asset}`, scaled))
    each<Asset, bigint>(debts, (asset, scaled) => add(`${owner} debt ${asset}`, scaled))
  })

const actualBalances: Quantity['read'] = (market, add) => {
  const { reserves } = market.aave
  const now = market.block.timestamp
  eachAccount(market, (owner, { supplies, debts }) => {
    each<Asset, bigint>(supplies, (asset, scaled) => {
      const reserve = reserves[asset]
      if (reserve)
        add(`${owner} supply ${asset}`, getATokenBalance(scaled, getNormalizedIncome(reserve, now)))
    })
    each<Asset, bigint>(debts, (asset, scaled) => {
      const reserve = reserves[asset]
      if (reserve) add(`${owner} debt ${asset}`, getVTokenBalance(scaled, getNormalizedDebt(reserve, now)))
    })
  })
}

const E_MODE_FIELDS = [
  'ltvBps',
  'liquidationThresholdBps',
  'liquidationBonusBps',
  'collateralBitmap',
  'borrowableBitmap',
  'ltvzeroBitmap',
] as const

const aaveAccounts: Quantity['read'] = (market, add) => {
  add('flash loan premium', market.aave.flashLoanPremiumBps)
  eachAccount(market, (owner, account) => fields(owner, account, ['eMode', 'configuration'], add))
  for (const eMode of Object.values(market.aave.eModes))
    fields(`e-mode ${eMode.id}`, eMode, E_MODE_FIELDS, add)
}

const wallets: Quantity['read'] = (market, add) =>
  each(market.wallets, (owner, wallet) =>
    each<Asset, bigint>(wallet, (asset, amount) => add(`${owner} ${asset}`, amount)),
  )

const curve: Quantity['read'] = ({ curve: pool }, add) => {
  const names = [
    'initialA',
    'futureA',
    'initialATime',
    'futureATime',
    'fee',
    'adminFee',
    'ethBalance',
    'lpSupply',
  ]
  fields('pool', pool, names, add)
  pool.adminBalances.forEach((amount, coin) => void add(`admin ${coin}`, amount))
  each(pool.lpBalances, (owner, amount) => add(`${owner} steCRV`, amount))
}

const TICK_FIELDS = ['liquidityGross', 'liquidityNet'] as const
const TICK_GROWTH_FIELDS = ['feeGrowthOutside0X128', 'feeGrowthOutside1X128'] as const

const ticks =
  (names: readonly string[]): Quantity['read'] =>
  (market, add) =>
    each(market.uniswap, (name, pool) => {
      for (const tick of pool.ticks) fields(`${name} tick ${tick.tick}`, tick, names, add)
    })

const feeGrowth: Quantity['read'] = (market, add) => {
  poolFields('feeGrowthGlobal0X128', 'feeGrowthGlobal1X128', 'protocolFees0', 'protocolFees1')(market, add)
  ticks(TICK_GROWTH_FIELDS)(market, add)
}

const POSITION_FIELDS = [
  'liquidity',
  'feeGrowthInside0LastX128',
  'feeGrowthInside1LastX128',
  'tokensOwed0',
  'tokensOwed1',
] as const

/** Nothing in it and nothing owed: what is left of it says nothing about anybody. */
const isEmptied = (held: UniswapPosition): boolean =>
  held.liquidity === 0n && held.tokensOwed0 === 0n && held.tokensOwed1 === 0n

const positions: Quantity['read'] = (market, add) =>
  each(market.uniswap, (name, pool) => {
    for (const held of pool.positions) {
      if (isEmptied(held)) continue
      fields(`${name} ${held.owner} ${held.tickLower} ${held.tickUpper}`, held, POSITION_FIELDS, add)
    }
  })

const lidoShares: Quantity['read'] = ({ lido }, add) => {
  fields('lido', lido, ['totalShares', 'externalShares', 'wstEthSupply'], add)
  each(lido.shares, (owner, shares) => add(owner, shares))
}

const POOLED = [
  'bufferedEther',
  'clValidatorsBalance',
  'clPendingBalance',
  'depositedPostReport',
  'depositsReserve',
  'depositsReserveTarget',
  'clValidators',
  'exitedValidators',
  'stopped',
  'withdrawalVault',
  'elRewardsVault',
] as const
const REPORT_FIELDS = [
  'at',
  'clBalance',
  'deposits',
  'withdrawals',
  'negativeRebase',
  'exitedValidators',
] as const
const STAKE_LIMIT_FIELDS = [
  'prevStakeBlockNumber',
  'prevStakeLimit',
  'maxStakeLimitGrowthBlocks',
  'maxStakeLimit',
] as const

const lidoPooled: Quantity['read'] = ({ lido }, add) => {
  fields('lido', lido, [...POOLED, 'feeBps', 'lastReport', 'version', 'bunkerSince'], add)
  fields('lido stake limit', lido.stakeLimit, STAKE_LIMIT_FIELDS, add)
  add('stEthPerToken', stEthPerToken(lido))
  lido.reports.forEach((report, i) => void fields(`report ${i}`, report, REPORT_FIELDS, add))
}

const REQUEST_FIELDS = [
  'cumulativeStEth',
  'cumulativeShares',
  'timestamp',
  'claimed',
  'reportTimestamp',
] as const

const lidoQueue: Quantity['read'] = ({ lido: { queue } }, add) => {
  fields('queue', queue, ['lastRequestId', 'lastFinalizedRequestId', 'lockedEther', 'paused'], add)
  for (const request of Object.values(queue.requests)) {
    if (request.id === 0) continue
    fields(`request ${request.id}`, request, REQUEST_FIELDS, add)
    add(`request ${request.id} owner`, BigInt(request.owner))
  }
  queue.checkpoints.forEach((checkpoint, i) => {
    fields(`checkpoint ${i}`, checkpoint, ['fromRequestId', 'maxShareRateRay'], add)
  })
}

const feeds: Quantity['read'] = ({ chainlink, shareRates }, add) => {
  each(chainlink.feeds, (name, feed) =>
    fields(name, feed, ['answer', 'decimals', 'updatedAt', 'halted'], add),
  )
  each(chainlink.sources, asset => add(`market prices ${asset}`, 1n))
  const names = ['snapshotRatioWad', 'snapshotTimestamp', 'maxYearlyGrowthBps']
  each(chainlink.capos, (asset, capo) => fields(`cap of ${asset}`, capo, names, add))
  each(shareRates, (asset, rate) => add(`rate of ${asset}`, rate))
}

const SLASHING_FIELDS = [
  'at',
  'balance',
  'others',
  'effectiveBalance',
  'exitsFrom',
  'exitsUntil',
  'withdrawableAt',
] as const
const OUTAGE_FIELDS = ['from', 'until', 'offline', 'others', 'leakUntil', 'lost'] as const

const ethereum: Quantity['read'] = ({ ethereum: state }, add) => {
  fields('ethereum', state, ['stakedEther', 'exitQueue', 'exitQueueAt'], add)
  add('fork', CONSENSUS_FORKS.indexOf(state.fork))
  state.outages.forEach((outage, i) => void fields(`outage ${i}`, outage, OUTAGE_FIELDS, add))
  state.slashings.forEach((slashing, i) => {
    fields(`slashing ${i}`, slashing, SLASHING_FIELDS, add)
  })
}

/** Every number and flag of a value of this shape, under its path; texts are no numbers. */
const leaves = (shape: Shape, value: unknown, at: string, add: Add): void => {
  if (value === undefined || shape === 'string') return
  if (typeof shape === 'string') {
    add(at, value as bigint | number | boolean)
    return
  }
  const below = (key: string | number): string => (at === '' ? String(key) : `${at} ${key}`)
  if (shape.kind === 'list')
    (value as readonly unknown[]).forEach((entry, i) => void leaves(shape.of, entry, below(i), add))
  else
    for (const [key, entry] of Object.entries(value as object)) {
      const inner = shape.kind === 'keyed' ? shape.of : shape.of[key]
      if (inner) leaves(inner, entry, below(key), add)
    }
}

/** All of a protocol that plugs in, under its name. */
const protocols: readonly Quantity[] = protocolEntries().map(([name, { shape }]) => ({
  name,
  read: (market, add) => leaves(shape, market[name], '', add),
}))

const CONFIGURATION = [
  'id',
  'decimals',
  'ltvBps',
  'liquidationThresholdBps',
  'liquidationBonusBps',
  'reserveFactorBps',
  'liquidationProtocolFeeBps',
  'supplyCap',
  'borrowCap',
  'active',
  'frozen',
  'paused',
  'borrowingEnabled',
  'flashLoanEnabled',
  'optimalUsageBps',
  'baseRateBps',
  'slope1Bps',
  'slope2Bps',
] as const

/** Everything that is compared: together they cover every number of a market. */
export const QUANTITIES: readonly Quantity[] = [
  { name: 'block', read: ({ block }, add) => fields('block', block, ['number', 'timestamp'], add) },
  { name: 'health factor', read: healthFactors },
  { name: 'aave scaled balances', read: scaledBalances },
  { name: 'aave actual balances', read: actualBalances },
  { name: 'aave indexes', read: reserveFields('liquidityIndexRay', 'borrowIndexRay', 'lastUpdate') },
  { name: 'aave rates', read: reserveFields('liquidityRateRay', 'borrowRateRay') },
  {
    name: 'aave reserves',
    read: reserveFields('supplyScaled', 'debtScaled', 'treasuryScaled', 'virtualBalance', 'deficit', 'cash'),
  },
  { name: 'aave prices', read: reserveFields('priceBase') },
  { name: 'aave configuration', read: reserveFields(...CONFIGURATION) },
  { name: 'aave accounts', read: aaveAccounts },
  { name: 'wallets', read: wallets },
  { name: 'curve', read: curve },
  { name: 'uniswap slot0', read: poolFields('sqrtPriceX96', 'tick', 'feeProtocol', 'fee', 'tickSpacing') },
  { name: 'uniswap liquidity', read: poolFields('liquidity', 'balance0', 'balance1') },
  { name: 'uniswap ticks', read: ticks(TICK_FIELDS) },
  { name: 'uniswap fee growth', read: feeGrowth },
  { name: 'uniswap positions', read: positions },
  { name: 'lido shares', read: lidoShares },
  { name: 'lido pooled ether', read: lidoPooled },
  { name: 'lido queue', read: lidoQueue },
  { name: 'feeds', read: feeds },
  { name: 'ethereum', read: ethereum },
  ...protocols,
]

const valuesOf = (quantity: Quantity, market: Market): ReadonlyMap<string, bigint> => {
  const values = new Map<string, bigint>()
  quantity.read(market, (where, value) => {
    if (value !== undefined) values.set(where, BigInt(value))
  })
  return values
}

const differencesOf = (quantity: Quantity, model: Market, fork: Market): readonly Difference[] => {
  const own = valuesOf(quantity, model)
  const chain = valuesOf(quantity, fork)
  const found: Difference[] = []
  const compare = (where: string): void => {
    const [a, b] = [own.get(where) ?? 0n, chain.get(where) ?? 0n]
    if (a !== b) found.push({ quantity: quantity.name, where, model: a, fork: b, difference: a - b })
  }
  for (const where of own.keys()) compare(where)
  for (const where of chain.keys()) if (!own.has(where)) compare(where)
  return found
}

const atMost = (tolerances: readonly Tolerance[], quantity: string): bigint =>
  tolerances.find(tolerance => tolerance.quantity === quantity)?.atMost ?? 0n

/** Every number in which two markets differ, beyond what the tolerances allow. What is absent is zero. */
export const compareMarkets = (
  model: Market,
  fork: Market,
  tolerances: readonly Tolerance[] = TOLERANCES,
): readonly Difference[] =>
  QUANTITIES.flatMap(quantity => differencesOf(quantity, model, fork)).filter(({ quantity, difference }) => {
    const allowed = atMost(tolerances, quantity)
    return difference > allowed || difference < -allowed
  })

/** How many numbers a comparison of two such markets looks at. */
export const countNumbers = (market: Market): number =>
  QUANTITIES.reduce((sum, quantity) => sum + valuesOf(quantity, market).size, 0)
