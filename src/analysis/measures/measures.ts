import type { Run } from '../../simulation/run.js'
import { equityChangeEth } from './equityChangeEth.js'
import { exitMeasures } from './exits.js'
import { liquidated } from './liquidated.js'
import { liquidationLossEth } from './liquidationLossEth.js'
import { liquidityMeasures } from './liquidity.js'
import type { Cell, Measure } from './measure.js'
import { minHealthFactor } from './minHealthFactor.js'
import { netApy } from './netApy.js'
import { daysRateKnownWrong, rateKnownWrongBps } from './shareRate.js'

/** Every measure. Adding one is a file and a line here. */
export const MEASURES: readonly Measure[] = [
  minHealthFactor,
  liquidated,
  liquidationLossEth,
  equityChangeEth,
  netApy,
  daysRateKnownWrong,
  rateKnownWrongBps,
  ...liquidityMeasures,
  ...exitMeasures,
]

export const measureRun = (run: Run): Readonly<Record<string, Cell>> =>
  Object.fromEntries(MEASURES.map(measure => [measure.name, measure.compute(run)]))
