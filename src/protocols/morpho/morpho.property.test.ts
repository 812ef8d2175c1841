import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { borrow, repay } from './borrow.js'
import { withdrawCollateral } from './collateral.js'
import { healthFactorWad, isHealthy, maxBorrow, maxWithdrawCollateral } from './health.js'
import { borrowRate } from './irm.js'
import { liquidate, settleLiquidation } from './liquidation.js'
import { marketNow } from './market.js'
import { BORROWER, emptyMorpho, funded, LENDER, NAME, PRICE, START } from './morpho.fixture.js'
import type { MorphoState } from './state.js'
import { supply, withdraw } from './supply.js'

const few = { numRuns: 60 }
const amounts = fc.bigInt({ min: WAD, max: 100_000n * WAD })
const seconds = fc.integer({ min: 1, max: 400 * 86_400 })
const borrowOrder = (assets: bigint) => ({ market: NAME, assets, shares: 0n, owner: BORROWER })

/** A loop somewhere between nothing and all that it may borrow. */
const loops = fc
  .record({ weth: amounts, wstEth: amounts, share: fc.bigInt({ min: 1n, max: 1_000n }) })
  .map(({ weth, wstEth, share }) => {
    const state = funded(weth, wstEth)
    const priced = { name: NAME, market: state.markets[NAME], priceE36: PRICE }
    const assets = (maxBorrow(priced, BORROWER) * share) / 1_000n
    return borrow(state, borrowOrder(assets), { now: START, priceE36: PRICE }).state
  })

const at = (state: MorphoState, now: number, priceE36 = PRICE) => ({
  name: NAME,
  market: marketNow(state, NAME, now),
  priceE36,
})

describe('limits', () => {
  it('MORPHO_LIMIT_1: the largest borrow succeeds and one wei more reverts', () => {
    fc.assert(
      fc.property(loops, seconds, (state, elapsed) => {
        const now = START + elapsed
        const amount = maxBorrow(at(state, now), BORROWER)
        const moment = { now, priceE36: PRICE }
        if (amount > 0n) expect(borrow(state, borrowOrder(amount), moment).assets).toBe(amount)
        expect(() => borrow(state, borrowOrder(amount + 1n), moment)).toThrow(Revert)
      }),
      few,
    )
  })

  it('MORPHO_LIMIT_2: the largest withdrawal of collateral succeeds and one wei more reverts', () => {
    fc.assert(
      fc.property(loops, seconds, (state, elapsed) => {
        const moment = { now: START + elapsed, priceE36: PRICE }
        const assets = maxWithdrawCollateral(at(state, moment.now), BORROWER)
        const order = { market: NAME, assets, owner: BORROWER }
        if (assets > 0n) expect(withdrawCollateral(state, order, moment)).toBeDefined()
        expect(() => withdrawCollateral(state, { ...order, assets: assets + 1n }, moment)).toThrow(Revert)
      }),
      few,
    )
  })
})

describe('health', () => {
  it('MORPHO_HF_1: below 1 exactly where the contract calls it unhealthy', () => {
    fc.assert(
      fc.property(loops, seconds, fc.bigInt({ min: 1n, max: 2n * PRICE }), (state, elapsed, price) => {
        const priced = at(state, START + elapsed, price)
        expect(healthFactorWad(priced, BORROWER) >= WAD).toBe(isHealthy(priced, BORROWER))
      }),
    )
  })

  it('MORPHO_HF_2: a lower price never raises it', () => {
    fc.assert(
      fc.property(loops, fc.bigInt({ min: 1n, max: PRICE }), (state, price) => {
        const [low, high] = [at(state, START, price), at(state, START)]
        expect(healthFactorWad(low, BORROWER)).toBeLessThanOrEqual(healthFactorWad(high, BORROWER))
      }),
    )
  })
})

describe('shares', () => {
  it('MORPHO_SHARES_1: what is supplied comes back, less one wei at most, and never more', () => {
    fc.assert(
      fc.property(loops, amounts, seconds, (state, assets, elapsed) => {
        const now = START + elapsed
        const supplied = supply(state, { market: NAME, assets, shares: 0n, owner: '0x0e' }, now)
        const order = { market: NAME, assets: 0n, shares: supplied.shares, owner: '0x0e' } as const
        const back = withdraw(supplied.state, order, now).assets
        expect(back <= assets && back >= assets - 1n).toBe(true)
      }),
      few,
    )
  })

  it('MORPHO_SHARES_2: repaying all shares leaves nothing owed and costs no less than was borrowed', () => {
    fc.assert(
      fc.property(loops, seconds, (state, elapsed) => {
        const { borrowShares } = state.markets[NAME].positions[BORROWER] ?? { borrowShares: 0n }
        fc.pre(borrowShares > 0n)
        const order = { market: NAME, assets: 0n, shares: borrowShares, owner: BORROWER }
        const done = repay(state, order, START + elapsed)
        expect(done.state.markets[NAME].positions[BORROWER]?.borrowShares).toBe(0n)
        expect(done.assets).toBeGreaterThanOrEqual(state.markets[NAME].totalBorrowAssets)
      }),
      few,
    )
  })

  it('MORPHO_SUM_1: cash is what is supplied and not borrowed, whatever happens', () => {
    fc.assert(
      fc.property(loops, amounts, seconds, (state, assets, elapsed) => {
        const now = START + elapsed
        const next = supply(state, { market: NAME, assets, shares: 0n, owner: LENDER }, now).state
        const { totalSupplyAssets, totalBorrowAssets } = next.markets[NAME]
        expect(next.cash.WETH).toBe(totalSupplyAssets - totalBorrowAssets)
      }),
      few,
    )
  })
})

describe('interest', () => {
  it('MORPHO_RATE_1: above target the rate at target only rises, below it only falls', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: WAD }), seconds, (utilization, elapsed) => {
        const market = {
          totalSupplyAssets: WAD,
          totalBorrowAssets: utilization,
          lastUpdate: START,
          rateAtTargetWad: 792_744_799n,
        }
        const { endRateAtTargetWad } = borrowRate(market, START + elapsed)
        if (utilization >= (9n * WAD) / 10n) expect(endRateAtTargetWad).toBeGreaterThanOrEqual(792_744_799n)
        else expect(endRateAtTargetWad).toBeLessThanOrEqual(792_744_799n)
      }),
    )
  })
})

describe('liquidation', () => {
  const sunk = fc.record({ state: loops, price: fc.bigInt({ min: PRICE / 2n, max: (PRICE * 99n) / 100n }) })

  it('MORPHO_LIQ_1: takes any part of what is owed, at the incentive, and never from a healthy position', () => {
    fc.assert(
      fc.property(sunk, fc.bigInt({ min: 1n, max: 1_000n }), ({ state, price }, part) => {
        const position = state.markets[NAME].positions[BORROWER]
        fc.pre(position !== undefined && position.borrowShares > 10n ** 12n)
        const shares = ((position?.borrowShares ?? 0n) * part) / 1_000n
        const order = { market: NAME, borrower: BORROWER, seizedAssets: 0n, repaidShares: shares }
        const moment = { now: START, priceE36: price }
        if (isHealthy(at(state, START, price), BORROWER)) {
          expect(() => liquidate(state, order, moment)).toThrow('position is healthy')
          return
        }
        try {
          const [done] = liquidate(state, order, moment)
          const value = (done.seizedAssets * price) / 10n ** 36n
          const due = (done.repaidAssets * 1_016_776_817_488_561_260n) / WAD
          expect(value <= due && value + 3n >= due - 2n).toBe(true)
        } catch (error) {
          // The collateral does not cover the incentive: seize all of it instead.
          expect(error).toMatchObject({ reason: 'Panic(0x11)' })
        }
      }),
    )
  })

  it('MORPHO_LIQ_2: seizing everything writes the rest off, and suppliers bear it at once', () => {
    fc.assert(
      fc.property(loops, state => {
        const position = state.markets[NAME].positions[BORROWER]
        fc.pre(position !== undefined && position.borrowShares > 10n ** 12n)
        const price = PRICE / 10n
        fc.pre(!isHealthy(at(state, START, price), BORROWER))
        const before = state.markets[NAME]
        const order = {
          market: NAME,
          borrower: BORROWER,
          seizedAssets: position?.collateral ?? 0n,
          repaidShares: 0n,
        }
        // Where the collateral is worth more than the debt at the incentive, less than all of it is taken.
        const worth = ((position?.collateral ?? 0n) * price) / 10n ** 36n
        fc.pre(worth < before.totalBorrowAssets)
        const done = liquidate(state, order, { now: START, priceE36: price })
        const [{ badDebtAssets, repaidAssets }, after] = done
        const market = after.markets[NAME]
        expect(market.positions[BORROWER]).toBeUndefined()
        expect(before.totalSupplyAssets - market.totalSupplyAssets).toBe(badDebtAssets)
        expect(market.totalBorrowAssets).toBe(0n)
        const settled = settleLiquidation(after, NAME, repaidAssets)
        // One wei of a payment rounded up may lie beside the totals.
        const dust = (settled.cash.WETH ?? 0n) - (market.totalSupplyAssets - market.totalBorrowAssets)
        expect(dust >= 0n && dust <= 1n).toBe(true)
      }),
      few,
    )
  })
})

describe('what the contract refuses', () => {
  const order = { market: NAME, assets: WAD, shares: 0n, owner: BORROWER }
  const moment = { now: START, priceE36: PRICE }
  const absent = emptyMorpho({ lastUpdate: 0 })
  it.each<[string, () => unknown]>([
    ['market not created', () => supply(absent, order, START)],
    ['market not created', () => borrow(absent, order, moment)],
    ['inconsistent input', () => supply(emptyMorpho(), { ...order, assets: 0n }, START)],
    ['inconsistent input', () => withdraw(emptyMorpho(), { ...order, shares: 1n }, START)],
    ['insufficient collateral', () => borrow(emptyMorpho(), order, moment)],
    ['insufficient liquidity', () => borrow(funded(WAD - 1n, 1_000n * WAD), order, moment)],
    ['zero assets', () => withdrawCollateral(emptyMorpho(), { ...order, assets: 0n }, moment)],
    ['Panic(0x11)', () => repay(funded(WAD, WAD), order, START)],
    ['max uint128 exceeded', () => supply(emptyMorpho(), { ...order, assets: 2n ** 128n }, START)],
    ['Panic(0x11)', () => supply(emptyMorpho(), { ...order, assets: 2n ** 256n - 1n }, START)],
  ])('%s', (reason, call) => {
    expect(call).toThrow(expect.objectContaining({ reason }))
  })
})
