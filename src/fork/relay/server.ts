import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What anvil sends. */
type Request = { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown }

/** Answers one call; a rejection becomes a JSON-RPC error. */
export type Answer = (method: string, params: readonly unknown[]) => Promise<unknown>

const answerOne = async ({ id = null, method, params }: Request, answer: Answer) => {
  try {
    const result = await answer(String(method), Array.isArray(params) ? params : [])
    return { jsonrpc: '2.0', id, result }
  } catch (error) {
    const { message, code = -32_000 } = error as Error & { readonly code?: number }
    return { jsonrpc: '2.0', id, error: { code, message } }
  }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString())
}

const respond = async (request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> => {
  const body = (await bodyOf(request)) as Request | readonly Request[]
  const answers = Array.isArray(body)
    ? await Promise.all(body.map((one: Request) => answerOne(one, answer)))
    : await answerOne(body as Request, answer)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answers))
}

/**
 * Serves JSON-RPC on the loopback interface at a random port and a path that nobody guesses; it does not keep the
 * process alive.
 */
export const serveLocally = (answer: Answer): Promise<{ readonly url: string; close(): void }> => {
  const path = `/${randomBytes(16).toString('hex')}`
  const server = createServer((request, response) => {
    if (request.url !== path) {
      response.statusCode = 404
      response.end()
      return
    }
    respond(request, response, answer).catch(() => {
      response.statusCode = 400
      response.end()
    })
  })
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
        close() {
          server.close()
          server.closeAllConnections()
        },
      }),
    )
  })
}
