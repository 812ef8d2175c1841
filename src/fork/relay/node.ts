import { EnvironmentError } from '../errors.js'
import { post, type Target, targetOf } from './post.js'
import { redact, secretsOf } from './secrets.js'
import { type Complaint, judge, type Verdict } from './verdict.js'

/** A call to a node. The last parameter may be a block, by its hash or by its number. */
export type Call = { readonly method: string; readonly params: (byHash: boolean) => readonly unknown[] }

/** How long a node is borne with, milliseconds. */
export type Patience = {
  /** For any answer at all; every answer begins it anew. */
  readonly withoutAnswerMs: number
  /** For one reply. */
  readonly replyMs: number
  /** The first pause where the node names none; the next are longer. */
  readonly pauseMs: number
}

/** A node of somebody else, asked gently. */
export type Node = {
  /** Throws `EnvironmentError` once the node cannot be used, whatever it was asked. */
  ask(call: Call): Promise<unknown>
  /** Whether the node takes a block's hash (EIP-1898), as far as is known. */
  takesHashes(): boolean
  readonly counts: { readonly calls: number; readonly posts: number }
}

const USUAL_PATIENCE: Patience = { withoutAnswerMs: 120_000, replyMs: 30_000, pauseMs: 20 }

const LANES = 4
const LARGEST_BATCH = 100
const TRIES = 5
const LONGEST_PAUSE_MS = 10_000

type Pending = {
  readonly call: Call
  tries: number
  resolve(result: unknown): void
  reject(error: Error): void
}

const NEVER_ANSWERED: Complaint = {
  sentence: 'The fork URL does not answer.',
  hint: 'Check the URL, the key in it, and that this machine may reach it.',
}
const SILENT: Complaint = {
  sentence: 'The node stopped answering.',
  hint: 'Try again later, or another node.',
}

/** Reasons of a silence that a second try does not change; a connection that was closed may have been bad luck. */
const NOBODY_THERE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'no answer in time'])

type State = {
  readonly target: Target
  readonly secrets: readonly string[]
  readonly patience: Patience
  readonly queue: Pending[]
  lanes: number
  batch: number
  byHash: boolean
  /** Posts without a reply. */
  silences: number
  pauses: number
  pausedUntil: number
  answeredAt: number
  answers: number
  calls: number
  posts: number
  waiting: number
  failure: EnvironmentError | undefined
}

type Facts = Readonly<Record<string, string>>

/** From here on everything that is asked, or still waits, fails alike. */
const failWith = (state: State, { sentence, hint, cause }: Complaint, facts: Facts): void => {
  const why = cause === undefined ? {} : { cause: redact(cause, state.secrets) }
  state.failure ??= new EnvironmentError(sentence, { facts, hint, ...why })
}

const NOT_UNDERSTOOD: Complaint = {
  sentence: 'The node does not understand a question that every node is asked.',
  hint: 'Try another node.',
}

/** Settles a call where the verdict is final; whether it is to be asked again. */
const settle = (state: State, pending: Pending, verdict: Verdict): boolean => {
  switch (verdict.kind) {
    case 'answer':
      state.answers += 1
      state.pauses = 0
      state.answeredAt = performance.now()
      pending.resolve(verdict.result)
      return false
    case 'smaller':
    case 'wait':
      return true
    case 'again':
    case 'byNumber':
      pending.tries += 1
      if (pending.tries >= TRIES)
        failWith(state, verdict.kind === 'again' ? verdict.complaint : NOT_UNDERSTOOD, factsOf(pending))
      return true
    case 'stop':
      failWith(state, verdict.complaint, factsOf(pending))
      return true
  }
}

const factsOf = ({ call: { method } }: Pending): Facts => ({ request: method })

/** A pause for all lanes, as long as the node asks for, else twice as long as the last. */
const pause = (state: State, complaint: Complaint, waitMs: number | undefined): void => {
  const now = performance.now()
  const usual = Math.min(LONGEST_PAUSE_MS, state.patience.pauseMs * 2 ** state.pauses)
  const until = now + (waitMs ?? usual)
  state.pauses += 1
  state.pausedUntil = Math.max(state.pausedUntil, until)
  const patience = state.patience.withoutAnswerMs
  if (until - state.answeredAt <= patience) return
  const asked = waitMs === undefined ? {} : { 'the node asks to wait': `${Math.ceil(waitMs / 1_000)} s` }
  failWith(state, complaint, {
    'without an answer for': `${Math.round((now - state.answeredAt) / 1_000)} s`,
    ...asked,
  })
}

const shrink = (state: State, size: number, complaint: Complaint): void => {
  if (size > 1) state.batch = Math.max(1, Math.min(state.batch, Math.floor(size / 2)))
  else failWith(state, complaint, {})
}

/** What the verdicts of one post change for those after it. */
const learn = (state: State, verdicts: readonly Verdict[]): void => {
  const first = <K extends Verdict['kind']>(kind: K) =>
    verdicts.find((verdict): verdict is Extract<Verdict, { kind: K }> => verdict.kind === kind)
  const [smaller, wait] = [first('smaller'), first('wait')]
  if (first('byNumber')) state.byHash = false
  if (smaller) shrink(state, verdicts.length, smaller.complaint)
  if (wait) pause(state, wait.complaint, wait.waitMs)
}

const takeVerdicts = (state: State, batch: readonly Pending[], verdicts: readonly Verdict[]): void => {
  const again = batch.filter((one, i) => {
    const verdict = verdicts[i]
    return verdict === undefined || settle(state, one, verdict)
  })
  state.queue.unshift(...again)
  learn(state, verdicts)
  const tries = Math.max(0, ...again.map(one => one.tries))
  if (tries === 0) return
  const until = performance.now() + state.patience.pauseMs * 4 ** (tries - 1)
  state.pausedUntil = Math.max(state.pausedUntil, until)
}

/** No answer, however odd, leaves a call without a verdict. */
const verdictsOf = (...[reply, asked]: Parameters<typeof judge>): readonly Verdict[] => {
  try {
    return judge(reply, asked)
  } catch (error) {
    const complaint = {
      sentence: 'The node’s answer makes no sense.',
      hint: 'Try another node.',
      cause: String(error),
    }
    return asked.map(() => ({ kind: 'again', complaint }))
  }
}

const send = async (state: State, batch: readonly Pending[]): Promise<void> => {
  const { byHash } = state
  const asked = batch.map(({ call: { method, params } }, i) => ({
    jsonrpc: '2.0',
    id: state.calls + i,
    method,
    params: params(byHash),
  }))
  state.calls += batch.length
  state.posts += 1
  const reply = await post(
    state.target,
    JSON.stringify(asked.length === 1 ? asked[0] : asked),
    state.patience.replyMs,
  )
  if (reply.kind === 'reply') return takeVerdicts(state, batch, verdictsOf(reply, asked))
  state.queue.unshift(...batch)
  if (batch.length > 1) shrink(state, batch.length, SILENT)
  state.silences += 1
  const isGivenUp = state.answers === 0 && (NOBODY_THERE.has(reply.why) || state.silences >= TRIES)
  if (isGivenUp) failWith(state, { ...NEVER_ANSWERED, cause: reply.why }, { request: asked[0]?.method ?? '' })
  else pause(state, { ...SILENT, cause: reply.why }, undefined)
}

const delay = (ms: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, ms)
  })

const work = async (state: State): Promise<void> => {
  while (state.queue.length > 0 && !state.failure) {
    const wait = state.pausedUntil - performance.now()
    if (wait > 0) await delay(wait)
    else await send(state, state.queue.splice(0, state.batch))
  }
  if (state.failure) for (const one of state.queue.splice(0)) one.reject(state.failure)
}

const startLanes = (state: State): void => {
  while (state.lanes < Math.min(LANES, Math.ceil(state.queue.length / state.batch))) {
    state.lanes += 1
    work(state)
      .catch(error => failWith(state, { ...SILENT, cause: String(error) }, {}))
      .finally(() => {
        state.lanes -= 1
        if (state.queue.length > 0) startLanes(state)
      })
  }
}

const enqueue = (state: State, call: Call): Promise<unknown> =>
  new Promise((resolve, reject) => {
    if (state.failure) return reject(state.failure)
    if (state.waiting === 0) state.answeredAt = performance.now()
    state.waiting += 1
    const done =
      <T>(settled: (value: T) => void) =>
      (value: T) => {
        state.waiting -= 1
        settled(value)
      }
    state.queue.push({ call, tries: 0, resolve: done(resolve), reject: done(reject) })
    // What is asked in one go goes into one batch.
    if (state.queue.length === 1) setImmediate(() => startLanes(state))
  })

/**
 * A node behind a URL with its login: pauses as `Retry-After` says on 429 and 5xx, batches what waits, halves batches
 * that are too large, and gives up when it has answered nothing for as long as `patience` says.
 */
export const createNode = (url: string, patience: Patience = USUAL_PATIENCE): Node => {
  const state: State = {
    ...{ target: targetOf(url), secrets: secretsOf(url), patience },
    ...{ queue: [], lanes: 0, batch: LARGEST_BATCH, byHash: true },
    ...{ silences: 0, pauses: 0, pausedUntil: 0, answeredAt: 0, answers: 0, calls: 0, posts: 0, waiting: 0 },
    failure: undefined,
  }
  return { ask: call => enqueue(state, call), takesHashes: () => state.byHash, counts: state }
}
