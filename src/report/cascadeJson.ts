import type { Cascade, Liquidation, Standing } from '../simulation/liquidations/cascade.js'
import type { Document } from './document.js'
import { disposalName } from './words/ways.js'

type FrameJson = Document['runs'][number]['frames'][number]

/** Liquidations that a frame lists one by one. */
const LISTED = 60

/** Where everyone stands, as in a report. */
export const borrowersJson = (standing: Standing | null): FrameJson['borrowers'] =>
  standing && {
    ...standing,
    eligibleDebtWei: String(standing.eligibleDebtWei),
    shortfallWei: String(standing.shortfallWei),
    lowestHealthFactorWad:
      standing.lowestHealthFactorWad === null ? null : String(standing.lowestHealthFactorWad),
    deficitWei: String(standing.deficitWei),
  }

const sumOf = (all: readonly Liquidation[], pick: (one: Liquidation) => bigint): string =>
  String(all.reduce((sum, one) => sum + pick(one), 0n))

type OutletJson = NonNullable<FrameJson['cascade']>['outlets'][number]

const outletsOf = (all: readonly Liquidation[]): OutletJson[] => {
  const sums = new Map<string, OutletJson>()
  for (const { to, asset, amount, valueWei } of all.flatMap(one => one.outlets)) {
    const where = disposalName(to)
    const before = sums.get(`${where} ${asset}`)
    sums.set(`${where} ${asset}`, {
      kind: to.kind,
      where,
      asset,
      amountUnits: String(BigInt(before?.amountUnits ?? 0) + amount),
      valueWei: String(BigInt(before?.valueWei ?? 0) + valueWei),
    })
  }
  return [...sums.values()]
}

const listedOf = (all: readonly Liquidation[], owner: string): readonly Liquidation[] => {
  const bySize = [...all].sort((a, b) =>
    a.coveredWei === b.coveredWei ? 0 : a.coveredWei > b.coveredWei ? -1 : 1,
  )
  const kept = new Set([...all.filter(one => one.account === owner), ...bySize].slice(0, LISTED))
  return all.filter(one => kept.has(one))
}

/** A frame's liquidations, as in a report. */
export const cascadeJson = (cascade: Cascade | null, owner: string): FrameJson['cascade'] => {
  if (!cascade) return null
  const { liquidations: all } = cascade
  const listed = listedOf(all, owner)
  return {
    liquidations: all.length,
    accounts: new Set(all.map(one => one.account)).size,
    seizedWei: sumOf(all, one => one.coveredWei + one.lossWei),
    coveredWei: sumOf(all, one => one.coveredWei),
    lossWei: sumOf(all, one => one.lossWei),
    bonusWei: sumOf(all, one => one.bonusWei),
    wrongPriceWei: sumOf(all, one => one.lossWei - one.bonusWei),
    badDebtWei: String(cascade.badDebtWei),
    outlets: outletsOf(all),
    curvePriceBeforeWad: String(cascade.curvePriceBeforeWad),
    curvePriceLowestWad: String(cascade.curvePriceLowestWad),
    uniswapPriceBeforeWad: String(cascade.uniswapPriceBeforeWad),
    uniswapPriceLowestWad: String(cascade.uniswapPriceLowestWad),
    pools: cascade.pools.map(({ asset, beforeWad, lowestWad }) => ({
      asset,
      beforeWad: String(beforeWad),
      lowestWad: String(lowestWad),
    })),
    list: listed.map(one => ({
      block: String(one.block),
      account: one.account,
      own: one.account === owner,
      healthFactorWad: String(one.healthFactorWad),
      collateral: one.collateral,
      seizedUnits: String(one.seized),
      debt: one.debt,
      coveredUnits: String(one.covered),
      coveredWei: String(one.coveredWei),
      lossWei: String(one.lossWei),
      bonusWei: String(one.bonusWei),
      badDebtWei: String(one.badDebtWei),
      outlets: [...new Set(one.outlets.map(outlet => disposalName(outlet.to)))],
    })),
    unlisted: all.length - listed.length,
  }
}
