/** What a way out comes to, as far as choosing between ways goes: cost against fair value in 1e-4, days until all is paid. */
export type Priced = {
  readonly costBps: number
  readonly medianDays: number
  /** One case in twenty is longer. */
  readonly badDays: number
}

/** Which days a patience is held against. */
export type By = 'median' | 'bad'

export type PatienceId = 'now' | 'days7' | 'days14' | 'days30' | 'any'

/** How long an owner would wait: at once is within an hour; null is as long as it takes. */
export type Patience = { readonly id: PatienceId; readonly name: string; readonly days: number | null }

const AT_ONCE: Patience = { id: 'now', name: 'at once', days: 1 / 24 }

/** What every exit is asked for, from the hasty to the patient. */
export const PATIENCES: readonly Patience[] = [
  AT_ONCE,
  { id: 'days7', name: 'within 7 days', days: 7 },
  { id: 'days14', name: 'within 14 days', days: 14 },
  { id: 'days30', name: 'within 30 days', days: 30 },
  { id: 'any', name: 'as long as it takes', days: null },
]

/** Blocks before and after a wait are no wait. */
const BLOCKS_DAYS = 0.01

const daysOf = (way: Priced, by: By): number => (by === 'median' ? way.medianDays : way.badDays)

/** Whether a way takes no longer than `days`; null is as long as it takes. */
export const keepsTime = (way: Priced, days: number | null, by: By = 'median'): boolean =>
  days === null || daysOf(way, by) <= days + BLOCKS_DAYS

/** Whether a way is over within an hour. */
export const isAtOnce = (way: Priced): boolean => keepsTime(way, AT_ONCE.days)

/** The cheapest way within a patience, and of equally cheap ones the quickest; undefined where there is none. */
export const wayWithin = <T extends Priced>(
  ways: readonly T[],
  days: number | null,
  by: By = 'median',
): T | undefined =>
  ways
    .filter(way => keepsTime(way, days, by))
    .reduce<T | undefined>(
      (best, way) =>
        best === undefined ||
        way.costBps < best.costBps ||
        (way.costBps === best.costBps && daysOf(way, by) < daysOf(best, by))
          ? way
          : best,
      undefined,
    )

/** From quick to cheap, without what is both slower and dearer than another; of equally quick ways the cheaper. */
export const paretoOf = <T extends Priced>(ways: readonly T[]): readonly T[] => {
  let cheapest = Number.POSITIVE_INFINITY
  return [...ways]
    .sort((a, b) => a.medianDays - b.medianDays || a.costBps - b.costBps)
    .filter(({ costBps }) => {
      const cheaper = costBps < cheapest
      if (cheaper) cheapest = costBps
      return cheaper
    })
}

/** Basis points of net worth that one pays to be out sooner, before the quicker way counts as dearer. */
const HASTE_BPS = 10

/** The quickest way that costs at most 10 bps of net worth more than the cheapest; undefined where there is none. */
export const quickWay = <T extends Priced>(ways: readonly T[]): T | undefined => {
  const least = Math.min(...ways.map(({ costBps }) => costBps))
  return paretoOf(ways.filter(({ costBps }) => costBps <= least + HASTE_BPS))[0]
}

/** Whether leaving by `a` is worse than by `b`: dearer, or as dear and slower; no way at all is worse than any. */
export const isWorse = (a: Priced | undefined, b: Priced | undefined, by: By = 'median'): boolean => {
  if (a === undefined || b === undefined) return a === undefined && b !== undefined
  return a.costBps > b.costBps || (a.costBps === b.costBps && daysOf(a, by) > daysOf(b, by))
}
