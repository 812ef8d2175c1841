import {
  endowedIn,
  fairValueWei,
  mintAction,
  rangeAround,
  ratioOf,
  type Strategy,
  size,
  toWei,
  z,
} from '../src/index.js'

const POOL = 'wstETH/WETH 0.01%'
const ETH_CORRELATED = 1

const params = z.strictObject({
  asset: endowedIn(['ETH']),
  size,
  ltv: z.coerce
    .number()
    .min(0.05)
    .lt(1)
    .default(0.8)
    .describe('WETH borrowed over the value of the collateral'),
  width: z.coerce
    .number()
    .min(0.0005)
    .max(1)
    .default(0.01)
    .describe('of the range on each side of the price: 0.01 is one percent'),
})

type Params = z.output<typeof params>

/** Unit of one wstETH. */
const ONE = 10n ** 18n

/** Collateral and liquidity so that the borrowed WETH and the wstETH kept back fit the range's ratio. */
const open: Strategy<Params>['open'] = (market, owner, { size: tokens, ltv, width }) => {
  const pool = market.uniswap[POOL]
  const range = rangeAround(pool, width)
  const { amount0, amount1 } = ratioOf(pool.sqrtPriceX96, range)
  const rate = fairValueWei(market, 'wstETH', ONE)
  const wstEth = (toWei(tokens) * ONE) / rate - 2n
  const borrowedPerCollateral = (rate * BigInt(Math.round(ltv * 1e6))) / 1_000_000n
  // Supplied share c: c × borrowed per collateral is to (1 − c) as the range's second token is to its first.
  const collateral = (wstEth * amount1 * ONE) / (amount1 * ONE + amount0 * borrowedPerCollateral)
  const weth = (collateral * borrowedPerCollateral) / ONE
  const amounts = { amount0: wstEth - collateral, amount1: weth }
  return [
    {
      from: owner,
      actions: [
        { kind: 'lido.stake', amount: toWei(tokens) },
        { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
        { kind: 'aave.setEMode', category: ETH_CORRELATED },
        { kind: 'aave.supply', asset: 'wstETH', amount: collateral },
        { kind: 'aave.borrow', asset: 'WETH', amount: weth },
        mintAction(POOL, range, { sqrtPriceX96: pool.sqrtPriceX96, amounts }),
      ],
    },
  ]
}

/** wstETH as collateral, WETH borrowed against it, both provided as liquidity. */
export const strategy: Strategy<Params> = {
  name: 'leveraged-lp',
  about:
    'Part of the wstETH is collateral on Aave in e-mode 1; the WETH borrowed against it and the rest of the wstETH are provided together to Uniswap’s wstETH/WETH pool. Earns swap fees and staking rewards, pays borrowing interest. In a sale of stETH the liquidity turns into wstETH while the debt stays WETH: leaving then means selling, or waiting in the queue.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open,
}
