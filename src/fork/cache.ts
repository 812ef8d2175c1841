import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from './errors.js'
import { makeFolder, ownFolder } from './temporary.js'

/** Hex digest of texts, in order. */
export const hashOf = (...texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(String(text.length)).update(':').update(text)
  return hash.digest('hex')
}

const isWritable = (folder: string): boolean => {
  try {
    makeFolder(folder)
    const probe = join(folder, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}

/** The user's cache folder; undefined for a user without a home, as in a container that runs under any number. */
const usersFolder = (): string | undefined => {
  try {
    return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'plimsoll')
  } catch {
    return undefined
  }
}

let chosen: string | undefined

/**
 * Where new entries go: the user's cache folder, or one in the temporary folder where that cannot be written.
 * Throws `EnvironmentError` where neither can be.
 */
export const cacheFolder = (): string => {
  if (chosen !== undefined) return chosen
  const wanted = usersFolder()
  chosen = wanted !== undefined && isWritable(wanted) ? wanted : join(ownFolder(), 'cache')
  makeFolder(chosen)
  return chosen
}

/** Where entries may be found: a cache that can only be read, too. */
export const readableCaches = (): readonly string[] => {
  const wanted = usersFolder()
  try {
    return [...new Set([wanted ?? cacheFolder(), cacheFolder()])]
  } catch {
    return wanted === undefined ? [] : [wanted]
  }
}

const intact = (file: string): boolean => {
  try {
    return readFileSync(`${file}.sha256`, 'utf8') === hashOf(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}

/** Writes a file under a temporary name, and renames it. */
export const writeWhole = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

const A_WEEK_MS = 7 * 86_400_000

/** Another version of Plimsoll on this machine may be using what it built: only what a week has left behind goes. */
const dropStale = (folder: string, name: string, keep: string): void => {
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(`${name}-`) || entry.startsWith(keep)) continue
    const path = join(folder, entry)
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (made !== undefined && Date.now() - made > A_WEEK_MS) rmSync(path, { force: true })
  }
}

/** A file that is there and whole. */
const found = (name: string): string | undefined =>
  readableCaches()
    .map(folder => join(folder, name))
    .find(intact)

/**
 * The path of a cached text, made anew when it is absent or damaged. Written whole under a temporary name and renamed;
 * its digest stands beside it and is checked on every load. Versions of the same name that are a week old are removed.
 */
export const cached = async (name: string, key: string, make: () => Promise<string>): Promise<string> => {
  const stem = `${name}-${key.slice(0, 32)}`
  const there = found(`${stem}.json`)
  if (there !== undefined) return there
  const folder = cacheFolder()
  const file = join(folder, `${stem}.json`)
  const text = await make()
  rmSync(`${file}.sha256`, { force: true })
  writeWhole(file, text)
  writeWhole(`${file}.sha256`, hashOf(text))
  dropStale(folder, name, stem)
  return file
}

/**
 * What a cached file holds. Throws `EnvironmentError` with the file's name where `read` throws or gives undefined: its digest
 * fits, so that it was written like this, and not by this version.
 */
export const readCached = <T>(file: string, read: (text: string) => T | undefined): T => {
  const text = readFileSync(file, 'utf8')
  let cause = 'it holds something else'
  try {
    const value = read(text)
    if (value !== undefined) return value
  } catch (error) {
    cause = error instanceof Error ? error.message : String(error)
  }
  throw new EnvironmentError('A file of the cache does not hold what it should.', {
    facts: { file },
    hint: 'Delete it: it is made again.',
    cause,
  })
}
