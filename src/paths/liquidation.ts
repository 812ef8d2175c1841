/** One side of a loan on one path: value in dollars as the lender prices it. */
export type Side = { value: number; threshold: number; bonus: number; feeOfBonus: number }

/** A loan on one path; changed in place. Dollars. */
export type OpenLoan = {
  readonly rule: 'aave' | 'morpho'
  readonly collateral: Side[]
  readonly debt: number[]
}

/** What liquidations took: dollars at the lender's prices. */
export type Taken = { seized: number; covered: number; writtenOff: number }

/** Aave v3.6: half above this health factor, all of it below, and where a side is worth less than 2,000 dollars. */
const CLOSE_FACTOR_AT = 0.95
const WHOLE_BELOW = 2_000
const MIN_LEFTOVER = 1_000
/** Rounds that one block after another may have: as many as the run loop lets settle. */
const ROUNDS = 12

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

const largest = (values: readonly number[]): number =>
  values.reduce((found, value, i) => (value > (values[found] ?? 0) ? i : found), 0)

/** Value by threshold over debt. */
export const healthOf = ({ collateral, debt }: OpenLoan): number =>
  total(collateral.map(({ value, threshold }) => value * threshold)) / total(debt)

const coverable = (loan: OpenLoan, side: Side, owed: number): number => {
  const isWhole =
    loan.rule === 'morpho' ||
    side.value < WHOLE_BELOW ||
    owed < WHOLE_BELOW ||
    healthOf(loan) <= CLOSE_FACTOR_AT
  return isWhole ? owed : Math.min(owed, total(loan.debt) / 2)
}

/** What covering leaves of both sides must be nothing of one, or 1,000 dollars of both. */
const withoutDust = (side: Side, owed: number, wanted: number): number => {
  const [debtLeft, collateralLeft] = [owed - wanted, side.value - wanted * side.bonus]
  if (debtLeft <= 0 || collateralLeft <= 0) return wanted
  const short = Math.max(MIN_LEFTOVER - debtLeft, (MIN_LEFTOVER - collateralLeft) / side.bonus, 0)
  return Math.max(0, wanted - short)
}

const coverOnce = (loan: OpenLoan, taken: Taken): boolean => {
  const j = largest(loan.debt)
  const side = loan.collateral[largest(loan.collateral.map(({ value }) => value))]
  const owed = loan.debt[j] ?? 0
  if (!side || side.value <= 0) return false
  const wanted = Math.min(coverable(loan, side, owed), side.value / side.bonus)
  const covered = loan.rule === 'morpho' ? wanted : withoutDust(side, owed, wanted)
  if (covered <= 0) return false
  const isAll = covered * side.bonus >= side.value
  taken.seized += isAll ? side.value : covered * side.bonus
  taken.covered += covered
  side.value = isAll ? 0 : side.value - covered * side.bonus
  loan.debt[j] = covered === owed ? 0 : owed - covered
  return true
}

/**
 * Liquidates a loan by its protocol's rules until its health is restored: the largest debt against the largest
 * collateral, as much as is allowed, block after block. Debt that no collateral is left for is written off.
 */
export const liquidate = (loan: OpenLoan): Taken => {
  const taken: Taken = { seized: 0, covered: 0, writtenOff: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    if (total(loan.debt) <= 0 || healthOf(loan) >= 1) break
    if (!coverOnce(loan, taken)) break
  }
  if (loan.collateral.every(({ value }) => value <= 0)) {
    taken.writtenOff = total(loan.debt)
    loan.debt.fill(0)
  }
  return taken
}
