import { type Factors, startFactors } from './drawn.js'
import type { PathRecord } from './factors/record.js'
import type { PathSpec } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { completeDays, type RecordedDay, recordedDays } from './recorded.js'
import { type Allocator, type Runs, TILE } from './runs.js'

/** Days that stay together when the record is redrawn. */
export const BLOCK_DAYS = 20
/** Group of random words that no calibrated factor uses. */
const GROUP = 32

/** Sets the factors of one lane as a recorded day has them. */
export const applyDay = ({ cells }: Kernel, runs: Runs, lane: number, day: RecordedDay): void => {
  const ether = cells[runs.ether + lane] as number
  cells[runs.etherLow + lane] = ether * day.etherLow
  cells[runs.ether + lane] = ether * day.etherReturn
  if (day.wethUtilisation !== null) cells[runs.utilisation.WETH + lane] = day.wethUtilisation
  if (day.exitQueueEther !== null) cells[runs.queue + lane] = day.exitQueueEther / (57_600 * 365)
  for (const { rate, discount } of runs.staked.values()) {
    cells[rate + lane] = (cells[rate + lane] as number) * (day.rateGrowth ?? 1)
    if (day.stEthDiscount !== null) cells[discount + lane] = day.stEthDiscount
  }
}

/**
 * Factors redrawn from the record: blocks of 20 days with all that happened on them, joined end to end. Steps are days;
 * the day's low of ether is looked at too. The mean of ether's returns is taken out, so that no path inherits the
 * record's trend. What has no series stays where it is.
 */
export const redrawnFactors = (
  kernel: Kernel,
  spec: PathSpec,
  of: { readonly record: PathRecord; readonly runs: Runs; readonly scratch: Allocator },
): Factors => {
  const days = completeDays(recordedDays(of.record, '2020-01-01', of.record.asOf))
  const trend = days.reduce((sum, { etherReturn }) => sum + etherReturn, 0) / days.length
  const flat = days.map(day => ({ ...day, etherReturn: day.etherReturn / trend }))
  const words: Cell = of.scratch(4 * TILE)
  const at = new Int32Array(TILE)
  return {
    hasLows: true,
    start: () => startFactors(kernel, spec, of.runs),
    advance: (path, step) => {
      if ((step - 1) % BLOCK_DAYS === 0) {
        kernel.draw({ seed: spec.seed, path, step, group: GROUP }, 0, words, TILE)
        for (let lane = 0; lane < TILE; lane++)
          at[lane] = Math.floor((kernel.cells[words + lane] as number) * (flat.length - BLOCK_DAYS + 1))
      }
      const offset = (step - 1) % BLOCK_DAYS
      for (let lane = 0; lane < TILE; lane++) {
        const day = flat[(at[lane] as number) + offset]
        if (day) applyDay(kernel, of.runs, lane, day)
      }
    },
  }
}
