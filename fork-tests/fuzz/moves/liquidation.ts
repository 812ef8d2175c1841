import { CROWD } from '../../../src/market/crowd.js'
import type { Market } from '../../../src/market/market.js'
import type { Action, Amount, Tx } from '../../../src/position/action.js'
import { reportRate } from '../../../src/position/issuerRate.js'
import { accountData } from '../../../src/protocols/aave/account.js'
import { debtBalance } from '../../../src/protocols/aave/balance.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import type { FeedName } from '../../../src/protocols/chainlink/state.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { withPrices } from '../../../src/simulation/model/prices.js'
import { MAX_UINT256, WAD } from '../../../src/units/fixed.js'
import { TRACKED, USERS } from '../people.js'
import { borrowedAssets, type Context, type Move, someOf, suppliedAssets } from './context.js'

const healthFactor = (market: Market, user: Address): bigint =>
  accountData(market.aave, user, market.block.timestamp).healthFactorWad

const indebted = (market: Market): readonly Address[] =>
  USERS.filter(user => borrowedAssets(market, user).length > 0 && healthFactor(market, user) !== MAX_UINT256)

/** Everyone who may be liquidated now. */
export const sinking = (market: Market): readonly Address[] =>
  TRACKED.filter(user => borrowedAssets(market, user).length > 0 && healthFactor(market, user) < WAD)

/** Something whose answer moves prices: a feed, or the rate of a staking token. */
type Lever =
  | { readonly kind: 'feed'; readonly feed: FeedName }
  | { readonly kind: 'rate'; readonly asset: 'rETH' | 'cbETH' | 'weETH' | 'rsETH' }

const LEVERS: readonly Lever[] = [
  { kind: 'feed', feed: 'ETH/USD' },
  { kind: 'feed', feed: 'ETH/USD' },
  { kind: 'feed', feed: 'WBTC/USD' },
  { kind: 'feed', feed: 'USDC/USD' },
  { kind: 'feed', feed: 'USDT/USD' },
  { kind: 'feed', feed: 'DAI/USD' },
  { kind: 'rate', asset: 'rETH' },
  { kind: 'rate', asset: 'cbETH' },
  { kind: 'rate', asset: 'weETH' },
  { kind: 'rate', asset: 'rsETH' },
]

const leverValue = (market: Market, lever: Lever): bigint =>
  lever.kind === 'feed' ? market.chainlink.feeds[lever.feed].answer : (market.shareRates[lever.asset] ?? WAD)

const pulled = (market: Market, lever: Lever, value: bigint): Market => {
  if (lever.kind === 'rate')
    return withPrices({ ...market, shareRates: { ...market.shareRates, [lever.asset]: value } })
  const feed = { ...market.chainlink.feeds[lever.feed], answer: value }
  return withPrices({
    ...market,
    chainlink: { ...market.chainlink, feeds: { ...market.chainlink.feeds, [lever.feed]: feed } },
  })
}

const pull = (market: Market, lever: Lever, value: bigint): Action =>
  lever.kind === 'feed'
    ? { kind: 'chainlink.answer', feed: lever.feed, answer: value }
    : reportRate(market, lever.asset, value)

/** Where health factors are brought to: each branch of the close factor, and bad debt. In thousandths. */
const TARGETS = [1_000, 999, 995, 990, 985, 975, 965, 960, 955, 952, 950, 949, 930, 900, 800, 600, 300]

/** The value of a lever that brings an account to a health factor, searched between a fifth and five times. */
const leverFor = (market: Market, lever: Lever, user: Address, target: bigint): bigint | undefined => {
  const now = leverValue(market, lever)
  let [low, high] = [now / 5n, now * 5n]
  const at = (value: bigint): bigint => healthFactor(pulled(market, lever, value), user)
  const [atLow, atHigh] = [at(low), at(high)]
  const rising = atHigh > atLow
  if (target < (rising ? atLow : atHigh) || target > (rising ? atHigh : atLow)) return undefined
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2n
    if (at(middle) < target === rising) low = middle
    else high = middle
  }
  return rising ? low : high
}

/** Moves one price so that one account comes near the edge, or over it. */
const squeeze: Move = ({ market, random }) => {
  const owing = indebted(market)
  if (owing.length === 0) return undefined
  const user = random.pick(owing)
  const target = (BigInt(random.pick(TARGETS)) * WAD) / 1000n
  const lever = random.pick(LEVERS)
  const value = leverFor(market, lever, user, target)
  return value === undefined || value <= 0n
    ? undefined
    : { from: CROWD.oracle, actions: [pull(market, lever, value)] }
}

/** Puts a feed or a rate somewhere else, up or down. */
const wander: Move = ({ market, random }) => {
  const lever = random.pick(LEVERS)
  const value = (leverValue(market, lever) * BigInt(9_000 + random.int(2_000))) / 10_000n
  return { from: CROWD.oracle, actions: [pull(market, lever, value)] }
}

const debtToCover = (context: Context, debt: Asset, account: Address, payer: Address): Amount => {
  const { market, random } = context
  const owed = debtBalance(market.aave, debt, account, market.block.timestamp)
  const balance = balanceOf(market, payer, debt)
  if (owed > balance && random.chance(0.9)) return random.amount(1n, balance)
  if (random.chance(0.65)) return 'max'
  return random.chance(0.2) ? owed / 2n : someOf(context, owed)
}

const PAYERS: readonly Address[] = [
  CROWD.liquidator,
  CROWD.liquidator,
  CROWD.liquidator,
  ...USERS,
  CROWD.treasurer,
  CROWD.restaker,
]

/** Who pays: someone else who holds of the debt's asset, where there is one. */
const payerOf = ({ market, random }: Context, debt: Asset, account: Address): Address => {
  if (random.chance(0.03)) return random.pick([...USERS, account])
  const able = PAYERS.filter(payer => payer !== account && balanceOf(market, payer, debt) > 0n)
  return random.pick(able.length > 0 ? able : PAYERS)
}

const liquidationOf = (context: Context, account: Address): Tx | undefined => {
  const { market, random } = context
  const collaterals = suppliedAssets(market, account)
  const debts = borrowedAssets(market, account)
  if (collaterals.length === 0 || debts.length === 0) return undefined
  const debt = random.pick(debts)
  const collateral = random.chance(0.03) ? random.pick(['USDC', 'WETH'] as const) : random.pick(collaterals)
  const from = payerOf(context, debt, account)
  const amount = debtToCover(context, debt, account, from)
  const receiveAToken = random.chance(0.35)
  return { from, actions: [{ kind: 'aave.liquidate', collateral, debt, account, amount, receiveAToken }] }
}

/** Liquidates someone who can be, and rarely someone who cannot. */
export const liquidate: Move = context => {
  const targets = sinking(context.market)
  if (targets.length > 0) return liquidationOf(context, context.random.pick(targets))
  return context.random.chance(0.1) ? liquidationOf(context, context.random.pick(TRACKED)) : undefined
}

/** Moves that lead to liquidations, and how often each. */
export const LIQUIDATION_MOVES: readonly (readonly [weight: number, Move])[] = [
  [16, squeeze],
  [3, wander],
  [4, liquidate],
]
