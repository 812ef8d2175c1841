import { CROWD } from '../../../src/market/crowd.js'
import type { Action, Amount, Tx } from '../../../src/position/action.js'
import type { Address } from '../../../src/protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../../../src/protocols/morpho/addresses.js'
import { maxBorrow, maxWithdrawCollateral, type Priced } from '../../../src/protocols/morpho/health.js'
import { positionOf } from '../../../src/protocols/morpho/market.js'
import type { MorphoMarketName } from '../../../src/protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../../../src/protocols/morpho/view.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { min, WAD } from '../../../src/units/fixed.js'
import { TRACKED, USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

const actor = ({ random }: Context): Address =>
  random.chance(0.9) ? random.pick(USERS) : random.pick([CROWD.lender, CROWD.looper, CROWD.liquidator])

const pricedOf = ({ market }: Context, name: MorphoMarketName): Priced => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) throw new Error('the embedded mainnet has both markets')
  return priced
}

/** A market, and who does something in it. */
const draw = (context: Context) => {
  const market = context.random.pick(MORPHO_MARKET_NAMES)
  const from = actor(context)
  const priced = pricedOf(context, market)
  return { market, from, priced, held: holdingOf(priced, from) }
}

/** At the limit, one above it, or below. */
const around = ({ random }: Context, limit: bigint): bigint => {
  const where = random.int(10)
  if (where < 3) return limit
  if (where === 3) return limit + 1n
  return limit <= 1n ? 1n : random.amount(1n, limit)
}

const payable = (context: Context, from: Address, asset: 'WETH' | 'wstETH', most: bigint): Amount => {
  const balance = balanceOf(context.market, from, asset)
  if (context.random.chance(0.08) && balance <= most) return { balanceOf: asset }
  return someOf(context, min(balance, most))
}

const supply: Move = context => {
  const { market, from } = draw(context)
  const amount = context.random.chance(0.02) ? 'max' : payable(context, from, 'WETH', 3_000n * E18)
  return { from, actions: [{ kind: 'morpho.supply', market, amount }] }
}

const supplyCollateral: Move = context => {
  const { market, from } = draw(context)
  const amount = payable(context, from, 'wstETH', 2_000n * E18)
  return { from, actions: [{ kind: 'morpho.supplyCollateral', market, amount }] }
}

const borrow: Move = context => {
  const { market, from, priced } = draw(context)
  const limit = maxBorrow(priced, from)
  if (limit === 0n && context.random.chance(0.8)) return undefined
  return { from, actions: [{ kind: 'morpho.borrow', market, amount: around(context, limit) }] }
}

const withdraw: Move = context => {
  const { market, from, priced, held } = draw(context)
  if (held.supplied === 0n && context.random.chance(0.9)) return undefined
  const free = priced.market.totalSupplyAssets - priced.market.totalBorrowAssets
  const limit = min(held.supplied, free)
  const amount = context.random.chance(0.25) ? 'max' : around(context, limit)
  return { from, actions: [{ kind: 'morpho.withdraw', market, amount }] }
}

const withdrawCollateral: Move = context => {
  const { market, from, priced, held } = draw(context)
  if (held.collateral === 0n && context.random.chance(0.9)) return undefined
  const limit = maxWithdrawCollateral(priced, from)
  const amount = context.random.chance(0.15) ? 'max' : around(context, limit)
  return { from, actions: [{ kind: 'morpho.withdrawCollateral', market, amount }] }
}

const repay: Move = context => {
  const { market, from, held } = draw(context)
  if (held.borrowed === 0n && context.random.chance(0.9)) return undefined
  const amount = context.random.chance(0.3) ? 'max' : someOf(context, held.borrowed)
  return { from, actions: [{ kind: 'morpho.repay', market, amount }] }
}

/** A loop in one transaction, or a loan that is only turned around; sometimes more than there is. */
const flashLoan: Move = context => {
  const { random, market: state } = context
  const { market, from } = draw(context)
  const asset = random.pick(['WETH', 'wstETH'] as const)
  const cash = state.morpho.cash[asset] ?? 0n
  const amount = random.chance(0.1) ? cash + BigInt(random.int(2)) : random.amount(1n, cash / 20n + 1n)
  const collateral = random.amount(1n, 500n * E18)
  const inner: readonly Action[] = random.pick<readonly Action[]>([
    [],
    [
      { kind: 'morpho.supplyCollateral', market, amount: collateral },
      { kind: 'morpho.borrow', market, amount: random.amount(1n, collateral) },
    ],
    [
      { kind: 'morpho.repay', market, amount: 'max' },
      { kind: 'morpho.withdrawCollateral', market, amount: 'max' },
    ],
    [{ kind: 'morpho.flashLoan', asset: 'WETH', amount: random.amount(1n, 100n * E18), actions: [] }],
    [{ kind: 'transfer', asset, to: CROWD.whale, amount: 1n }],
  ])
  return { from, actions: [{ kind: 'morpho.flashLoan', asset, amount, actions: inner }] }
}

type Unhealthy = { readonly priced: Priced; readonly borrower: Address }

const isSunk = (priced: Priced, owner: Address): boolean => {
  const { healthFactorWad } = holdingOf(priced, owner)
  return healthFactorWad !== undefined && healthFactorWad < WAD
}

/** Everyone who may be liquidated on Morpho now. */
const sunk = (context: Context): readonly Unhealthy[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    const priced = pricedOf(context, name)
    return TRACKED.filter(borrower => isSunk(priced, borrower)).map(borrower => ({ priced, borrower }))
  })

const sale: readonly Action[] = [
  {
    kind: 'uniswap.swap',
    pool: 'wstETH/WETH 0.01%',
    sell: 'wstETH',
    amount: { balanceOf: 'wstETH' },
    minimumOut: 0n,
    sqrtPriceLimitX96: 0n,
  },
]

const liquidationOf = (context: Context, { priced, borrower }: Unhealthy): Tx => {
  const { random } = context
  const { borrowShares, collateral } = positionOf(priced.market, borrower)
  const bySeizure = random.chance(0.5)
  const order = {
    kind: 'morpho.liquidate',
    market: priced.name,
    borrower,
    seizedAssets: bySeizure ? someOf(context, collateral) : 0n,
    repaidShares: bySeizure ? 0n : someOf(context, borrowShares),
  } as const
  const from = random.chance(0.7) ? CROWD.liquidator : random.pick([...USERS, borrower])
  return { from, actions: [{ ...order, actions: random.chance(0.3) ? sale : [] }] }
}

/** Whether anyone on Morpho may be liquidated. */
export const isAnyoneSunk = (context: Context): boolean => sunk(context).length > 0

/** Liquidates someone on Morpho who can be, and rarely someone who cannot. */
export const liquidateOnMorpho: Move = context => {
  const targets = sunk(context)
  if (targets.length > 0) return liquidationOf(context, context.random.pick(targets))
  if (!context.random.chance(0.1)) return undefined
  const priced = pricedOf(context, context.random.pick(MORPHO_MARKET_NAMES))
  return liquidationOf(context, { priced, borrower: context.random.pick(TRACKED) })
}

/** Where a health factor is brought to, in thousandths: at the edge, under it, and where nothing covers the debt. */
const TARGETS = [1_000, 999, 990, 960, 900, 700, 300]

/** stETH/ETH moved, so that someone in the market that reads it comes near the edge, or back to about one. */
const depeg: Move = context => {
  const { random, market } = context
  const priced = pricedOf(context, 'market price')
  const owing = USERS.filter(user => holdingOf(priced, user).healthFactorWad !== undefined)
  const { answer } = market.chainlink.feeds['stETH/ETH']
  const back = random.chance(0.4) || owing.length === 0
  const factor = back ? undefined : holdingOf(priced, random.pick(owing)).healthFactorWad
  const wanted = BigInt(random.pick(TARGETS)) * 10n ** 15n
  const moved = factor ? (answer * wanted) / factor : (WAD * BigInt(9_000 + random.int(1_050))) / 10_000n
  if (moved < WAD / 50n || moved > 50n * WAD) return undefined
  return { from: CROWD.oracle, actions: [{ kind: 'chainlink.answer', feed: 'stETH/ETH', answer: moved }] }
}

/** Moves on Morpho Blue, and how often each. */
export const MORPHO_MOVES: readonly (readonly [weight: number, Move])[] = [
  [3, supply],
  [6, supplyCollateral],
  [8, borrow],
  [3, withdraw],
  [3, withdrawCollateral],
  [3, repay],
  [2, flashLoan],
  [8, liquidateOnMorpho],
  [6, depeg],
]
