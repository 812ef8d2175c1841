import { basicLogin } from './secrets.js'

/** What came back for one POST. `body` is cut at `MOST_BYTES`. */
export type Reply =
  | {
      readonly kind: 'reply'
      readonly status: number
      readonly waitMs: number | undefined
      readonly body: string
    }
  | { readonly kind: 'silence'; readonly why: string }

/** Where to post, without the login, which goes into a header. */
export type Target = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

/** A batch of blocks with their transactions is a few megabytes. */
const MOST_BYTES = 64_000_000

/** Splits `user:password@` off a URL: a request cannot carry it there. */
export const targetOf = (text: string): Target => {
  const url = new URL(text)
  const login = basicLogin(url)
  url.username = ''
  url.password = ''
  return {
    url: url.href,
    headers: {
      'content-type': 'application/json',
      ...(login === undefined ? {} : { authorization: `Basic ${login}` }),
    },
  }
}

/** `Retry-After`: seconds, or a date. */
const waitOf = (headers: Headers): number | undefined => {
  const text = headers.get('retry-after')?.trim()
  if (!text) return undefined
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

const readBody = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value)
    size += part.value.length
    if (size <= MOST_BYTES) continue
    await reader?.cancel()
    break
  }
  return Buffer.concat(parts).toString()
}

/** `fetch` keeps the reason in its cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { code, message } = (error.cause ?? {}) as { readonly code?: string; readonly message?: string }
  return code ?? message ?? error.message
}

/** Posts one body; whatever goes wrong on the way is `silence`. */
export const post = async ({ url, headers }: Target, body: string, timeoutMs: number): Promise<Reply> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const { status } = response
    return { kind: 'reply', status, waitMs: waitOf(response.headers), body: await readBody(response) }
  } catch (error) {
    return { kind: 'silence', why: reasonOf(error) }
  }
}
