import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { marketFileText } from '../../market/file.js'
import { consistentMarket } from '../../market/market.fixture.js'
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

  test.each([
    ['env', 'PLIMSOLL_FORK_URL'],
    ['env:MY_NODE', 'MY_NODE'],
  ])('%s: the URL is read from the environment, and hidden', async (text, name) => {
    vi.stubEnv(name, ' https://h.example/k ')
    const { start, hidden } = await read({ forkUrl: text })
    expect(start.origin).toMatchObject({ kind: 'rpc', url: 'https://h.example/k' })
    expect(hidden).toEqual(['https://h.example/k'])
    vi.unstubAllEnvs()
  })

  test('PLIMSOLL_FORK_URL is never read silently', async () => {
    vi.stubEnv('PLIMSOLL_FORK_URL', 'https://h.example/k')
    expect((await read({})).start.origin).toEqual({ kind: 'embedded' })
    vi.unstubAllEnvs()
  })

  test('a day: the embedded mainnet of it; latest is the newest; another day is refused with those there are', async () => {
    expect((await read({ marketDate: '2025-12-09' })).start.origin).toEqual({
      kind: 'embedded',
      day: '2025-12-09',
    })
    expect((await read({ marketDate: 'latest' })).start.origin).toMatchObject({ kind: 'embedded' })
    await expect(read({ marketDate: '2024-01-01' })).rejects.toThrow(OptionError)
    await expect(read({ marketDate: 'latest', market: 'x.json' })).rejects.toThrow(
      '--market and --market-date exclude each other.',
    )
  })

  test('a recording: its file', async () =>
    expect((await read({ recording: './b.plimsoll' })).start.origin).toEqual({
      kind: 'recording',
      file: './b.plimsoll',
    }))

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
    ['an empty environment', { forkUrl: 'env' }],
    ['an environment without that name', { forkUrl: 'env:NO_SUCH_NODE' }],
    ['a URL behind env:', { forkUrl: 'env:https://k3yk3yk3y/' }],
    ['a recording and a fork', { recording: 'x', forkUrl: 'http://k3yk3yk3y' }],
    ['a recording and a market', { recording: 'x', market: 'y' }],
    ['a recording and a block', { recording: 'x', forkBlock: '12' }],
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
    const market = consistentMarket()
    const { start } = await read({ market: file('market.json', marketFileText(market)) })
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
