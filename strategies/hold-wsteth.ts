import { endowedIn, openHold, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH', 'wstETH', 'stETH']),
  size,
  conversion: z
    .enum(['best', 'stake', 'uniswap', 'curve'])
    .default('best')
    .describe('how ether becomes wstETH'),
})

type Params = z.output<typeof params>

/** wstETH, held and nothing else. */
export const strategy: Strategy<Params> = {
  name: 'hold-wsteth',
  about:
    'wstETH in the wallet and nothing else. It accrues: the balance never changes, and each wstETH is a growing share of Lido’s ether, up by rewards and down by penalties. It is stETH wrapped, one for one in what it is a claim on and unwrapped at any time; lenders and pools take it because its balance stands still. Nothing is owed, so nothing can be liquidated; what can hurt is slashing, and the price and the wait of leaving.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { asset, size: tokens, conversion }) =>
    openHold(market, {
      owner,
      endowment: { asset, amount: toWei(tokens) },
      conversion,
      token: 'wstETH',
    }),
}
