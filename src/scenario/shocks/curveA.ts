import { CROWD } from '../../market/crowd.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'

/** Curve’s A moves there, which takes a day. A figure of another day. */
type CurveA = { readonly kind: 'curveA'; readonly a: number }

export const curveA: ShockDef<CurveA> = {
  kind: 'curveA',
  fields: { a: { kind: 'number', least: 1, most: 999_999, whole: true } },
  label: 'Curve’s A of that day',
  happened: 'Curve’s A moved',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ a }, market) => {
    const futureTime = market.block.timestamp + SECONDS_PER_DAY
    return sentBy(CROWD.oracle, [{ kind: 'curve.rampA', futureA: BigInt(Math.round(a)), futureTime }])
  },
}
