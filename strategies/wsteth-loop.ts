import {
  endowmentAsset,
  openLoop,
  type Strategy,
  size,
  toWei,
  unwindCollateralised,
  z,
} from '../src/index.js'

/** Liquidation threshold and LTV of e-mode 1 on Aave V3 Core (block 23975177). */
const THRESHOLD = 0.95
/** 1 / (1 − LTV of 93 %) is 14.28; a flash loan's premium and rounding need a little of it. */
const MAX_LEVERAGE = 14
/** Threshold × leverage / (leverage − 1) at the most leverage. */
const MIN_HEALTH_FACTOR = 1.0231
const USUAL_LEVERAGE = 4
const ETH_CORRELATED = 1

const params = z
  .strictObject({
    asset: endowmentAsset,
    size,
    leverage: z.coerce
      .number()
      .min(1)
      .max(MAX_LEVERAGE)
      .optional()
      .describe('collateral over equity; 4 if nothing is said'),
    healthFactor: z.coerce
      .number()
      .min(MIN_HEALTH_FACTOR)
      .max(100)
      .optional()
      .describe('to open at, instead of a leverage'),
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

const leverageOf = ({ leverage, healthFactor }: Params): number =>
  healthFactor === undefined ? (leverage ?? USUAL_LEVERAGE) : healthFactor / (healthFactor - THRESHOLD)

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
      leverage: leverageOf(p),
      eMode: ETH_CORRELATED,
      conversion: p.conversion,
      opening: p.opening,
    }),
  unwind: (market, owner, route) => unwindCollateralised(market, { owner, debt: 'WETH' }, route),
}
