import { describe, expect, it } from 'vitest'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import { liquidState } from './aave.fixture.js'
import { borrow } from './borrow.js'
import { setUserEMode, setUserUseReserveAsCollateral } from './eMode.js'
import { takeFlashLoan } from './flashLoan.js'
import { liquidationCall } from './liquidation.js'
import { repay } from './repay.js'
import type { AaveReserve, AaveState } from './state.js'
import { supply } from './supply.js'
import { withdraw } from './withdraw.js'

const user = '0x01'
const WETH = 'WETH' as const

/** A user with 10 wstETH and 5 WETH of debt, and then the WETH reserve changed. */
const market = (weth: Partial<AaveReserve> = {}): AaveState => {
  const supplied = supply(liquidState(), { asset: 'wstETH', amount: 10n * WAD, onBehalfOf: user }, 0)
  const borrowed = borrow(supplied, { asset: WETH, amount: 5n * WAD, user }, 0)
  return {
    ...borrowed,
    reserves: { ...borrowed.reserves, WETH: { ...borrowed.reserves.WETH, ...weth } as AaveReserve },
  }
}
const doSupply = (state: AaveState, amount = WAD) =>
  supply(state, { asset: WETH, amount, onBehalfOf: user }, 0)
const doBorrow = (state: AaveState, amount = 1n) => borrow(state, { asset: WETH, amount, user }, 0)
const doRepay = (state: AaveState, amount = 1n) =>
  repay(state, { asset: WETH, amount, user, onBehalfOf: user }, 0)
const doWithdraw = (state: AaveState, amount = 1n) =>
  withdraw(state, { asset: WETH, amount, user: '0xff' }, 0)
const doFlash = (state: AaveState, amount = 1n) => takeFlashLoan(state, { asset: WETH, amount }, 0)

describe('a reserve that is closed', () => {
  const closed: Partial<AaveReserve> = { active: false, paused: true, frozen: true, flashLoanEnabled: false }

  it.each([
    ['supply', doSupply],
    ['borrow', doBorrow],
    ['repay', doRepay],
    ['withdraw', doWithdraw],
  ] as const)('%s looks at activity, then at the pause', (_, act) => {
    expect(() => act(market(closed))).toThrow('ReserveInactive')
    expect(() => act(market({ ...closed, active: true }))).toThrow('ReservePaused')
  })

  it('a flash loan looks at the pause, then at activity, then at its own flag', () => {
    expect(() => doFlash(market(closed))).toThrow('ReservePaused')
    expect(() => doFlash(market({ ...closed, paused: false }))).toThrow('ReserveInactive')
    expect(() => doFlash(market({ flashLoanEnabled: false }))).toThrow('FlashloanDisabled')
  })

  it('a freeze stops supplies and borrows, not repayments, withdrawals and flash loans', () => {
    const frozen = market({ frozen: true })
    expect(() => doSupply(frozen)).toThrow('ReserveFrozen')
    expect(() => doBorrow(frozen)).toThrow('ReserveFrozen')
    expect(doRepay(frozen)[0]).toBe(1n)
    expect(doWithdraw(frozen)[0]).toBe(1n)
    expect(doFlash(frozen)[0].premium).toBe(1n)
  })
})

describe('amounts', () => {
  it('nothing is not an amount', () => {
    for (const act of [doSupply, doBorrow, doRepay, doWithdraw])
      expect(() => act(market(), 0n)).toThrow('InvalidAmount')
    expect(doFlash(market(), 0n)[0]).toEqual({ asset: WETH, amount: 0n, premium: 0n })
  })

  it('what ray arithmetic cannot hold reverts without a reason', () => {
    expect(() => doSupply(market(), MAX_UINT256)).toThrow(expect.objectContaining({ reason: '' }))
    expect(() => doBorrow(market(), MAX_UINT256)).toThrow(expect.objectContaining({ reason: '' }))
  })

  it('more than was supplied, or than is there', () => {
    expect(() => doBorrow(market(), 50_001n * WAD)).toThrow('InvalidAmount')
    expect(() => doBorrow(market(), 49_996n * WAD)).toThrow('Panic(0x11)')
    expect(() => doFlash(market(), 50_001n * WAD)).toThrow('InvalidAmount')
    expect(() => doFlash(market(), 49_996n * WAD)).toThrow('Panic(0x11)')
    expect(() => doWithdraw(market(), 50_001n * WAD)).toThrow('NotEnoughAvailableUserBalance')
    expect(() => doWithdraw(market(), 49_996n * WAD)).toThrow('Panic(0x11)')
  })

  it('caps count whole tokens, and reach exactly their value', () => {
    const capped = market({ supplyCap: 50_001n, borrowCap: 6n })
    expect(doSupply(capped).reserves.WETH?.supplyScaled).toBe(50_001n * WAD)
    expect(() => doSupply(capped, WAD + 1n)).toThrow('SupplyCapExceeded')
    expect(doBorrow(capped, WAD).reserves.WETH?.debtScaled).toBe(6n * WAD)
    expect(() => doBorrow(capped, WAD + 1n)).toThrow('BorrowCapExceeded')
  })

  it("what is accrued to the treasury counts towards the supply cap, as in v3.6's validateSupply", () => {
    const capped = market({ supplyCap: 50_001n, treasuryScaled: 1n })
    expect(() => doSupply(capped)).toThrow('SupplyCapExceeded')
  })
})

describe('borrowing', () => {
  // One USDC worth 100,000,001 at 75 %: 75,000,001 of debt would need 100,000,001.33…, which ceils.
  it('needs collateral for the debt divided by the loan to value, rounded up', () => {
    const priced = liquidState({ USDC: { priceBase: 100_000_001n }, WETH: { priceBase: 100_000_000n } })
    const state = supply(priced, { asset: 'USDC', amount: 10n ** 6n, onBehalfOf: user }, 0)
    expect(() => doBorrow(state, 75_000_001n * 10n ** 10n)).toThrow('CollateralCannotCoverNewBorrow')
    expect(doBorrow(state, 75_000_000n * 10n ** 10n).accounts[user]?.configuration).toBe(0b10000001n)
  })
})

describe('repaying', () => {
  it('all of it only for oneself, and only what is owed', () => {
    const forAnother = { asset: WETH, amount: MAX_UINT256, user: '0x02', onBehalfOf: user } as const
    expect(() => repay(market(), forAnother, 0)).toThrow('NoExplicitAmountToRepayOnBehalf')
    expect(repay(market(), { ...forAnother, amount: MAX_UINT256 - 1n }, 0)[0]).toBe(5n * WAD)
    expect(doRepay(market(), MAX_UINT256)[1].accounts[user]).toMatchObject({
      configuration: 0b1000n,
      debts: {},
    })
    expect(() => repay(market(), { ...forAnother, amount: 1n, onBehalfOf: '0x02' }, 0)).toThrow(
      'NoDebtOfSelectedType',
    )
  })
})

describe('e-modes and collateral', () => {
  const enter = (state: AaveState, category: number) => setUserEMode(state, { category, user }, 0)

  it('an e-mode must exist, allow the debt and give the collateral a loan to value', () => {
    expect(() => enter(market(), 2)).toThrow('InconsistentEModeCategory')
    const usdc = borrow(market(), { asset: 'USDC', amount: 1n, user }, 0)
    expect(() => enter(usdc, 1)).toThrow('InvalidDebtInEmode')
    const { eModes } = market()
    const ltvzero = { ...market(), eModes: { 1: { ...eModes[1], ltvzeroBitmap: 0b10n } as never } }
    expect(() => enter(ltvzero, 1)).toThrow('InvalidCollateralInEmode')
    expect(enter(market(), 1).accounts[user]?.eMode).toBe(1)
  })

  it('an e-mode can only be left with health', () => {
    const loop = borrow(enter(market(), 1), { asset: WETH, amount: 6n * WAD, user }, 0)
    expect(() => enter(loop, 0)).toThrow('HealthFactorLowerThanLiquidationThreshold')
    expect(() => borrow(loop, { asset: 'USDC', amount: 1n, user }, 0)).toThrow('NotBorrowableInEMode')
  })

  it('an e-mode lends what the reserve itself does not', () => {
    const closed = market({ borrowingEnabled: false })
    expect(() => doBorrow(closed)).toThrow('BorrowingNotEnabled')
    expect(() => enter(enter(closed, 1), 0)).toThrow('InvalidDebtInEmode')
    expect(doBorrow(enter(closed, 1)).accounts[user]?.debts.WETH).toBe(5n * WAD + 1n)
  })

  it('collateral needs a balance and a loan to value, and debt keeps it', () => {
    const use = (state: AaveState, asset: 'WETH' | 'wstETH', on: boolean) =>
      setUserUseReserveAsCollateral(state, { asset, use: on, user }, 0)
    expect(() => use(market(), WETH, true)).toThrow('UnderlyingBalanceZero')
    expect(() => use(market(), 'wstETH', false)).toThrow('HealthFactorLowerThanLiquidationThreshold')
    const zero = doSupply(market({ ltvBps: 0 }))
    expect(zero.accounts[user]?.configuration).toBe(0b1001n)
    expect(() => use(zero, WETH, true)).toThrow('UserInIsolationModeOrLtvZero')
    expect(use(zero, 'wstETH', true)).toBe(zero)
  })

  it('a later supply does not switch collateral back on', () => {
    const off = setUserUseReserveAsCollateral(doSupply(market()), { asset: WETH, use: false, user }, 0)
    expect(off.accounts[user]?.configuration).toBe(0b1001n)
    expect(doSupply(off).accounts[user]?.configuration).toBe(0b1001n)
  })

  it('with debt, collateral of zero loan to value leaves first', () => {
    const both = doSupply(market())
    const zero = {
      ...both,
      reserves: { ...both.reserves, WETH: { ...both.reserves.WETH, ltvBps: 0 } as AaveReserve },
    }
    const take = (asset: 'WETH' | 'wstETH') => withdraw(zero, { asset, amount: 1n, user }, 0)
    expect(() => take('wstETH')).toThrow('LtvValidationFailed')
    expect(take(WETH)[0]).toBe(1n)
  })
})

describe('liquidating', () => {
  const call = { collateral: 'wstETH', debt: WETH, borrower: user, liquidator: '0x09' } as const
  const doLiquidate = (state: AaveState, overrides = {}) =>
    liquidationCall(state, { ...call, debtToCover: WAD, receiveAToken: false, ...overrides }, 0)

  it('is refused in the order of the contract', () => {
    const sick = market({ priceBase: 900_000_000_000n })
    expect(() => doLiquidate(market({ active: false }), { liquidator: user })).toThrow('SelfLiquidation')
    expect(() => doLiquidate(market({ active: false, paused: true }))).toThrow('ReserveInactive')
    expect(() => doLiquidate(market({ paused: true }))).toThrow('ReservePaused')
    expect(() => doLiquidate(market())).toThrow('HealthFactorNotBelowThreshold')
    expect(() => doLiquidate(sick, { collateral: 'USDC', debt: 'USDC' })).toThrow(
      'CollateralCannotBeLiquidated',
    )
    expect(() => doLiquidate(sick, { debt: 'USDC' })).toThrow('SpecifiedCurrencyNotBorrowedByUser')
    expect(() => doLiquidate(sick, { debtToCover: 0n })).toThrow('InvalidBurnAmount')
    expect(() => doLiquidate(sick, { collateral: 'DAI' })).toThrow(expect.objectContaining({ reason: '' }))
  })
})
