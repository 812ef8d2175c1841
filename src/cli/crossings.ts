import type { Market } from '../market/market.js'
import type { Strategy } from '../position/strategy.js'
import type { Document } from '../report/document.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Crossing, ExitLimits, Fate, LoadLine } from '../world/loadLine.js'
import type { Session } from './session.js'

export type LoadLineJson = NonNullable<Document['loadLine']>
export type Proof = LoadLineJson[Fate]['proof']

export const FATES: readonly Fate[] = ['eligible', 'liquidated', 'stuck']

export type Search = {
  readonly market: Market
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  readonly limits: ExitLimits
}

const yieldToEvents = (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })

/** The load line on the model. Between two tries the process listens: a search holds the processor for seconds. */
export const searchLoadLine = async (search: Search, session: Session): Promise<LoadLine> => {
  const { findLoadLine } = await import('../world/loadLine.js')
  session.meter.say(`searching the load line of ${search.strategy.name} × ${search.scenario.name}`)
  return findLoadLine({ ...search, onTry: yieldToEvents })
}

const reasonOf = (fate: Fate, { severity, reason }: Crossing, limits: ExitLimits): string =>
  fate === 'stuck' && severity !== null
    ? `${reason} of ${limits.costBps} bps and ${limits.days} days`
    : reason

/** A load line as it stands in a report. */
export const loadLineJson = (
  found: LoadLine,
  limits: ExitLimits,
  proofs: Readonly<Partial<Record<Fate, Proof>>>,
): LoadLineJson => {
  const entry = (fate: Fate): LoadLineJson[Fate] => {
    const { severity, searchedTo } = found[fate]
    return { severity, searchedTo, reason: reasonOf(fate, found[fate], limits), proof: proofs[fate] ?? null }
  }
  return { eligible: entry('eligible'), liquidated: entry('liquidated'), stuck: entry('stuck') }
}
