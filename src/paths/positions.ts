import type { LoanFacts, PathSpec, PositionFacts } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { liquidate, type OpenLoan } from './liquidation.js'
import { priceRun } from './prices.js'
import { type Allocator, growthKey, type Runs, TILE } from './runs.js'

/** What a tile's paths came to, a run each. */
export type PositionRuns = {
  readonly leastHealth: Cell
  /** Step of the first liquidation, infinity without. */
  readonly liquidatedAt: Cell
  /** Dollars. */
  readonly seized: Cell
  readonly covered: Cell
  readonly worthUsd: Cell
  readonly worthEther: Cell
  readonly peakEther: Cell
  readonly drawdownEther: Cell
  /** What liquidations cost by now, in ether at the price of their moment. */
  readonly penaltyEther: Cell
}

type LegRuns = {
  readonly units: Cell
  readonly start: number
  readonly growth: Cell
  readonly weight: number
}
type LoanRuns = {
  readonly facts: LoanFacts
  readonly collateral: readonly LegRuns[]
  readonly debt: readonly LegRuns[]
  readonly weighted: Cell
  readonly owed: Cell
  readonly health: Cell
}

export type PositionEngine = {
  readonly runs: PositionRuns
  readonly loans: readonly LoanRuns[]
  start(): void
  /** Health and liquidations with ether at a run. */
  watch(step: number, ether: Cell): void
  /** Net worth at fair value. */
  value(): void
}

const legRuns = (runs: Runs, run: Allocator, leg: LoanFacts['debt'][number], weight: number): LegRuns => ({
  units: run(),
  start: leg.units,
  growth: runs.growth.get(growthKey(leg.interest)) ?? runs.one,
  weight,
})

const createLoan = (runs: Runs, run: Allocator, facts: LoanFacts): LoanRuns => ({
  facts,
  collateral: facts.collateral.map(leg => legRuns(runs, run, leg, leg.threshold)),
  debt: facts.debt.map(leg => legRuns(runs, run, leg, 1)),
  weighted: run(),
  owed: run(),
  health: run(),
})

type Context = { readonly kernel: Kernel; readonly spec: PathSpec; readonly runs: Runs }

const lenderPrice = (
  { spec, runs }: Context,
  facts: LoanFacts,
  price: LoanFacts['debt'][number]['price'],
  ether: Cell,
) => priceRun(runs, spec, { price, by: facts.sees, ether })

/** One path's loan, as numbers. */
const openLoan = (
  context: Context,
  loan: LoanRuns,
  at: { readonly lane: number; readonly ether: Cell },
): OpenLoan => {
  const { cells } = context.kernel
  const valueAt = (leg: LegRuns, price: LoanFacts['debt'][number]['price']): number =>
    (cells[leg.units + at.lane] ?? 0) *
    (cells[leg.growth + at.lane] ?? 1) *
    (cells[lenderPrice(context, loan.facts, price, at.ether) + at.lane] ?? 0)
  return {
    rule: loan.facts.rule,
    collateral: loan.facts.collateral.map((facts, i) => ({
      value: valueAt(loan.collateral[i] as LegRuns, facts.price),
      threshold: facts.threshold,
      bonus: facts.bonus,
      feeOfBonus: facts.feeOfBonus,
    })),
    debt: loan.facts.debt.map((facts, i) => valueAt(loan.debt[i] as LegRuns, facts.price)),
  }
}

const liquidateLane = (
  context: Context,
  loan: LoanRuns,
  at: { readonly lane: number; readonly ether: Cell; readonly step: number; readonly into: PositionRuns },
): void => {
  const { cells } = context.kernel
  const { lane, into } = at
  const open = openLoan(context, loan, at)
  const before = { collateral: open.collateral.map(({ value }) => value), debt: [...open.debt] }
  const { seized, covered } = liquidate(open)
  const kept = (had: number, has: number): number => (had > 0 ? has / had : 0)
  for (const [i, leg] of loan.collateral.entries())
    cells[leg.units + lane] =
      (cells[leg.units + lane] ?? 0) * kept(before.collateral[i] ?? 0, open.collateral[i]?.value ?? 0)
  for (const [i, leg] of loan.debt.entries())
    cells[leg.units + lane] = (cells[leg.units + lane] ?? 0) * kept(before.debt[i] ?? 0, open.debt[i] ?? 0)
  if (seized <= 0) return
  cells[into.liquidatedAt + lane] = Math.min(cells[into.liquidatedAt + lane] ?? 0, at.step)
  cells[into.seized + lane] = (cells[into.seized + lane] ?? 0) + seized
  cells[into.covered + lane] = (cells[into.covered + lane] ?? 0) + covered
  cells[into.penaltyEther + lane] =
    (cells[into.penaltyEther + lane] ?? 0) + (seized - covered) / (cells[at.ether + lane] ?? 1)
}

const watchLoan = (
  context: Context,
  loan: LoanRuns,
  at: { readonly step: number; readonly ether: Cell; readonly into: PositionRuns },
): void => {
  const { kernel } = context
  const { facts, weighted, owed, health } = loan
  kernel.fill(weighted, 0, TILE)
  kernel.fill(owed, 0, TILE)
  for (const [i, leg] of loan.collateral.entries()) {
    const { price } = facts.collateral[i] as LoanFacts['collateral'][number]
    kernel.leg(
      weighted,
      leg.units,
      leg.growth,
      lenderPrice(context, facts, price, at.ether),
      leg.weight,
      TILE,
    )
  }
  for (const [i, leg] of loan.debt.entries()) {
    const { price } = facts.debt[i] as LoanFacts['debt'][number]
    kernel.leg(owed, leg.units, leg.growth, lenderPrice(context, facts, price, at.ether), 1, TILE)
  }
  if (!kernel.health(health, weighted, owed, at.into.leastHealth, TILE)) return
  for (let lane = 0; lane < TILE; lane++)
    if ((kernel.cells[health + lane] ?? 0) < 1) liquidateLane(context, loan, { ...at, lane })
}

const positionRuns = (run: Allocator): PositionRuns => ({
  leastHealth: run(),
  liquidatedAt: run(),
  seized: run(),
  covered: run(),
  worthUsd: run(),
  worthEther: run(),
  peakEther: run(),
  drawdownEther: run(),
  penaltyEther: run(),
})

/** A position on a tile's paths: health and liquidation of its loans, and its net worth. */
export const createPosition = (context: Context, facts: PositionFacts, run: Allocator): PositionEngine => {
  const { kernel, runs, spec } = context
  const own = positionRuns(run)
  const loans = facts.loans.map(loan => createLoan(runs, run, loan))
  const held = facts.holdings.map(leg => ({ facts: leg, leg: legRuns(runs, run, leg, 1) }))
  const fair = loans.flatMap(loan => [
    ...loan.collateral.map((leg, i) => ({ leg, price: loan.facts.collateral[i]?.price, sign: 1 })),
    ...loan.debt.map((leg, i) => ({ leg, price: loan.facts.debt[i]?.price, sign: -1 })),
  ])
  const parts = [...held.map(({ facts: { price }, leg }) => ({ leg, price, sign: 1 })), ...fair].flatMap(
    ({ leg, price, sign }) =>
      price ? [{ leg, sign, price: priceRun(runs, spec, { price, by: 'fair', ether: runs.ether }) }] : [],
  )
  return {
    runs: own,
    loans,
    start: () => {
      for (const { leg } of parts) kernel.fill(leg.units, leg.start, TILE)
      for (const cell of [own.seized, own.covered, own.penaltyEther, own.drawdownEther])
        kernel.fill(cell, 0, TILE)
      kernel.fill(own.leastHealth, 1e9, TILE)
      kernel.fill(own.liquidatedAt, Number.POSITIVE_INFINITY, TILE)
      kernel.fill(own.peakEther, Number.NEGATIVE_INFINITY, TILE)
    },
    watch: (step, ether) => {
      for (const loan of loans) watchLoan(context, loan, { step, ether, into: own })
    },
    value: () => {
      kernel.fill(own.worthUsd, 0, TILE)
      for (const { leg, price, sign } of parts)
        kernel.leg(own.worthUsd, leg.units, leg.growth, price, sign, TILE)
      kernel.ratio(own.worthEther, own.worthUsd, runs.ether, TILE)
      kernel.drawdown(own.worthEther, own.peakEther, own.drawdownEther, TILE)
    },
  }
}
