import { describe, expect, it } from 'vitest'
import { RAY } from '../../units/fixed.js'
import { aaveState, liquidState } from './aave.fixture.js'
import { borrow } from './borrow.js'
import { eliminateReserveDeficit } from './deficit.js'
import { reserveOf } from './entries.js'
import { settleFlashLoan, takeFlashLoan } from './flashLoan.js'
import { calculateInterestRates, getNormalizedDebt, getNormalizedIncome, updateState } from './reserve.js'
import type { AaveReserve } from './state.js'
import { supply } from './supply.js'
import { viewReserve } from './view.js'

const PERCENT = RAY / 100n
const ETHER = 10n ** 18n
const weth = (overrides: Partial<AaveReserve> = {}): AaveReserve =>
  reserveOf(aaveState({ WETH: overrides }), 'WETH')

describe('calculateInterestRates', () => {
  // Core WETH: 92 % optimal, 2.5 % up to there, 8 % above (SOURCES B.1).
  it('rises along slope1 to the optimal usage and along slope2 beyond', () => {
    const rateAt = (usagePercent: bigint) =>
      calculateInterestRates(weth(), usagePercent * ETHER, (100n - usagePercent) * ETHER).borrowRateRay
    expect(rateAt(46n)).toBe((125n * PERCENT) / 100n)
    expect(rateAt(92n)).toBe((25n * PERCENT) / 10n)
    expect(rateAt(96n)).toBe((65n * PERCENT) / 10n)
    expect(rateAt(100n)).toBe((105n * PERCENT) / 10n)
  })

  it('adds the base rate, alone where nothing is borrowed', () => {
    const based = weth({ baseRateBps: 100 })
    expect(calculateInterestRates(based, 0n, ETHER)).toEqual({ borrowRateRay: PERCENT, liquidityRateRay: 0n })
    expect(calculateInterestRates(based, 92n, 8n).borrowRateRay).toBe((35n * PERCENT) / 10n)
  })

  it('pays suppliers for what is borrowed, less the reserve factor, and spreads it over a deficit', () => {
    const whole = calculateInterestRates(weth(), 92n * ETHER, 8n * ETHER)
    expect(whole.liquidityRateRay).toBe((((25n * PERCENT) / 10n) * 92n * 85n) / 10_000n)
    const short = calculateInterestRates(weth({ deficit: 100n * ETHER }), 92n * ETHER, 8n * ETHER)
    expect(short).toEqual({ ...whole, liquidityRateRay: whole.liquidityRateRay / 2n })
  })
})

describe('updateState', () => {
  const idle = weth({ baseRateBps: 100, borrowRateRay: PERCENT })

  it('leaves the debt index alone where nothing is borrowed, though the view grows', () => {
    expect(updateState(idle, 31_536_000).borrowIndexRay).toBe(RAY)
    expect(getNormalizedDebt(idle, 31_536_000)).toBe(1_010_050_166_666_666_666_666_666_667n)
    expect(getNormalizedIncome(idle, 31_536_000)).toBe(RAY)
  })

  it('does nothing twice in one second', () => {
    const accrued = updateState(idle, 12)
    expect(updateState(accrued, 12)).toBe(accrued)
  })
})

describe('flash loans', () => {
  it('accrue and set rates only when they are settled, and their premium is the treasury’s', () => {
    const [loan, out] = takeFlashLoan(liquidState(), { asset: 'WETH', amount: 10_001n }, 12)
    expect(loan).toEqual({ asset: 'WETH', amount: 10_001n, premium: 6n })
    expect(out.reserves.WETH).toMatchObject({ lastUpdate: 0, virtualBalance: 50_000n * ETHER - 10_001n })
    const settled = settleFlashLoan(out, loan, 12)
    expect(settled.reserves.WETH).toMatchObject({
      lastUpdate: 12,
      treasuryScaled: 6n,
      virtualBalance: 50_000n * ETHER + 6n,
      cash: 50_000n * ETHER + 6n,
    })
  })

  it('see what their own callback did', () => {
    const [loan, out] = takeFlashLoan(liquidState(), { asset: 'WETH', amount: ETHER }, 12)
    const inside = supply(out, { asset: 'WETH', amount: ETHER, onBehalfOf: '0x01' }, 12)
    const settled = settleFlashLoan(inside, loan, 12)
    expect(settled.reserves.WETH?.cash).toBe(50_001n * ETHER + loan.premium)
    expect(settled.reserves.WETH?.supplyScaled).toBe(50_001n * ETHER)
  })
})

describe('eliminateReserveDeficit', () => {
  const lender = { asset: 'WETH', user: '0xff' } as const
  const short = () => liquidState({ WETH: { deficit: ETHER } })

  it('burns the coverer’s aTokens, no more than the deficit', () => {
    const [covered, after] = eliminateReserveDeficit(short(), { ...lender, amount: 2n * ETHER }, 0)
    expect(covered).toBe(ETHER)
    expect(after.reserves.WETH).toMatchObject({ deficit: 0n, supplyScaled: 49_999n * ETHER })
    expect(after.reserves.WETH?.cash).toBe(50_000n * ETHER)
    expect(after.accounts['0xff']?.configuration).toBe(0b10001010n)
  })

  it('takes the collateral flag with the last of the balance', () => {
    const all = liquidState({ WETH: { deficit: 50_000n * ETHER } })
    const [, after] = eliminateReserveDeficit(all, { ...lender, amount: 50_000n * ETHER }, 0)
    expect(after.accounts['0xff']).toMatchObject({ configuration: 0b10001000n })
    expect(after.accounts['0xff']?.supplies.WETH).toBeUndefined()
  })

  it('is refused in the order of the contract', () => {
    expect(() => eliminateReserveDeficit(liquidState(), { ...lender, amount: 0n }, 0)).toThrow(
      'InvalidAmount',
    )
    expect(() => eliminateReserveDeficit(liquidState(), { ...lender, amount: 1n }, 0)).toThrow(
      'ReserveNotInDeficit',
    )
    const indebted = borrow(short(), { asset: 'USDC', amount: 1n, user: '0xff' }, 0)
    expect(() => eliminateReserveDeficit(indebted, { ...lender, amount: 1n }, 0)).toThrow(
      'UserCannotHaveDebt',
    )
    expect(() => eliminateReserveDeficit(short(), { asset: 'WETH', user: '0x01', amount: 1n }, 0)).toThrow(
      'NotEnoughAvailableUserBalance',
    )
  })
})

describe('viewReserve', () => {
  it('shows supply, debt and usage at a second, as the tokens and the strategy count them', () => {
    const lent = borrow(
      supply(liquidState(), { asset: 'wstETH', amount: 100n * ETHER, onBehalfOf: '0x01' }, 0),
      { asset: 'WETH', amount: 50n * ETHER, user: '0x01' },
      0,
    )
    const view = viewReserve(lent, 'WETH', 0)
    expect(view).toMatchObject({
      totalSupply: 50_000n * ETHER,
      totalDebt: 50n * ETHER,
      availableLiquidity: 49_950n * ETHER,
      usageRay: RAY / 1_000n,
    })
    const later = viewReserve(lent, 'WETH', 31_536_000)
    expect(later.totalDebt > view.totalDebt && later.totalSupply > view.totalSupply).toBe(true)
    expect(viewReserve(lent, 'USDC', 0).usageRay).toBe(0n)
  })
})
