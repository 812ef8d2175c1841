import { endowedIn, provideCurve, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH']),
  size,
  staked: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of the ether that is staked and provided as stETH'),
})

type Params = z.output<typeof params>

/** Liquidity in Curve's stETH pool. */
export const strategy: Strategy<Params> = {
  name: 'curve-lp',
  about:
    'Ether and stETH provided to Curve’s stETH pool. Earns swap fees, and staking rewards on the part that is stETH. When holders of stETH sell, the pool fills with it: providers end up with the token that others want to leave, and whoever withdraws it waits or sells at the discount. Nothing is owed, so nothing can be liquidated.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { size: tokens, staked }) => [
    { from: owner, actions: provideCurve(market, toWei(tokens), staked) },
  ],
}
