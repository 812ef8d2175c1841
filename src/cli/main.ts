import { EXIT, exitCodeOf, InputError, renderError } from './errors.js'
import { createMeter } from './output/progress.js'
import { execute } from './program.js'
import { caughtSignal, redact, type Session, secretsOf } from './session.js'

const BROKEN_PIPE = 141
/** How long cleaning up may take before the process ends all the same. */
const CLOSING_MS = 3_000
/** A child process may die of the signal that this one has yet to see. */
const GRACE_MS = 100

const after = (milliseconds: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })

/** Waits for `work`, but no longer than this. */
const within = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

const brokenPipe = (): Promise<number> =>
  new Promise(resolve => {
    process.stdout.on('error', () => resolve(BROKEN_PIPE))
  })

const createSession = () => {
  const secrets = new Set<string>()
  const closers: (() => Promise<void>)[] = []
  const meter = createMeter(process.stderr, () => performance.now())
  const session: Session = {
    meter,
    print(text) {
      meter.clear()
      return new Promise((resolve, reject) => {
        process.stdout.write(text, error => (error ? reject(error) : resolve()))
      })
    },
    note(text) {
      meter.clear()
      process.stderr.write(`${redact(text, secrets)}\n`)
    },
    hide(text) {
      for (const secret of secretsOf(text)) secrets.add(secret)
    },
    onClose(closer) {
      closers.push(closer)
    },
  }
  const close = async () => {
    meter.clear()
    await within(CLOSING_MS, Promise.allSettled(closers.map(one => one())))
  }
  return { session, close }
}

/** What nobody caught, such as a rejection of an anvil that was stopped while it started. */
const uncaught = (): Promise<never> =>
  new Promise((_, reject) => {
    process.on('unhandledRejection', reject)
    process.on('uncaughtException', reject)
  })

/**
 * Runs one command and gives its exit code; the caller ends the process with it, at once, as stopped work may still
 * hold timers and sockets. No anvil runs and no temporary file is left when it has.
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  const { session, close } = createSession()
  const stopped = Promise.race([caughtSignal(), brokenPipe()]).then(code => ({ code }))
  const work = Promise.race([execute(argv, session), uncaught()]).then(
    () => ({ code: EXIT.done }),
    async error => {
      if (!(error instanceof InputError)) await after(GRACE_MS)
      return { code: exitCodeOf(error), error }
    },
  )
  const ending: { readonly code: number; readonly error?: unknown } = await Promise.race([stopped, work])
  await close()
  if ('error' in ending)
    session.note(renderError(ending.error, { stacks: process.env['DEBUG'] === 'plimsoll' }))
  return ending.code
}
