import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { type Measure, none, toNumber, value } from './measure.js'

const DAYS_A_YEAR = 365

/** Growth of net worth, compounded to a year. */
export const netApy: Measure = {
  name: 'netApy',
  about:
    'growth of net worth over the run less gas of managing it, compounded to a year; opening costs are apart',
  unit: 'per year',
  worse: 'lower',
  compute(run) {
    const [first, last] = [run.frames[0], run.frames.at(-1)]
    if (!first || !last || last.at === first.at) return none('the run has no length')
    if (first.equityWei <= 0n || last.equityWei <= 0n) return none('the position was worth nothing')
    const gasWei = run.frames.reduce((sum, frame) => sum + frame.ownGasWei, 0n)
    const days = (last.at - first.at) / SECONDS_PER_DAY
    return value(
      'per year',
      (toNumber(last.equityWei - gasWei) / toNumber(first.equityWei)) ** (DAYS_A_YEAR / days) - 1,
    )
  },
}
