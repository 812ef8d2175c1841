import { describe, expect, test } from 'vitest'
import type { Borrower } from '../market/population.js'
import { ASSETS } from '../protocols/assets.js'
import { seededPopulation } from './population.js'
import { seedBook } from './seed.js'

const { eModes: E_MODES, reserves: RESERVES } = seedBook()

const of = (asset: string) => {
  const seed = RESERVES.find(entry => entry.asset === asset)
  if (!seed) throw new Error(`no ${asset}`)
  return seed
}

const whole = (asset: Borrower['debt'], amount: bigint): number =>
  Number(amount) / 10 ** ASSETS[asset].decimals

const healthFactor = (borrower: Borrower): number => {
  const { collateral, collateralAmount, debt, debtAmount, eMode } = borrower
  const bps =
    E_MODES.find(entry => entry.id === eMode)?.liquidationThresholdBps ??
    of(collateral).liquidationThresholdBps
  const worth = whole(collateral, collateralAmount) * Number(of(collateral).priceBase)
  return (worth * bps) / 1e4 / (whole(debt, debtAmount) * Number(of(debt).priceBase))
}

const kindOf = ({ collateral, debt }: Borrower): string => `${collateral}/${debt}`

const owed = (borrowers: readonly Borrower[], kind: string): number =>
  borrowers
    .filter(borrower => kindOf(borrower) === kind)
    .reduce((sum, { debt, debtAmount }) => sum + whole(debt, debtAmount), 0)

describe('seededPopulation', () => {
  test('as many accounts as asked for, each with an address of its own', () => {
    for (const count of [1, 2, 3, 7, 40, 200, 1_000]) {
      const { borrowers } = seededPopulation(count, 1)
      expect(borrowers).toHaveLength(count)
      expect(new Set(borrowers.map(borrower => borrower.account)).size).toBe(count)
    }
    expect(seededPopulation(0, 1).kind).toBe('none')
  })

  test('nobody starts where he could be liquidated', () => {
    for (const borrower of seededPopulation(1_000, 7).borrowers)
      expect(
        healthFactor(borrower),
        JSON.stringify(borrower, (_, v) => String(v)),
      ).toBeGreaterThan(1.0009)
  })

  test('what each kind owes together does not depend on the number of accounts', () => {
    for (const [kind, total] of [
      ['wstETH/WETH', 550_000],
      ['weETH/WETH', 495_000],
      ['wstETH/USDC', 600e6],
      ['WETH/USDC', 600e6],
    ] as const)
      for (const count of [40, 1_000])
        expect(owed(seededPopulation(count, 1).borrowers, kind) / total).toBeCloseTo(1, 6)
  })

  test('tenths of the loops stand where the record says', () => {
    const loops = seededPopulation(20_000, 3)
      .borrowers.filter(borrower => kindOf(borrower) === 'wstETH/WETH')
      .map(healthFactor)
      .sort((a, b) => a - b)
    const at = (share: number): number => loops[Math.floor(loops.length * share)] ?? 0
    // Collateral over debt of 1.075, 1.1 and 1.148, times the threshold of 95 %.
    expect(at(0.1)).toBeCloseTo(1.0213, 3)
    expect(at(0.5)).toBeCloseTo(1.045, 3)
    expect(at(0.9)).toBeCloseTo(1.0906, 3)
  })
})
