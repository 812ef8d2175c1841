import { CROWD } from '../../../src/market/crowd.js'
import type { Action } from '../../../src/position/action.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import { lpBalanceOf } from '../../../src/protocols/curve/liquidity.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

const stakeholder = ({ random }: Context): Address =>
  random.chance(0.6) ? random.pick(USERS) : random.pick([CROWD.whale, CROWD.provider, CROWD.leaver])

const exchange: Move = context => {
  const { market, random } = context
  const from = stakeholder(context)
  const sell = random.chance(0.5) ? 'ETH' : 'stETH'
  const balance = balanceOf(market, from, sell)
  const most = balance < 150_000n * E18 ? balance : 150_000n * E18
  const amount = random.chance(0.05) ? random.big(3n) : random.amount(1n, most)
  const minimumOut = random.chance(0.05) ? 10n ** 30n : 0n
  const all = sell === 'stETH' && random.chance(0.1) && balance <= most
  return {
    from,
    actions: [{ kind: 'curve.exchange', sell, amount: all ? { balanceOf: 'stETH' } : amount, minimumOut }],
  }
}

const addLiquidity: Move = context => {
  const { market, random } = context
  const from = stakeholder(context)
  const most = (asset: Asset): bigint => {
    const balance = balanceOf(market, from, asset)
    return balance < 60_000n * E18 ? balance : 60_000n * E18
  }
  const eth = random.chance(0.3) ? 0n : random.amount(1n, most('ETH'))
  const stEth = random.chance(0.3) ? 0n : random.amount(1n, most('stETH'))
  return {
    from,
    actions: [{ kind: 'curve.addLiquidity', eth, stEth, minimumLp: random.chance(0.04) ? 10n ** 30n : 0n }],
  }
}

const lpHolder = ({ market, random }: Context): Address | undefined => {
  const holders = [...USERS, CROWD.provider, CROWD.whale, CROWD.leaver].filter(
    owner => lpBalanceOf(market.curve, owner) > 0n,
  )
  return holders.length === 0 ? undefined : random.pick(holders)
}

const lpAmount = (context: Context, owner: Address): bigint => {
  const held = lpBalanceOf(context.market.curve, owner)
  return held > 100_000n * E18 ? context.random.amount(1n, held / 4n) : someOf(context, held)
}

const imbalanceOf = ({ market, random }: Context, owner: Address): Action => {
  const lp = lpBalanceOf(market.curve, owner)
  const most = (lp < 50_000n * E18 ? lp : 50_000n * E18) / 2n + 1n
  const eth = random.chance(0.3) ? 0n : random.amount(1n, most)
  const stEth = random.chance(0.3) ? 0n : random.amount(1n, most)
  return { kind: 'curve.removeLiquidityImbalance', eth, stEth, maximumLp: random.chance(0.1) ? 1n : lp }
}

const removeLiquidity: Move = context => {
  const { random } = context
  const from = lpHolder(context)
  if (!from) return undefined
  const lp = lpAmount(context, from)
  const action = random.pick<Action>([
    { kind: 'curve.removeLiquidity', lp },
    { kind: 'curve.removeLiquidityOneCoin', lp, coin: random.chance(0.5) ? 'ETH' : 'stETH' },
    imbalanceOf(context, from),
  ])
  return { from, actions: [action] }
}

/** Moves on Curve's stETH pool, and how often each. */
export const CURVE_MOVES: readonly (readonly [weight: number, Move])[] = [
  [4, exchange],
  [2, addLiquidity],
  [3, removeLiquidity],
]
