/**
 * Adds to package-lock.json the optional packages of other platforms that `npm install` left out.
 *
 * A registry that lacks them (it answers 404) makes `npm install` drop them without a word, and `npm ci` then refuses
 * the lock. An entry with version, platform and `optional` is what `npm ci` asks for, and later installs keep it.
 * The platform is read from the package's name, as the package itself cannot be fetched; its digest is asked of the
 * registry, so that no binary is ever run unchecked.
 *
 * `node scripts/mend-lock.mjs` writes; with `--check` it only says whether the lock is whole, and asks nobody.
 */
import { execFileSync } from 'node:child_process'
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

/** Packages whose content nobody would check: no digest, and neither a link nor the project itself. */
export const unchecked = lock =>
  Object.entries(lock.packages)
    .filter(([place, { integrity, link, inBundle }]) => place !== '' && !integrity && !link && !inBundle)
    .map(([place]) => place)

const nameOf = place => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The digest that the registry publishes of a version; undefined where it has none. */
const publishedIntegrity = (name, version) => {
  try {
    const answer = execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return answer.trim() || undefined
  } catch {
    return undefined
  }
}

/** The lock with the digests that it lacks, as far as the registry has them. */
const withDigests = lock => {
  const packages = { ...lock.packages }
  for (const place of unchecked(lock)) {
    const { version, ...rest } = packages[place]
    const integrity = publishedIntegrity(nameOf(place), version)
    if (integrity) packages[place] = { version, integrity, ...rest }
  }
  return { ...lock, packages }
}

const say = line => process.stdout.write(`${line}\n`)

const main = () => {
  const file = new URL('../package-lock.json', import.meta.url)
  const before = JSON.parse(readFileSync(file, 'utf8'))
  const foreign = foreignAddresses(before)
  if (foreign.length > 0)
    throw new Error(`the lock names other addresses than the registry's: ${foreign.join(', ')}`)
  const mended = mend(before)
  const checking = process.argv.includes('--check')
  const lock = checking ? before : withDigests(mended.lock)
  const text = `${JSON.stringify(lock, null, 2)}\n`
  if (!checking && text !== readFileSync(file, 'utf8')) writeFileSync(file, text)
  for (const path of mended.added) say(`${checking ? 'missing' : 'added'} ${path}`)
  const bare = unchecked(lock)
  for (const path of bare)
    say(`${path} has no integrity: add what \`npm view ${nameOf(path)}@VERSION dist.integrity\` answers`)
  const whole = bare.length === 0 && (!checking || mended.added.length === 0)
  if (whole) say('the lock file is whole')
  else process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
