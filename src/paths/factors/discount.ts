import { ln } from '../kernel/exponential.js'
import { assumed, derived, type Figure } from './figure.js'
import { type Fitted, fitReverting, type Reverting } from './reverting.js'
import { lineThrough, pairsOf, type Series, windowOf, within } from './series.js'

/**
 * How far a staking token sells below its share rate, as a fraction. Mean reversion, a push by falls of ether beyond
 * `fallThreshold` (of the logarithm, a day), and since withdrawals opened a ceiling that follows from the exit queue: who
 * buys at it and redeems earns `ceilingPerWaitYear` a year on top of `ceilingBase`.
 */
export type Discount = Reverting & {
  readonly fallBeta: Figure
  readonly fallThreshold: number
  readonly ceilingBase: Figure
  readonly ceilingPerWaitYear: Figure
}

/** Lido opened withdrawals (V2 on mainnet). The discount behaved otherwise before: both regimes are fitted. */
export const WITHDRAWALS_OPENED = '2023-05-15'
const FALL_THRESHOLD = 0.03

const pushOf = (fitted: Fitted, ether: Series, source: string): Figure => {
  const falls = new Map(pairsOf(ether).map(({ date, before, after }) => [date, -ln(after / before)]))
  const days = [...fitted.innovations].filter(([date]) => falls.has(date))
  const { b, seB } = lineThrough(
    days.map(([date]) => Math.max(0, (falls.get(date) ?? 0) - FALL_THRESHOLD)),
    days.map(([, residual]) => residual),
  )
  return derived(Math.max(0, b), seB, { source, window: windowOf(fitted.innovations) })
}

const fitRegime = (series: Series, ether: Series, source: string) => {
  const fitted = fitReverting(series, { source, low: -0.02, high: 0.5 })
  return { fitted, fallBeta: pushOf(fitted, ether, source), fallThreshold: FALL_THRESHOLD }
}

const CEILING =
  'facts.md C.1, C.2: with an exit queue of 46 days (September 2025) stETH sold 0.2 % below, with 13 days and a squeeze of WETH (July 2025) 0.4 %, with withdrawals impaired (April 2026) 0.6 %'

/** Both regimes of the stETH discount: since withdrawals opened, and before. */
export const fitDiscount = (
  series: Series,
  ether: Series,
  sources: { readonly since: string; readonly before: string },
) => {
  const since = fitRegime(within(series, WITHDRAWALS_OPENED, '9999'), ether, sources.since)
  const before = fitRegime(within(series, '0000', WITHDRAWALS_OPENED), ether, sources.before)
  const free = assumed(1, 'no redemption before withdrawals: no ceiling below 1')
  const limits = {
    ceilingBase: assumed(0.01, CEILING),
    ceilingPerWaitYear: assumed(0.1, CEILING),
  }
  const { fitted, ...push } = since
  const { fitted: old, ...oldPush } = before
  return {
    since: { ...fitted.factor, ...push, ...limits } satisfies Discount,
    before: {
      ...old.factor,
      ...oldPush,
      ceilingBase: free,
      ceilingPerWaitYear: assumed(0, free.source),
    } satisfies Discount,
    innovations: fitted.innovations,
  }
}

const SCALED =
  'no series here: stETH’s figures, noise and push times a factor by the depth of the token’s market'

/** The discount of a token without a series: stETH's, `times` as unsteady. */
export const scaledDiscount = (of: Discount, times: number): Discount => ({
  ...of,
  mean: assumed(of.mean.value * times, SCALED),
  volPerRootYear: assumed(of.volPerRootYear.value * times, SCALED),
  jumpMean: assumed(of.jumpMean.value * times, SCALED),
  jumpSd: assumed(of.jumpSd.value * times, SCALED),
  fallBeta: assumed(of.fallBeta.value * times, SCALED),
  ceilingBase: assumed(of.ceilingBase.value * times, SCALED),
})
