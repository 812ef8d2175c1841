import { endowedIn, openRateToken, type Strategy, sizeOf, toWei, z } from '../src/index.js'

/** What the token's pools sell without moving far: of a thousand ether a percent would be lost in buying. */
const size = sizeOf(300)

const params = z.strictObject({ asset: endowedIn(['ETH', 'osETH']), size })

type Params = z.output<typeof params>

/** osETH, held and nothing else. */
export const strategy: Strategy<Params> = {
  name: 'oseth',
  about:
    'osETH of StakeWise in the wallet, bought on its pool. It accrues every second, by a reward that StakeWise’s oracles set, of which 5 % goes to its treasury. Stakers mint it against ether in vaults, up to 90 % of that: what is left over stands behind losses first, and pays for osETH that is redeemed. Whoever holds it hands it to the redeemer and waits for a ticket to be paid at the rate of that day: from free ether in the vault, or from validators that leave. Otherwise one sells on the market.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { asset, size: tokens }) =>
    openRateToken(market, {
      owner,
      token: 'osETH',
      endowment: { asset, amount: toWei(tokens) },
      conversion: 'uniswap',
    }),
}
