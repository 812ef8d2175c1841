import { EnvironmentError } from '../fork/errors.js'
import type { Origin } from '../fork/world/origin.js'
import type { Address } from '../protocols/assets.js'
import { PopulationFileError, RefusedPositionError } from './errors.js'
import type { Session } from './session.js'

/** Loads what runs simulations, and makes sure that no anvil outlives the command. */
export const loadSimulator = async (session: Session) => {
  const { stopAllAnvils } = await import('../fork/anvil.js')
  session.onClose(stopAllAnvils)
  const [{ simulate, openForkWorld }, { populated }, { OpeningError }] = await Promise.all([
    import('../analysis/simulate.js'),
    import('../fork/world/populated.js'),
    import('../simulation/run.js'),
  ])
  return { simulate, openForkWorld, populated, OpeningError }
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

const populationRefused = (error: Error & { borrower?: Address | undefined }): PopulationFileError =>
  new PopulationFileError('This market has no room for the population.', {
    facts: { ...(error.borrower ? { account: error.borrower } : {}), reason: error.message },
    hint: 'Supplies and debts of background borrowers come out of what the reserves hold; give fewer or smaller ones.',
  })

/** What a failure in a run means to whoever typed the command. */
export const explained = (
  error: unknown,
  context: { readonly strategy: string; readonly scenario: string; readonly origin: Origin },
): unknown => {
  if (error instanceof Error && error.name === 'OpeningError')
    return new RefusedPositionError('This market refuses to open the position.', {
      facts: { strategy: context.strategy, scenario: context.scenario, reason: error.message },
      hint: 'The reason is the protocol’s own; less debt or a smaller size may pass.',
    })
  if (error instanceof Error && error.name === 'OverlayError')
    return new RefusedPositionError('The market of that day cannot be set up here.', {
      facts: { scenario: context.scenario, reason: error.message },
      hint: 'The embedded mainnet takes it; a live fork may refuse what its governance does not allow.',
    })
  if (error instanceof Error && error.name === 'PopulationError') return populationRefused(error)
  return isClientError(error) ? stoppedAnswering(error, context.origin) : error
}
