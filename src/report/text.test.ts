import { describe, expect, test } from 'vitest'
import {
  asText,
  bps,
  bpsWords,
  day,
  decimal,
  dollars,
  duration,
  ether,
  fenced,
  fixed,
  fixedFloor,
  healthFactor,
  isoTime,
  listed,
  percentOfRay,
  shellWord,
  short,
  table,
} from './text.js'

const ETHER = 10n ** 18n

describe('fixed', () => {
  test.each([
    [123_456_789n, 2, 2, '1,234,567.89'],
    [1n, 2, 2, '0.01'],
    [-1n, 2, 2, '−0.01'],
    [-1n, 3, 2, '0.00'],
    [-5n, 3, 2, '−0.01'],
    [1_999n, 3, 2, '2.00'],
    [1_000_000n, 0, 0, '1,000,000'],
    [999n, 0, 0, '999'],
    [10n ** 40n, 18, 0, '10,000,000,000,000,000,000,000'],
  ])('%s with %i decimals, %i shown: %s', (value, decimals, digits, said) =>
    expect(fixed(value, { decimals, digits })).toBe(said),
  )

  test('fixedFloor: towards zero, so that almost one is not one', () => {
    expect(fixedFloor(999_999n, { decimals: 6, digits: 4 })).toBe('0.9999')
    expect(healthFactor(ETHER - 1n)).toBe('0.9999')
    expect(healthFactor(ETHER)).toBe('1.0000')
  })
})

test('decimal: separators, no scientific notation, nothing that is no number', () => {
  expect(decimal(1_234.5, 2)).toBe('1,234.50')
  expect(decimal(-0.001, 2)).toBe('0.00')
  expect(decimal(1e21, 2)).toBe('1,000,000,000,000,000,000,000')
  expect(decimal(1e-9, 4)).toBe('0.0000')
  expect(decimal(Number.NaN, 2)).toBe('–')
})

test('ether: fewer decimals the more it is; a trace is not zero', () => {
  expect(ether(0n)).toBe('0')
  expect(ether(1n)).toBe('below 0.0001')
  expect(ether(-1n)).toBe('above −0.0001')
  expect(ether(ETHER / 8n)).toBe('0.1250')
  expect(ether((3n * ETHER) / 2n)).toBe('1.500')
  expect(ether(-1_234_567n * (ETHER / 1_000n))).toBe('−1,234.57')
  expect(ether(235_000n * ETHER)).toBe('235,000')
})

test('other units', () => {
  expect(dollars(2n * ETHER, 311_902_000_000n)).toBe('6,238')
  expect(percentOfRay(99_995n * 10n ** 22n)).toBe('100.00')
  expect(percentOfRay(9_999n * 10n ** 23n)).toBe('99.99')
  expect(bps(12.345)).toBe('12.3')
  expect(bps(2_748.85)).toBe('2,749')
  expect(bpsWords(12.3)).toBe('12.3 bps')
  expect(bpsWords(-250)).toBe('−250.0 bps (−2.5 %)')
  expect([0, 1, 1.5, 10, 100].map(short)).toEqual(['0', '1', '1.5', '10', '100'])
})

test('time: blocks, hours, days; days of a scenario; the clock of a block', () => {
  expect([12 / 86_400, 600 / 86_400, 0.5, 5.0014, 262.47].map(duration)).toEqual([
    'one block',
    '10 minutes',
    '12.0 hours',
    '5.0 days',
    '262.5 days',
  ])
  expect([0, 86_400, 129_600].map(day)).toEqual(['day 0', 'day 1', 'day 1.5'])
  expect(isoTime(1_765_267_796)).toBe('2025-12-09T08:09:56Z')
})

describe('asText', () => {
  test.each([
    ['plain words, 0.01% and wstETH/WETH', 'plain words, 0.01% and wstETH/WETH'],
    ['a|b', 'a\\|b'],
    ['`rm`', '\\`rm\\`'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['one\n# two\r\n| three', 'one \\# two \\| three'],
    ['[a](b) ![c](d)', '\\[a\\](b) !\\[c\\](d)'],
    ['*a* _b_ ~~c~~ $d$', '\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\$d\\$'],
    ['&lt;b&gt; & c', '\\&lt;b\\&gt; & c'],
    ['back\\|slash', 'back\\\\\\|slash'],
    ['\u202etxt\u0000\u2028x', 'txt x'],
  ])('%j', (raw, said) => expect(asText(raw)).toBe(said))
})

test('shellWord: what a shell would read otherwise is quoted', () => {
  expect(['size=1000', 'opening=flash loan', "it's", '$(x)', '', 'a\nb'].map(shellWord)).toEqual([
    'size=1000',
    "'opening=flash loan'",
    "'it'\\''s'",
    "'$(x)'",
    "''",
    "'a b'",
  ])
})

test('fenced: no content closes the fence', () => {
  expect(fenced('a', 'sh')).toBe('```sh\na\n```')
  expect(fenced('a ```` b', 'sh')).toBe('`````sh\na ```` b\n`````')
})

test('table and listed', () => {
  expect(table([{ title: 'a' }, { title: 'b', align: 'right' }], [['1', '2']])).toBe(
    '| a | b |\n| --- | ---: |\n| 1 | 2 |',
  )
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c'])
})
