import type { Market } from '../market/market.js'
import { debtBalance } from '../protocols/aave/balance.js'
import type { Address, Asset } from '../protocols/assets.js'
import { STAKING_POOLS } from '../protocols/uniswap/addresses.js'
import { MAX_UINT256, max, mulDivCeil, SECONDS_PER_SLOT } from '../units/fixed.js'
import type { Action, Amount } from './action.js'
import type { Method } from './method.js'
import type { ExitPlan } from './strategy.js'

/** Staking tokens that can stand as collateral and be sold for WETH in one step. */
export type StakedCollateral = 'wstETH' | 'rETH' | 'weETH' | 'cbETH' | 'osETH'

/** A position of one staking token as collateral, wstETH unless said otherwise, and one debt on Aave. */
export type Collateralised = {
  readonly owner: Address
  readonly debt: 'WETH' | 'USDC'
  readonly collateral?: StakedCollateral
}

export const tokenOf = ({ collateral }: Pick<Collateralised, 'collateral'>): StakedCollateral =>
  collateral ?? 'wstETH'

/** Markets that buy staking tokens; Curve's buys only Lido's. */
export type Pool = 'curve' | 'uniswap'

/** What is sent in one block, and the wait before it. */
export type Leg = ExitPlan['legs'][number]

/** Where another debt than WETH is bought. */
export const DEBT_POOL = 'USDC/WETH 0.05%' as const

/** All WETH in the wallet becomes the asset of such a debt. */
export const wethForDebt: Action = {
  kind: 'uniswap.swap',
  pool: DEBT_POOL,
  sell: 'WETH',
  amount: { balanceOf: 'WETH' },
  minimumOut: 0n,
  sqrtPriceLimitX96: 0n,
}

/** So much of the asset of such a debt, whatever WETH it takes. */
export const buyDebt = (amountOut: Amount): Action => ({
  kind: 'uniswap.swapExactOut',
  pool: DEBT_POOL,
  sell: 'WETH',
  amountOut,
  maximumIn: MAX_UINT256,
})

/** Staking token → WETH on one market. */
export const sellForWeth = (
  pool: Pool,
  amount: Amount,
  token: StakedCollateral = 'wstETH',
): readonly Action[] =>
  pool === 'uniswap'
    ? [
        {
          kind: 'uniswap.swap',
          pool: STAKING_POOLS[token],
          sell: token,
          amount,
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]
    : [
        { kind: 'lido.unwrap', amount },
        { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut: 0n },
        { kind: 'weth.wrap', amount: { balanceOf: 'ETH' } },
      ]

export const all = (asset: Asset): Amount => ({ balanceOf: asset })

export const repayAll = (debt: Asset): Action => ({ kind: 'aave.repay', asset: debt, amount: 'max' })
/** All of a position's collateral. */
export const takeAll = (position: Pick<Collateralised, 'collateral'>): Action => ({
  kind: 'aave.withdraw',
  asset: tokenOf(position),
  amount: 'max',
})
/** All of a position's token in the wallet, sold. */
export const sellAll = (pool: Pool, position: Pick<Collateralised, 'collateral'>): readonly Action[] =>
  sellForWeth(pool, all(tokenOf(position)), tokenOf(position))
export const unwrapWeth: Action = { kind: 'weth.unwrap', amount: all('WETH') }

export const heldOf = (market: Market, { owner, debt }: Collateralised): bigint =>
  market.wallets[owner]?.[debt] ?? 0n

/** What is still owed once all that is held of the debt's asset has been paid back. */
const outstanding = (market: Market, position: Collateralised): bigint => {
  const owed = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp)
  return max(0n, owed - heldOf(market, position))
}

/** Aave refuses to burn what scales to nothing: a few units left over pay no debt. */
export const CRUMBS = 1_000n

export const payFromHeld = (market: Market, position: Collateralised): readonly Action[] =>
  heldOf(market, position) < CRUMBS || !owes(market, position)
    ? []
    : [{ kind: 'aave.repay', asset: position.debt, amount: { balanceOf: position.debt } }]

/** A little more than is owed then: what a few blocks of interest may add, and the premium of a flash loan. */
export const owedSoon = (market: Market, position: Collateralised): bigint => {
  const owed = outstanding(market, position)
  const interest = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp) / 100_000n
  const premium = mulDivCeil(owed + interest, BigInt(market.aave.flashLoanPremiumBps), 10_000n)
  return owed + interest + premium + 1n
}

export const oneTx = (method: Method, owner: Address, actions: readonly Action[]): ExitPlan => ({
  method,
  legs: [{ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions }] }],
  assumed: [],
})

export const owes = (market: Market, { owner, debt }: Collateralised): boolean =>
  debtBalance(market.aave, debt, owner, market.block.timestamp) > 0n
