import type { Asset } from '../../protocols/assets.js'
import { ofKind, type ShockDef } from './define.js'
import { BPS, RESERVE } from './fields.js'
import { byGovernance } from './governed.js'
import { highest, lowest } from './joins.js'

/** Another rate curve of a reserve. Basis points; severity steepens its second slope. */
type RateCurve = {
  readonly kind: 'rateCurve'
  readonly asset: Asset
  readonly optimalBps: number
  readonly baseBps: number
  readonly slope1Bps: number
  readonly slope2Bps: number
}

/** Aave's largest rate: base and both slopes together, basis points. */
const MAX_RATE_BPS = 100_000

const scale = (shock: RateCurve, severity: number): RateCurve => {
  const slope2Bps = Math.round(shock.slope2Bps * severity)
  const room = MAX_RATE_BPS - shock.baseBps - shock.slope1Bps
  return { ...shock, slope2Bps: Math.max(shock.slope1Bps, Math.min(slope2Bps, room)) }
}

const steepest = (shock: RateCurve, all: readonly RateCurve[]): RateCurve => ({
  ...shock,
  optimalBps: lowest(all.map(curve => curve.optimalBps)),
  baseBps: highest(all.map(curve => curve.baseBps)),
  slope1Bps: highest(all.map(curve => curve.slope1Bps)),
  slope2Bps: highest(all.map(curve => curve.slope2Bps)),
})

export const rateCurve: ShockDef<RateCurve> = {
  kind: 'rateCurve',
  fields: {
    asset: RESERVE,
    optimalBps: { kind: 'number', least: 100, most: 9_900, whole: true, about: 'basis points' },
    baseBps: BPS,
    slope1Bps: BPS,
    slope2Bps: { kind: 'number', least: 0, most: 100_000, whole: true, about: 'basis points' },
  },
  label: 'Another rate curve',
  happened: 'governance changed a rate curve',
  seen: 'wethRate',
  atNothing: 'goes',
  scale,
  level: ({ asset }) => ({ of: `rateCurve ${asset}` }),
  join: (shock, all) => [steepest(shock, ofKind<RateCurve>(all, 'rateCurve'))],
  lower: ({ asset, optimalBps, baseBps, slope1Bps, slope2Bps }) => {
    const curve = { optimalUsageBps: optimalBps, baseRateBps: baseBps, slope1Bps, slope2Bps }
    return byGovernance({ kind: 'aave.setRateCurve', asset, ...curve })
  },
}
