import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EnvironmentError } from '../../fork/errors.js'
import { OptionError } from '../errors.js'
import { checkFile, checkWritable, writeFiles } from './files.js'

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

describe('what stands at the path', () => {
  test('a symbolic link is followed and stays; the mode of the file is kept', () => {
    const target = join(folder, 'real', 'target.json')
    mkdirSync(join(folder, 'real'))
    writeFileSync(target, 'old')
    chmodSync(target, 0o600)
    symlinkSync(target, join(folder, 'a.json'))
    writeFiles(folder, [{ name: 'a.json', text: 'new' }])
    expect(lstatSync(join(folder, 'a.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(statSync(target).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'real'))).toEqual(['target.json'])
  })

  test('a link that leads nowhere is refused', () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'a.json'))
    expect(() => writeFiles(folder, PAIR)).toThrow(OptionError)
    expect(() => checkFile(join(folder, 'a.json'))).toThrow('leads nowhere')
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  test.skipIf(process.platform === 'win32')('a device is refused, also behind a link, and stays', () => {
    symlinkSync('/dev/null', join(folder, 'a.json'))
    expect(() => checkFile('/dev/null')).toThrow('/dev/null is a device.')
    expect(() => writeFiles('/dev', [{ name: 'null', text: 'x' }])).toThrow(OptionError)
    expect(() => writeFiles(folder, PAIR)).toThrow('is a device')
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('a name that is too long, a file on the way: a sentence, not a second error', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(problemOf(() => checkFile(join(folder, 'n'.repeat(300))))).toBe('the name is too long')
    expect(problemOf(() => writeFiles(folder, [{ name: 'n'.repeat(300), text: '' }]))).toBe(
      'the name is too long',
    )
    expect(problemOf(() => checkFile(join(folder, 'file', 'x')))).toBe(
      'a file stands where a folder should be',
    )
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
