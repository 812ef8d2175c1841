import { CROWD } from '../../market/crowd.js'
import { getA } from '../../protocols/curve/math.js'
import { MAX_A_CHANGE } from '../../protocols/curve/ramp.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'

/**
 * Curve’s A moves there, which takes a day, and at most tenfold: the pool takes no larger step. Further away, give it again
 * a day later. A figure of another day.
 */
type CurveA = { readonly kind: 'curveA'; readonly a: number }

export const curveA: ShockDef<CurveA> = {
  kind: 'curveA',
  fields: { a: { kind: 'number', least: 1, most: 999_999, whole: true } },
  label: 'Curve’s A of that day',
  happened: 'Curve’s A moved',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ a }, market) => {
    const now = Number(getA(market.curve, market.block.timestamp))
    const step = Number(MAX_A_CHANGE)
    const next = Math.min(Math.max(a, Math.ceil(now / step)), now * step)
    const futureTime = market.block.timestamp + SECONDS_PER_DAY
    return sentBy(CROWD.oracle, [{ kind: 'curve.rampA', futureA: BigInt(Math.round(next)), futureTime }])
  },
}
