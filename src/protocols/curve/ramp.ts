import { Revert } from '../revert.js'
import { A_PRECISION, aPrecise, SILENT } from './math.js'
import type { CurveState } from './state.js'

const MAX_A = 10n ** 6n
/** How far A may move at once, as a factor. */
export const MAX_A_CHANGE = 10n
const MIN_RAMP_TIME = 86_400

/** StableSwapSTETH `ramp_A`: lets A move linearly to `futureA` (no decimals) until `futureTime`, in seconds. */
export const rampA = (
  curve: CurveState,
  order: { readonly futureA: bigint; readonly futureTime: number; readonly now: number },
): CurveState => {
  const { futureTime, now } = order
  if (now < curve.initialATime + MIN_RAMP_TIME) throw new Revert(SILENT)
  if (futureTime < now + MIN_RAMP_TIME) throw new Revert(SILENT)
  const initialA = aPrecise(curve, now)
  const futureA = order.futureA * A_PRECISION
  if (order.futureA <= 0n || order.futureA >= MAX_A) throw new Revert(SILENT)
  const [small, large] = futureA < initialA ? [futureA, initialA] : [initialA, futureA]
  if (small * MAX_A_CHANGE < large) throw new Revert(SILENT)
  return { ...curve, initialA, futureA, initialATime: now, futureATime: futureTime }
}
