import type { Meter } from './output/progress.js'

/** What a command may touch of the world around it. */
export type Session = {
  readonly meter: Meter
  /** Results: standard output and nothing else writes there. Resolves when it is written. */
  print(text: string): Promise<void>
  /** Everything else: standard error. */
  note(text: string): void
  /** From now on, `text` never appears in what is printed about an error. */
  hide(text: string): void
  /** Runs when the command ends, however it ends. */
  onClose(close: () => Promise<void>): void
}

/** The parts of a URL that may be a key, longest first. */
export const secretsOf = (url: string): readonly string[] => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const parts = parsed
    ? [
        parsed.href,
        parsed.origin,
        parsed.host,
        parsed.hostname,
        parsed.username,
        parsed.password,
        parsed.search.slice(1),
        ...parsed.searchParams.values(),
        ...parsed.pathname.split('/').filter(part => part.length >= 8),
      ]
    : []
  return [...new Set([url, url.replace(/\/$/, ''), ...parts])]
    .filter(part => part.length >= 4)
    .sort((a, b) => b.length - a.length)
}

/** `text` with every secret in it blacked out. */
export const redact = (text: string, secrets: Iterable<string>): string => {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, '<hidden>')
  return clean
}
