import { writeSync } from 'node:fs'
import { EnvironmentError } from '../fork/errors.js'
import { EXIT, exitCodeOf } from './errors.js'
import { marketFailure } from './marketUse.js'
import { renderError } from './output/renderError.js'
import { visible } from './output/safeText.js'
import { ownCodeFailure, ownCodeStalled } from './ownCode.js'

/** How a command ended: its exit code, and the error that is to be told. */
export type Ending = { readonly code: number; readonly error?: unknown }

const BROKEN_PIPE = 141
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** What a failure of standard output means: nobody reads any more, or there is no room. */
const outputFailed = (error: NodeJS.ErrnoException): Ending =>
  error.code === 'EPIPE'
    ? { code: BROKEN_PIPE }
    : {
        code: EXIT.environment,
        error: new EnvironmentError('The result cannot be written to standard output.', {
          facts: { problem: error.code ?? error.message },
          hint: 'Check the disk that standard output goes to.',
        }),
      }

const drained = (): Ending =>
  endingOf(
    ownCodeStalled() ??
      new Error('The work came to a halt: nothing is left to wait for, and it is not done.'),
  )

/** The ending that an error is. What a user's file threw, whenever, is told as that file's. */
export const endingOf = (error: unknown): Ending => {
  const code = exitCodeOf(error)
  const own = code === EXIT.internal ? (ownCodeFailure(error) ?? marketFailure(error)) : undefined
  return own ? { code: EXIT.input, error: own } : { code, error }
}

/** Someone called `process.exit` in the middle of the work: that is no success. */
const endedEarly = (): void => {
  const { code, error } = endingOf(new Error('The process was ended before the work was done.'))
  writeSync(2, `${visible(renderError(error, { stacks: false }))}\n`)
  process.exitCode = code
}

type Lifeline = {
  /** Resolves when something ends the command from outside its own flow. */
  readonly ended: Promise<Ending>
  /** Stops listening: the command is done. */
  release(): void
}

type Listener = {
  readonly on: NodeJS.EventEmitter
  readonly event: string
  readonly call: (argument: unknown) => void
}

/**
 * Listens to all that may end a command besides its own work: signals, a closed output, errors nobody caught, a loop
 * of events that ran dry, and `process.exit`. It keeps listening until released: the package that starts anvil would
 * otherwise end this process before anything is cleaned up.
 */
export const watchProcess = (): Lifeline => {
  let resolve: (ending: Ending) => void = () => undefined
  const ended = new Promise<Ending>(settle => {
    resolve = settle
  })
  const uncaught = (error: unknown) => resolve(endingOf(error))
  const listeners: readonly Listener[] = [
    ...Object.entries(SIGNALS).map(([event, code]) => ({
      on: process,
      event,
      call: () => resolve({ code }),
    })),
    {
      on: process.stdout,
      event: 'error',
      call: error => resolve(outputFailed(error as NodeJS.ErrnoException)),
    },
    // Where the messages go, nobody can be told that they do not arrive.
    { on: process.stderr, event: 'error', call: () => undefined },
    { on: process, event: 'unhandledRejection', call: uncaught },
    { on: process, event: 'uncaughtException', call: uncaught },
    { on: process, event: 'beforeExit', call: () => resolve(drained()) },
    { on: process, event: 'exit', call: endedEarly },
  ]
  for (const { on, event, call } of listeners) on.on(event, call)
  return {
    ended,
    release() {
      for (const { on, event, call } of listeners) on.off(event, call)
    },
  }
}
