import { calculateHealthFactorFromBalances } from '@aave/math-utils'
import { describe, expect, test } from 'vitest'
import { placedAs } from '../src/analysis/held/differences.js'
import { heldOf } from '../src/analysis/held/strategy.js'
import { openForkWorld, simulate } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { equityWei } from '../src/position/holdings.js'
import { calm } from '../src/scenario/library/calm.js'
import { openPosition } from '../src/simulation/opening.js'

const quiet = () => undefined

const paramsOf = (holdings: string) => ({ holdings, size: 1 })

/** The market before and after the holdings are in place, on the fork. */
const placeOnFork = async (holdings: string) => {
  const strategy = await loadStrategy('held')
  const { world } = await openForkWorld({ kind: 'embedded' }, quiet)
  try {
    const before = await world.market()
    const put = await openPosition(world, { strategy, params: paramsOf(holdings) }, OWNER)
    const after = await world.market()
    return { before, after, put, answers: await world.ask(OWNER), worth: equityWei(after, OWNER) }
  } finally {
    await world.close()
  }
}

const off = (market: Market, holdings: string) =>
  placedAs(market, OWNER, heldOf(paramsOf(holdings)))
    .filter(({ wanted, got }) => wanted !== got)
    .map(({ what, wanted, got }) => [what, got - wanted])

const EXAMPLE = '1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve'

describe('HELD_1: holdings are what was asked for, and everyone else’s reserves what they were', () => {
  test('the example: to the wei, at no cost', async () => {
    const { before, after, put, worth, answers } = await placeOnFork(EXAMPLE)
    // Curve's LP tokens are whole: the most that are worth no more than 50 ether.
    expect(off(after, EXAMPLE).filter(([what]) => !String(what).startsWith('worth'))).toEqual([])
    const [, curve] = off(after, EXAMPLE).find(([what]) => String(what).startsWith('worth')) ?? ['', 0n]
    expect(Number(curve)).toBeGreaterThanOrEqual(-3)
    expect(Number(curve)).toBeLessThanOrEqual(0)
    expect(put).toBe(worth)
    for (const asset of ['WETH', 'wstETH'] as const) {
      const [was, is] = [before.aave.reserves[asset], after.aave.reserves[asset]]
      if (!was || !is) throw new Error(`${asset} is not listed`)
      expect(is.virtualBalance).toBe(was.virtualBalance)
      for (const field of ['supplyScaled', 'debtScaled'] as const)
        expect(Math.abs(Number(is[field] - was[field]))).toBeLessThanOrEqual(4)
    }
    expect(Math.abs(Number(after.curve.lpSupply - before.curve.lpSupply))).toBeLessThanOrEqual(2)
    // Aave's own answer, and its SDK's from the same balances.
    expect(after.aave.accounts[OWNER]?.eMode).toBe(1)
    expect(Number(answers.healthFactorWad) / 1e18).toBeCloseTo(sdkHealthFactor(after), 9)
  })

  test.each([
    '12.5 rETH; 3 weETH and -2 WETH on aave e-mode 1; 1_000 USDC',
    '100 wstETH and -150000 USDC on aave; 0.25 ETH; 7 WETH',
    '400 wstETH and -420 WETH on morpho market-price; 20 stETH in lido queue',
    '10 wstETH and -11.5 WETH on aave e-mode 1; lp 5 in curve',
    'liquidity 5000000000000000000000 in uniswap wstETH/WETH 0.01% from 1900 to 2100; 5 osETH; 5 cbETH',
    '2 WBTC and 10 WETH and -20000 USDT and -10000 DAI on aave',
  ])('%s', async holdings => {
    const { after, put, worth } = await placeOnFork(holdings)
    const differences = off(after, holdings)
    for (const [, difference] of differences) expect(Math.abs(Number(difference))).toBeLessThanOrEqual(1)
    expect(put).toBe(worth)
    expect(worth).toBeGreaterThan(0n)
  })
})

/** @aave/math-utils on the amounts of the sentence, at the market's prices and the e-mode's threshold. */
const sdkHealthFactor = ({ aave }: Market): number => {
  const base = (asset: 'WETH' | 'wstETH', tokens: bigint) => tokens * (aave.reserves[asset]?.priceBase ?? 0n)
  return calculateHealthFactorFromBalances({
    collateralBalanceMarketReferenceCurrency: base('wstETH', 1_200n).toString(),
    borrowBalanceMarketReferenceCurrency: base('WETH', 800n).toString(),
    currentLiquidationThreshold: aave.eModes[1]?.liquidationThresholdBps ?? 0,
  }).toNumber()
}

test('model and fork are 0 wei apart, frame by frame, and the position can be left', async () => {
  const strategy = await loadStrategy('held')
  const done = await simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy,
    params: strategy.params.parse({ holdings: '10 wstETH and -9 WETH on aave e-mode 1; 5 rETH' }),
    scenario: { ...calm, days: 2 },
    sizes: 'left out',
    progress: quiet,
  })
  expect(done.reconciliation.filter(({ maxDifference }) => maxDifference !== 0n)).toEqual([])
  expect(done.runs.map(({ openingCostWei }) => openingCostWei)).toEqual([0n, 0n])
})

test.each([
  ['more than the crowd has', '9000000 wstETH on aave'],
  ['below a health factor of 1', '100 wstETH and -121 WETH on aave'],
  ['an asset that the e-mode does not lend', '100 wstETH and -1000 USDC on aave e-mode 1'],
])('refused before anything runs: %s', async (_, holdings) => {
  const strategy = await loadStrategy('held')
  const { world } = await openForkWorld({ kind: 'embedded' }, quiet)
  try {
    const before = await world.market()
    await expect(openPosition(world, { strategy, params: paramsOf(holdings) }, OWNER)).rejects.toThrow()
    expect((await world.market()).block).toEqual(before.block)
  } finally {
    await world.close()
  }
})
