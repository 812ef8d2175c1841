import type { LoadLine, LoadLineRequest, Tries } from '../analysis/loadLine.js'
import type { ProofRequest } from '../analysis/prove.js'
import type { LoadLineJson } from '../report/loadLine.js'
import type { Session } from './session.js'

/** Where to search, and on which chain to prove what was found; undefined leaves the proof out. */
export type Search = Omit<LoadLineRequest, 'onTry'> & { readonly origin: ProofRequest['origin'] | undefined }

/** Lets signals and timers be heard between two pieces of work. */
export const yieldToEvents = (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })

/** The load line on the model. Between two tries the process listens: a search holds the processor for seconds. */
const searchLoadLine = async (search: Search, { meter }: Session): Promise<LoadLine> => {
  const { findLoadLine } = await import('../analysis/loadLine.js')
  const stage = `searching the load line of ${search.strategy.name} × ${search.scenario.name}`
  let tries: Tries = { begun: 1, most: 2 }
  const onTry = (now: Tries): Promise<void> => {
    tries = now
    meter.say(`${stage}: try ${now.begun} of ${now.most}`)
    return yieldToEvents()
  }
  const found = await findLoadLine({ ...search, onTry })
  // The search is over, and took fewer tries than it might have.
  meter.say(`${stage}: try ${tries.most} of ${tries.most}`)
  return found
}

/** The load line of a report: found on the model, proven on the fork. */
export const loadLineOf = async (search: Search, session: Session): Promise<LoadLineJson> => {
  const { proveLoadLine } = await import('../analysis/prove.js')
  const { loadLineJson } = await import('../report/loadLine.js')
  const found = await searchLoadLine(search, session)
  const { origin, ...rest } = search
  const proofs = origin ? await proveLoadLine(found, { ...rest, origin, progress: session.meter.say }) : {}
  return loadLineJson(found, proofs)
}
