import type { Verdict } from './schema.js'

/**
 * Whether leaving within the limits was possible on every day: undecided where half or twice the depth of the pools turns
 * the answer on the worst day.
 */
export const limitStanding = ({ limits, exits }: Verdict): 'PASS' | 'FAIL' | 'UNDECIDED' => {
  const way = exits.find(({ patience }) => patience === 'days30')?.way
  const keeps = (cost: number | null | undefined): boolean | undefined =>
    cost === null || cost === undefined ? undefined : cost <= limits.costBps
  const isKept = limits.daysMissed === 0
  const sides = [keeps(way?.halfDepthBps), keeps(way?.twiceDepthBps)]
  if (sides.some(side => side !== undefined && side !== isKept)) return 'UNDECIDED'
  return isKept ? 'PASS' : 'FAIL'
}
