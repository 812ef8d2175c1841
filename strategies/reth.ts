import { endowedIn, openRateToken, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH', 'rETH']),
  size,
  conversion: z
    .enum(['best', 'deposit', 'uniswap'])
    .default('best')
    .describe('how ether becomes rETH: minted by Rocket Pool, or bought'),
})

type Params = z.output<typeof params>

/** rETH, held and nothing else. */
export const strategy: Strategy<Params> = {
  name: 'reth',
  about:
    'rETH of Rocket Pool in the wallet. It accrues: the balance stands still and its rate rises as the members of Rocket Pool’s oracle report, after the node operators’ commission. Minting costs 0.05 % and stops at a full deposit pool. It is redeemed at the rate, at once, against the ether that the rETH contract and the deposit pool happen to hold, all or nothing; when that is gone, only the market is left. Node operators stand behind losses first, with what they put in.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { asset, size: tokens, conversion }) =>
    openRateToken(market, { owner, token: 'rETH', endowment: { asset, amount: toWei(tokens) }, conversion }),
}
