import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Revert } from '../revert.js'
import { liquidState } from './aave.fixture.js'
import { borrow } from './borrow.js'
import { setUserEMode } from './eMode.js'
import { maxBorrow, maxWithdraw } from './limits.js'
import type { AaveState } from './state.js'
import { supply } from './supply.js'
import { withdraw } from './withdraw.js'

const user = '0x01'
const DAY = 86_400

/** A wstETH supplier with some WETH debt, in e-mode 1 or not, a while later. */
const position = fc
  .record({
    wstETH: fc.bigInt(10n ** 15n, 20_000n * 10n ** 18n),
    share: fc.integer({ min: 1, max: 90 }),
    category: fc.constantFrom(0, 1),
    days: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ wstETH, share, category, days }) => {
    const supplied = supply(liquidState(), { asset: 'wstETH', amount: wstETH, onBehalfOf: user }, 0)
    const entered = setUserEMode(supplied, { category, user }, 0)
    const amount = (maxBorrow(entered, { asset: 'WETH', user }, 0) * BigInt(share)) / 100n
    return { state: borrow(entered, { asset: 'WETH', amount, user }, 0), now: days * DAY }
  })

const few = { numRuns: 40 }

describe('limits', () => {
  it('AAVE_LIMIT_1: the largest borrow succeeds and one wei more reverts', () => {
    fc.assert(
      fc.property(position, fc.constantFrom('WETH', 'USDC'), ({ state, now }, asset) => {
        const amount = maxBorrow(state, { asset, user }, now)
        if (amount > 0n) expect(borrow(state, { asset, amount, user }, now).accounts[user]).toBeDefined()
        expect(() => borrow(state, { asset, amount: amount + 1n, user }, now)).toThrow(Revert)
      }),
      few,
    )
  })

  it('AAVE_LIMIT_2: the largest withdrawal succeeds and one wei more reverts', () => {
    fc.assert(
      fc.property(position, ({ state, now }) => {
        const amount = maxWithdraw(state, { asset: 'wstETH', user }, now)
        if (amount > 0n) expect(withdraw(state, { asset: 'wstETH', amount, user }, now)[0]).toBe(amount)
        expect(() => withdraw(state, { asset: 'wstETH', amount: amount + 1n, user }, now)).toThrow(Revert)
      }),
      few,
    )
  })

  it('stops at the borrow cap, at the liquidity and at nothing for a stranger', () => {
    const rich = (state: AaveState) =>
      supply(state, { asset: 'wstETH', amount: 10n ** 24n, onBehalfOf: user }, 0)
    const capped = rich(liquidState({ WETH: { borrowCap: 7n } }))
    expect(maxBorrow(capped, { asset: 'WETH', user }, 0)).toBe(7n * 10n ** 18n)
    expect(maxBorrow(rich(liquidState()), { asset: 'WETH', user }, 0)).toBe(50_000n * 10n ** 18n)
    expect(maxBorrow(liquidState(), { asset: 'WETH', user }, 0)).toBe(0n)
    expect(maxWithdraw(liquidState(), { asset: 'WETH', user }, 0)).toBe(0n)
  })
})
