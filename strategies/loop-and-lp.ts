import { endowedIn, leverage, openLoop, provideUniswap, type Strategy, size, toWei, z } from '../src/index.js'

const POOL = 'wstETH/WETH 0.01%'
const ETH_CORRELATED = 1

const params = z.strictObject({
  asset: endowedIn(['ETH']),
  size,
  looped: z.coerce.number().min(0.05).max(0.95).default(0.5).describe('share of the ether that is looped'),
  leverage: leverage.default(4).describe('collateral over equity of the loop'),
  width: z.coerce
    .number()
    .min(0.0005)
    .max(1)
    .default(0.01)
    .describe('of the range on each side of the price: 0.01 is one percent'),
})

type Params = z.output<typeof params>

const MICRO = 1_000_000n

const splitOf = ({ size: tokens, looped }: Params) => {
  const wei = toWei(tokens)
  const loop = (wei * BigInt(Math.round(looped * 1e6))) / MICRO
  return { loop, liquidity: wei - loop }
}

/** Part looped on Aave, part provided on Uniswap. */
export const strategy: Strategy<Params> = {
  name: 'loop-and-lp',
  about:
    'Part of the ether is looped as wstETH against WETH on Aave, part is provided to Uniswap’s wstETH/WETH pool. Both stand on the same share rate and leave through the same market: the liquidity provided is what the loop would sell into, so that the two are worth less together than they look apart.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open(market, owner, p) {
    const { loop, liquidity } = splitOf(p)
    // The liquidity first, by fixed amounts; the loop takes all that is left.
    return [
      { from: owner, actions: provideUniswap(market, liquidity, { pool: POOL, width: p.width }) },
      ...openLoop(market, {
        owner,
        endowment: { asset: 'ETH', amount: loop },
        leverage: p.leverage,
        eMode: ETH_CORRELATED,
        conversion: 'best',
        opening: 'flash loan',
      }),
    ]
  },
}
