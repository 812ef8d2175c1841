import {
  type Action,
  bestConversion,
  endowmentAsset,
  fairValueWei,
  type Strategy,
  size,
  toWei,
  z,
} from '../src/index.js'

const params = z.strictObject({
  asset: endowmentAsset,
  size,
  ltv: z.coerce
    .number()
    .min(0.01)
    .lt(1)
    .default(0.5)
    .describe('dollars borrowed over the value of the collateral'),
})

type Params = z.output<typeof params>

const convert = (best: ReturnType<typeof bestConversion>): readonly Action[] => {
  const wrap: Action = { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } }
  switch (best) {
    case 'stake':
      return [{ kind: 'lido.stake', amount: { balanceOf: 'ETH' } }, wrap]
    case 'curve':
      return [{ kind: 'curve.exchange', sell: 'ETH', amount: { balanceOf: 'ETH' }, minimumOut: 0n }, wrap]
    case 'uniswap':
      return [
        { kind: 'weth.wrap', amount: { balanceOf: 'ETH' } },
        {
          kind: 'uniswap.swap',
          pool: 'wstETH/WETH 0.01%',
          sell: 'WETH',
          amount: { balanceOf: 'WETH' },
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]
  }
}

/** wstETH as collateral, USDC borrowed against it and held. */
export const strategy: Strategy<Params> = {
  name: 'wsteth-usdc',
  about:
    'wstETH on Aave as collateral for a USDC loan that is held. Keeps the staking yield and gets dollars; liquidated when ether falls far enough against the dollar, or the share rate falls.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open(market, owner, p) {
    const amount = toWei(p.size)
    const enter = p.asset === 'wstETH' ? [] : convert(bestConversion(market, amount))
    const wei = fairValueWei(market, p.asset, amount)
    const priceBase = market.aave.reserves.WETH?.priceBase ?? 0n
    const usdcBase = market.aave.reserves.USDC?.priceBase ?? 1n
    const dollars = (wei * priceBase * BigInt(Math.round(p.ltv * 10_000))) / (usdcBase * 10n ** 16n)
    return [
      {
        from: owner,
        actions: [
          ...enter,
          { kind: 'aave.supply', asset: 'wstETH', amount: { balanceOf: 'wstETH' } },
          { kind: 'aave.borrow', asset: 'USDC', amount: dollars },
        ],
      },
    ]
  },
}
