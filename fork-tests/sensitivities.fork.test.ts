import { beforeAll, describe, expect, it } from 'vitest'
import { tokenCarry } from '../src/analysis/measures/carry.js'
import { sensitivities } from '../src/analysis/measures/sensitivities.js'
import type { Sensitivity } from '../src/analysis/measures/sensitivity.js'
import { openForkWorld } from '../src/analysis/simulate.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Strategy } from '../src/position/strategy.js'
import { accountData } from '../src/protocols/aave/account.js'
import { debtBalance } from '../src/protocols/aave/balance.js'
import type { Asset } from '../src/protocols/assets.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as dollars } from '../strategies/wsteth-usdc.js'
import { reversed, short, two } from './positions.js'

let start: Market

beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  start = await world.market()
  await world.close()
})

const opened = async (strategy: Strategy<never>, params: unknown): Promise<Market> => {
  const world = createModelWorld(start)
  const checked = strategy.params.parse(params)
  const { asset, amount } = strategy.endowment(checked)
  await world.block(12, [{ from: CROWD.whale, actions: [{ kind: 'transfer', asset, to: OWNER, amount }] }])
  for (const tx of strategy.open(await world.market(), OWNER, checked)) {
    const [outcome] = await world.block(12, [tx])
    expect(outcome).toMatchObject({ status: 'done' })
  }
  return world.market()
}

const factor = (found: readonly Sensitivity[], name: RegExp): Sensitivity => {
  const one = found.find(entry => name.test(entry.factor))
  if (!one) throw new Error(`no ${name}`)
  return one
}

/** Health factor with the prices of some assets times `by`. */
const healthFactor = (market: Market, assets: readonly Asset[], by: number): number => {
  const reserves = { ...market.aave.reserves }
  for (const asset of assets) {
    const reserve = reserves[asset]
    if (reserve)
      reserves[asset] = { ...reserve, priceBase: BigInt(Math.round(Number(reserve.priceBase) * by)) }
  }
  return (
    Number(accountData({ ...market.aave, reserves }, OWNER, market.block.timestamp).healthFactorWad) / 1e18
  )
}

describe('sensitivities', () => {
  it('SENS_1: a wstETH/WETH loop has no liquidation price of ether, and a share rate at which it sinks', async () => {
    const market = await opened(loop as never, {})
    const found = sensitivities(market, OWNER)
    expect(factor(found, /ETH\/USD/).atLiquidation).toBeNull()
    const rate = factor(found, /share rate/)
    const by = (rate.atLiquidation ?? 0) / rate.today
    expect(by).toBeCloseTo(1 / healthFactor(market, [], 1), 6)
    expect(healthFactor(market, ['wstETH'], by * 1.000001)).toBeGreaterThanOrEqual(1)
    expect(healthFactor(market, ['wstETH'], by * 0.999999)).toBeLessThan(1)
  })

  it('SENS_2: a dollar debt has one, and one of the dollar', async () => {
    const market = await opened(dollars as never, {})
    const found = sensitivities(market, OWNER)
    const ether = factor(found, /ETH\/USD/)
    const fall = (ether.atLiquidation ?? 0) / ether.today
    expect(healthFactor(market, ['WETH', 'wstETH'], fall * 1.00001)).toBeGreaterThanOrEqual(1)
    expect(healthFactor(market, ['WETH', 'wstETH'], fall * 0.99999)).toBeLessThan(1)
    const usdc = factor(found, /price of USDC/)
    const rise = (usdc.atLiquidation ?? 0) / usdc.today
    expect(healthFactor(market, ['USDC'], rise * 1.00001)).toBeLessThan(1)
    expect(healthFactor(market, ['USDC'], rise * 0.99999)).toBeGreaterThanOrEqual(1)
  })

  it('SENS_3: days of carry are where staking and interest have eaten the health factor', async () => {
    const market = await opened(loop as never, { leverage: 13 })
    const carry = factor(sensitivities(market, OWNER), /highest rate/)
    const days = carry.atLiquidation ?? Number.NaN
    const staking = 0.0279 * 0.9
    const left = healthFactor(market, [], 1) * (1 + staking) ** (days / 365) * Math.exp((-0.105 * days) / 365)
    expect(left).toBeCloseTo(1, 3)
  })

  it('SENS_4: a short position has a price of ether above today’s, and each dollar that it holds one below', async () => {
    const market = await opened(short as never, { size: 100, borrow: 50 })
    const found = sensitivities(market, OWNER)
    const ether = factor(found, /ETH\/USD/)
    expect(found.filter(({ id }) => id === 'etherPrice')).toHaveLength(1)
    const rise = (ether.atLiquidation ?? 0) / ether.today
    expect(rise).toBeGreaterThan(2)
    expect(healthFactor(market, ['WETH', 'wstETH'], rise * 0.99999)).toBeGreaterThanOrEqual(1)
    expect(healthFactor(market, ['WETH', 'wstETH'], rise * 1.00001)).toBeLessThan(1)
    expect(ether.reason).toBe('the debt grows in value while the collateral does not')
    const usdc = factor(found, /price of USDC/)
    expect(usdc.id).toBe('collateralPrice')
    const fall = (usdc.atLiquidation ?? 0) / usdc.today
    expect(healthFactor(market, ['USDC'], fall * 1.00001)).toBeGreaterThanOrEqual(1)
    expect(healthFactor(market, ['USDC'], fall * 0.99999)).toBeLessThan(1)
    expect(found.some(({ factor: name }) => name === 'price of WETH')).toBe(false)
  })

  it('SENS_5: a borrowed staking token sinks the position by its own share rate, upwards', async () => {
    const market = await opened(reversed as never, { size: 100 })
    const rate = factor(sensitivities(market, OWNER), /wstETH share rate/)
    const rise = (rate.atLiquidation ?? 0) / rate.today
    expect(rise).toBeGreaterThan(1)
    expect(healthFactor(market, ['wstETH'], rise * 0.99999)).toBeGreaterThanOrEqual(1)
    expect(healthFactor(market, ['wstETH'], rise * 1.00001)).toBeLessThan(1)
    expect(factor(sensitivities(market, OWNER), /ETH\/USD/).reason).toMatch(/it cancels out/)
  })

  it('SENS_6: of two debts each counts its own share of the interest', async () => {
    const market = await opened(two as never, { size: 1_000 })
    const found = sensitivities(market, OWNER)
    const limit = (name: RegExp): number => factor(found, name).atLiquidation ?? Number.NaN
    const reserve = (asset: Asset) => market.aave.reserves[asset]
    const worth = (asset: Asset): number =>
      (Number(debtBalance(market.aave, asset, OWNER, market.block.timestamp)) *
        Number(reserve(asset)?.priceBase)) /
      10 ** Number(reserve(asset)?.decimals)
    const perYear = (ray: bigint | undefined): number => Number(ray) / 1e27
    const [usdc, weth] = [worth('USDC'), worth('WETH')]
    const [usdcRate, wethRate] = (['USDC', 'WETH'] as const).map(a => perYear(reserve(a)?.borrowRateRay))
    const earned = (tokenCarry(market, 'wstETH').perYear ?? 0) + perYear(reserve('wstETH')?.liquidityRateRay)
    /** Weighted collateral over debts, by hand, after so many years at these continuous rates. */
    const left = (years: number, u = usdcRate ?? 0, w = wethRate ?? 0): number =>
      (healthFactor(market, [], 1) * (usdc + weth) * (1 + earned) ** years) /
      (usdc * Math.exp(u * years) + weth * Math.exp(w * years))
    expect(left(1, limit(/USDC borrow rate/))).toBeCloseTo(1, 4)
    expect(left(1, undefined, limit(/WETH borrow rate/))).toBeCloseTo(1, 4)
    // On the market of before the pools were recorded anew these were 101.6 % and 91.1 %.
    expect(limit(/USDC borrow rate/)).toBeCloseTo(1.016, 2)
    expect(limit(/WETH borrow rate/)).toBeCloseTo(0.91, 2)
    const [days, ...more] = found.filter(({ factor: name }) => name.includes('today’s'))
    expect(more).toEqual([])
    expect(left((days?.atLiquidation ?? Number.NaN) / 365)).toBeCloseTo(1, 4)
    expect(factor(found, /ETH\/USD/).atLiquidation).toBeCloseTo(1_160.44, 2)
  })

  it('without debt there is nothing to be sensitive to', async () => {
    expect(sensitivities(await opened(loop as never, { leverage: 1 }), OWNER)).toEqual([])
  })
})
