import { CROWD } from '../../../src/market/crowd.js'
import type { Action, Amount } from '../../../src/position/action.js'
import { debtBalance, supplyBalance } from '../../../src/protocols/aave/balance.js'
import { maxBorrow, maxWithdraw } from '../../../src/protocols/aave/limits.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { USERS } from '../people.js'
import {
  borrowedAssets,
  type Context,
  dollarsOf,
  heldAssets,
  type Move,
  someOf,
  suppliedAssets,
} from './context.js'

const SUPPLIED = ['WETH', 'wstETH', 'weETH', 'rETH', 'cbETH', 'osETH', 'USDC', 'USDT', 'DAI', 'WBTC'] as const
const BORROWED = ['WETH', 'WETH', 'USDC', 'USDC', 'DAI', 'USDT', 'wstETH', 'cbETH', 'WBTC'] as const
/** Others with positions of their own, now and then. */
const CROWD_BORROWERS = [CROWD.looper, CROWD.restaker, CROWD.treasurer, CROWD.lender]

const actor = ({ random }: Context): Address =>
  random.chance(0.85) ? random.pick(USERS) : random.pick(CROWD_BORROWERS)

const supplyAmount = (context: Context, user: Address, asset: Asset): Amount => {
  const { market, random } = context
  const balance = balanceOf(market, user, asset)
  if (random.chance(0.1)) return { balanceOf: asset }
  if (random.chance(0.6)) return dollarsOf(market, asset, Number(random.amount(500n, 3_000_000n)))
  return someOf(context, balance)
}

const supply: Move = context => {
  const user = actor(context)
  const held = heldAssets(context.market, user, SUPPLIED)
  if (held.length === 0) return undefined
  const asset = context.random.pick(held)
  return { from: user, actions: [{ kind: 'aave.supply', asset, amount: supplyAmount(context, user, asset) }] }
}

/** At the limit, one above it, or below. */
const aroundLimit = ({ random }: Context, limit: bigint): bigint => {
  const draw = random.int(10)
  if (draw < 3) return limit
  if (draw === 3) return limit + 1n
  if (draw < 7) return (limit * BigInt(900 + random.int(100))) / 1000n
  return limit <= 1n ? 1n : random.amount(1n, limit)
}

const borrow: Move = context => {
  const { market, random } = context
  const user = actor(context)
  const asset = random.pick(BORROWED)
  if (suppliedAssets(market, user).length === 0 && random.chance(0.9)) return undefined
  const limit = maxBorrow(market.aave, { asset, user }, market.block.timestamp)
  return { from: user, actions: [{ kind: 'aave.borrow', asset, amount: aroundLimit(context, limit) }] }
}

const withdraw: Move = context => {
  const { market, random } = context
  const user = actor(context)
  const supplied = suppliedAssets(market, user)
  if (supplied.length === 0) return undefined
  const asset = random.pick(supplied)
  const limit = maxWithdraw(market.aave, { asset, user }, market.block.timestamp)
  const balance = supplyBalance(market.aave, asset, user, market.block.timestamp)
  const amount = random.chance(0.2) ? 'max' : aroundLimit(context, random.chance(0.7) ? limit : balance)
  return { from: user, actions: [{ kind: 'aave.withdraw', asset, amount }] }
}

const repay: Move = context => {
  const { market, random } = context
  const user = actor(context)
  const owed = borrowedAssets(market, user)
  if (owed.length === 0) return undefined
  const asset = random.pick(owed)
  const debt = debtBalance(market.aave, asset, user, market.block.timestamp)
  const amounts: readonly Amount[] = [
    'max',
    { debtOf: asset },
    { balanceOf: asset },
    someOf(context, debt),
    1n,
  ]
  return { from: user, actions: [{ kind: 'aave.repay', asset, amount: random.pick(amounts) }] }
}

const setEMode: Move = context => {
  const category = context.random.pick([0, 1, 1, 1, 26, 3])
  return { from: actor(context), actions: [{ kind: 'aave.setEMode', category }] }
}

const setCollateral: Move = context => {
  const { market, random } = context
  const user = actor(context)
  const supplied = suppliedAssets(market, user)
  if (supplied.length === 0) return undefined
  const action = {
    kind: 'aave.setCollateral',
    asset: random.pick(supplied),
    use: random.chance(0.5),
  } as const
  return { from: user, actions: [action] }
}

/** A fresh position borrowed up to its limit: what a later price move can sink. Small ones reach the dust rules. */
const openPosition: Move = context => {
  const { market, random } = context
  const user = random.pick(USERS)
  const held = heldAssets(market, user, SUPPLIED)
  if (held.length === 0) return undefined
  const asset = random.pick(held)
  const dollars = random.chance(0.5) ? 900 + random.int(6_000) : Number(random.amount(5_000n, 5_000_000n))
  const actions: Action[] = [{ kind: 'aave.supply', asset, amount: dollarsOf(market, asset, dollars) }]
  if (random.chance(0.35)) actions.unshift({ kind: 'aave.setEMode', category: random.pick([1, 1, 26, 0]) })
  if (random.chance(0.3)) {
    const second = random.pick(held)
    actions.push({
      kind: 'aave.supply',
      asset: second,
      amount: dollarsOf(market, second, 200 + random.int(3_000)),
    })
  }
  const debt = random.pick(BORROWED)
  const share = random.chance(0.7) ? 0.4 + random.int(50) / 100 : 0.05
  actions.push({ kind: 'aave.borrow', asset: debt, amount: dollarsOf(market, debt, dollars * share) })
  return { from: user, actions }
}

const LOOPED = ['wstETH', 'weETH', 'rETH', 'cbETH', 'osETH', 'WETH'] as const

/** Supplies what a flash loan brought and pays it back with a loan: one transaction deep in debt. */
const flashLoop = (context: Context, user: Address): readonly Action[] => {
  const { market, random } = context
  const amount = random.amount(10n ** 16n, 400n * 10n ** 18n)
  const collateral = random.pick(LOOPED)
  const owed = amount + (amount * 5n + 9_999n) / 10_000n
  const swap: Action = {
    kind: 'uniswap.swap',
    pool: 'wstETH/WETH 0.01%',
    sell: 'WETH',
    amount,
    minimumOut: 0n,
    sqrtPriceLimitX96: 0n,
  }
  const fill: readonly Action[] = collateral === 'wstETH' && random.chance(0.7) ? [swap] : []
  const held = balanceOf(market, user, collateral)
  return [
    ...fill,
    {
      kind: 'aave.supply',
      asset: collateral,
      amount: fill.length > 0 ? { balanceOf: collateral } : someOf(context, held),
    },
    { kind: 'aave.setEMode', category: 1 },
    { kind: 'aave.borrow', asset: 'WETH', amount: random.chance(0.8) ? owed : amount },
  ]
}

const unloop = (context: Context, user: Address): readonly Action[] => {
  const { market, random } = context
  const owed = borrowedAssets(market, user)
  const supplied = suppliedAssets(market, user)
  const back: Action = random.pick<Action>([
    { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut: 0n },
    { kind: 'lido.unwrap', amount: { balanceOf: 'wstETH' } },
    { kind: 'weth.wrap', amount: 10n ** 18n },
  ])
  return [
    ...owed.map(asset => ({ kind: 'aave.repay', asset, amount: 'max' }) as const),
    ...supplied.slice(0, 2).map(asset => ({ kind: 'aave.withdraw', asset, amount: 'max' }) as const),
    back,
  ]
}

const flashLoan: Move = context => {
  const { market, random } = context
  const user = random.pick(USERS)
  const asset = random.pick(['WETH', 'WETH', 'wstETH', 'USDC', 'DAI'] as const)
  const owed = borrowedAssets(market, user).length > 0
  const inner = owed && random.chance(0.6) ? unloop(context, user) : flashLoop(context, user)
  const nested: Action = {
    kind: 'aave.flashLoan',
    asset: 'USDC',
    amount: random.amount(1n, 10n ** 13n),
    actions: inner,
  }
  const actions = random.chance(0.2) ? [nested] : inner
  const amount = dollarsOf(market, asset, Number(random.amount(1_000n, 4_000_000n)))
  return {
    from: user,
    actions: [{ kind: 'aave.flashLoan', asset, amount: random.chance(0.03) ? 'max' : amount, actions }],
  }
}

/** Moves on Aave by borrowers, and how often each. */
export const AAVE_MOVES: readonly (readonly [weight: number, Move])[] = [
  [5, supply],
  [6, borrow],
  [5, withdraw],
  [4, repay],
  [2, setEMode],
  [2, setCollateral],
  [10, openPosition],
  [4, flashLoan],
]
