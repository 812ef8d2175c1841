import type { Market } from '../../market/market.js'
import { accountData } from '../../protocols/aave/account.js'
import { getDy } from '../../protocols/curve/pool.js'
import { getPooledEthByShares } from '../../protocols/lido/steth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { quoteExactInput } from '../../protocols/uniswap/quote.js'
import { mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Action, Tx } from '../action.js'
import { all, type Collateralised, DEBT_POOL, heldOf, type Pool, sellForWeth } from './legs.js'

/** What a market pays for `wstEth`, of fair value; 1 is fair. */
const paidOfFair = (market: Market, pool: Pool, wstEth: bigint): number => {
  const fair = mulDivFloor(wstEth, stEthPerToken(market.lido), WAD)
  const brings =
    pool === 'uniswap'
      ? quoteExactInput(market.uniswap['wstETH/WETH 0.01%'], 'wstETH', wstEth).amountOut
      : getDy(
          { curve: market.curve, lido: market.lido },
          { i: 1, j: 0, dx: getPooledEthByShares(market.lido, wstEth), now: market.block.timestamp },
        )
  return Number((brings * 10n ** 9n) / fair) / 1e9
}

/** Value of what is held of the debt's asset, in Aave's base unit of 8 decimals. */
const heldBase = (market: Market, position: Collateralised): number => {
  const { decimals = 18, priceBase = 0n } = market.aave.reserves[position.debt] ?? {}
  return Number((heldOf(market, position) * priceBase) / 10n ** BigInt(decimals))
}

/**
 * Debt to pay from what is held of its asset so that the health factor stands at `target`: D − C·L / T. Undefined where
 * less is held than that.
 */
export const heldToPay = (market: Market, position: Collateralised, target: number): bigint | undefined => {
  const data = accountData(market.aave, position.owner, market.block.timestamp)
  const value =
    Number(data.debtBase) - (Number(data.collateralBase) * data.liquidationThresholdBps) / 10_000 / target
  if (!(value > 0) || value > heldBase(market, position)) return undefined
  const { decimals = 18, priceBase = 1n } = market.aave.reserves[position.debt] ?? {}
  return (BigInt(Math.ceil(value)) * 10n ** BigInt(decimals)) / priceBase
}

/** Rounds in which the size and the price it meets are brought together. */
const ROUNDS = 4

/**
 * wstETH to sell so that paying debt with what it brings lifts the health factor to `target`: (T·D − C·L) / (T·p − L)
 * of value, for collateral C, threshold L, debt D less what is held of its asset, and price p of fair. Undefined where selling at that price does not
 * lift it, or all of the collateral would have to go.
 */
export const collateralToSell = (
  market: Market,
  position: Collateralised,
  { target, pool }: { readonly target: number; readonly pool: Pool },
): bigint | undefined => {
  const data = accountData(market.aave, position.owner, market.block.timestamp)
  const priceBase = market.aave.reserves.wstETH?.priceBase ?? 0n
  const threshold = data.liquidationThresholdBps / 10_000
  const collateral = Number(data.collateralBase)
  const debt = Number(data.debtBase) - heldBase(market, position)
  let paid = 1
  let wstEth = 0n
  for (let round = 0; round < ROUNDS; round++) {
    const lift = target * paid - threshold
    const value = (target * debt - collateral * threshold) / lift
    if (!(lift > 0) || !(value > 0) || value >= collateral || priceBase === 0n) return undefined
    wstEth = (BigInt(Math.ceil(value)) * WAD) / priceBase
    paid = paidOfFair(market, pool, wstEth)
  }
  return wstEth
}

/** WETH from a sale becomes the debt's asset, and pays. */
const payWith = (debt: Collateralised['debt']): readonly Action[] => [
  ...(debt === 'WETH'
    ? []
    : ([
        {
          kind: 'uniswap.swap',
          pool: DEBT_POOL,
          sell: 'WETH',
          amount: all('WETH'),
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ] as const)),
  { kind: 'aave.repay', asset: debt, amount: all(debt) },
]

/**
 * Sells `wstEth` of the collateral and pays debt with what it brings, in one transaction: a flash loan of the collateral's
 * own asset, or, where the health factor has the room, collateral taken out first.
 */
export const reduceDebt = (
  market: Market,
  { owner, debt }: Collateralised,
  { wstEth, pool }: { readonly wstEth: bigint; readonly pool: Pool },
): readonly Tx[] => {
  const premium = mulDivCeil(wstEth, BigInt(market.aave.flashLoanPremiumBps), 10_000n)
  const sale = [...sellForWeth(pool, all('wstETH')), ...payWith(debt)]
  const withdraw = (amount: bigint): Action => ({ kind: 'aave.withdraw', asset: 'wstETH', amount })
  return [
    { from: owner, actions: [withdraw(wstEth), ...sale] },
    {
      from: owner,
      actions: [
        {
          kind: 'aave.flashLoan',
          asset: 'wstETH',
          amount: wstEth,
          actions: [...sale, withdraw(wstEth + premium)],
        },
      ],
    },
  ]
}
