import { redact, secretsOf } from '../fork/relay/secrets.js'
import { EXIT, InputError } from './errors.js'
import { type Ending, endingOf, watchProcess } from './lifeline.js'
import { createMeter } from './output/progress.js'
import { renderError } from './output/renderError.js'
import { visible } from './output/safeText.js'
import { execute } from './program.js'
import type { Session } from './session.js'

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

const createSession = () => {
  const secrets = new Set<string>()
  const closers: (() => Promise<void>)[] = []
  const meter = createMeter(process.stderr, () => performance.now())
  const clean = (text: string) => visible(redact(text, secrets))
  const session: Session = {
    meter: { ...meter, say: message => meter.say(clean(message)) },
    print(text) {
      meter.clear()
      return new Promise((resolve, reject) => {
        process.stdout.write(visible(text), error => (error ? reject(error) : resolve()))
      })
    },
    note(text) {
      meter.clear()
      process.stderr.write(`${clean(text)}\n`)
    },
    hide(text) {
      for (const secret of secretsOf(text)) secrets.add(secret)
    },
    onClose(closer) {
      closers.push(closer)
    },
  }
  /** Never rejects: cleaning up decides over no result. */
  const close = async () => {
    meter.clear()
    await within(CLOSING_MS, Promise.allSettled(closers.map(async one => one())))
  }
  return { session, close }
}

/** What a command does, given to a session. */
export type Work = (argv: readonly string[], session: Session) => Promise<void>

const workOf = async (work: Work, argv: readonly string[], session: Session): Promise<Ending> => {
  try {
    await work(argv, session)
    return { code: EXIT.done }
  } catch (error) {
    if (!(error instanceof InputError)) await after(GRACE_MS)
    return endingOf(error)
  }
}

/**
 * Runs one command and gives its exit code; never rejects. The caller ends the process with it, at once, as stopped
 * work may still hold timers and sockets. No anvil runs and no temporary file is left when it has.
 */
export const main = async (argv: readonly string[], work: Work = execute): Promise<number> => {
  const { ended, release } = watchProcess()
  const { session, close } = createSession()
  try {
    const ending = await Promise.race([ended, workOf(work, argv, session)])
    await close()
    if ('error' in ending)
      session.note(renderError(ending.error, { stacks: process.env['DEBUG'] === 'plimsoll' }))
    return ending.code
  } catch (error) {
    process.stderr.write(`${visible(renderError(error, { stacks: false }))}\n`)
    return EXIT.internal
  } finally {
    release()
  }
}
