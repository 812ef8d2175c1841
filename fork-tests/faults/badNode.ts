import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A JSON-RPC call as it arrives. */
export type NodeCall = {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

/** What a good node would answer: the result, or a thrown `{ code, message }`. */
export type Upstream = (method: string, params: readonly unknown[]) => Promise<unknown>

type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

type Post = {
  readonly calls: readonly NodeCall[]
  readonly isBatch: boolean
  /** How many posts came before. */
  readonly before: number
  readonly headers: IncomingMessage['headers']
  /** What the good node says to these calls. */
  good(calls?: readonly NodeCall[]): Promise<readonly object[]>
}

/** A way of going wrong. `silence` never answers, `hangUp` closes the connection. */
export type Mood = (post: Post) => Promise<Reply | 'silence' | 'hangUp'>

const json = (value: unknown, status = 200): Reply => ({ status, body: JSON.stringify(value) })

const errorOf = (code: number, message: string, id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
})

const well = async ({ good, isBatch }: Post): Promise<Reply> => {
  const entries = await good()
  return json(isBatch ? entries : entries[0])
}

const failing = async ({ calls, isBatch }: Post, code: number, message: string): Promise<Reply> => {
  const entries = calls.map(({ id }) => errorOf(code, message, id))
  return json(isBatch ? entries : entries[0])
}

/** Well, but for the calls that `wrong` answers itself. */
const except = async (post: Post, wrong: (call: NodeCall) => object | undefined): Promise<Reply> => {
  const entries: object[] = []
  for (const call of post.calls) entries.push(wrong(call) ?? (await post.good([call]))[0] ?? {})
  return json(post.isBatch ? entries : entries[0])
}

const altered = async (
  post: Post,
  method: string,
  alter: (result: Readonly<Record<string, unknown>>) => object,
): Promise<Reply> => {
  const entries = (await post.good()).map((entry, i) =>
    post.calls[i]?.method === method && 'result' in entry
      ? { ...entry, result: alter(entry.result as Readonly<Record<string, unknown>>) }
      : entry,
  )
  return json(post.isBatch ? entries : entries[0])
}

const isState = ({ method }: NodeCall): boolean =>
  /^eth_get(StorageAt|Code|Balance|TransactionCount)$/.test(method)

const namesHash = ({ params }: NodeCall): boolean => typeof params.at(-1) === 'object'

const LIMIT = 'Your app has exceeded its compute units per second capacity'
const HTML = '<html><body>Sign in</body></html>'

/** Posts that go well before it goes wrong. */
const SOME = 12

/** Every way in which a node was seen, or can be thought, to misbehave. A test goes through all of them. */
export const MOODS = {
  healthy: well,
  everyThird429: async post => (post.before % 3 === 2 ? json(errorOf(429, LIMIT), 429) : well(post)),
  everyThird429InTheAnswer: async post =>
    post.before % 3 === 2 ? failing(post, -32005, 'project ID request rate exceeded') : well(post),
  everyTenthAsksToWait: async post =>
    post.before % 100 === 9
      ? { ...json(errorOf(429, LIMIT), 429), headers: { 'retry-after': '0.1' } }
      : well(post),
  everyThird503: async post => (post.before % 3 === 2 ? { status: 503, body: HTML } : well(post)),
  everyFifthHangsUp: async post => (post.before % 5 === 4 ? 'hangUp' : well(post)),
  firstTwoHangUp: async post => (post.before < 2 ? 'hangUp' : well(post)),
  alwaysHangsUp: async () => 'hangUp',
  everyThirdIsCut: async post => {
    const reply = await well(post)
    return post.before % 3 === 2 ? { ...reply, body: reply.body.slice(0, -10) } : reply
  },
  everyThirdHasAWrongId: async post =>
    post.before % 3 === 2 ? json({ jsonrpc: '2.0', id: 'x', result: '0x1' }) : well(post),
  batchesOfThree: async post =>
    post.calls.length > 3 ? json(errorOf(-32600, 'batch limit of 3 exceeded')) : well(post),
  noBatches: async post => (post.isBatch ? json(errorOf(-32601, 'method not supported')) : well(post)),
  batchesCutShort: async post => (post.isBatch ? json((await post.good()).slice(0, 2)) : well(post)),
  batchesTurned: async post => (post.isBatch ? json([...(await post.good())].reverse()) : well(post)),
  numbersOnly: async post =>
    except(post, call =>
      isState(call) && namesHash(call)
        ? errorOf(
            -32602,
            'invalid argument: json: cannot unmarshal object into Go value of type string',
            call.id,
          )
        : undefined,
    ),
  stateReadsOnly: async post =>
    except(post, ({ id, method }) =>
      /^eth_(call|simulateV1|createAccessList|getProof|getAccountInfo)|^debug_|^anvil_/.test(method)
        ? errorOf(-32601, `the method ${method} does not exist/is not available`, id)
        : undefined,
    ),
  silentAfterSome: async post => (post.before > SOME ? 'silence' : well(post)),
  diesAfterSome: async post => (post.before > SOME ? 'hangUp' : well(post)),
  limitedForGood: async post =>
    post.before > SOME
      ? { ...json(errorOf(429, LIMIT), 429), headers: { 'retry-after': '3600' } }
      : well(post),
  prunedAfterSome: async post =>
    post.before > SOME
      ? failing(post, -32000, 'missing trie node abc (path ) state 0x1 is not available, not found')
      : well(post),
  pruned: async post =>
    except(post, call =>
      isState(call) ? errorOf(-32000, 'required historical state unavailable', call.id) : undefined,
    ),
  reorganised: async post =>
    post.before > SOME
      ? except(post, call =>
          isState(call) && namesHash(call) ? errorOf(-32000, 'header not found', call.id) : undefined,
        )
      : well(post),
  reorganisedByNumber: async post =>
    except(post, call => {
      if (isState(call) && namesHash(call)) return errorOf(-32602, 'invalid argument', call.id)
      if (call.method !== 'eth_getBlockByNumber' || post.before <= SOME) return undefined
      return { jsonrpc: '2.0', id: call.id, result: { hash: `0x${'ab'.repeat(32)}` } }
    }),
  lagging: async post =>
    post.before > SOME && post.before % 7 < 2 ? failing(post, -32001, 'Resource not found') : well(post),
  html: async () => ({ body: HTML }),
  login: async post =>
    post.headers.authorization === `Basic ${Buffer.from('user:pass word').toString('base64')}`
      ? well(post)
      : { status: 401, body: 'Unauthorized' },
  keyRefused: async () => json(errorOf(-32000, 'invalid api key'), 403),
  otherChain: async post =>
    except(post, ({ id, method }) =>
      method === 'eth_chainId' ? { jsonrpc: '2.0', id, result: '0x2105' } : undefined,
    ),
  chainIdIsAWord: async post =>
    except(post, ({ id, method }) =>
      method === 'eth_chainId' ? { jsonrpc: '2.0', id, result: 'mainnet' } : undefined,
    ),
  otherHash: async post =>
    altered(post, 'eth_getBlockByNumber', block => ({ ...block, hash: `0x${'ab'.repeat(32)}` })),
  otherNumber: async post => altered(post, 'eth_getBlockByNumber', block => ({ ...block, number: '0x1' })),
  otherHeader: async post => altered(post, 'eth_getBlockByNumber', block => ({ ...block, timestamp: '0x1' })),
  noSuchBlock: async post =>
    except(post, ({ id, method }) =>
      method === 'eth_getBlockByNumber' ? { jsonrpc: '2.0', id, result: null } : undefined,
    ),
  storageIsNull: async post =>
    except(post, call =>
      call.method === 'eth_getStorageAt' ? { jsonrpc: '2.0', id: call.id, result: null } : undefined,
    ),
  codeIsGone: async post =>
    except(post, call =>
      call.method === 'eth_getCode' ? { jsonrpc: '2.0', id: call.id, result: '0x' } : undefined,
    ),
  wrongId: async post => json({ ...(await post.good())[0], id: 'x' }),
  cut: async () => ({ body: '{"jsonrpc":"2.0","id":1,"resu' }),
  endlessError: async () => json(errorOf(-32000, '0'.repeat(500_000))),
  methodMissing: async post =>
    except(post, call =>
      call.method === 'eth_getStorageAt'
        ? errorOf(-32601, 'the method eth_getStorageAt does not exist/is not available', call.id)
        : undefined,
    ),
  oddErrors: async () => json({ jsonrpc: '2.0', id: null, error: { code: {}, message: { toString: 1 } } }),
  listOfNothing: async () => json([null]),
} as const satisfies Readonly<Record<string, Mood>>

export type MoodName = keyof typeof MOODS

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

const answered =
  (upstream: Upstream) =>
  async ({ id, method, params }: NodeCall): Promise<object> => {
    try {
      return { jsonrpc: '2.0', id, result: await upstream(method, params) }
    } catch (error) {
      return { jsonrpc: '2.0', id, error }
    }
  }

/** A node that serves, and how much it was asked. */
export type BadNode = {
  readonly url: string
  readonly posts: () => number
  /** Every method that was called, with how often. */
  readonly methods: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** Serves `upstream` in a mood, after `delayMs`. */
export const serveBadNode = async (
  mood: Mood,
  upstream: Upstream,
  { delayMs = 0 }: { readonly delayMs?: number } = {},
): Promise<BadNode> => {
  let posts = 0
  const methods = new Map<string, number>()
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await bodyOf(request)) as NodeCall | readonly NodeCall[]
    const isBatch = Array.isArray(body)
    const calls = (isBatch ? body : [body]) as readonly NodeCall[]
    for (const { method } of calls) methods.set(method, (methods.get(method) ?? 0) + 1)
    const good = (some: readonly NodeCall[] = calls) => Promise.all(some.map(answered(upstream)))
    const before = posts
    posts += 1
    const reply = await mood({ calls, isBatch, before, headers: request.headers, good })
    if (reply === 'silence') return
    if (reply === 'hangUp') return void request.socket.destroy()
    if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs))
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    response.end(reply.body)
  }
  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/k3yk3yk3yk3y`,
    posts: () => posts,
    methods,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
