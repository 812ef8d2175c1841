import { describe, expect, it } from 'vitest'
import {
  decodeReserveConfiguration,
  disableCollateral,
  enableCollateral,
  flagsOf,
  isBorrowing,
  isBorrowingAny,
  isUsingAsCollateral,
  startBorrowing,
  stopBorrowing,
} from './configuration.js'

const account = { eMode: 0, configuration: 0n, supplies: {}, debts: {} }

describe('decodeReserveConfiguration', () => {
  // The word that `getConfiguration` of the compiled v3.6.0 pool gave for USDC after initReserves and the setters.
  it('reads a reserve as its configurator set it', () => {
    const word =
      7_237_005_577_332_262_213_973_186_574_460_975_782_477_053_090_068_823_026_518_389_559_005_919_321_420n
    expect(decodeReserveConfiguration(word)).toEqual({
      ltvBps: 7_500,
      liquidationThresholdBps: 7_800,
      liquidationBonusBps: 10_450,
      decimals: 6,
      active: true,
      frozen: false,
      borrowingEnabled: true,
      paused: false,
      flashLoanEnabled: true,
      reserveFactorBps: 1_000,
      borrowCap: 0n,
      supplyCap: 0n,
      liquidationProtocolFeeBps: 2_000,
    })
  })

  // The same reserve after setSupplyCap, setBorrowCap, setReserveFreeze (which takes the LTV away) and setReservePause.
  it('reads caps, a freeze and a pause', () => {
    const word =
      7_237_005_577_332_262_213_973_186_574_461_598_858_100_085_731_864_983_988_483_415_950_450_602_016_768n
    expect(decodeReserveConfiguration(word)).toMatchObject({
      ltvBps: 0,
      liquidationThresholdBps: 7_800,
      frozen: true,
      paused: true,
      supplyCap: 7_500_000_000n,
      borrowCap: 7_000_000_000n,
      reserveFactorBps: 1_000,
      liquidationProtocolFeeBps: 2_000,
    })
  })
})

describe('user configuration', () => {
  it.each([0, 1, 15, 16, 63, 127])('sets and clears the two bits of reserve %i only', id => {
    const borrowing = startBorrowing(account, id)
    const both = enableCollateral(borrowing, id)
    expect(borrowing.configuration).toBe(1n << BigInt(2 * id))
    expect(both.configuration).toBe(3n << BigInt(2 * id))
    expect(flagsOf(both.configuration, id)).toBe(3)
    expect(flagsOf(borrowing.configuration, id)).toBe(1)
    expect(flagsOf(both.configuration, id === 0 ? 1 : id - 1)).toBe(0)
    expect(isBorrowing(both.configuration, id)).toBe(true)
    expect(isUsingAsCollateral(borrowing.configuration, id)).toBe(false)
    expect(stopBorrowing(both, id).configuration).toBe(2n << BigInt(2 * id))
    expect(disableCollateral(both, id)).toEqual(borrowing)
    expect(stopBorrowing(account, id)).toBe(account)
  })

  it('knows whether there is any debt', () => {
    expect(isBorrowingAny(2n << 80n)).toBe(false)
    expect(isBorrowingAny(1n << 80n)).toBe(true)
  })
})
