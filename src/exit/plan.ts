import { equityWei } from '../position/holdings.js'
import { type Refused, refused } from '../position/refusal.js'
import { paretoOf, wayWithin } from '../simulation/patience.js'
import { WAD } from '../units/fixed.js'
import {
  type ExitReport,
  type ExitRequest,
  type OpenOption,
  type Option,
  optionOf,
  partOf,
} from './option.js'
import { assetOf } from './options/candidates.js'
import { movesOf } from './options/refinance.js'
import { waitOut } from './options/waitForPeg.js'
import { whyNoPart } from './part/subposition.js'
import { waysOut } from './waysOut.js'

const isOpen = (option: Option): option is OpenOption => option.possible

/** Options by what they cost and how long they take. */
const priced = (options: readonly Option[]) =>
  options.filter(isOpen).map(option => {
    const { costBps, medianDays, badDays } = option.quote
    return { option, costBps, medianDays, badDays }
  })

/**
 * Every way to leave a position, or a part of it: each market alone and all of them together, the queue, both, and
 * waiting; the frontier of cost against days; and the best within the owner's patience. Pure: works on the model alone.
 */
export const planExit = (request: ExitRequest): ExitReport | Refused => {
  const { market, owner, shareWad, patienceDays, maxCostBps, by = 'median' } = request
  const undivided = shareWad === WAD ? undefined : whyNoPart(market, owner, shareWad)
  if (undivided !== undefined) return { ok: false, refusal: undivided }
  const part = partOf(request)
  const fairWei = equityWei(part.leaving.market, owner)
  if (fairWei <= 0n) return refused('nothingLeft', {})
  const { routes, candidates } = waysOut(part.leaving, patienceDays)
  const options = candidates.map(({ quote, ...named }) => optionOf(part, named, quote))
  const open = priced(options)
  const recommended = wayWithin(open, patienceDays, by)?.option ?? null
  return {
    fairWei,
    shareWad,
    kept: part.kept,
    gasPriceWei: request.gasPriceWei,
    options,
    frontier: paretoOf(open).map(({ option }) => option),
    recommended,
    withinCost: recommended !== null && (maxCostBps === null || recommended.quote.costBps <= maxCostBps),
    waitOut: waitOut(part.leaving, fairWei, routes.flatMap(route => assetOf(route) ?? [])[0]),
    moves: movesOf(part.whole, shareWad),
  }
}
