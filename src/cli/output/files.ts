import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EnvironmentError } from '../../fork/errors.js'

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

const unwritable = (folder: string, error: unknown): EnvironmentError => {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return new EnvironmentError('The reports cannot be written.', {
    facts: { folder, problem: SAID[code] ?? (code || String(error)) },
    hint: 'Give another folder with --out.',
  })
}

/** Makes a folder and those above it; gives what was made. Not `recursive`: Node never returns from that in /proc. */
const makeFolder = (folder: string): readonly string[] => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const above = dirname(folder) === folder ? [] : makeFolder(dirname(folder))
  mkdirSync(folder)
  return [...above, folder]
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

/** Temporary name in the same folder, so that renaming is one step. */
const temporaryOf = (folder: string, { name }: Output): string => join(folder, `.${name}.${process.pid}.tmp`)

/**
 * Writes all files or none: each under a temporary name, then renamed. In one go, so that no signal comes between.
 * Throws `EnvironmentError` where the disk is full or closed to us.
 */
export const writeFiles = (folder: string, outputs: readonly Output[]): readonly string[] => {
  let made: readonly string[] = []
  try {
    made = makeFolder(resolve(folder))
    for (const output of outputs) writeFileSync(temporaryOf(folder, output), output.text)
    for (const output of outputs) renameSync(temporaryOf(folder, output), join(folder, output.name))
  } catch (error) {
    for (const output of outputs) rmSync(temporaryOf(folder, output), { force: true })
    undo(made)
    throw unwritable(folder, error)
  }
  return outputs.map(output => join(folder, output.name))
}
