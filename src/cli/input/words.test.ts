import { describe, expect, test } from 'vitest'
import { OptionError } from '../errors.js'
import { wordsOf } from './words.js'

describe('wordsOf', () => {
  test.each<[string, readonly string[]]>([
    ['run wsteth-loop  --scenario depeg', ['run', 'wsteth-loop', '--scenario', 'depeg']],
    ['run "./my own.ts" --set a=1', ['run', './my own.ts', '--set', 'a=1']],
    [`run --held='1 "x" and 2'`, ['run', '--held=1 "x" and 2']],
    ['', []],
  ])('%s', (text, words) => expect(wordsOf(text)).toEqual(words))

  test('a quote left open: refused', () => expect(() => wordsOf('run "a')).toThrow(OptionError))
})
