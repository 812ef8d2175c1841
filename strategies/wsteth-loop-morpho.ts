import { endowmentAsset, leverage, openMorphoLoop, type Strategy, size, toWei, z } from '../src/index.js'

const USUAL_LEVERAGE = 4
/** Each market had about 17,000 WETH supplied and nine tenths of it borrowed: a larger loop finds nothing to borrow. */
const USUAL_SIZE = 100

const params = z.strictObject({
  asset: endowmentAsset,
  size: size.default(USUAL_SIZE),
  leverage: leverage.default(USUAL_LEVERAGE),
  oracle: z
    .enum(['exchange-rate', 'market-price'])
    .default('exchange-rate')
    .describe('which of the two markets: market-price sees a depeg, exchange-rate does not'),
  conversion: z
    .enum(['best', 'stake', 'uniswap', 'curve'])
    .default('best')
    .describe('how ether becomes wstETH'),
})

type Params = z.output<typeof params>

const marketOf = ({ oracle }: Params) => (oracle === 'exchange-rate' ? 'exchange rate' : 'market price')

/** wstETH as collateral on Morpho, WETH borrowed against it, turned into wstETH again. */
export const strategy: Strategy<Params> = {
  name: 'wsteth-loop-morpho',
  about:
    'wstETH on Morpho, WETH borrowed against it at up to 94.5 % and staked again. Two markets differ in their oracle only: one prices wstETH by its share rate and sees no depeg, as on Aave; the other multiplies by Chainlink’s stETH/ETH, so that a discount alone liquidates although nothing was lost at Lido. The rate follows how much of the market is borrowed and can climb far beyond Aave’s; a liquidator may take the whole position at once, and gains 1.7 %.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, p) =>
    openMorphoLoop(market, {
      owner,
      endowment: { asset: p.asset, amount: toWei(p.size) },
      market: marketOf(p),
      leverage: p.leverage,
      conversion: p.conversion,
    }),
}
