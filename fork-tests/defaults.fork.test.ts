import { calculateHealthFactorFromBalances } from '@aave/math-utils'
import { describe, expect, test } from 'vitest'
import { startOf } from '../src/analysis/simulate.js'
import { loadStrategy, strategyNames } from '../src/cli/input/strategies.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { equityWei, layersOf, layerValueWei } from '../src/position/holdings.js'
import { type LoanId, loansOf } from '../src/position/loan.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { openPosition } from '../src/simulation/opening.js'

/**
 * What a strategy's defaults are, worked out by hand from its parameters. Model and fork share the strategies, so that no
 * comparison of the two sees a wrong leverage or e-mode.
 */
type Expected = {
  /** Of net worth, by place and token; debts are negative. */
  readonly shares: Readonly<Record<string, number>>
  /** How far each part may be off, of itself; half a percent where nothing is said. */
  readonly within?: number
  /** Of what was put in, basis points, least and most. */
  readonly cost: readonly [least: number, most: number]
  readonly loan?: {
    readonly at: LoanId
    readonly eMode: number
    /** Liquidation threshold at block 23975177 (SOURCES B.1, B.9). */
    readonly threshold: number
  }
}

const IN_E_MODE_1 = { at: 'aave:core', eMode: 1, threshold: 0.95 } as const

/** The flash loan's 5 bps on each ether borrowed; less where a pool sells a wstETH for less than Lido asks. */
const premium = (borrowed: number): Expected['cost'] => [5 * borrowed - 3, 5 * borrowed + 1]
const MINTED = [-3, 0.01] as const
/** A pool's fee of 5 bps and what the purchase moves its price; how far the pool stood from the rate is the market's. */
const BOUGHT = [0, 60] as const

/** Ether a wstETH by Aave's two prices of the block, 3,809.24 and 3,119.02 dollars (SOURCES B.1). */
const RATE = 3_809.24 / 3_119.02
const HELD = 1_200 * RATE - 800 + 300 + 50

const DEFAULTS: Readonly<Record<string, Expected>> = {
  cbeth: { shares: { cbETH: 1 }, cost: BOUGHT },
  'curve-lp': { shares: { curve: 1 }, cost: [-1, 1] },
  held: {
    shares: {
      'aave wstETH': (1_200 * RATE) / HELD,
      'aave debt WETH': -800 / HELD,
      stETH: 300 / HELD,
      curve: 50 / HELD,
    },
    cost: [0, 0],
    loan: IN_E_MODE_1,
  },
  'hold-steth': { shares: { stETH: 1 }, cost: MINTED },
  'hold-wsteth': { shares: { wstETH: 1 }, cost: MINTED },
  // All is staked and half of what is provided is borrowed: c + 0.8 c = 1. The ends of the range stand on whole ticks, so that
  // one token may be to the other as 101 to 99 rather than one to one; of those 2 %, 0.8/1.8 reach c.
  'leveraged-lp': {
    shares: { 'aave wstETH': 1 / 1.8, 'aave debt WETH': -0.8 / 1.8, uniswap: 1.6 / 1.8 },
    cost: MINTED,
    within: (0.02 * 0.8) / 1.8,
    loan: IN_E_MODE_1,
  },
  // Half of it at 4 times, half provided.
  'loop-and-lp': {
    shares: { 'aave wstETH': 2, 'aave debt WETH': -1.5, uniswap: 0.5 },
    cost: premium(1.5),
    loan: IN_E_MODE_1,
  },
  oseth: { shares: { osETH: 1 }, cost: BOUGHT },
  // Rocket Pool's deposit fee of 5 bps, or a pool that is cheaper.
  reth: { shares: { rETH: 1 }, cost: [-20, 5.1] },
  'solo-staking': { shares: { validators: 1 }, cost: [0, 0] },
  'treasury-mix': {
    shares: {
      ETH: 0.15,
      wstETH: 0.3,
      'aave wstETH': 0.9,
      'aave debt WETH': -0.6,
      curve: 0.15,
      uniswap: 0.1,
    },
    cost: premium(0.6),
    loan: IN_E_MODE_1,
  },
  'uniswap-lp': { shares: { uniswap: 1 }, cost: MINTED },
  'weeth-loop': {
    shares: { 'aave weETH': 3, 'aave debt WETH': -2 },
    cost: premium(2),
    loan: { at: 'aave:core', eMode: 26, threshold: 0.95 },
  },
  'wsteth-loop': {
    shares: { 'aave wstETH': 4, 'aave debt WETH': -3 },
    cost: premium(3),
    loan: IN_E_MODE_1,
  },
  'wsteth-loop-morpho': {
    shares: { 'morpho wstETH': 4, 'morpho debt WETH': -3 },
    cost: [-10, 1],
    loan: { at: 'morpho:exchange rate', eMode: 0, threshold: 0.945 },
  },
  // A loan of half of the collateral's value, kept in dollars.
  'wsteth-usdc': {
    shares: { 'aave wstETH': 1, 'aave debt USDC': -0.5, USDC: 0.5 },
    cost: MINTED,
    loan: { at: 'aave:core', eMode: 0, threshold: 0.81 },
  },
}

type Opened = { readonly market: Market; readonly costBps: number; readonly shares: Record<string, number> }

const placesOf = (market: Market): Record<string, number> => {
  const equity = Number(equityWei(market, OWNER))
  const shares: Record<string, number> = {}
  for (const layer of layersOf(market, OWNER)) {
    const part = Number(layerValueWei(market, layer)) / equity
    const isDebt = part < 0
    const place =
      layer.kind === 'wallet'
        ? layer.asset
        : layer.kind === 'aave.supply'
          ? `aave ${layer.asset}`
          : layer.kind === 'aave.debt'
            ? `aave debt ${layer.asset}`
            : layer.kind === 'claim' && layer.protocol === 'morpho'
              ? `morpho ${isDebt ? 'debt WETH' : 'wstETH'}`
              : layer.kind === 'claim'
                ? layer.protocol
                : layer.kind
    // What rounding left in the wallet is no part.
    if (Math.abs(part) > 1e-6) shares[place] = (shares[place] ?? 0) + part
  }
  return shares
}

const open = async (name: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Opened> => {
  const { market: start } = await startOf({ kind: 'embedded' }, () => undefined)
  const strategy = await loadStrategy(name)
  const world = createModelWorld(start)
  const put = await openPosition(world, { strategy, params: strategy.params.parse(settings) }, OWNER)
  const market = await world.market()
  const costBps = (1 - Number(equityWei(market, OWNER)) / Number(put)) * 10_000
  return { market, costBps, shares: placesOf(market) }
}

/** Within half a percent of each part, which the opening's own cost stays under, or as the table says. */
const expectShares = (shares: Opened['shares'], expected: Expected['shares'], within = 0.005): void => {
  expect(Object.keys(shares).sort()).toEqual(Object.keys(expected).sort())
  for (const [place, share] of Object.entries(expected))
    expect(Math.abs((shares[place] ?? 0) / share - 1), place).toBeLessThan(within)
}

describe('at its defaults', () => {
  test('every strategy is in the table', () => {
    expect(Object.keys(DEFAULTS).sort()).toEqual([...strategyNames()].sort())
  })

  test.each(Object.entries(DEFAULTS))('%s', async (name, { shares, cost, within, loan: expected }) => {
    const opened = await open(name)
    expectShares(opened.shares, shares, within)
    expect(opened.costBps).toBeGreaterThanOrEqual(cost[0])
    expect(opened.costBps).toBeLessThanOrEqual(cost[1])
    const loans = loansOf(opened.market, OWNER)
    expect(loans).toHaveLength(expected ? 1 : 0)
    const [loan] = loans
    if (!expected || !loan) return
    expect(loan.at).toBe(expected.at)
    expect(opened.market.aave.accounts[OWNER]?.eMode ?? 0).toBe(expected.eMode)
    expect(Number(loan.thresholdWad) / 1e18).toBeCloseTo(expected.threshold, 12)
    // Aave's SDK, on the values of the layers by hand: collateral × threshold ÷ debt.
    const [collateral, debt] = [1, -1].map(sign =>
      Object.entries(opened.shares)
        .filter(([place, share]) => /^(aave|morpho) /.test(place) && share * sign > 0)
        .reduce((sum, [, share]) => sum + share * sign, 0),
    )
    const sdk = calculateHealthFactorFromBalances({
      collateralBalanceMarketReferenceCurrency: (collateral ?? 0) * 1e8,
      borrowBalanceMarketReferenceCurrency: (debt ?? 0) * 1e8,
      currentLiquidationThreshold: expected.threshold * 10_000,
    })
    // Aave prices a dollar by its feed, and so does the value of a layer; prices have 8 decimals.
    expect(Number(loan.healthFactorWad) / 1e18 / sdk.toNumber()).toBeCloseTo(1, 6)
  })
})

describe('at the ends of a parameter', () => {
  test('weeth-loop without an e-mode: the reserve’s own threshold, 0.80 (SOURCES B.1)', async () => {
    const { market } = await open('weeth-loop', { eMode: 'none', leverage: 2 })
    expect(market.aave.accounts[OWNER]?.eMode ?? 0).toBe(0)
    const [loan] = loansOf(market, OWNER)
    expect(Number(loan?.thresholdWad) / 1e18).toBeCloseTo(0.8, 12)
    expect(Number(loan?.healthFactorWad) / 1e18).toBeCloseTo(1.6, 2)
  })

  test.each([
    [{ curve: 0 }, { ETH: 0.3, wstETH: 0.3, 'aave wstETH': 0.9, 'aave debt WETH': -0.6, uniswap: 0.1 }],
    [{ uniswap: 0 }, { ETH: 0.25, wstETH: 0.3, 'aave wstETH': 0.9, 'aave debt WETH': -0.6, curve: 0.15 }],
    [{ held: 0 }, { ETH: 0.45, 'aave wstETH': 0.9, 'aave debt WETH': -0.6, curve: 0.15, uniswap: 0.1 }],
    [{ looped: 0 }, { ETH: 0.45, wstETH: 0.3, curve: 0.15, uniswap: 0.1 }],
    [{ held: 1, looped: 0, curve: 0, uniswap: 0 }, { wstETH: 1 }],
    [{ held: 0, looped: 0, curve: 0, uniswap: 0 }, { ETH: 1 }],
  ])('treasury-mix with %o', async (settings, shares) => {
    expectShares((await open('treasury-mix', settings)).shares, shares)
  })
})
