import { describe, expect, it } from 'vitest'
import { MAX_UINT256, RAY, WAD } from '../../units/fixed.js'
import { liquidState } from './aave.fixture.js'
import { accountData } from './account.js'
import { borrow } from './borrow.js'
import { TREASURY } from './entries.js'
import { liquidationCall } from './liquidation.js'
import type { AaveReserve, AaveState } from './state.js'
import { supply } from './supply.js'
import { withdraw } from './withdraw.js'

const user = '0x01'
const liquidator = '0x09'
const MILLION = 10n ** 6n

const change = (
  state: AaveState,
  asset: 'WETH' | 'wstETH' | 'USDC',
  to: Partial<AaveReserve>,
): AaveState => ({
  ...state,
  reserves: { ...state.reserves, [asset]: { ...state.reserves[asset], ...to } as AaveReserve },
})

/** Ether supplied at 3,119.02 dollars against dollars borrowed at exactly one, and then ether at another price. */
const loan = (ether: bigint, dollars: bigint, priceBase: bigint): AaveState => {
  const par = change(liquidState(), 'USDC', { priceBase: 100_000_000n })
  const supplied = supply(par, { asset: 'WETH', amount: ether, onBehalfOf: user }, 0)
  const borrowed = borrow(supplied, { asset: 'USDC', amount: dollars * MILLION, user }, 0)
  return change(borrowed, 'WETH', { priceBase })
}

const base = { collateral: 'WETH', debt: 'USDC', borrower: user, liquidator, receiveAToken: false } as const
const liquidate = (state: AaveState, overrides: { debtToCover?: bigint; receiveAToken?: boolean } = {}) =>
  liquidationCall(state, { ...base, debtToCover: MAX_UINT256, ...overrides }, 0)

describe('close factor', () => {
  // 10 ether at 1,900 dollars × 83 % / 16,600 dollars is 0.95 exactly.
  it('covers half of the whole debt above 0.95, and all of it at 0.95', () => {
    const above = loan(10n * WAD, 16_600n, 190_000_000_001n)
    expect(accountData(above, user, 0).healthFactorWad).toBe(950_000_000_005_000_000n)
    expect(liquidate(above)[0].debtCovered).toBe(8_300n * MILLION)
    const at = change(above, 'WETH', { priceBase: 190_000_000_000n })
    expect(accountData(at, user, 0).healthFactorWad).toBe(950_000_000_000_000_000n)
    expect(liquidate(at)[0].debtCovered).toBe(16_600n * MILLION)
  })

  it('rounds the half of the debt’s value half up, and the debt that it buys down', () => {
    const priced = change(liquidState(), 'WETH', { priceBase: 311_902_000_001n })
    const supplied = supply(priced, { asset: 'wstETH', amount: 100n * WAD, onBehalfOf: user }, 0)
    const borrowed = borrow(supplied, { asset: 'WETH', amount: 51n * WAD, user }, 0)
    const fallen = change(borrowed, 'wstETH', { priceBase: 190_000_000_000n })
    const pair = { ...base, collateral: 'wstETH', debt: 'WETH', debtToCover: MAX_UINT256 } as const
    expect(accountData(fallen, user, 0).debtBase).toBe(15_907_002_000_051n)
    // 7,953,501,000,026 × 10^18 / 311,902,000,001
    expect(liquidationCall(fallen, pair, 0)[0].debtCovered).toBe(25_500_000_000_001_603_067n)
  })

  it('covers all of a debt, or of a collateral, under 2,000 dollars', () => {
    const healthOf = (state: AaveState) => accountData(state, user, 0).healthFactorWad
    const two = loan(WAD, 2_000n, 240_000_000_000n)
    const less = loan(WAD, 1_999n, 240_000_000_000n)
    expect(healthOf(two) < WAD && healthOf(less) < WAD).toBe(true)
    expect(liquidate(two)[0].debtCovered).toBe(1_000n * MILLION)
    expect(liquidate(less)[0].debtCovered).toBe(1_999n * MILLION)
  })

  it('refuses to leave less than 1,000 dollars on either side', () => {
    const less = loan(WAD, 1_999n, 240_000_000_000n)
    expect(() => liquidate(less, { debtToCover: 1_000n * MILLION })).toThrow('MustNotLeaveDust')
    expect(liquidate(less, { debtToCover: 999n * MILLION })[0].debtCovered).toBe(999n * MILLION)
  })
})

describe('what is seized', () => {
  const sick = loan(10n * WAD, 20_000n, 235_000_000_000n)

  it('is the debt plus the bonus, of which the protocol keeps its share as aTokens', () => {
    const [result, after] = liquidate(sick)
    // 10,000 / 2,350 × 1.05 ether; the fee is a tenth of what exceeds 1 / 1.05 of it.
    const seized = 4_468_085_106_382_978_723n
    expect(result.protocolFee).toBe(21_276_595_744_680_851n)
    expect(result.collateralSeized + result.protocolFee).toBe(seized)
    expect(result.badDebt).toEqual({})
    expect(after.accounts[TREASURY]?.supplies.WETH).toBe(result.protocolFee)
    expect(after.accounts[TREASURY]?.configuration).toBe(0n)
    expect(after.accounts[user]?.supplies.WETH).toBe(10n * WAD - seized)
    expect(after.reserves.WETH?.cash).toBe((sick.reserves.WETH?.cash ?? 0n) - result.collateralSeized)
    expect(after.reserves.USDC?.cash).toBe((sick.reserves.USDC?.cash ?? 0n) + result.debtCovered)
  })

  it('is paid for in full where the collateral is just enough', () => {
    const par = change(change(liquidState(), 'USDC', { priceBase: 100_000_000n }), 'WETH', {
      priceBase: 10n ** 11n,
    })
    const supplied = supply(par, { asset: 'USDC', amount: 2_100n * MILLION, onBehalfOf: user }, 0)
    const borrowed = borrow(supplied, { asset: 'WETH', amount: (12n * WAD) / 10n, user }, 0)
    const state = change(change(borrowed, 'WETH', { priceBase: 2n * 10n ** 11n }), 'USDC', {
      liquidationBonusBps: 10_500,
    })
    // 2,000.0000002 dollars buy 2,100.000000 USDC: six decimals do not see the rest.
    const debtToCover = WAD + 10n ** 8n
    const [result] = liquidationCall(state, { ...base, collateral: 'USDC', debt: 'WETH', debtToCover }, 0)
    expect(result.collateralSeized + result.protocolFee).toBe(2_100n * MILLION)
    expect(result.debtCovered).toBe(debtToCover)
    expect(result.badDebt).toEqual({ WETH: (12n * WAD) / 10n - debtToCover })
  })

  it('can be aTokens, which no longer become collateral by themselves', () => {
    const [result, after] = liquidate(sick, { receiveAToken: true })
    expect(after.accounts[liquidator]).toEqual({
      eMode: 0,
      configuration: 0n,
      supplies: { WETH: result.collateralSeized },
      debts: {},
    })
    expect(after.reserves.WETH?.cash).toBe(sick.reserves.WETH?.cash)
    expect(after.reserves.WETH?.supplyScaled).toBe(sick.reserves.WETH?.supplyScaled)
  })
})

describe('bad debt', () => {
  // 10 ether at 1,500 are 15,000 dollars, which pay for 14,285.714286 of the 20,000 dollars owed.
  const drowned = loan(10n * WAD, 20_000n, 150_000_000_000n)

  it('becomes a deficit when no collateral is left, and lowers what suppliers earn', () => {
    const [result, after] = liquidate(drowned)
    expect(result.debtCovered).toBe(14_285_714_286n)
    expect(result.badDebt).toEqual({ USDC: 5_714_285_714n })
    expect(after.reserves.USDC?.deficit).toBe(5_714_285_714n)
    expect(after.reserves.USDC?.debtScaled).toBe(0n)
    expect(after.accounts[user]).toEqual({ eMode: 0, configuration: 0n, supplies: {}, debts: {} })
  })

  it('reaches every active reserve that the account owes', () => {
    const more = supply(
      loan(10n * WAD, 20_000n, 311_902_000_000n),
      { asset: 'wstETH', amount: WAD, onBehalfOf: user },
      0,
    )
    const both = borrow(more, { asset: 'wstETH', amount: WAD, user }, 0)
    const out = withdraw(both, { asset: 'wstETH', amount: MAX_UINT256, user }, 0)[1]
    const [result, after] = liquidate(change(out, 'WETH', { priceBase: 150_000_000_000n }))
    expect(result.badDebt).toEqual({ USDC: 5_714_285_714n, wstETH: WAD })
    expect(after.reserves.wstETH?.deficit).toBe(WAD)
    expect(after.accounts[user]?.configuration).toBe(0n)
    const inactive = change(change(out, 'WETH', { priceBase: 150_000_000_000n }), 'wstETH', { active: false })
    const [partly, left] = liquidate(inactive)
    expect(partly.badDebt).toEqual({ USDC: 5_714_285_714n })
    expect(left.accounts[user]).toMatchObject({ configuration: 0b100n, debts: { wstETH: WAD } })
  })
})

describe('collateral and debt in one asset', () => {
  const interest = RAY / 10n
  /** Ether against ether: the other collateral fell, the reserve has a year of 10 % to accrue. */
  const owing = (): AaveState => {
    const wst = supply(liquidState(), { asset: 'wstETH', amount: 100n * WAD, onBehalfOf: user }, 0)
    const both = supply(wst, { asset: 'WETH', amount: 20n * WAD, onBehalfOf: user }, 0)
    const borrowed = borrow(both, { asset: 'WETH', amount: 100n * WAD, user }, 0)
    const fallen = change(borrowed, 'wstETH', { priceBase: 250_000_000_000n })
    return change(fallen, 'WETH', { borrowRateRay: interest, liquidityRateRay: 0n })
  }
  const year = 31_536_000
  const same = { ...base, debt: 'WETH', debtToCover: MAX_UINT256 } as const

  it('accrues the treasury twice, as v3.6 does', () => {
    const [, after] = liquidationCall(owing(), same, year)
    // 15 % of 10.5166666… ether of interest, floored and rounded, twice.
    expect(after.reserves.WETH?.treasuryScaled).toBe(2n * 1_577_500_000_000_000_000n)
  })

  it('pays out before it is paid, so the cash must be there already', () => {
    const state = owing()
    const dry = change(state, 'WETH', { cash: 10n * WAD, virtualBalance: 10n * WAD })
    expect(() => liquidationCall(dry, same, year)).toThrow(/^$/)
    expect(liquidationCall(dry, { ...same, receiveAToken: true }, year)[0].debtCovered > 0n).toBe(true)
  })
})
