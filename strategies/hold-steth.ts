import { endowedIn, openHold, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH', 'stETH', 'wstETH']),
  size,
  conversion: z.enum(['best', 'stake', 'curve']).default('best').describe('how ether becomes stETH'),
})

type Params = z.output<typeof params>

/** stETH, held and nothing else. */
export const strategy: Strategy<Params> = {
  name: 'hold-steth',
  about:
    'stETH in the wallet and nothing else. It rebases: each daily report of Lido changes the balance itself, up by rewards and down by penalties, and one stETH stays a claim on one ether. What is earned shows as more tokens, which books and many contracts do not expect; wstETH is the same claim with a fixed balance. Nothing is owed, so nothing can be liquidated; what can hurt is slashing, and the price and the wait of leaving.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, { asset, size: tokens, conversion }) =>
    openHold(market, {
      owner,
      endowment: { asset, amount: toWei(tokens) },
      conversion,
      token: 'stETH',
    }),
}
