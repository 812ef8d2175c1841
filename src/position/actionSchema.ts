import type { Amount } from '../protocols/amount.js'
import { type Address, ASSETS, type Asset } from '../protocols/assets.js'
import { CAPOS, FEEDS } from '../protocols/chainlink/addresses.js'
import type { FeedName, PriceSource, SwitchableAsset } from '../protocols/chainlink/state.js'
import { CONSENSUS_FORKS, type ConsensusFork } from '../protocols/ethereum/forks.js'
import { ETHER_FI_VERSIONS, type EtherFiVersion } from '../protocols/etherfi/rules.js'
import { LIDO_VERSIONS, type LidoVersion } from '../protocols/lido/state.js'
import { MORPHO_MARKET_NAMES } from '../protocols/morpho/addresses.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { MAX_UINT256 } from '../units/fixed.js'
import type { Action, CappedAsset } from './action.js'

/** What a field of an action may hold, and how that is told. */
export type Field<T = unknown> = {
  readonly words: string
  readonly is: (value: unknown) => value is T
  /** A list of actions, each of which is checked in its turn. */
  readonly nested?: true
  /** May be left out. */
  readonly optional?: true
}

const field = <T>(words: string, is: (value: unknown) => boolean): Field<T> => ({
  words,
  is: is as Field<T>['is'],
})

const isUint = (value: unknown): boolean => typeof value === 'bigint' && value >= 0n && value <= MAX_UINT256

const LIMIT = 2n ** 255n

const isAsset = (value: unknown): boolean => typeof value === 'string' && Object.hasOwn(ASSETS, value)

const isSymbolic = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const [[key, of] = [], ...more] = Object.entries(value)
  return more.length === 0 && (key === 'balanceOf' || key === 'debtOf') && isAsset(of)
}

const oneOf = <T extends string | number>(known: readonly T[]): Field<T> =>
  field(`one of ${known.join(', ')}`, value => known.some(one => one === value))

const keyOf = <K extends string>(record: Readonly<Record<K, unknown>>): Field<K> =>
  oneOf(Object.keys(record) as K[])

const whole = (least: number, most: number): Field<number> =>
  field(
    `a whole number from ${least} to ${most}`,
    value => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  )

const listOf = <T>(each: Field<T>): Field<readonly T[]> =>
  field(`a list, each of it ${each.words}`, value => Array.isArray(value) && value.every(each.is))

const amount: Field<Amount> = field(
  'a bigint from 0 to 2^256 − 1 (as in 5n), "max", { balanceOf: asset } or { debtOf: asset }',
  value => isUint(value) || value === 'max' || isSymbolic(value),
)
const uint: Field<bigint> = field('a bigint from 0 to 2^256 − 1', isUint)
const int: Field<bigint> = field(
  'a bigint from −2^255 to 2^255 − 1',
  value => typeof value === 'bigint' && value >= -LIMIT && value < LIMIT,
)
const uintOrMax: Field<bigint | 'max'> = field(
  'a bigint from 0 to 2^256 − 1, or "max"',
  value => isUint(value) || value === 'max',
)
const asset: Field<Asset> = keyOf(ASSETS)
const address: Field<Address> = field(
  'an address, 0x and 40 digits',
  value => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value),
)
const flag: Field<boolean> = field('true or false', value => typeof value === 'boolean')
const time = whole(0, 2 ** 40)
const bps = whole(0, 65_535)
const id = whole(0, Number.MAX_SAFE_INTEGER)
const tick = whole(-887_272, 887_272)
const category = whole(0, 255)
const actions: Field<readonly Action[]> = { ...field('a list of actions', Array.isArray), nested: true }
const pool: Field<UniswapPoolName> = keyOf(UNISWAP_POOLS)
const feed: Field<FeedName> = keyOf(FEEDS)
const capped: Field<CappedAsset> = keyOf(CAPOS)
const coin: Field<'ETH' | 'stETH'> = oneOf(['ETH', 'stETH'])
const morphoMarket: Field<MorphoMarketName> = oneOf(MORPHO_MARKET_NAMES)
const consensusFork: Field<ConsensusFork> = oneOf(CONSENSUS_FORKS)
const lidoVersion: Field<LidoVersion> = oneOf(LIDO_VERSIONS)
const etherFiVersion: Field<EtherFiVersion> = oneOf(ETHER_FI_VERSIONS)
const switchable: Field<SwitchableAsset> = oneOf(['wstETH', 'ezETH'])
const source: Field<PriceSource> = oneOf(['exchange-rate', 'market'])
const optionalCount: Field<number | undefined> = { ...whole(0, 1_000_000), optional: true } as Field<
  number | undefined
>

const terms = { ltvBps: bps, liquidationThresholdBps: bps, liquidationBonusBps: bps }
const onPool = { pool, tickLower: tick, tickUpper: tick }
const ofMorpho = { market: morphoMarket, amount }

type Fields<A> = { readonly [F in Exclude<keyof A, 'kind'>]-?: Field<A[F]> }
type Schemas = { readonly [K in Action['kind']]: Fields<Action & { readonly kind: K }> }

/** What an owner, or whoever acts for money, may send: each kind of action with its fields. */
const OWNERS = {
  'weth.wrap': { amount },
  'weth.unwrap': { amount },
  transfer: { asset, to: address, amount },
  'lido.stake': { amount },
  'lido.wrap': { amount },
  'lido.unwrap': { amount },
  'lido.request': { amounts: listOf(uint) },
  'lido.claim': { requestIds: listOf(id) },
  'aave.supply': { asset, amount },
  'aave.withdraw': { asset, amount },
  'aave.borrow': { asset, amount },
  'aave.repay': { asset, amount },
  'aave.setEMode': { category },
  'aave.setCollateral': { asset, use: flag },
  'aave.flashLoan': { asset, amount, actions },
  'aave.liquidate': { collateral: asset, debt: asset, account: address, amount, receiveAToken: flag },
  'uniswap.swap': { pool, sell: asset, amount, minimumOut: uint, sqrtPriceLimitX96: uint },
  sell: { asset, amount, into: asset },
  buy: { asset, amountOut: amount },
  'uniswap.swapExactOut': { pool, sell: asset, amountOut: amount, maximumIn: uint },
  'uniswap.mint': { ...onPool, liquidity: uint },
  'uniswap.burn': { ...onPool, liquidity: uint },
  'uniswap.collect': onPool,
  'curve.exchange': { sell: coin, amount, minimumOut: uint },
  'curve.addLiquidity': { eth: uint, stEth: uint, minimumLp: uint },
  'curve.removeLiquidity': { lp: uint },
  'curve.removeLiquidityOneCoin': { lp: uint, coin },
  'curve.removeLiquidityImbalance': { eth: uint, stEth: uint, maximumLp: uint },
  'stakewise.deposit': { amount },
  'stakewise.mint': { amount: uintOrMax },
  'stakewise.burn': { amount },
  'stakewise.exit': { shares: uint },
  'stakewise.claim': { ticket: uint, at: time },
  'stakewise.redeem': { amount },
  'stakewise.claimRedeemed': { ticket: uint },
  'etherfi.deposit': { amount },
  'etherfi.request': { amount },
  'etherfi.claim': { requestIds: listOf(id) },
  'etherfi.redeem': { amount },
  'rocketpool.deposit': { amount },
  'rocketpool.burn': { amount },
  'morpho.supply': ofMorpho,
  'morpho.withdraw': ofMorpho,
  'morpho.supplyCollateral': ofMorpho,
  'morpho.withdrawCollateral': ofMorpho,
  'morpho.borrow': ofMorpho,
  'morpho.repay': ofMorpho,
  'morpho.flashLoan': { asset, amount, actions },
  'morpho.liquidate': {
    market: morphoMarket,
    borrower: address,
    seizedAssets: uint,
    repaidShares: uint,
    actions,
  },
  'validators.deposit': { wei: uint, compounding: flag },
  'validators.exit': { count: optionalCount },
} as const

/** What queues, oracles and the consensus layer do while somebody waits: a plan to leave may count on it. */
const WAITED_FOR = {
  'lido.report': {
    clDelta: int,
    elRewards: uint,
    clWithdrawn: uint,
    clPending: uint,
    exited: id,
    finalizeUpTo: id,
    bunker: flag,
  },
  'etherfi.report': { accrued: int, withdrawn: uint, finalizeUpTo: id },
  'stakewise.report': {
    rewardPerSecond: uint,
    delta: int,
    withdrawn: uint,
    toValidators: uint,
    minter: address,
    redeemed: uint,
  },
  'rocketpool.balances': { totalEth: uint, totalREth: uint },
  'validators.settle': {},
  'validators.sweep': { owner: address },
} as const

/** What only a scenario does: governance, oracles, failures. */
const SCENARIOS = {
  'curve.rampA': { futureA: uint, futureTime: time },
  'chainlink.answer': { feed, answer: int },
  'chainlink.halt': { feed, halted: flag },
  'chainlink.setCap': {
    asset: capped,
    snapshotRatioWad: uint,
    snapshotTimestamp: time,
    maxYearlyGrowthBps: whole(0, 1_000_000),
  },
  'aave.setCollateralTerms': { asset, ...terms },
  'aave.setEModeTerms': { category, ...terms },
  'aave.setEModeBorrowable': { asset, category, borrowable: flag },
  'aave.setRateCurve': { asset, optimalUsageBps: bps, baseRateBps: bps, slope1Bps: bps, slope2Bps: bps },
  'aave.setFrozen': { asset, frozen: flag },
  'aave.setPaused': { asset, paused: flag },
  'aave.setCaps': { asset, supplyCap: uint, borrowCap: uint },
  'aave.setPriceSource': { asset: switchable, source },
  'lido.setQueuePaused': { paused: flag },
  'lido.setStopped': { stopped: flag },
  'lido.deposit': { ether: uint },
  'lido.rules': { version: lidoVersion },
  'etherfi.rules': { version: etherFiVersion },
  'ethereum.exitQueue': { ether: uint },
  'ethereum.exit': { ether: uint },
  'ethereum.slash': {
    balance: uint,
    others: uint,
    effectiveBalance: uint,
    withdrawableAt: time,
    exitsFrom: time,
    exitsUntil: time,
  },
  'ethereum.outage': { until: time, offline: uint, others: uint, leakUntil: time, lost: uint },
  'ethereum.fork': { fork: consensusFork },
  'staking.rate': { asset, rateWad: uint },
  'staking.mint': { asset, to: address, amount: uint },
  'coinbase.rate': { rateWad: uint },
  'validators.slash': { owner: address },
  'validators.outage': { owner: address, until: time },
} as const

/**
 * One schema for each kind of action: its fields, what each may hold, and in words what that is. The compiler holds it
 * against the type of the actions, in both directions: no kind and no field is without one.
 */
const SCHEMAS: Schemas = { ...OWNERS, ...WAITED_FOR, ...SCENARIOS }

/** Whose doing an action is: the owner's, of those who are waited for, or of nobody whom a strategy speaks for. */
export type Doer = 'owner' | 'waited for' | 'scenario'

/** Every kind of action, in order. */
export const ACTION_KINDS = Object.keys(SCHEMAS) as readonly Action['kind'][]

/** The fields of a kind of action, by name. */
export const fieldsOf = (kind: Action['kind']): Readonly<Record<string, Field>> =>
  SCHEMAS[kind] as Readonly<Record<string, Field>>

/** Whose doing a kind of action is. */
export const doerOf = (kind: Action['kind']): Doer =>
  Object.hasOwn(OWNERS, kind) ? 'owner' : Object.hasOwn(WAITED_FOR, kind) ? 'waited for' : 'scenario'
