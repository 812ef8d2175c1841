import type { Basis } from './engine.js'
import { assumed } from './factors/figure.js'
import { CORRELATED, type Parameters, STAKED } from './factors/parameters.js'
import type { Reverting } from './factors/reverting.js'
import type { MarketFacts, PathSpec, PositionFacts } from './facts.js'

const figure = (value: number) => assumed(value, 'a test')

const level = (mean: number, vol: number, high: number): Reverting => ({
  mean: figure(mean),
  speedPerYear: figure(9),
  volPerRootYear: figure(vol),
  jumpsPerYear: figure(0),
  jumpMean: figure(0),
  jumpSd: figure(0),
  low: 0,
  high,
})

const none = { perYear: figure(0), mean: figure(0), sd: figure(0) }
const discount = {
  ...level(0.001, 0.003, 0.5),
  low: -0.5,
  fallBeta: figure(0),
  fallThreshold: 0.03,
  ceilingBase: figure(1),
  ceilingPerWaitYear: figure(0),
}

const every = <T>(value: T) =>
  Object.fromEntries(STAKED.map(token => [token, value])) as Record<(typeof STAKED)[number], T>

/** Parameters of a test: ether by diffusion alone, everything else quiet. */
export const quietParameters = (overrides: Partial<Parameters> = {}): Parameters => ({
  name: 'quiet',
  asOf: '2026-01-01',
  ether: { vol: figure(0.6), stirs: none, crashes: none },
  bitcoin: { vol: figure(0.4), stirs: none, crashes: none },
  dollar: level(1, 0, 1.02),
  discounts: every(discount),
  discountBeforeWithdrawals: discount,
  shareRates: every({ growthPerYear: figure(0.03), slashings: [] }),
  wethUtilisation: level(0.85, 0.2, 1),
  usdcUtilisation: level(0.85, 0.2, 1),
  gas: level(1, 0, 8),
  exitQueue: level(2, 0, 10),
  correlation: CORRELATED.map((_, i) => CORRELATED.map((__, j) => (i === j ? 1 : 0))),
  ...overrides,
})

export const quietBasis = (overrides: Partial<Parameters> = {}): Basis => ({
  parameters: quietParameters(overrides),
  record: { asOf: '2026-01-01', columns: {} as never },
})

export const marketOfTests: MarketFacts = {
  at: 0,
  etherUsd: 3_119.02,
  bitcoinUsd: 90_000,
  dollarUsd: 1,
  staked: { stETH: { rate: 1.2213, discount: 0.0005, cap: null } },
  curves: {
    WETH: { utilisation: 0.8, optimal: 0.92, base: 0, slope1: 0.025, slope2: 0.08, reserveFactor: 0.15 },
    USDC: { utilisation: 0.8, optimal: 0.92, base: 0, slope1: 0.055, slope2: 0.1, reserveFactor: 0.1 },
  },
  morpho: {},
  exitQueueEther: 10_000,
}

/** 1,000 wstETH against a debt: of ether in e-mode, or of dollars. `share` of the collateral's value is owed. */
export const loopOf = (debt: 'WETH' | 'USDC', share: number): PositionFacts => ({
  name: `loop in ${debt}`,
  holdings: [],
  loans: [
    {
      at: 'Aave',
      rule: 'aave',
      sees: 'share rate',
      collateral: [
        {
          asset: 'wstETH',
          price: { kind: 'staked', token: 'stETH' },
          units: 1_000,
          interest: { kind: 'none' },
          threshold: debt === 'WETH' ? 0.95 : 0.81,
          bonus: debt === 'WETH' ? 1.01 : 1.06,
          feeOfBonus: 0.1,
        },
      ],
      debt: [
        {
          asset: debt,
          price: debt === 'WETH' ? { kind: 'ether' } : { kind: 'dollar' },
          units: 1_221.3 * share * (debt === 'WETH' ? 1 : 3_119.02),
          interest: { kind: 'borrow', curve: debt },
        },
      ],
    },
  ],
})

export const specOf = (overrides: Partial<PathSpec> = {}): PathSpec => ({
  model: 'calibrated',
  seed: 7,
  paths: 1_024,
  days: 10,
  stepsPerDay: 1,
  market: marketOfTests,
  positions: [loopOf('WETH', 0.9), loopOf('USDC', 0.6)],
  tilt: null,
  ...overrides,
})
