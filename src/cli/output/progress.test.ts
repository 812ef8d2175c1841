import { describe, expect, test } from 'vitest'
import { createMeter } from './progress.js'

const record = (isTTY: boolean, columns = 80) => {
  const written: string[] = []
  let now = 0
  const stream = { isTTY, columns, write: (text: string) => written.push(text) }
  const meter = createMeter(stream, () => now)
  const at = (milliseconds: number, message: string) => {
    now = milliseconds
    meter.say(message)
  }
  return { meter, at, written }
}

describe('elsewhere than on a terminal', () => {
  test('phases are a line each; a quick stage is one line, when it is done', () => {
    const { at, written } = record(false)
    at(0, 'building')
    for (let i = 1; i <= 90; i++) at(i, `calm on the model: frame ${i} of 90`)
    expect(written).toEqual(['building\n', 'calm on the model: 90 of 90\n'])
  })

  test('a slow stage is a line each quarter, and none is repeated', () => {
    const { at, written } = record(false)
    for (let i = 1; i <= 8; i++) at(i * 4_000, `depeg on the fork: frame ${i} of 8`)
    at(40_000, 'depeg on the fork: frame 8 of 8')
    expect(written).toEqual([2, 4, 6, 8].map(i => `depeg on the fork: ${i} of 8\n`))
  })
})

describe('on a terminal', () => {
  test('one line is rewritten, never longer than the terminal', () => {
    const { meter, at, written } = record(true, 40)
    meter.expect(2)
    at(0, 'a very long stage with a long name on the fork: frame 1 of 4')
    at(1, 'a very long stage with a long name on the fork: frame 2 of 4')
    at(100, 'a very long stage with a long name on the fork: frame 3 of 4')
    expect(written).toHaveLength(2)
    for (const text of written) {
      expect(text.startsWith('\r\x1b[2K')).toBe(true)
      expect(text).not.toContain('\n')
      expect(text.slice('\r\x1b[2K'.length).length).toBeLessThan(40)
    }
  })

  test('the bar counts all stages; clearing wipes the line once', () => {
    const { meter, at, written } = record(true)
    meter.expect(2)
    at(0, 'calm on the fork: frame 4 of 4')
    expect(written.at(-1)).toContain(`[${'█'.repeat(12)}${'░'.repeat(12)}]`)
    meter.clear()
    meter.clear()
    expect(written.slice(1)).toEqual(['\r\x1b[2K'])
  })
})
