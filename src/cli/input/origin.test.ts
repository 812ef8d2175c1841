import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { marketToJson } from '../../market/json.js'
import { smallMarket } from '../../market/market.fixture.js'
import type { Options } from '../command.js'
import { MarketFileError, OptionError } from '../errors.js'
import type { Session } from '../session.js'
import { readStart } from './origin.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-origin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = async (options: Options) => {
  const hidden: string[] = []
  const session = { hide: (text: string) => hidden.push(text) } as unknown as Session
  return { start: await readStart(options, session), hidden }
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('readStart', () => {
  test('nothing said: the embedded mainnet, in both worlds', async () =>
    expect((await read({})).start).toEqual({
      origin: { kind: 'embedded' },
      market: undefined,
      worlds: 'both',
    }))

  test('a fork: its URL is hidden from all messages', async () => {
    const { start, hidden } = await read({ forkUrl: 'https://h.example/k', forkBlock: '12', world: 'fork' })
    expect(start.origin).toEqual({ kind: 'rpc', url: 'https://h.example/k', block: 12n })
    expect(start.worlds).toBe('fork')
    expect(hidden).toEqual(['https://h.example/k'])
  })

  test('no block: the newest', async () =>
    expect((await read({ forkUrl: 'http://h' })).start.origin).toEqual({
      kind: 'rpc',
      url: 'http://h',
      block: undefined,
    }))

  test.each<[string, Options]>([
    ['a block without a URL', { forkBlock: '12' }],
    ['no URL', { forkUrl: 'k3yk3yk3y' }],
    ['a URL of another protocol', { forkUrl: 'ftp://k3yk3yk3y/' }],
    ['no number', { forkUrl: 'http://h', forkBlock: 'latest' }],
    ['a negative block', { forkUrl: 'http://h', forkBlock: '-1' }],
    ['an unknown world', { world: 'modle' }],
    ['a market and a fork', { market: 'x', forkUrl: 'http://h' }],
    ['a market on the fork', { market: 'x', world: 'fork' }],
    ['a market in both worlds', { market: 'x', world: 'both' }],
  ])('%s: refused, without the URL', async (_, options) => {
    const error = await read(options).catch(caught => caught)
    expect(error).toBeInstanceOf(OptionError)
    expect(JSON.stringify([error.message, error.details])).not.toContain('k3yk3yk3y')
  })

  test('a saved market: as it was, on the model', async () => {
    const market = smallMarket()
    const { start } = await read({ market: file('market.json', marketToJson(market)) })
    expect(start).toEqual({ origin: { kind: 'embedded' }, market, worlds: 'model' })
  })

  test.each<[string, string]>([
    ['nothing there', join(folder, 'none.json')],
    ['a folder', folder],
    ['no JSON', file('text.json', 'hello')],
    ['another JSON', file('other.json', '{"block":{"number":1}}')],
  ])('%s: refused, with the reason', async (_, path) => {
    const error = await read({ market: path }).catch(caught => caught)
    expect(error).toBeInstanceOf(MarketFileError)
    expect(error.details.facts.problem.length).toBeGreaterThan(5)
  })
})
