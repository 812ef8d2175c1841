/** The parts of a URL that may be a key, longest first. */
export const secretsOf = (url: string): readonly string[] => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const parts = parsed
    ? [
        parsed.href,
        parsed.origin,
        parsed.host,
        parsed.hostname,
        ...loginOf(parsed),
        parsed.search.slice(1),
        ...parsed.searchParams.values(),
        ...parsed.pathname.split('/').filter(part => part.length >= 8),
      ]
    : []
  return [...new Set([url, url.replace(/\/$/, ''), ...parts])]
    .filter(part => part.length >= 4)
    .sort((a, b) => b.length - a.length)
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `user:password` in base64, as the header Authorization carries it; undefined where the URL has neither. */
export const basicLogin = ({ username, password }: URL): string | undefined =>
  username === '' && password === ''
    ? undefined
    : Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')

const loginOf = (url: URL): readonly string[] => {
  const { username, password } = url
  return [username, password, decoded(username), decoded(password), basicLogin(url) ?? '']
}

/** `text` with every secret in it blacked out. */
export const redact = (text: string, secrets: Iterable<string>): string => {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, '<hidden>')
  return clean
}
