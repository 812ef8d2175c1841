import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EnvironmentError } from './errors.js'

/** Socket names end at 104 bytes on macOS and 108 on Linux; what follows the folder is `/` and two numbers. */
const LONGEST_FOLDER = 80

const uid = (): number | undefined => process.getuid?.()

/** Containers may share a temporary folder and not their processes: each has a folder of its own. */
const placeOfProcesses = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

const folderName = (): string => {
  const where = createHash('sha256').update(`${hostname()} ${placeOfProcesses()}`).digest('hex').slice(0, 8)
  return `plimsoll-${uid() ?? 'user'}-${where}`
}

const unwritable = (folder: string, error: unknown): EnvironmentError =>
  new EnvironmentError('No temporary folder can be written.', {
    facts: { folder, problem: (error as NodeJS.ErrnoException).code ?? String(error) },
    hint: 'Set TMPDIR to a folder that can be written.',
  })

/** A new empty folder in the temporary folder. Throws `EnvironmentError` where none can be made. */
export const temporaryFolder = (prefix: string): string => {
  try {
    return mkdtempSync(join(tmpdir(), prefix))
  } catch (error) {
    throw unwritable(tmpdir(), error)
  }
}

/** Whether a path is a folder of this user, which this closes to others. */
const isOurs = (path: string): boolean => {
  const found = lstatSync(path)
  if (!found.isDirectory() || (uid() !== undefined && found.uid !== uid())) return false
  if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700)
  return true
}

/** Makes a folder and those above it. Not `recursive`: Node never returns from that in /proc. */
export const makeFolder = (folder: string, mode?: number): readonly string[] => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const above = dirname(folder) === folder ? [] : makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another process was quicker.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
  return [...above, folder]
}

const shared = (base: string): string | undefined => {
  const path = join(base, folderName())
  try {
    makeFolder(path, 0o700)
    return isOurs(path) ? path : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw unwritable(base, error)
  }
}

/** A folder of this process alone, where the user's own is in somebody else's hands. */
const unshared = (): string => {
  const folder = temporaryFolder('plimsoll-')
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let own: string | undefined

/** This user's folder in the temporary folder, closed to all others. Throws `EnvironmentError` where none can be made. */
export const ownFolder = (): string => {
  own ??= shared(tmpdir()) ?? unshared()
  return own
}

/**
 * The folder of this user's sockets on this machine, closed to all others (0700).
 * Throws `EnvironmentError` where the temporary folder cannot be written, or its path is too long for a socket.
 */
export const socketFolder = (): string => {
  const folder = ownFolder()
  if (Buffer.byteLength(folder) > LONGEST_FOLDER)
    throw new EnvironmentError('The path of the temporary folder is too long for a socket.', {
      facts: { folder, longest: `${LONGEST_FOLDER} bytes` },
      hint: 'Set TMPDIR to a shorter path.',
    })
  return folder
}
