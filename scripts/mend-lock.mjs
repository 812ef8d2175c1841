/**
 * Adds to package-lock.json the optional packages of other platforms that `npm install` left out.
 *
 * A registry that lacks them (it answers 404) makes `npm install` drop them without a word, and `npm ci` then refuses
 * the lock. An entry with version, platform and `optional` is what `npm ci` asks for, and later installs keep it.
 * The platform is read from the package's name, as the package itself cannot be fetched.
 *
 * `node scripts/mend-lock.mjs` writes; with `--check` it only says whether the lock is whole.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const PLATFORM = /-(darwin|linux|win32|android|freebsd)-(amd64|x64|arm64)(?:-(musl|gnu))?$/
const CPU = { amd64: 'x64', x64: 'x64', arm64: 'arm64' }
const LIBC = { musl: 'musl', gnu: 'glibc' }
const REGISTRY = 'https://registry.npmjs.org/'

/** Where Node would look for `name` from the package at `place`. */
const candidates = (place, name) => {
  const parents = place
    .split('node_modules/')
    .map((_, depth, parts) => parts.slice(0, depth).join('node_modules/'))
  return [...parents, place === '' ? '' : `${place}/`].map(parent => `${parent}node_modules/${name}`)
}

/** The entry for an absent package of another platform. Throws when its name does not tell the platform. */
export const entryFor = (name, version) => {
  const match = PLATFORM.exec(name)
  if (!match)
    throw new Error(`${name} is missing from the lock file, and its name does not tell its platform`)
  const [, os, cpu, libc] = match
  const entry = { version, cpu: [CPU[cpu]], optional: true, os: [os] }
  return libc === undefined ? entry : { ...entry, libc: [LIBC[libc]] }
}

/** The lock with what it lacks, and the paths that were added. */
export const mend = lock => {
  const packages = { ...lock.packages }
  const added = []
  for (const [place, { optionalDependencies = {} }] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (candidates(place, name).some(path => packages[path])) continue
      const home = `node_modules/${name}`
      packages[home] = entryFor(name, version)
      added.push(home)
    }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  return { lock: { ...lock, packages: sorted }, added }
}

/** Addresses in the lock that are not the public registry's: a mirror or a folder of the machine that wrote it. */
export const foreignAddresses = lock =>
  Object.values(lock.packages)
    .map(entry => entry.resolved)
    .filter(url => url !== undefined && !url.startsWith(REGISTRY))

const main = () => {
  const file = new URL('../package-lock.json', import.meta.url)
  const before = JSON.parse(readFileSync(file, 'utf8'))
  const foreign = foreignAddresses(before)
  if (foreign.length > 0)
    throw new Error(`the lock names other addresses than the registry's: ${foreign.join(', ')}`)
  const { lock, added } = mend(before)
  const checking = process.argv.includes('--check')
  if (added.length > 0 && !checking) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  for (const path of added) process.stdout.write(`${checking ? 'missing' : 'added'} ${path}\n`)
  if (added.length === 0) process.stdout.write('the lock file is whole\n')
  if (added.length > 0 && checking) process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
