import { describe, expect, test } from 'vitest'
import { HELP, helpOf } from './help.js'
import { COMMANDS } from './program.js'

test('every command has its examples, and no other name has', () => {
  expect(Object.keys(HELP).toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted())
})

describe.each(COMMANDS.map(command => [command.name, command] as const))('%s', (name, command) => {
  const flags = command.options.map(([flag]) => flag.split(' ')[0])

  test('the examples name the command, and only options that it has', () => {
    for (const example of HELP[name]?.examples ?? []) {
      const own = example.replace(/'[^']*'/g, 'TEXT')
      expect(own.startsWith(`plimsoll ${name}`)).toBe(true)
      const used = own.split(' ').filter(word => word.startsWith('--'))
      expect(used.filter(flag => !flags.includes(flag))).toEqual([])
    }
  })

  test('the examples differ, and the exit codes are named', () => {
    const [first, second] = HELP[name]?.examples ?? []
    expect(first).not.toBe(second)
    expect(helpOf(name)).toMatch(/Exit codes: 0 done, 1 bad input/)
  })
})
