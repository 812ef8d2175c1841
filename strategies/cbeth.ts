import { endowedIn, openRateToken, type Strategy, sizeOf, toWei, z } from '../src/index.js'

/** What the token's pools sell without moving far: of a thousand ether a percent would be lost in buying. */
const size = sizeOf(300)

const params = z.strictObject({ asset: endowedIn(['ETH', 'cbETH']), size })

type Params = z.output<typeof params>

/** cbETH, held and nothing else. */
export const strategy: Strategy<Params> = {
  name: 'cbeth',
  about:
    'cbETH of Coinbase in the wallet, bought on its pool. It accrues: the balance stands still and its rate rises as Coinbase’s oracle writes a new one each day, after a commission of 25 % (assumed: Coinbase’s own page names none). One company holds the ether, runs the validators, sets the rate and can freeze an address. Nobody redeems on chain: Coinbase unwraps for its own customers, off chain, which is not planned here. Everyone else has the market only, at whatever discount it asks.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { asset, size: tokens }) =>
    openRateToken(market, {
      owner,
      token: 'cbETH',
      endowment: { asset, amount: toWei(tokens) },
      conversion: 'uniswap',
    }),
}
