import { endowedIn, provideUniswap, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH']),
  size,
  pool: z
    .enum(['wstETH/WETH 0.01%', 'USDC/WETH 0.05%'])
    .default('wstETH/WETH 0.01%')
    .describe('where liquidity is provided'),
  width: z.coerce
    .number()
    .min(0.0005)
    .max(10)
    .default(0.01)
    .describe('of the range on each side of the price: 0.01 is one percent'),
})

type Params = z.output<typeof params>

/** Liquidity in a Uniswap v3 pool, in a range around today's price. */
export const strategy: Strategy<Params> = {
  name: 'uniswap-lp',
  about:
    'Ether, partly staked or partly sold for dollars, provided to a Uniswap v3 pool in a range around today’s price. Earns swap fees while the price is inside the range; outside it holds only the token that lost, and earns nothing. Whenever the market’s price moves it is worth less at that price than the two tokens held apart: impermanent loss. Nothing is owed, so nothing can be liquidated.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { size: tokens, pool, width }) => [
    { from: owner, actions: provideUniswap(market, toWei(tokens), { pool, width }) },
  ],
}
