import { type Measure, none, toNumber, value } from './measure.js'

/** Net worth at fair value, last frame less first, less the gas of managing it. Opening cost is not in it. */
export const equityChangeEth: Measure = {
  name: 'equityChangeEth',
  about: 'net worth at fair value, last frame less first, less gas of managing it; opening costs are apart',
  unit: 'ETH',
  worse: 'lower',
  compute(run) {
    const [first, last] = [run.frames[0], run.frames.at(-1)]
    if (!first || !last) return none('there are no frames')
    const gasWei = run.frames.reduce((sum, frame) => sum + frame.ownGasWei, 0n)
    return value('ETH', toNumber(last.equityWei - first.equityWei - gasWei))
  },
}
