import type { Market } from '../../market/market.js'
import { equityWei } from '../../position/holdings.js'
import type { ExitPlan, Strategy } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { max, min, WAD, type Wad } from '../../units/fixed.js'
import { costBps } from '../exits.js'
import { type Dependency, dependenciesOf } from './depends.js'
import { type Leaving, type Quote, quoteOf } from './leaving.js'
import { bestMixes, type Mixes, mixesOf, mixWithin } from './mix.js'
import { type Move, movesOf } from './move.js'
import { type Kept, keptOf, keptWalletWei, partOfMarket, playPart, whyNoPart } from './part.js'
import { playPlan, type Refused, walletValueWei } from './play.js'
import { type Method, marketRoutes, queueRoute, type Route } from './routes.js'
import { atPace } from './stretch.js'
import { type WaitOut, waitOut } from './waitOut.js'

/** What to leave, and what its owner accepts. */
export type ExitRequest = {
  readonly market: Market
  readonly owner: Address
  readonly unwind: Strategy['unwind']
  readonly gasPriceWei: bigint
  /** Of everything that is held; 18 decimals, above 0, at most 1. */
  readonly shareWad: Wad
  /** Days to wait at the median; null is as long as it takes. */
  readonly patienceDays: number | null
  /** Basis points of what leaves; null is whatever it costs. */
  readonly maxCostBps: number | null
}

/** A way out that can be carried out as it stands: `quote.plan` has the transactions. */
export type OpenOption = {
  readonly possible: true
  readonly name: string
  readonly kind: Route['kind'] | 'mix'
  readonly quote: Quote
  /** The plan before the amounts of a part were fixed; the same as the quote's where all leaves. */
  readonly unfixed: ExitPlan
  /** What comes out if every wait is an early or a bad one; the same where nothing waits. */
  readonly lowWei: bigint
  readonly highWei: bigint
  readonly dependsOn: readonly Dependency[]
  /** Every way of carrying the route out that was tried. */
  readonly methods: readonly Method[]
  /** Of what can be sold, what is sold at once; null where that is not a choice. */
  readonly soldShare: number | null
}

export type ClosedOption = {
  readonly possible: false
  readonly name: string
  readonly kind: OpenOption['kind']
  readonly reason: string
  readonly methods: readonly Method[]
}

export type Option = OpenOption | ClosedOption

export type ExitReport = {
  /** Fair value of what leaves, wei. */
  readonly fairWei: bigint
  readonly shareWad: Wad
  /** What stays; undefined where all leaves. */
  readonly kept: Kept | undefined
  readonly gasPriceWei: bigint
  readonly options: readonly Option[]
  /** From the quickest to the cheapest: each costs less than all that are quicker. */
  readonly frontier: readonly OpenOption[]
  /** The cheapest within the patience; null where none is. */
  readonly recommended: OpenOption | null
  /** Whether the recommended plan keeps to the limit of cost. */
  readonly withinCost: boolean
  readonly waitOut: WaitOut | Refused
  /** The debt at other lenders: moved, not left, and so no point of the frontier. Empty where nothing is owed. */
  readonly moves: readonly Move[]
}

/** A part of the position, seen as a position of its own. */
type Part = { readonly leaving: Leaving; readonly whole: Leaving; readonly kept: Kept | undefined }

const partOf = ({ market, owner, unwind, gasPriceWei, shareWad }: ExitRequest): Part => {
  const whole = { market, owner, unwind, gasPriceWei }
  if (shareWad === WAD) return { leaving: whole, whole, kept: undefined }
  const part = partOfMarket(market, owner, shareWad)
  return { leaving: { ...whole, market: part }, whole, kept: keptOf(market, part, owner) }
}

/** A quote of a part as it comes out on the whole position, with the transactions that do it. */
const onWhole = ({ leaving, whole, kept }: Part, quote: Quote): Quote | Refused => {
  if (!kept) return quote
  const { owner, market } = whole
  const played = playPart(market, quote.plan, owner, kept)
  if (!played.ok) return played
  const done = quoteOf(leaving, { ...played, sold: quote.sold })
  if (!done.ok) return done
  const proceedsWei = walletValueWei(played.market, played.wallet) - keptWalletWei(played.market, owner, kept)
  const cost = costBps(equityWei(leaving.market, owner), proceedsWei - done.gasWei)
  return { ...done, proceedsWei, costBps: cost }
}

/** What comes out at another pace of the waits. */
const proceedsAt = ({ leaving, kept, whole }: Part, quote: Quote, pick: 'earlyDays' | 'badDays'): bigint => {
  const { owner } = leaving
  const plan = atPace(quote.plan, owner, wait => wait[pick])
  const played = playPlan(whole.market, plan, owner)
  if (!played.ok) return quote.proceedsWei
  const kepts = kept ? keptWalletWei(played.market, owner, kept) : 0n
  return walletValueWei(played.market, played.wallet) - kepts
}

type Named = Pick<OpenOption, 'name' | 'kind' | 'methods' | 'soldShare'>

const optionOf = (part: Part, named: Named, quote: Quote | Refused): Option => {
  const whole = quote.ok ? onWhole(part, quote) : quote
  const { name, kind, methods } = named
  if (!whole.ok) return { possible: false, name, kind, methods, reason: whole.reason }
  const waits = (whole.plan.waits?.length ?? 0) > 0
  const paces = waits
    ? [proceedsAt(part, whole, 'earlyDays'), proceedsAt(part, whole, 'badDays')]
    : [whole.proceedsWei]
  return {
    possible: true,
    ...named,
    quote: whole,
    unfixed: quote.ok ? quote.plan : whole.plan,
    lowWei: paces.reduce(min, whole.proceedsWei),
    highWei: paces.reduce(max, whole.proceedsWei),
    dependsOn: dependenciesOf(part.whole.market, whole.plan, part.whole.owner),
  }
}

const ofRoute = (part: Part, { name, kind, best, methods }: Route): Option =>
  optionOf(part, { name, kind, methods, soldShare: null }, best)

/** Blocks, not days. */
const AT_ONCE_DAYS = 0.01

const mixName = (share: number, waits: number): string => {
  const percent = `${Number((share * 100).toPrecision(share < 0.01 ? 1 : 3))} %`
  return share === 0
    ? 'Lido’s queue'
    : `${percent} sold, the rest in ${waits === 1 ? 'one wait' : `${waits} waits`}`
}

const mixOptions = (part: Part, mixes: Mixes, patienceDays: number | null): readonly Option[] => {
  const best = bestMixes(mixes)
  const fitting = patienceDays === null ? undefined : mixWithin(mixes, patienceDays, best)
  const all = fitting && !best.includes(fitting) ? [...best, fitting] : best
  return all
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.waits - b.waits || b.share - a.share)
    .map(mix => {
      const named = {
        name: mixName(mix.share, mix.waits),
        kind: 'mix',
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
  const refused = shareWad === WAD ? undefined : whyNoPart(market, owner)
  if (refused !== undefined) return { ok: false, reason: refused }
  const part = partOf(request)
  const fairWei = equityWei(part.leaving.market, owner)
  if (fairWei <= 0n) return { ok: false, reason: 'there is nothing left to leave with' }
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
    waitOut: waitOut(part.leaving, fairWei),
    moves: movesOf(part.whole, shareWad),
  }
}
