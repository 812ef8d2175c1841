import { describe, expect, test } from 'vitest'
import { redact, secretsOf } from './secrets.js'

const URL_WITH_KEYS = 'https://user:password1@node.example.org:8545/v2/abcdef0123456789?apikey=k3yk3yk3y'

describe('redact', () => {
  test.each([
    'failed to fetch https://user:password1@node.example.org:8545/v2/abcdef0123456789?apikey=k3yk3yk3y',
    'getaddrinfo ENOTFOUND node.example.org',
    'key abcdef0123456789 is over its limit',
    'password1, k3yk3yk3y',
  ])('%s: nothing of the URL is left', text => {
    const clean = redact(text, secretsOf(URL_WITH_KEYS))
    for (const secret of ['password1', 'node.example.org', 'abcdef0123456789', 'k3yk3yk3y'])
      expect(clean).not.toContain(secret)
  })

  test('what is no secret stays', () => {
    expect(redact('the node answers 429', secretsOf(URL_WITH_KEYS))).toBe('the node answers 429')
    expect(redact('text', secretsOf('not a url at all'))).toBe('text')
  })
})
