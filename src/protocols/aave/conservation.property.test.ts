import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_UINT256 } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { liquidState } from './aave.fixture.js'
import { supplyBalance } from './balance.js'
import { borrow } from './borrow.js'
import { settleFlashLoan, takeFlashLoan } from './flashLoan.js'
import { repay } from './repay.js'
import type { AaveState } from './state.js'
import { supply } from './supply.js'
import { withdraw } from './withdraw.js'

const ASSETS = ['WETH', 'wstETH', 'USDC'] as const
const USERS = ['0x01', '0x02', '0x03'] as const

const step = fc.record({
  kind: fc.constantFrom('supply', 'supply', 'withdraw', 'borrow', 'repay', 'flash'),
  asset: fc.constantFrom(...ASSETS),
  user: fc.constantFrom(...USERS),
  amount: fc.oneof(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 22n), fc.constant(MAX_UINT256)),
  seconds: fc.integer({ min: 0, max: 10_000_000 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const transition = (state: AaveState, { kind, asset, user, amount }: Step, now: number): AaveState => {
  switch (kind) {
    case 'supply':
      return supply(state, { asset, amount, onBehalfOf: user }, now)
    case 'withdraw':
      return withdraw(state, { asset, amount, user }, now)[1]
    case 'borrow':
      return borrow(state, { asset, amount, user }, now)
    case 'repay':
      return repay(state, { asset, amount, user, onBehalfOf: user }, now)[1]
    case 'flash': {
      const [loan, out] = takeFlashLoan(state, { asset, amount }, now)
      return settleFlashLoan(out, loan, now)
    }
  }
}

const play = (steps: readonly Step[]): readonly [AaveState, number] => {
  let state = liquidState()
  let now = 0
  for (const each of steps) {
    now += each.seconds
    try {
      state = transition(state, each, now)
    } catch (error) {
      if (!(error instanceof Revert)) throw error
    }
  }
  return [state, now]
}

const total = (state: AaveState, side: 'supplies' | 'debts', asset: Asset): bigint =>
  Object.values(state.accounts).reduce((sum, account) => sum + (account[side][asset] ?? 0n), 0n)

describe('conservation', () => {
  it('AAVE_SUM_1: scaled balances add up to the scaled supplies, and cash is the virtual balance', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const [state] = play(steps)
        for (const asset of ASSETS) {
          const reserve = state.reserves[asset]
          expect(total(state, 'supplies', asset)).toBe(reserve?.supplyScaled)
          expect(total(state, 'debts', asset)).toBe(reserve?.debtScaled)
          expect(reserve?.cash).toBe(reserve?.virtualBalance)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('AAVE_SUM_2: indexes never fall', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), step, (steps, last) => {
        const [before] = play(steps)
        const [after] = play([...steps, last])
        for (const asset of ASSETS) {
          const [old, next] = [before.reserves[asset], after.reserves[asset]]
          expect((next?.liquidityIndexRay ?? 0n) >= (old?.liquidityIndexRay ?? 1n)).toBe(true)
          expect((next?.borrowIndexRay ?? 0n) >= (old?.borrowIndexRay ?? 1n)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('AAVE_ROUND_1: supplying and withdrawing at once never gains and loses at most the index in wei', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.bigInt(10n, 10n ** 24n), (steps, amount) => {
        const [state, now] = play(steps)
        const supplied = supply(state, { asset: 'WETH', amount, onBehalfOf: '0xaa' }, now)
        const balance = supplyBalance(supplied, 'WETH', '0xaa', now)
        const [withdrawn, after] = withdraw(
          supplied,
          { asset: 'WETH', amount: MAX_UINT256, user: '0xaa' },
          now,
        )
        expect(withdrawn).toBe(balance)
        expect(amount - withdrawn >= 0n && amount - withdrawn <= 2n).toBe(true)
        expect(after.accounts['0xaa']).toEqual({ eMode: 0, configuration: 0n, supplies: {}, debts: {} })
      }),
      { numRuns: 60 },
    )
  })

  it('AAVE_PURE_1: a transition leaves the state it was given as it was', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), step, (steps, last) => {
        const [state, now] = play(steps)
        const copy = structuredClone(state)
        try {
          transition(state, last, now + last.seconds)
        } catch (error) {
          expect(error).toBeInstanceOf(Revert)
        }
        expect(state).toEqual(copy)
      }),
      { numRuns: 30 },
    )
  })
})
