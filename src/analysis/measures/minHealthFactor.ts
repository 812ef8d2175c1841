import { type Measure, none, toNumber, value } from './measure.js'

/** Lowest health factor at any block. Below 1 the position can be liquidated. */
export const minHealthFactor: Measure = {
  name: 'minHealthFactor',
  about: 'lowest health factor at any block; below 1 the position can be liquidated',
  unit: 'ratio',
  worse: 'lower',
  compute(run) {
    const seen = run.frames.flatMap(frame =>
      frame.lowestHealthFactorWad === null ? [] : [frame.lowestHealthFactorWad],
    )
    if (seen.length === 0) return none('the position never had debt')
    return value('ratio', toNumber(seen.reduce((low, next) => (next < low ? next : low))))
  },
}
