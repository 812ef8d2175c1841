import { EnvironmentError } from '../fork/errors.js'
import type { Origin } from '../fork/world/origin.js'
import type { Market } from '../market/market.js'
import type { Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { PopulationFileError, RefusedPositionError } from './errors.js'
import type { Session } from './session.js'

/** Loads what runs simulations, and makes sure that no anvil outlives the command. */
export const loadSimulator = async (session: Session) => {
  const { stopAllAnvils } = await import('../fork/anvil.js')
  session.onClose(stopAllAnvils)
  const [{ simulate, openForkWorld }, { populated }] = await Promise.all([
    import('../analysis/simulate.js'),
    import('../fork/world/populated.js'),
  ])
  return { simulate, openForkWorld, populated }
}

/** An error of the client that talks to anvil: viem marks its own. */
const isClientError = (error: unknown): error is Error & { details?: string } =>
  error instanceof Error && 'version' in error && String(error.version).startsWith('viem')

const stoppedAnswering = (error: Error & { details?: string }, origin: Origin): EnvironmentError =>
  new EnvironmentError('The chain stopped answering.', {
    hint:
      origin.kind === 'rpc'
        ? 'The node behind --fork-url may limit requests or lack state at that block: try again, or another node.'
        : 'Try again; there may be too little memory for anvil.',
    cause: typeof error.details === 'string' ? error.details : (error.message.split('\n')[0] ?? ''),
  })

type Unfitted = Error & { readonly borrower?: Address | undefined; readonly line?: number | undefined }

const populationRefused = ({ message, borrower, line }: Unfitted): PopulationFileError =>
  new PopulationFileError('This market has no room for the population.', {
    facts: {
      ...(line === undefined ? {} : { line: String(line) }),
      ...(borrower ? { account: borrower } : {}),
      reason: message,
    },
    hint: 'Supplies and debts of background borrowers come out of what the reserves hold; give fewer or smaller ones.',
  })

type Context = {
  readonly ready: { readonly strategy: Strategy; readonly params: Readonly<Record<string, unknown>> }
  readonly scenario: string
  readonly origin: Origin
}

/** Why the market does not take the position, and the largest that it does. */
const positionRefused = async (
  error: Error & { readonly market: Market },
  { ready, scenario }: Context,
): Promise<RefusedPositionError> => {
  const [{ boundsOf, shortagesOf }, { boundsWords, unfitWords }] = await Promise.all([
    import('../analysis/fit.js'),
    import('../report/words/unfit.js'),
  ])
  const bounds = await boundsOf(error.market, ready)
  const largest = bounds.length === 0 ? {} : { 'this market takes': boundsWords(bounds, ready.params) }
  return new RefusedPositionError('This market cannot hold the position.', {
    facts: {
      strategy: ready.strategy.name,
      scenario,
      reason: unfitWords(error.message, shortagesOf(error.market, ready)),
      ...largest,
    },
    hint: 'Nothing ran. The bounds are those of the market that the scenario starts from.',
  })
}

/** What a failure in a run means to whoever typed the command. */
export const explained = async (error: unknown, context: Context): Promise<unknown> => {
  if (error instanceof Error && error.name === 'OpeningError')
    return positionRefused(error as Error & { readonly market: Market }, context)
  if (error instanceof Error && error.name === 'OverlayError')
    return new RefusedPositionError('The market of that day cannot be set up here.', {
      facts: { scenario: context.scenario, reason: error.message },
      hint: 'The embedded mainnet takes it; a live fork may refuse what its governance does not allow.',
    })
  if (error instanceof Error && error.name === 'PopulationError') return populationRefused(error)
  return isClientError(error) ? stoppedAnswering(error, context.origin) : error
}
