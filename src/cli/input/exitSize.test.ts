import { describe, expect, test } from 'vitest'
import { OptionError } from '../errors.js'
import { readSize } from './exitSize.js'

describe('readSize', () => {
  test.each([
    ['all', { kind: 'all' }],
    ['100%', { kind: 'all' }],
    ['25%', { kind: 'percent', percent: 25 }],
    ['500wstETH', { kind: 'asset', asset: 'wstETH', units: 500n * 10n ** 18n }],
    ['500 wsteth', { kind: 'asset', asset: 'wstETH', units: 500n * 10n ** 18n }],
    ['0.5ETH', { kind: 'asset', asset: 'ETH', units: 5n * 10n ** 17n }],
    ['.5ETH', { kind: 'asset', asset: 'ETH', units: 5n * 10n ** 17n }],
    ['1.2345678USDC', { kind: 'asset', asset: 'USDC', units: 1_234_567n }],
  ] as const)('%s', (text, expected) => expect(readSize(text)).toEqual(expected))

  test.each([
    '',
    '12',
    '-3wstETH',
    '5foo',
    '0%',
    '120%',
    '0ETH',
    '1.2.3ETH',
    '1e3ETH',
    '0.00000001USDC',
    'wstETH',
  ])('error: "%s"', text => expect(() => readSize(text)).toThrow(OptionError))
})
