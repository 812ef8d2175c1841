import { endowedIn, leverage, openWeEthLoop, type Strategy, size, toWei, z } from '../src/index.js'

const params = z.strictObject({
  asset: endowedIn(['ETH', 'weETH']),
  size,
  leverage: leverage.default(3).describe('collateral over equity'),
  eMode: z
    .enum(['26', '1', 'none'])
    .default('26')
    .describe('category 26 (weETH against WETH or wstETH), 1 (anything ether against WETH), or none'),
  conversion: z
    .enum(['best', 'deposit', 'uniswap'])
    .default('best')
    .describe('how ether becomes weETH: minted by ether.fi, or bought'),
})

type Params = z.output<typeof params>

const eModeOf = ({ eMode }: Params): number => (eMode === 'none' ? 0 : Number(eMode))

/** weETH as collateral, WETH borrowed against it, turned into weETH again. */
export const strategy: Strategy<Params> = {
  name: 'weeth-loop',
  about:
    'weETH of ether.fi on Aave, WETH borrowed against it and turned into weETH again. Earns ether.fi’s rate several times less the borrowing rate. Aave prices weETH by ether.fi’s own rate, not by the market: a discount hurts only who sells; what liquidates is a fall of that rate, interest, or a change of terms. weETH is restaked: EigenLayer’s slashing and its two weeks of escrow stand behind it beside Ethereum’s own. Ways out: its Uniswap pool, whose depth is assumed, or ether.fi’s withdrawal requests, a wait for every round.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, p) =>
    openWeEthLoop(market, {
      owner,
      endowment: { asset: p.asset, amount: toWei(p.size) },
      leverage: p.leverage,
      eMode: eModeOf(p),
      conversion: p.conversion,
    }),
}
