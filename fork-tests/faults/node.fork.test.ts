import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../../src/fork/anvil.js'
import { embeddedMainnet } from '../../src/fork/genesis.js'
import { type BadNode, MOODS, type MoodName, serveBadNode, type Upstream } from './badNode.js'

const BIN = fileURLToPath(new URL('../../bin/plimsoll.js', import.meta.url))
const KEY = 'k3yk3yk3yk3y'

let folder = ''
let anvil: Anvil
let block = ''
const nodes: BadNode[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-node-'))
  const { genesisFile: file, number, timestamp } = await embeddedMainnet()
  anvil = await startAnvil({ kind: 'genesis', file, number, timestamp })
  block = String(number)
})
afterEach(async () => {
  await Promise.all(nodes.splice(0).map(node => node.close()))
})
afterAll(async () => {
  await anvil.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The embedded mainnet, as somebody else's node. */
const mainnet: Upstream = (method, params) =>
  anvil.rpc(method, params).catch((error: Error & { readonly details?: string }) => {
    throw { code: -32_000, message: error.details ?? error.message }
  })

const serve = async (mood: MoodName): Promise<BadNode> => {
  const node = await serveBadNode(MOODS[mood], mainnet)
  nodes.push(node)
  return node
}

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

type Started = { readonly pid: number | undefined; readonly ended: Promise<Ended> }

const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started => {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  })
  const told = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    told.out += chunk
  })
  child.stderr.on('data', chunk => {
    told.err += chunk
  })
  const ended = new Promise<Ended>(resolve => {
    child.on('close', code => resolve({ code, ...told }))
  })
  return { pid: child.pid, ended }
}

const plimsoll = (...args: readonly string[]): Promise<Ended> => start(args).ended

const RUN = ['run', 'hold-wsteth', '--scenario', 'depeg', '--no-load-line', '--json']

const saved = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('a node that misbehaves', () => {
  test('limits and hang-ups: waited for; the market is that of the chain behind the node', async () => {
    await plimsoll('market', '--out', 'embedded.json')
    const moods = ['everyThird429', 'numbersOnly'] as const
    for (const mood of moods) {
      const { url } = await serve(mood)
      const args = ['--out', `${mood}.json`, '--fork-url', url, '--fork-block', block]
      const ended = await plimsoll('market', ...args)
      expect(ended.err, mood).not.toContain('Error')
      expect(ended.code, mood).toBe(0)
      expect(ended.err).not.toContain(KEY)
      expect(saved(`${mood}.json`), mood).toBe(saved('embedded.json'))
    }
  })

  test.each<[MoodName, RegExp]>([
    ['limitedForGood', /limits how much it is asked/],
    ['prunedAfterSome', /does not keep the state/],
    ['reorganised', /no longer has the block/],
    ['codeIsGone', /lacks a contract that Plimsoll needs[\s\S]*contract: 0x/],
    ['endlessError', /answers with an error/],
    ['storageIsNull', /form of an answer/],
  ])('%s: exit code 2, a sentence and a hint, and nothing written', async (mood, says) => {
    const { url } = await serve(mood)
    const before = readdirSync(folder)
    const ended = await plimsoll('run', 'wsteth-loop', '--out', 'x', '--fork-url', url, '--fork-block', block)
    expect(ended.err).toMatch(says)
    expect(ended.err).toMatch(/\nHint: .+\n$/)
    expect(ended.err.length).toBeLessThan(2_000)
    expect(ended.err).not.toContain(KEY)
    expect(ended.err).not.toContain('InternalError')
    expect(ended.out).toBe('')
    expect(ended.code).toBe(2)
    expect(readdirSync(folder)).toEqual(before)
  })

  const hasProc = process.platform === 'linux'
  test.skipIf(!hasProc)('env:NAME and a login: it runs, and no process shows a secret', async () => {
    const { url } = await serve('login')
    const secret = url.replace('http://', 'http://user:pass%20word@')
    const { ended } = start(['market', '--out', 'login.json', '--fork-url', 'env:MY_NODE'], {
      MY_NODE: secret,
    })
    const shown = new Set<string>()
    const look = setInterval(() => {
      for (const line of commandLines()) shown.add(line)
    }, 20)
    const { code, out, err } = await ended
    clearInterval(look)
    expect(err).not.toContain('Error')
    expect(code).toBe(0)
    const seen = [...shown, out, err].join('\n')
    // Anvil was seen while it read from the relay.
    expect(seen).toMatch(/--fork-url\0http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}/)
    for (const word of [KEY, 'pass%20word', 'pass word', new URL(url).port]) expect(seen).not.toContain(word)
  })
})

/** What every user of the machine can see of our processes. */
const commandLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        return /MY_NODE|fork-url/.test(line) ? [line] : []
      } catch {
        // It ended in between.
        return []
      }
    })

describe('record and --recording', () => {
  test('what a bad node answered is replayed with no node, to the same bytes', async () => {
    const { url } = await serve('everyFifthHangsUp')
    const fork = ['--fork-url', url, '--fork-block', block]
    const live = await plimsoll(...RUN, ...fork)
    expect(live.code).toBe(0)
    const forms = ['--for', 'run hold-wsteth --scenario depeg --no-load-line']
    const recorded = await plimsoll('record', '--out', 'b.plimsoll', ...forms, ...fork)
    expect(recorded.err).toMatch(/wrote b\.plimsoll: [\d,]+ answers of block 23975177/)
    expect(recorded).toMatchObject({ code: 0, out: '' })
    const before = nodes[0]?.posts()
    const replayed = await plimsoll(...RUN, '--recording', 'b.plimsoll')
    expect(replayed.err).not.toContain('Error')
    expect(replayed).toMatchObject({ code: 0, out: live.out })
    expect(nodes[0]?.posts()).toBe(before)
    expect(readFileSync(join(folder, 'b.plimsoll')).includes(KEY)).toBe(false)
  })

  test('a command that was not recorded: told with the call; added to the file, it runs', async () => {
    const other = [
      'run',
      'wsteth-usdc',
      '--scenario',
      'depeg',
      '--no-load-line',
      '--json',
      '--recording',
      'b.plimsoll',
    ]
    const missing = await plimsoll(...other)
    expect(missing.err).toMatch(
      /lacks an answer[\s\S]*call: eth_get\w+ 0x[\s\S]*Hint: Record this command too/,
    )
    expect(missing).toMatchObject({ code: 2, out: '' })
    const { url } = await serve('healthy')
    const forms = ['--for', 'run wsteth-usdc --scenario depeg --no-load-line']
    const added = await plimsoll('record', '--out', 'b.plimsoll', ...forms, '--fork-url', url)
    expect(added).toMatchObject({ code: 0 })
    expect(await plimsoll(...other)).toMatchObject({ code: 0 })
    expect(await plimsoll(...RUN, '--recording', 'b.plimsoll')).toMatchObject({ code: 0 })
  })

  test.each<[string, readonly string[], RegExp]>([
    ['no node', ['--out', 'c.plimsoll'], /No node is named/],
    ['no file', ['--fork-url', 'http://h'], /No file is named/],
    [
      'a command that prints no JSON',
      ['--out', 'c', '--for', 'list', '--fork-url', 'http://h'],
      /"list" is no command/,
    ],
    [
      'a command with a start of its own',
      ['--out', 'c', '--for', 'run hold-steth --market m.json', '--fork-url', 'http://h'],
      /without --market/,
    ],
  ])('%s: refused', async (_, args, says) => {
    const ended = await plimsoll('record', ...args)
    expect(ended.err).toMatch(says)
    expect(ended.err).toMatch(/\nHint: /)
    expect(ended).toMatchObject({ code: 1, out: '' })
  })
})
