import { describe, expect, it } from 'vitest'
import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { accountData } from './account.js'
import { borrow } from './borrow.js'
import { type CallStep, final, initial, steps } from './chainRun.fixture.js'
import { eliminateReserveDeficit } from './deficit.js'
import { setUserEMode, setUserUseReserveAsCollateral } from './eMode.js'
import { reserveOf, withReserve } from './entries.js'
import { settleFlashLoan, takeFlashLoan } from './flashLoan.js'
import { liquidationCall } from './liquidation.js'
import { repay } from './repay.js'
import type { AaveState } from './state.js'
import { supply } from './supply.js'
import { withdraw } from './withdraw.js'

type Moved = Partial<Record<Asset, bigint>>

const liquidate = (state: AaveState, step: CallStep & { kind: 'liquidate' }): readonly [Moved, AaveState] => {
  const [{ debtCovered, collateralSeized }, next] = liquidationCall(
    state,
    { ...step, liquidator: step.who },
    step.now,
  )
  const moved: Moved = { [step.debt]: -debtCovered }
  if (!step.receiveAToken) moved[step.collateral] = (moved[step.collateral] ?? 0n) + collateralSeized
  return [moved, next]
}

/** The caller's wallet after the call, and the state. */
const apply = (state: AaveState, step: CallStep): readonly [Moved, AaveState] => {
  const { now, who: user } = step
  switch (step.kind) {
    case 'supply':
      return [{ [step.asset]: -step.amount }, supply(state, step, now)]
    case 'withdraw': {
      const [withdrawn, next] = withdraw(state, { ...step, user }, now)
      return [{ [step.asset]: withdrawn }, next]
    }
    case 'borrow':
      return [{ [step.asset]: step.amount }, borrow(state, { ...step, user }, now)]
    case 'repay': {
      const [paid, next] = repay(state, { ...step, user }, now)
      return [{ [step.asset]: -paid }, next]
    }
    case 'flash': {
      const [loan, out] = takeFlashLoan(state, step, now)
      return [{ [step.asset]: -loan.premium }, settleFlashLoan(out, loan, now)]
    }
    case 'deficit':
      return [{}, eliminateReserveDeficit(state, { ...step, user }, now)[1]]
    case 'eMode':
      return [{}, setUserEMode(state, { ...step, user }, now)]
    case 'collateral':
      return [{}, setUserUseReserveAsCollateral(state, { ...step, user }, now)]
    case 'liquidate':
      return liquidate(state, step)
  }
}

type Played = { readonly state: AaveState; readonly moved?: Moved; readonly reverts?: string }

const play = (state: AaveState, step: CallStep): Played => {
  try {
    const [moved, next] = apply(state, step)
    return { state: next, moved }
  } catch (error) {
    if (!(error instanceof Revert)) throw error
    return { state, reverts: error.reason }
  }
}

const nonZero = (moved: Moved = {}): Moved =>
  Object.fromEntries(Object.entries(moved).filter(([, amount]) => amount !== 0n))

describe('a run recorded on Aave v3.6', () => {
  let state = initial
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'price') {
      it(`${index} price of ${step.asset}: ${step.priceBase}`, () => {
        state = withReserve(state, { ...reserveOf(state, step.asset), priceBase: step.priceBase })
        expect(reserveOf(state, step.asset).priceBase).toBe(step.priceBase)
      })
      continue
    }
    it(`${index} ${step.kind} by ${step.who}: ${step.reverts ?? 'done'}`, () => {
      const played = play(state, step)
      state = played.state
      expect(played.reverts).toBe(step.reverts)
      expect(nonZero(played.moved)).toEqual(step.moved ?? {})
      const subject = step.kind === 'liquidate' ? step.borrower : step.who
      expect(accountData(state, subject, step.now)).toMatchObject(step.account)
    })
  }

  it('ends in the state that the chain ended in, to the wei', () => {
    expect(state).toEqual(final)
  })
})
