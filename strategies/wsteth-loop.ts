import {
  endowmentAsset,
  leverage,
  leverageAt,
  liquidationThreshold,
  type Market,
  openLoop,
  type Strategy,
  size,
  toWei,
  z,
} from '../src/index.js'

const USUAL_LEVERAGE = 4
const ETH_CORRELATED = 1

const params = z
  .strictObject({
    asset: endowmentAsset,
    size,
    leverage: leverage.optional().describe('collateral over equity; 4 if nothing is said'),
    healthFactor: z.coerce.number().gt(1).max(100).optional().describe('to open at, instead of a leverage'),
    opening: z
      .enum(['flash loan', 'rounds'])
      .default('flash loan')
      .describe('in one transaction, or round by round'),
    conversion: z
      .enum(['best', 'stake', 'uniswap', 'curve'])
      .default('best')
      .describe('how ether becomes wstETH'),
  })
  .refine(p => p.leverage === undefined || p.healthFactor === undefined, {
    message: 'give leverage or healthFactor, not both',
    path: ['healthFactor'],
  })
  .transform(p => (p.healthFactor === undefined ? { ...p, leverage: p.leverage ?? USUAL_LEVERAGE } : p))

type Params = z.output<typeof params>

/** By the liquidation threshold of the market that runs: a health factor is that × collateral / debt. */
const leverageOf = (market: Market, p: Params): number =>
  p.healthFactor === undefined
    ? (p.leverage ?? USUAL_LEVERAGE)
    : leverageAt(liquidationThreshold(market, 'wstETH', ETH_CORRELATED), p.healthFactor)

/** wstETH as collateral, WETH borrowed against it, turned into wstETH again. */
export const strategy: Strategy<Params> = {
  name: 'wsteth-loop',
  about:
    'wstETH on Aave in e-mode 1, WETH borrowed against it and staked again. Earns the staking yield several times less the borrowing rate; liquidated by what moves the share rate or the debt, not by the market price of stETH.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open: (market, owner, p) =>
    openLoop(market, {
      owner,
      endowment: { asset: p.asset, amount: toWei(p.size) },
      leverage: leverageOf(market, p),
      eMode: ETH_CORRELATED,
      conversion: p.conversion,
      opening: p.opening,
    }),
}
