import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const holdsPackage = (folder: string): boolean => {
  const file = join(folder, 'package.json')
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'plimsoll'
}

const above = (folder: string): string => {
  if (holdsPackage(folder)) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('This copy of Plimsoll lacks its package.json.')
  return above(parent)
}

/**
 * Folder of the installed package, or of the checkout. The code runs from `src` and, once built, from a few files in
 * `dist`, so that a path relative to a source file means nothing.
 */
export const PACKAGE_ROOT: string = above(dirname(fileURLToPath(import.meta.url)))
