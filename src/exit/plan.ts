import { equityWei } from '../position/holdings.js'
import { type Refused, refused } from '../position/refusal.js'
import { WAD } from '../units/fixed.js'
import {
  type ExitReport,
  type ExitRequest,
  type OpenOption,
  type Option,
  optionOf,
  type Part,
  partOf,
} from './option.js'
import { assetOf, marketRoutes, queueRoute, type Route } from './options/candidates.js'
import { bestMixes, type Mixes, mixesOf, mixWithin } from './options/partialSale.js'
import { movesOf } from './options/refinance.js'
import { waitOut } from './options/waitForPeg.js'
import { whyNoPart } from './part/subposition.js'

const ofRoute = (part: Part, { way, best, methods }: Route): Option =>
  optionOf(part, { way, methods, soldShare: null }, best)

/** Blocks, not days. */
const AT_ONCE_DAYS = 0.01

const mixOptions = (part: Part, mixes: Mixes, patienceDays: number | null): readonly Option[] => {
  const best = bestMixes(mixes)
  const fitting = patienceDays === null ? undefined : mixWithin(mixes, patienceDays, best)
  const all = fitting && !best.includes(fitting) ? [...best, fitting] : best
  return all
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.waits - b.waits || b.share - a.share)
    .map(mix => {
      const named = {
        way: { kind: 'mix', share: mix.share, waits: mix.waits },
        methods: [],
        soldShare: mix.share,
      } as const
      return optionOf(part, named, mix)
    })
}

/** From quick to cheap, without what is both slower and dearer than another. */
const paretoOf = (options: readonly Option[]): readonly OpenOption[] => {
  const open = options
    .flatMap(option => (option.possible ? [option] : []))
    .sort((a, b) => a.quote.medianDays - b.quote.medianDays || a.quote.costBps - b.quote.costBps)
  let cheapest = Number.POSITIVE_INFINITY
  return open.filter(({ quote }) => {
    const cheaper = quote.costBps < cheapest
    if (cheaper) cheapest = quote.costBps
    return cheaper
  })
}

/**
 * Every way to leave a position, or a part of it: each market alone and all of them together, the queue, both, and
 * waiting; the frontier of cost against days; and the best within the owner's patience. Pure: works on the model alone.
 */
export const planExit = (request: ExitRequest): ExitReport | Refused => {
  const { market, owner, shareWad, patienceDays, maxCostBps } = request
  const undivided = shareWad === WAD ? undefined : whyNoPart(market, owner, shareWad)
  if (undivided !== undefined) return { ok: false, refusal: undivided }
  const part = partOf(request)
  const fairWei = equityWei(part.leaving.market, owner)
  if (fairWei <= 0n) return refused('nothingLeft', {})
  const routes = [...marketRoutes(part.leaving), queueRoute(part.leaving)]
  const options = [
    ...routes.map(route => ofRoute(part, route)),
    ...mixOptions(part, mixesOf(part.leaving), patienceDays),
  ]
  const frontier = paretoOf(options)
  // A plan of a few blocks is no wait.
  const patience = (patienceDays ?? Number.POSITIVE_INFINITY) + AT_ONCE_DAYS
  const recommended = frontier.findLast(({ quote }) => quote.medianDays <= patience) ?? null
  return {
    fairWei,
    shareWad,
    kept: part.kept,
    gasPriceWei: request.gasPriceWei,
    options,
    frontier,
    recommended,
    withinCost: recommended !== null && (maxCostBps === null || recommended.quote.costBps <= maxCostBps),
    waitOut: waitOut(part.leaving, fairWei, routes.flatMap(route => assetOf(route) ?? [])[0]),
    moves: movesOf(part.whole, shareWad),
  }
}
