import { connect, type Socket } from 'node:net'
import { EnvironmentError } from './errors.js'

/** Sends one JSON-RPC request. Await every write: anvil does not order what is sent together. */
export type Rpc = (method: string, params?: readonly unknown[]) => Promise<unknown>

/** A connection to a node's socket; closing it fails what still waits for an answer. */
export type Connection = { readonly rpc: Rpc; close(): void }

/** The node answered with an error: `details` in its own words, `data` what the call returned. */
class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly details: string
  readonly data: unknown
  constructor(method: string, { message, data }: { readonly message: string; readonly data?: unknown }) {
    super(`${method}: ${message}`)
    this.details = message
    this.data = data
  }
}

type Answer = {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string; readonly data?: unknown }
}

type Waiting = {
  readonly method: string
  resolve(result: unknown): void
  reject(error: Error): void
}

/** How long anvil may be silent while it waits for nobody else. */
const TIMEOUT_MS = 120_000

const NEWLINE = 10

/** Calls `take` with each line that comes in, however the socket cuts them. */
const eachLine = (socket: Socket, take: (line: string) => void): void => {
  let parts: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      parts.push(chunk.subarray(from, end))
      take((parts.length === 1 ? chunk.subarray(from, end) : Buffer.concat(parts)).toString())
      parts = []
      from = end + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  })
}

const opened = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })

const gone = (why: string): EnvironmentError =>
  new EnvironmentError('anvil does not answer any more.', { cause: why, hint: 'Try again.' })

/**
 * JSON-RPC over a Unix socket or a named pipe, a line for a message, as anvil writes them. viem's own client looks at each
 * byte of an answer again with each piece that arrives, which is most of what reading a market of 300 kB costs.
 * While `isWaiting`, anvil itself waits for a node, and its silence means nothing.
 */
export const connectIpc = async (
  path: string,
  isWaiting: () => boolean = () => false,
): Promise<Connection> => {
  const socket = await opened(path)
  const waiting = new Map<number, Waiting>()
  let sent = 0
  const failAll = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }
  eachLine(socket, line => {
    const { id, result, error } = JSON.parse(line) as Answer
    const one = waiting.get(id)
    waiting.delete(id)
    if (error) one?.reject(new RpcError(one.method, error))
    else one?.resolve(result)
  })
  socket.on('error', error => failAll(gone(error.message)))
  socket.on('close', () => failAll(gone('its socket was closed')))
  const rpc: Rpc = (method, params = []) =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(gone('its socket was closed'))
      sent += 1
      waiting.set(sent, { method, resolve, reject })
      // What is asked in one go is written in one go.
      if (socket.writableCorked === 0) {
        socket.cork()
        process.nextTick(() => socket.uncork())
      }
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: sent, method, params })}\n`)
    })
  socket.setTimeout(TIMEOUT_MS)
  socket.on('timeout', () => {
    // A timer that went off stays off.
    socket.setTimeout(TIMEOUT_MS)
    if (waiting.size > 0 && !isWaiting()) failAll(gone(`no answer in ${TIMEOUT_MS / 1_000} seconds`))
  })
  return { rpc, close: () => socket.destroy() }
}
