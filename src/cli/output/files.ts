import {
  chmodSync,
  lstatSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { EnvironmentError } from '../../fork/errors.js'
import { makeFolder } from '../../fork/temporary.js'
import { InputError, OptionError } from '../errors.js'

/** A file to write: its name in the folder, and all of it. */
export type Output = { readonly name: string; readonly text: string | Uint8Array }

const SAID: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder stands where the file should be',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'the folder cannot be made there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file stands where a folder should be',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
}

const unwritable = (folder: string, error: unknown): Error => {
  if (error instanceof InputError) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return new EnvironmentError('The reports cannot be written.', {
    facts: { folder, problem: SAID[code] ?? (code || String(error)) },
    hint: 'Give another folder with --out.',
  })
}

/** Removes folders that were made, where they are still empty. */
const undo = (made: readonly string[]): void => {
  for (const folder of [...made].reverse()) removeEmpty(folder)
}

const removeEmpty = (folder: string): void => {
  try {
    rmdirSync(folder)
  } catch {
    // Someone put something there: it stays.
  }
}

/**
 * Finds out that reports could be written, and leaves nothing behind.
 * Throws `EnvironmentError` before any work is done for nothing.
 */
export const checkWritable = (folder: string): void => {
  try {
    const made = makeFolder(resolve(folder))
    const probe = join(folder, `.plimsoll-${process.pid}.probe`)
    try {
      writeFileSync(probe, '')
    } finally {
      rmSync(probe, { force: true })
      undo(made)
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** Where a text goes: the real path behind symbolic links, and the mode of the file there, if there is one. */
type Target = { readonly path: string; readonly mode: number | undefined }

const kindOf = (stats: Stats): string => {
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device'
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'no regular file'
}

const existing = (path: string, stats: Stats): Target => {
  if (stats.isFile()) return { path: realpathSync(path), mode: stats.mode & 0o7777 }
  if (stats.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' })
  throw new OptionError(`${path} is ${kindOf(stats)}.`, {
    hint: 'Name a regular file or a new one; a file would take the place of what is there.',
  })
}

/** Where a file of this path goes. Throws `OptionError` for what is no regular file: it would be replaced by one. */
const targetOf = (path: string): Target => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats !== undefined) return existing(path, stats)
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { path, mode: undefined }
  throw new OptionError(`${path} is a symbolic link that leads nowhere.`, {
    hint: 'Name its target, or remove it.',
  })
}

/**
 * Finds out that a file of this path could be written, and leaves nothing behind. Throws `OptionError` for a path that
 * is no file's, `EnvironmentError` where the folder is closed to us.
 */
export const checkFile = (path: string): void => {
  try {
    const { path: real } = targetOf(path)
    checkWritable(dirname(real))
  } catch (error) {
    throw error instanceof EnvironmentError ? error : unwritable(dirname(path), error)
  }
}

type Planned = Target & { readonly temporary: string; readonly text: string | Uint8Array }

/** Temporary name in the same folder as the real file, so that renaming is one step. */
const plan = (folder: string, { name, text }: Output): Planned => {
  const target = targetOf(join(folder, name))
  const temporary = join(dirname(target.path), `.${basename(target.path)}.${process.pid}.tmp`)
  return { ...target, temporary, text }
}

const writeTemporary = ({ temporary, mode, text }: Planned): void => {
  writeFileSync(temporary, text)
  if (mode !== undefined) chmodSync(temporary, mode)
}

const removeFile = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // A path that cannot be looked at holds nothing of ours.
  }
}

/**
 * Writes all files or none: each under a temporary name, then renamed. In one go, so that no signal comes between.
 * A symbolic link is followed, and an older file's mode kept. Throws `OptionError` for a device, a pipe or a socket,
 * `EnvironmentError` where the disk is full or closed to us.
 */
export const writeFiles = (folder: string, outputs: readonly Output[]): readonly string[] => {
  let made: readonly string[] = []
  const planned: Planned[] = []
  try {
    made = makeFolder(resolve(folder))
    for (const output of outputs) planned.push(plan(folder, output))
    for (const one of planned) writeTemporary(one)
    for (const { temporary, path } of planned) renameSync(temporary, path)
  } catch (error) {
    for (const { temporary } of planned) removeFile(temporary)
    undo(made)
    throw unwritable(folder, error)
  }
  return outputs.map(output => join(folder, output.name))
}
