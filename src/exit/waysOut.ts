import type { Refused } from '../position/refusal.js'
import { PATIENCES } from '../simulation/patience.js'
import type { Way } from '../simulation/way.js'
import { alreadyEther } from './alreadyEther.js'
import { type Method, marketRoutes, queueRoute, type Route } from './options/candidates.js'
import { bestMixes, cheapestMix, type Mix, type Mixes, mixesOf, mixWithin } from './options/partialSale.js'
import type { Leaving, Quote } from './quote.js'

/** A way out before its interval is known. */
export type Candidate = {
  readonly way: Way
  readonly methods: readonly Method[]
  /** Of what can be sold, what is sold at once; null where that is no choice. */
  readonly soldShare: number | null
  readonly quote: Quote | Refused
}

/** A route as a candidate. */
export const ofRoute = ({ way, best, methods }: Route): Candidate => ({
  way,
  methods,
  soldShare: null,
  quote: best,
})

/** A part sold and the rest queued, as a candidate. */
export const ofMix = (mix: Mix): Candidate => ({
  way: { kind: 'mix', share: mix.share, waits: mix.waits },
  methods: [],
  soldShare: mix.share,
  quote: mix,
})

/** Waits that the best mix is always asked for, days, and the owner's own. */
const patiencesWith = (days: number | null): readonly number[] => [
  ...new Set([
    ...PATIENCES.flatMap(({ id, days: known }) => (id === 'now' ? [] : (known ?? []))),
    ...(days ? [days] : []),
  ]),
]

const distinct = (mixes: readonly Mix[]): readonly Candidate[] =>
  [...new Map(mixes.map(mix => [mix.share, mix])).values()]
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.waits - b.waits || b.share - a.share)
    .map(ofMix)

/** The best part to sell for each number of waits and for each patience, the rest queued. */
export const mixCandidates = (mixes: Mixes, patienceDays: number | null): readonly Candidate[] => {
  const best = bestMixes(mixes)
  const fitting = patiencesWith(patienceDays).flatMap(days => mixWithin(mixes, days, best) ?? [])
  return distinct([...best, ...fitting])
}

/** The cheapest mix, and the best for each patience of `PATIENCES`: what a hasty frontier needs. */
export const hastyMixes = (mixes: Mixes): readonly Candidate[] => {
  const best = cheapestMix(mixes)
  return best
    ? distinct([best, ...patiencesWith(null).flatMap(days => mixWithin(mixes, days, [best]) ?? [])])
    : []
}

/** Every way out that the engine knows: each venue alone, all together, the queue, and the best mixes of both. */
export const waysOut = (
  leaving: Leaving,
  patienceDays: number | null,
): { readonly routes: readonly Route[]; readonly candidates: readonly Candidate[] } => {
  const ether = alreadyEther(leaving)
  if (ether) return { routes: [], candidates: [ether] }
  const routes = [...marketRoutes(leaving), queueRoute(leaving)]
  const mixes = mixCandidates(mixesOf(leaving), patienceDays)
  return { routes, candidates: [...routes.map(ofRoute), ...mixes] }
}
