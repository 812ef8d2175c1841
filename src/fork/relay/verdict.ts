import type { Reply } from './post.js'

/** Why a node's answer cannot be used, as a sentence, with what to do. */
export type Complaint = { readonly sentence: string; readonly hint: string; readonly cause?: string }

/** What becomes of one call. */
export type Verdict =
  | { readonly kind: 'answer'; readonly result: unknown }
  /** The node needs a pause: every call waits. */
  | { readonly kind: 'wait'; readonly waitMs: number | undefined; readonly complaint: Complaint }
  /** May be right at the next try; a few are made. */
  | { readonly kind: 'again'; readonly complaint: Complaint }
  /** Too much was asked at once. */
  | { readonly kind: 'smaller'; readonly complaint: Complaint }
  /** The node takes a block's number and not its hash (EIP-1898). */
  | { readonly kind: 'byNumber' }
  | { readonly kind: 'stop'; readonly complaint: Complaint }

type ErrorBody = { readonly code?: unknown; readonly message?: unknown }
type Entry = { readonly id?: unknown; readonly result?: unknown; readonly error?: ErrorBody }

/** A call as it was posted. */
export type Asked = { readonly id: number; readonly method: string }

const LONGEST_CAUSE = 200
const ANOTHER_NODE = 'Try another node.'

const shortened = (text: string): string =>
  text.length > LONGEST_CAUSE ? `${text.slice(0, LONGEST_CAUSE)} …` : text

const LIMITED: Complaint = {
  sentence: 'The node limits how much it is asked.',
  hint: 'Try again later, with another key, or with a node of your own; --recording runs need no node.',
}
const NO_JSON_RPC: Complaint = {
  sentence: 'The fork URL does not answer as a node does.',
  hint: 'Check the URL and the key in it: it may be a web page or a proxy that wants a login.',
}
const WRONG_ID: Complaint = {
  sentence: 'The node answers another question than was asked.',
  hint: `A proxy may mix up answers. ${ANOTHER_NODE}`,
  cause: 'the id of the JSON-RPC answer is not that of the question',
}

/** What nodes mean by their errors, the first that fits; their codes differ too much between them to go by. */
const ERRORS: readonly (readonly [pattern: RegExp, make: (cause: string) => Verdict])[] = [
  [
    /batch|response (size|is too)|too large/i,
    cause => ({ kind: 'smaller', complaint: { ...LIMITED, cause } }),
  ],
  [
    /rate.?limit|too many requests|throttl|compute units|capacity|quota|credits|(request|daily|monthly) (count|limit)|exceeded.*(limit|plan)/i,
    cause => ({ kind: 'wait', waitMs: undefined, complaint: { ...LIMITED, cause } }),
  ],
  [
    /missing trie node|state .*not (available|found)|historical state|histor\w+ .*(not|un)available|pruned|archive|state histories|distance to target block|old data not|no state|block is too old|required historical/i,
    cause => ({
      kind: 'stop',
      complaint: {
        sentence: 'The node does not keep the state of that block.',
        hint: 'Use an archive node, or leave --fork-block out for the newest block.',
        cause,
      },
    }),
  ],
  [
    /header not found|unknown block|block not found|could not find block|resource not found|hash .*not canonical|no block/i,
    cause => ({
      kind: 'again',
      complaint: {
        sentence: 'The node no longer has the block that the run began with.',
        hint: 'The head of the chain was reorganised, or nodes behind one URL differ: give --fork-block a block that is some minutes old.',
        cause,
      },
    }),
  ],
  [
    /unauthori[sz]ed|forbidden|invalid (api|project|access).?(key|id|token)|must be authenticated|access denied/i,
    cause => ({ kind: 'stop', complaint: { ...refused(), cause } }),
  ],
  [
    /method .*(not|unsupported)|not supported|does not exist|unsupported method/i,
    cause => ({
      kind: 'stop',
      complaint: {
        sentence: 'The node does not offer a method that a fork needs.',
        hint: `A fork needs eth_getStorageAt, eth_getCode, eth_getBalance, eth_getTransactionCount and eth_getBlockByNumber, and no more. ${ANOTHER_NODE}`,
        cause,
      },
    }),
  ],
]

const refused = (): Complaint => ({
  sentence: 'The node refuses the key or the login in the fork URL.',
  hint: 'Check them; a URL with user:password@ works, and --fork-url env:NAME reads it from the environment.',
})

/** A node that wants a text where the block's hash stands. */
const WANTS_NUMBER = /unmarshal|invalid (argument|param|block|length|type)|cannot parse|expected|1898/i

const judgeError = (error: ErrorBody): Verdict => {
  const { code, message = error } = error
  const cause = shortened(typeof message === 'string' && message ? message : `error ${String(code)}`)
  const known = ERRORS.find(([pattern]) => pattern.test(cause))
  if (known) return known[1](cause)
  if (code === 429 || code === -32005)
    return { kind: 'wait', waitMs: undefined, complaint: { ...LIMITED, cause } }
  if (code === -32602 || WANTS_NUMBER.test(cause)) return { kind: 'byNumber' }
  return {
    kind: 'again',
    complaint: { sentence: 'The node answers with an error.', hint: `Try again. ${ANOTHER_NODE}`, cause },
  }
}

const judgeEntry = (entry: Entry | undefined, { id }: Asked): Verdict => {
  if (entry?.error) return judgeError(entry.error)
  if (entry === undefined || entry.id !== id) return { kind: 'again', complaint: WRONG_ID }
  if (!('result' in entry)) return { kind: 'again', complaint: NO_JSON_RPC }
  return { kind: 'answer', result: entry.result }
}

const judgeStatus = (
  { status, waitMs }: Extract<Reply, { kind: 'reply' }>,
  cause: string,
): Verdict | undefined => {
  if (status === 429) return { kind: 'wait', waitMs, complaint: { ...LIMITED, cause } }
  if (status === 413) return { kind: 'smaller', complaint: { ...LIMITED, cause } }
  if (status === 401 || status === 403) return { kind: 'stop', complaint: { ...refused(), cause } }
  if (status >= 500)
    return {
      kind: 'wait',
      waitMs,
      complaint: { sentence: 'The node is out of order.', hint: `Try again later. ${ANOTHER_NODE}`, cause },
    }
  return undefined
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null

/** A batch that is answered by one error as a whole was too large, unless the error says something else. */
const judgeBatch = (body: unknown, asked: readonly Asked[]): readonly Verdict[] => {
  if (Array.isArray(body)) {
    const entries = new Map(body.filter(isEntry).map(entry => [entry.id, entry]))
    return asked.map(one => {
      const entry = entries.get(one.id)
      return entry ? judgeEntry(entry, one) : { kind: 'smaller', complaint: WRONG_ID }
    })
  }
  const whole = isEntry(body) && body.error ? judgeError(body.error) : undefined
  const verdict: Verdict =
    whole?.kind === 'wait' || whole?.kind === 'stop' ? whole : { kind: 'smaller', complaint: NO_JSON_RPC }
  // A node without batches may well say that the method is not supported.
  return asked.map(() =>
    verdict.kind === 'stop' ? { kind: 'smaller', complaint: verdict.complaint } : verdict,
  )
}

/** What a reply means for each call of the post, in their order. */
export const judge = (
  reply: Extract<Reply, { kind: 'reply' }>,
  asked: readonly Asked[],
): readonly Verdict[] => {
  const body = parsed(reply.body)
  const message = isEntry(body) ? body.error?.message : undefined
  const told = typeof message === 'string' ? `: ${shortened(message)}` : ''
  const byStatus = judgeStatus(reply, `status ${reply.status}${told}`)
  if (byStatus) return asked.map(() => byStatus)
  if (!isEntry(body)) {
    const complaint = { ...NO_JSON_RPC, cause: `status ${reply.status}, and no JSON-RPC in the answer` }
    return asked.map((): Verdict => ({ kind: asked.length > 1 ? 'smaller' : 'again', complaint }))
  }
  const [only] = asked
  if (asked.length > 1 || !only) return judgeBatch(body, asked)
  const entry: unknown = Array.isArray(body) ? body[0] : body
  return [judgeEntry(isEntry(entry) ? entry : undefined, only)]
}
