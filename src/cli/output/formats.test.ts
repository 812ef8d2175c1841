import { expect, test } from 'vitest'
import { readFormats, stemOf } from './formats.js'

test('formats: each once, as asked for; a wrong one gets the nearest', () => {
  expect(readFormats('csv,md,csv')).toEqual(['csv', 'md'])
  expect(readFormats(undefined)).toEqual(['md', 'json', 'html'])
  expect(() => readFormats('htm')).toThrow('There is no format "htm".')
})

test('names of files: all of it while it is short, a count and a hash of all of it when it is long', () => {
  expect(stemOf(['wsteth-loop'], ['calm', 'depeg@2'])).toBe('wsteth-loop.calm.depeg@2')
  expect(stemOf(['a', 'b'], ['calm'])).toBe('a+b.calm')
  expect(stemOf(['a'], ['june-2022:then+depeg@2'])).toBe('a.june-2022-then+depeg@2')
  const many = Array.from({ length: 17 }, (_, i) => `scenario-number-${i}`)
  expect(stemOf(['wsteth-loop'], many)).toMatch(/^wsteth-loop\.17-scenarios\.[0-9a-f]{8}$/)
  expect(stemOf(['wsteth-loop'], many)).not.toBe(stemOf(['wsteth-loop'], [...many].reverse()))
  expect(stemOf(['a'.repeat(300)], many).length).toBeLessThan(120)
})
