import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EnvironmentError } from '../../fork/errors.js'
import { checkWritable, writeFiles } from './files.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const PAIR = [
  { name: 'a.md', text: '# a\n' },
  { name: 'a.json', text: '{}\n' },
]

const problemOf = (call: () => unknown): string | undefined => {
  try {
    call()
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError)
    return (error as EnvironmentError).details.facts?.['problem']
  }
  return undefined
}

describe('writeFiles', () => {
  test('makes the folder, writes all, leaves nothing else', () => {
    const inner = join(folder, 'x', 'y')
    expect(writeFiles(inner, PAIR)).toEqual([join(inner, 'a.md'), join(inner, 'a.json')])
    expect(readdirSync(inner).sort()).toEqual(['a.json', 'a.md'])
    expect(readFileSync(join(inner, 'a.md'), 'utf8')).toBe('# a\n')
  })

  test('replaces an older report', () => {
    writeFiles(folder, PAIR)
    writeFiles(folder, [{ name: 'a.md', text: '# b\n' }])
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('# b\n')
  })

  test.skipIf(!existsSync('/dev/full'))(
    'a full disk: said so, the older report stays, no temporary file',
    () => {
      writeFiles(folder, PAIR)
      symlinkSync('/dev/full', join(folder, `.a.json.${process.pid}.tmp`))
      const newer = PAIR.map(({ name }) => ({ name, text: 'newer' }))
      expect(problemOf(() => writeFiles(folder, newer))).toBe('the disk is full')
      expect(readdirSync(folder).sort()).toEqual(['a.json', 'a.md'])
      expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('# a\n')
    },
  )

  test('a folder stands where the report should be: no temporary file is left', () => {
    mkdirSync(join(folder, 'a.json', 'inner'), { recursive: true })
    expect(problemOf(() => writeFiles(folder, [{ name: 'a.json', text: '{}' }]))).toBe(
      'a folder stands where the file should be',
    )
    expect(readdirSync(folder)).toEqual(['a.json'])
  })
})

describe('checkWritable', () => {
  test('leaves nothing behind, not even the folder', () => {
    checkWritable(join(folder, 'x', 'y'))
    checkWritable(folder)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a file on the way: said so', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(problemOf(() => checkWritable(join(folder, 'file')))).toBe(
      'a file stands where the folder should be',
    )
    expect(problemOf(() => checkWritable(join(folder, 'file', 'x')))).toBe(
      'a file stands where a folder should be',
    )
  })

  test.skipIf(process.platform !== 'linux')('a place where nothing can be made: said so, at once', () =>
    expect(problemOf(() => checkWritable('/proc/plimsoll'))).toBe('the folder cannot be made there'),
  )
})
