import { execFile } from 'node:child_process'
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryFor, foreignAddresses, type Lock, mend } from '../scripts/mend-lock.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/**
 * What an install may weigh, as the sum of its files' sizes. Measured on linux-x64: 487 MB, of which binaryen, which
 * compiles the kernel of futures, is a fifth. Without the override in package.json hardhat and its companions come in,
 * which took an install from 430 MB to 721 MB of disk when that was tried. The limit leaves room for a few packages and
 * none for those.
 */
const LIMIT_MB = 520

const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as unknown
const lock = readJson('package-lock.json') as Lock

const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))

const megabytes = (folder: string): number =>
  files(folder).reduce((sum, file) => sum + lstatSync(file).size, 0) / 2 ** 20

describe('the committed lock file', () => {
  test('holds every optional package of every platform', () => expect(mend(lock).added).toEqual([]))
  test('names no address but the public registry', () => expect(foreignAddresses(lock)).toEqual([]))
  test('names no folder of a machine', () => {
    const links = Object.entries(lock.packages).filter(
      ([path, entry]) => entry.link || /^(\/|\.\.)/.test(path),
    )
    expect(links).toEqual([])
  })

  test('is of the committed package.json', () => {
    const { dependencies, devDependencies, bin } = readJson('package.json') as NonNullable<
      Lock['packages']['']
    >
    expect(lock.packages['']).toMatchObject({ dependencies, devDependencies, bin })
  })
})

describe('mend', () => {
  const anvil = {
    version: '1.0.0',
    optionalDependencies: { 'anvil-darwin-arm64': '1.0.0', 'anvil-linux-amd64': '1.0.0' },
  }
  const present = { version: '1.0.0', os: ['linux'], cpu: ['x64'], optional: true }

  test('adds what is absent and leaves the rest', () => {
    const before = {
      packages: { '': {}, 'node_modules/anvil': anvil, 'node_modules/anvil-linux-amd64': present },
    }
    const { lock: after, added } = mend(before)
    expect(added).toEqual(['node_modules/anvil-darwin-arm64'])
    expect(after.packages).toEqual({
      ...before.packages,
      'node_modules/anvil-darwin-arm64': { version: '1.0.0', cpu: ['arm64'], optional: true, os: ['darwin'] },
    })
    expect(mend(after).added).toEqual([])
  })

  test('finds a package that is nested, at any depth', () => {
    const packages = {
      'node_modules/a/node_modules/anvil': anvil,
      'node_modules/a/node_modules/anvil/node_modules/anvil-darwin-arm64': present,
      'node_modules/a/node_modules/anvil-linux-amd64': present,
    }
    expect(mend({ packages }).added).toEqual([])
  })

  test('reads the platform from the name, and refuses to guess', () => {
    expect(entryFor('@biomejs/cli-linux-x64-musl', '2.0.0')).toEqual({
      version: '2.0.0',
      cpu: ['x64'],
      optional: true,
      os: ['linux'],
      libc: ['musl'],
    })
    expect(() => entryFor('fsevents', '2.0.0')).toThrow('does not tell its platform')
  })

  test('reports an address of another registry', () => {
    const resolved = 'http://localhost:4873/a/-/a-1.0.0.tgz'
    const fine = 'https://registry.npmjs.org/a/-/a-1.0.0.tgz'
    expect(foreignAddresses({ packages: { a: { resolved }, b: { resolved: fine }, c: {} } })).toEqual([
      resolved,
    ])
  })
})

describe('npm ci in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-install-'))
  const modules = join(folder, 'node_modules')

  beforeAll(async () => {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(ROOT, file), join(folder, file))
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
      cwd: folder,
    })
  }, 300_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('installs every direct dependency at the version asked for', () => {
    const { dependencies, devDependencies } = readJson('package.json') as Record<
      string,
      Record<string, string>
    >
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      const installed = readFileSync(join(modules, name, 'package.json'), 'utf8')
      expect(JSON.parse(installed), name).toMatchObject({ version })
    }
  })

  test('brings no hardhat, and stays under the limit', () => {
    const names = files(modules).filter(path =>
      /node_modules\/(hardhat|@nomiclabs|@nomicfoundation)$/.test(path),
    )
    expect(names).toEqual([])
    expect(megabytes(modules)).toBeLessThan(LIMIT_MB)
  })

  test('anvil and tsx run though no install script did', async () => {
    const require = createRequire(join(folder, 'package.json'))
    const arch = process.arch === 'x64' ? 'amd64' : process.arch
    const suffix = process.platform === 'win32' ? '.exe' : ''
    const anvil = require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${suffix}`)
    expect((await run(anvil, ['--version'])).stdout).toContain('anvil Version: 1.7.1')
    writeFileSync(join(folder, 'a.ts'), "const a: string = 'typed'\nconsole.log(a)\n")
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'a.ts'], { cwd: folder })
    expect(stdout).toBe('typed\n')
  })
})
