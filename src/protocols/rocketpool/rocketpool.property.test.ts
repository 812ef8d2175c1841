import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { deposit, getMaximumDepositAmount } from './depositPool.js'
import { burn, getEthValue, getExchangeRate, getTotalCollateral } from './reth.js'
import type { RocketPoolState } from './state.js'

const state = (overrides: Partial<RocketPoolState> = {}): RocketPoolState => ({
  totalEth: 389_550n * WAD,
  totalREth: 338_056n * WAD,
  supply: 338_056n * WAD,
  tokenEther: 3_900n * WAD,
  poolBalance: 12_000n * WAD,
  queueCapacity: 0n,
  maximumPoolSize: 18_000n * WAD,
  minimumDeposit: WAD / 100n,
  depositFeeWad: WAD / 2_000n,
  depositEnabled: true,
  assignEnabled: true,
  ...overrides,
})

const reasonOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof Revert) return error.reason
  }
  return 'done'
}

describe('Rocket Pool', () => {
  it('mints for the ether after a fee of 5 bps, at the submitted rate', () => {
    const one = state({ totalEth: 2n * WAD, totalREth: WAD })
    expect(getExchangeRate(one)).toBe(2n * WAD)
    // 10 − 0.005 ether at two ether a token.
    expect(deposit(one, 10n * WAD)[0]).toBe((9_995n * WAD) / 2_000n)
  })

  it('pays a burn from its own ether first, then from the excess of the pool, all or nothing', () => {
    const even = state({ totalEth: WAD, totalREth: WAD, queueCapacity: 2_000n * WAD })
    const holds = 100_000n * WAD
    const [wei, next] = burn(even, { rEth: 5_000n * WAD, balance: holds })
    expect(wei).toBe(5_000n * WAD)
    expect([next.tokenEther, next.poolBalance]).toEqual([0n, 10_900n * WAD])
    // 3,900 and 10,000 of the pool: 2,000 are for minipools.
    expect(getTotalCollateral(even)).toBe(13_900n * WAD)
    expect(reasonOf(() => burn(even, { rEth: 13_900n * WAD, balance: holds }))).toBe('done')
    expect(reasonOf(() => burn(even, { rEth: 13_900n * WAD + 1n, balance: holds }))).toBe(
      'Insufficient ETH balance for exchange',
    )
  })

  it('takes deposits up to the maximum, room for queued minipools on top', () => {
    const full = state({ queueCapacity: 31n * WAD })
    expect(getMaximumDepositAmount(full)).toBe(6_031n * WAD)
    expect(reasonOf(() => deposit(full, 6_031n * WAD))).toBe('done')
    expect(reasonOf(() => deposit(full, 6_031n * WAD + 1n))).toMatch(/matching with minipools/)
    expect(reasonOf(() => deposit(state(), WAD / 100n - 1n))).toMatch(/minimum deposit size/)
  })

  const amounts = fc.bigInt({ min: WAD / 100n, max: 5_000n * WAD })
  const rates = fc.bigInt({ min: WAD / 2n, max: 3n * WAD })

  it('RP_ROUND_TRIP: a deposit burnt at once returns no more than it cost less the fee', () => {
    fc.assert(
      fc.property(amounts, rates, (wei, rate) => {
        const before = state({ totalEth: (338_056n * rate * WAD) / WAD, totalREth: 338_056n * WAD })
        const [rEth, after] = deposit(before, wei)
        const [back] = burn(after, { rEth, balance: rEth })
        expect(back).toBeLessThanOrEqual(wei - (wei * before.depositFeeWad) / WAD)
      }),
    )
  })

  it('RP_SOLVENT: ether is neither made nor lost by a burn, and none is paid that is not there', () => {
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 20_000n * WAD }), (rEth, queueCapacity) => {
        const before = state({ queueCapacity })
        const collateral = getTotalCollateral(before)
        fc.pre(getEthValue(before, rEth) <= collateral)
        const [wei, after] = burn(before, { rEth, balance: rEth })
        expect(before.tokenEther + before.poolBalance - wei).toBe(after.tokenEther + after.poolBalance)
        expect(getTotalCollateral(after)).toBe(collateral - wei)
      }),
    )
  })
})
