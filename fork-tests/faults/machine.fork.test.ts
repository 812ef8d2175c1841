import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/fork/cache.js'
import { embeddedMainnet } from '../../src/fork/genesis.js'

const BIN = fileURLToPath(new URL('../../bin/plimsoll.js', import.meta.url))
const RUN = ['run', 'hold-wsteth', '--scenario', 'depeg', '--no-load-line', '--json']
const NOBODY = 65_534

/** Whether this process may start another as somebody else, who can read this checkout. */
const asNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(BIN)})`], {
    ...{ uid: NOBODY, gid: NOBODY, env: {} },
  }).status === 0
if (!asNobody)
  process.stderr.write('skipped: users beside root are tried as root only, in a readable checkout\n')

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

const plimsoll = (args: readonly string[], options: SpawnOptions): Promise<Ended> => {
  const child = spawn(process.execPath, [BIN, ...args], options)
  const told = { out: '', err: '' }
  child.stdout?.on('data', chunk => {
    told.out += chunk
  })
  child.stderr?.on('data', chunk => {
    told.err += chunk
  })
  return new Promise(resolve => {
    child.on('close', code => resolve({ code, ...told }))
  })
}

let root = ''
/** The user's cache as it is after a first run. */
let warm = ''
let right = ''

const folderOf = (name: string, mode = 0o777): string => {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, mode)
  return folder
}

const environment = (changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env['PATH'], HOME: root, TMPDIR: root, XDG_CACHE_HOME: dirname(warm) },
  ...changes,
})

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'plm-'))
  chmodSync(root, 0o755)
  warm = join(root, 'cache', 'plimsoll')
  cpSync(dirname((await embeddedMainnet()).genesisFile), warm, { recursive: true })
  const { code, out } = await plimsoll(RUN, { cwd: root, env: environment({}) })
  expect(code).toBe(0)
  right = out
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a machine that lacks something', () => {
  test('no ps, no shell, nothing on the path: the same bytes', async () => {
    const { code, out, err } = await plimsoll(RUN, { cwd: root, env: environment({ PATH: '/nonexistent' }) })
    expect(err).not.toContain('Error')
    expect({ code, out }).toEqual({ code: 0, out: right })
  })

  test('no temporary folder: a sentence, a hint, code 2', async () => {
    const env = environment({ TMPDIR: join(BIN, 'nowhere') })
    const { code, out, err } = await plimsoll(RUN, { cwd: root, env })
    // A checkout that is not built starts with tsx, which needs the folder before anything of ours does.
    expect(err).toMatch(/(No temporary folder can be written|cannot start)[\s\S]*Hint: .*TMPDIR/)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('no folder for a cache: the temporary folder holds it, in a folder of the user’s own', async () => {
    const temporary = folderOf('tmp')
    const own = environment({ TMPDIR: temporary, XDG_CACHE_HOME: join(BIN, 'nowhere') })
    // What another run built there is found again.
    await plimsoll(RUN, { cwd: root, env: environment({ TMPDIR: temporary }) })
    const [folder = ''] = readdirSync(temporary).filter(name => name.startsWith('plimsoll-'))
    cpSync(warm, join(temporary, folder, 'cache'), { recursive: true })
    const { code, out, err } = await plimsoll(RUN, { cwd: root, env: own })
    expect(err).not.toMatch(/once\)|Error/)
    expect({ code, out }).toEqual({ code: 0, out: right })
  })

  test('a file of the cache whose digest fits and whose content does not: named, with what to do', async () => {
    const damaged = folderOf('damaged')
    cpSync(warm, join(damaged, 'plimsoll'), { recursive: true })
    for (const name of readdirSync(join(damaged, 'plimsoll')).filter(entry =>
      /^genesis-.*\.json$/.test(entry),
    )) {
      const file = join(damaged, 'plimsoll', name)
      writeFileSync(file, '[]')
      writeFileSync(`${file}.sha256`, hashOf('[]'))
    }
    const { code, out, err } = await plimsoll(RUN, {
      cwd: root,
      env: environment({ XDG_CACHE_HOME: damaged }),
    })
    expect(err).toMatch(
      /A file of the cache does not hold what it should[\s\S]*genesis-[\s\S]*Hint: Delete it/,
    )
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})

describe.skipIf(!asNobody)('users of one machine', () => {
  const nobody = { uid: NOBODY, gid: NOBODY } as const

  test('a cache that can be read and not written is used, and left as it is', async () => {
    const before = readdirSync(warm)
    const env = environment({ TMPDIR: folderOf('tmp-of-nobody') })
    const { code, out, err } = await plimsoll(RUN, { cwd: root, env, ...nobody })
    expect(err).not.toMatch(/once\)|Error/)
    expect({ code, out }).toEqual({ code: 0, out: right })
    expect(readdirSync(warm)).toEqual(before)
  })

  test('two users at once, with one temporary folder: neither is in the other’s way', async () => {
    const env = environment({ TMPDIR: folderOf('shared', 0o1777) })
    const both = await Promise.all([{}, nobody].map(user => plimsoll(RUN, { cwd: root, env, ...user })))
    for (const { code, out } of both) expect({ code, out }).toEqual({ code: 0, out: right })
    const made = readdirSync(join(root, 'shared')).filter(name => name.startsWith('plimsoll-'))
    expect(made.some(name => name.startsWith('plimsoll-0-'))).toBe(true)
    expect(made.some(name => name.startsWith(`plimsoll-${NOBODY}-`))).toBe(true)
  })

  test('a read-only disk: what is asked for on standard output comes; a report that cannot be written is told', async () => {
    const closed = folderOf('closed', 0o555)
    const env = environment({ HOME: closed, TMPDIR: folderOf('tmp-of-nobody') })
    const shown = await plimsoll(RUN, { cwd: closed, env, ...nobody })
    expect({ code: shown.code, out: shown.out }).toEqual({ code: 0, out: right })
    const told = await plimsoll(RUN.slice(0, -1), { cwd: closed, env, ...nobody })
    expect(told.err).toMatch(/cannot be written[\s\S]*Hint: /)
    expect({ code: told.code, out: told.out }).toEqual({ code: 2, out: '' })
    expect(readdirSync(closed)).toEqual([])
  })
})
