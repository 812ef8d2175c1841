import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smallMarket } from '../../market/market.fixture.js'
import type { Market } from '../../market/market.js'
import { loanAt } from '../../position/loan.js'
import { lidoState } from '../../protocols/lido/lido.fixture.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { borrow, repay } from '../../protocols/morpho/borrow.js'
import { withdrawCollateral } from '../../protocols/morpho/collateral.js'
import { isHealthy } from '../../protocols/morpho/health.js'
import { marketNow } from '../../protocols/morpho/market.js'
import { BORROWER, funded, NAME, START } from '../../protocols/morpho/morpho.fixture.js'
import { oraclePrice } from '../../protocols/morpho/oracle.js'
import type { MorphoState } from '../../protocols/morpho/state.js'
import { min, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { planRounds } from './rounds.js'

const few = { numRuns: 60 }
const core = smallMarket({ lido: lidoState({}), block: { number: 1n, timestamp: START } })
const priceE36 = oraclePrice(NAME, core)

const at = (state: MorphoState, days: number) => ({
  name: NAME,
  market: marketNow(state, NAME, START + Math.floor(days * Number(SECONDS_PER_DAY))),
  priceE36,
})

/** 1,000 wstETH, `share` thousandths of the largest debt on them, and a market used to `usedBps`. */
const looped = (share: bigint, usedBps: bigint): Market => {
  const worth = (1_000n * WAD * priceE36) / 10n ** 36n
  const assets = (((worth * 945n) / 1_000n) * share) / 1_000n
  const state = funded((assets * 10_000n) / usedBps + 1n, 1_000n * WAD)
  const order = { market: NAME, assets, shares: 0n, owner: BORROWER }
  return { ...core, morpho: borrow(state, order, { now: START, priceE36 }).state }
}

type Waits = { readonly medianDays: number; readonly badDays: number }

const waits = fc
  .record({ medianDays: fc.integer({ min: 1, max: 20 }), longer: fc.integer({ min: 0, max: 40 }) })
  .map(({ medianDays, longer }): Waits => ({ medianDays, badDays: medianDays + longer }))

const roundsOf = (market: Market, wait: Waits) => {
  const loan = loanAt(market, BORROWER, `morpho:${NAME}`)
  if (!loan) throw new Error('no loan')
  return planRounds(market, loan, 'wstETH', { priceBps: 9_999n, waits: [wait, wait], knownFallWad: 0n })
}

/** Morpho’s own code through a round: taken, and healthy to the end of a bad wait; then paid at the median. */
const through = (state: MorphoState, withdraw: bigint, days: number, wait: Waits): MorphoState => {
  const order = { market: NAME, assets: withdraw, owner: BORROWER }
  const now = START + days * Number(SECONDS_PER_DAY)
  const taken = withdrawCollateral(state, order, { now, priceE36 })
  expect(isHealthy(at(taken, days + wait.badDays), BORROWER)).toBe(true)
  const paid = days + wait.medianDays
  const { market } = at(taken, paid)
  const brought = (((withdraw * stEthPerToken(core.lido)) / WAD) * 9_999n) / 10_000n
  const shares = market.positions[BORROWER]?.borrowShares ?? 0n
  // Plans count on more interest than there is: the debt may be gone a round early.
  if (shares === 0n) return taken
  const owed = (shares * market.totalBorrowAssets) / market.totalBorrowShares
  const all = brought > owed
  const payment = {
    market: NAME,
    assets: all ? 0n : min(brought, owed),
    shares: all ? shares : 0n,
    owner: BORROWER,
  }
  return repay(taken, payment, START + paid * Number(SECONDS_PER_DAY)).state
}

describe('rounds on Morpho', () => {
  test('MORPHO_ROUNDS_1: no round is liquidatable at the end of a bad wait, at the market’s target or below', () => {
    let played = 0
    fc.assert(
      fc.property(
        fc.bigInt({ min: 300n, max: 950n }),
        fc.bigInt({ min: 1_000n, max: 9_000n }),
        waits,
        (share, usedBps, wait) => {
          const market = looped(share, usedBps)
          let state = market.morpho
          for (const [i, round] of (roundsOf(market, wait) ?? []).entries()) {
            if (round.last) break
            state = through(state, round.withdraw, i * wait.medianDays, wait)
            played += 1
          }
        },
      ),
      few,
    )
    expect(played).toBeGreaterThan(100)
  })

  test('MORPHO_ROUNDS_2: above the target, where the rate climbs while it waits, the first round holds as well', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 9_001n, max: 10_000n }), waits, (usedBps, wait) => {
        const market = looped(700n, usedBps)
        const [first] = roundsOf(market, wait) ?? []
        if (first && !first.last) through(market.morpho, first.withdraw, 0, wait)
      }),
      few,
    )
  })
})
