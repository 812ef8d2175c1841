import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Hex digest of texts, in order. */
export const hashOf = (...texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(String(text.length)).update(':').update(text)
  return hash.digest('hex')
}

const isWritable = (folder: string): boolean => {
  try {
    mkdirSync(folder, { recursive: true })
    const probe = join(folder, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}

let chosen: string | undefined

/** The user's cache folder, or the temporary folder where that cannot be written. */
export const cacheFolder = (): string => {
  const wanted = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'plimsoll')
  chosen ??= isWritable(wanted) ? wanted : join(tmpdir(), 'plimsoll-cache')
  return chosen
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

/**
 * The path of a cached text, made anew when it is absent or damaged. Written whole under a temporary name and renamed;
 * its digest stands beside it and is checked on every load. Versions of the same name that are a week old are removed.
 */
export const cached = async (name: string, key: string, make: () => Promise<string>): Promise<string> => {
  const folder = cacheFolder()
  mkdirSync(folder, { recursive: true })
  const stem = `${name}-${key.slice(0, 32)}`
  const file = join(folder, `${stem}.json`)
  if (intact(file)) return file
  const text = await make()
  rmSync(`${file}.sha256`, { force: true })
  writeWhole(file, text)
  writeWhole(`${file}.sha256`, hashOf(text))
  dropStale(folder, name, stem)
  return file
}
