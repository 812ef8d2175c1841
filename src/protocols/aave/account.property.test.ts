import { calculateHealthFactorFromBalances } from '@aave/math-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abs, MAX_UINT256, RAY, WAD } from '../../units/fixed.js'
import { aaveState } from './aave.fixture.js'
import { accountData } from './account.js'
import type { AaveAccount, AaveState } from './state.js'

const ETHER = fc.bigInt(1n, 10n ** 25n)
const holding = (account: Partial<AaveAccount>): AaveState => ({
  ...aaveState(),
  accounts: { '0x01': { eMode: 0, configuration: 0b0110n, supplies: {}, debts: {}, ...account } },
})
const healthFactor = (state: AaveState): bigint => accountData(state, '0x01', 0).healthFactorWad

describe('account data', () => {
  it('AAVE_HF_1: more debt never raises the health factor', () => {
    fc.assert(
      fc.property(ETHER, ETHER, ETHER, (wstETH, WETH, more) => {
        const before = healthFactor(
          holding({ configuration: 0b1001n, supplies: { wstETH }, debts: { WETH } }),
        )
        const debts = { WETH: WETH + more }
        expect(healthFactor(holding({ configuration: 0b1001n, supplies: { wstETH }, debts })) <= before).toBe(
          true,
        )
      }),
    )
  })

  it('AAVE_HF_2: more collateral never lowers the health factor', () => {
    fc.assert(
      fc.property(ETHER, ETHER, ETHER, (wstETH, WETH, more) => {
        const before = healthFactor(
          holding({ configuration: 0b1001n, supplies: { wstETH }, debts: { WETH } }),
        )
        const supplies = { wstETH: wstETH + more }
        const after = healthFactor(holding({ configuration: 0b1001n, supplies, debts: { WETH } }))
        expect(after >= before).toBe(true)
      }),
    )
  })

  it('AAVE_HF_3: the health factor of one collateral is that of @aave/math-utils to a wei', () => {
    fc.assert(
      fc.property(ETHER, ETHER, (wstETH, WETH) => {
        const state = holding({ configuration: 0b1001n, supplies: { wstETH }, debts: { WETH } })
        const { collateralBase, debtBase, liquidationThresholdBps, healthFactorWad } = accountData(
          state,
          '0x01',
          0,
        )
        const theirs = calculateHealthFactorFromBalances({
          collateralBalanceMarketReferenceCurrency: (collateralBase * WAD).toString(),
          borrowBalanceMarketReferenceCurrency: debtBase.toString(),
          currentLiquidationThreshold: collateralBase === 0n ? 0 : liquidationThresholdBps,
        })
        expect(abs(healthFactorWad - BigInt(theirs.toFixed(0))) <= 1n).toBe(true)
      }),
    )
  })
})

describe('e-mode', () => {
  const eModes = { ...aaveState().eModes }
  const both: Partial<AaveAccount> = {
    eMode: 1,
    configuration: 0b10000001n | 0b1000n,
    supplies: { wstETH: 10n * WAD, USDC: 10_000n * 10n ** 6n },
    debts: { WETH: WAD },
  }

  it('gives its terms to the collateral in its bitmap and leaves the rest theirs', () => {
    const data = accountData(holding(both), '0x01', 0)
    const wstETH = 3_809_240_000_000n
    const USDC = 999_900_000_000n
    expect(data.collateralBase).toBe(wstETH + USDC)
    expect(data.ltvBps).toBe(Number((wstETH * 9_300n + USDC * 7_500n) / (wstETH + USDC)))
    expect(data.liquidationThresholdBps).toBe(Number((wstETH * 9_500n + USDC * 7_800n) / (wstETH + USDC)))
    expect(data.hasZeroLtvCollateral).toBe(false)
  })

  it('counts ltvzero collateral in the threshold and not in the loan to value', () => {
    const eMode = { ...eModes[1], id: 1, ltvzeroBitmap: 0b10n }
    const state = holding(both)
    const data = accountData(
      { ...state, eModes: { 1: { ...state.eModes[1], ...eMode } as never } },
      '0x01',
      0,
    )
    expect(data.hasZeroLtvCollateral).toBe(true)
    expect(data.ltvBps).toBe(Number((999_900_000_000n * 7_500n) / (3_809_240_000_000n + 999_900_000_000n)))
    expect(data.liquidationThresholdBps).toBe(accountData(state, '0x01', 0).liquidationThresholdBps)
  })
})

describe('rounding', () => {
  it('floors collateral and ceils debt in the base currency', () => {
    const dust = holding({ configuration: 0b1001n, supplies: { wstETH: 1n }, debts: { WETH: 1n } })
    expect(accountData(dust, '0x01', 0)).toMatchObject({
      collateralBase: 0n,
      debtBase: 1n,
      healthFactorWad: 0n,
    })
  })

  // Chosen so that threshold × 10^18 / debt ends in …9999.99999: half up carries through the division by 10,000.
  it('divides the health factor half up before it takes the percentage', () => {
    const { reserves } = aaveState({
      WETH: { priceBase: 300_000_000_007n },
      wstETH: { priceBase: 514_965_984_139n },
    })
    const one = holding({ configuration: 0b1001n, supplies: { wstETH: WAD }, debts: { WETH: WAD } })
    expect(healthFactor({ ...one, reserves })).toBe(1_390_408_157_142_857_143n)
  })

  it('has no health factor to speak of without debt', () => {
    expect(accountData(holding({ supplies: { WETH: WAD } }), '0x01', 0).healthFactorWad).toBe(MAX_UINT256)
    expect(accountData(aaveState(), '0x02', 0).healthFactorWad).toBe(MAX_UINT256)
  })

  it('grows debt between updates without touching the reserve', () => {
    const state = holding({ configuration: 0b1001n, supplies: { wstETH: WAD }, debts: { WETH: WAD } })
    const WETH = { ...aaveState().reserves.WETH, borrowRateRay: RAY / 10n, debtScaled: WAD }
    const later = { ...state, reserves: { ...state.reserves, WETH: WETH as never } }
    const before = accountData(later, '0x01', 0)
    // e^0.1 to the third order: 1.1051666… of 3,119.02 dollars, ceiled.
    expect(before.debtBase).toBe(311_902_000_000n)
    expect(accountData(later, '0x01', 31_536_000).debtBase).toBe(344_703_693_667n)
    expect(accountData(later, '0x01', 0)).toEqual(before)
  })
})
