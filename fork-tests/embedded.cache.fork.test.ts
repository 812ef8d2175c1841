import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embeddedMainnet } from '../src/fork/genesis.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** Another process, as the folder and what was prepared are settled once in each: prints what it did, then the file. */
const SCRIPT = `
  import { embeddedMainnet } from '${new URL('../src/fork/genesis.ts', import.meta.url).href}'
  const { genesisFile } = await embeddedMainnet(message => console.log('did: ' + message))
  console.log('file: ' + genesisFile)
  process.exit(0)
`

describe('the cache of the embedded mainnet', () => {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-cache-test-'))
  const folder = join(home, 'plimsoll')
  const script = join(home, 'start.mjs')
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  /** Other versions of Plimsoll may have entries beside ours. */
  let genesis: string

  /** A start with the cache in `home`: what it said it did, and the genesis it would use. */
  const start = async () => {
    const env = { ...process.env, XDG_CACHE_HOME: home }
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script], { cwd: ROOT, env })
    const rest = (label: string) =>
      stdout
        .split('\n')
        .filter(line => line.startsWith(label))
        .map(line => line.slice(label.length))
    return { did: rest('did: '), file: rest('file: ')[0] ?? '' }
  }

  let intact: string
  beforeAll(async () => {
    writeFileSync(script, SCRIPT)
    const { genesisFile } = await embeddedMainnet()
    cpSync(dirname(genesisFile), folder, { recursive: true })
    genesis = join(folder, basename(genesisFile))
    intact = digest(genesis)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  const BUILD = 'building the embedded mainnet of 2025-12-09 (once)'
  const COMPILE = 'compiling the contracts of the embedded mainnet (once)'

  test('a second start builds nothing', async () => {
    expect(await start()).toEqual({ did: [], file: genesis })
  })

  test('a genesis with one byte changed is noticed, and rebuilt to the same bytes', async () => {
    const file = genesis
    const text = readFileSync(file, 'utf8')
    const at = text.indexOf('"balance":"0x') + '"balance":"0x'.length
    writeFileSync(file, `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`)
    expect(digest(file)).not.toBe(intact)
    expect((await start()).did).toEqual([BUILD])
    expect(digest(genesis)).toBe(intact)
    expect((await start()).did).toEqual([])
  })

  test('a genesis cut short and our contracts without their digest: both are made again, and nothing else', async () => {
    truncateSync(genesis, 1_000)
    for (const file of readdirSync(folder).filter(name => /^own-.*\.sha256$/.test(name)))
      rmSync(join(folder, file))
    expect((await start()).did).toEqual([COMPILE, BUILD])
    expect(digest(genesis)).toBe(intact)
    expect((await start()).did).toEqual([])
  })
})
