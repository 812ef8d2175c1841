import type { ExitLimits } from '../simulation/exitPlanner.js'
import type { Frame } from '../simulation/frame.js'
import { wayWithin } from '../simulation/patience.js'

/** Unless said otherwise: a twentieth of net worth, and a month. */
export const USUAL_EXIT_LIMITS: ExitLimits = { costBps: 500, days: 30 }

/** Whether no way out of a frame keeps to the limits: read off its frontier, and asked of the planner where that has none. */
export const isIlliquid = ({ exits }: Frame, limits: ExitLimits = USUAL_EXIT_LIMITS): boolean => {
  const best = wayWithin(exits.frontier().ways, limits.days)
  if (best !== undefined && best.costBps <= limits.costBps) return false
  return exits.keeping(limits) === undefined
}
