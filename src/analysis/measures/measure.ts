import type { Run } from '../../simulation/run.js'

/** A value, or why there is none. A measure never gives NaN and never throws. */
export type Cell =
  | { readonly ok: true; readonly value: number; readonly unit: Unit }
  | { readonly ok: false; readonly value: null; readonly reason: string }

export type Unit = 'ratio' | 'flag' | 'ETH' | 'bps' | 'days' | 'per year' | 'severity'

/** One number read off the frames of a run; it does not know which world made them. */
export type Measure = {
  readonly name: string
  readonly about: string
  readonly unit: Unit
  /** Which way is bad. */
  readonly worse: 'lower' | 'higher'
  compute(run: Run): Cell
}

export const value = (unit: Unit, amount: number): Cell =>
  Number.isFinite(amount) ? { ok: true, value: amount, unit } : none('the value is not finite')

export const none = (reason: string): Cell => ({ ok: false, value: null, reason })

/** Wei or any 18 decimals to a number. */
export const toNumber = (wad: bigint): number => Number(wad) / 1e18
