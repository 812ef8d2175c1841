import { encodeAbiParameters } from 'viem'
import { expect, test } from 'vitest'
import { decodeWallet, encodeWalletCall, LENS_ADDRESS } from './lens.js'
import { sectionsOf, wordsOf } from './lensWords.js'

const encode = (sections: readonly (readonly bigint[])[]) =>
  encodeAbiParameters([{ type: 'uint256[][]' }], [sections])

test('sectionsOf reads what viem encodes, empty sections included', () => {
  const sections = [[1n, 2n ** 256n - 1n], [], [3n]]
  const decoded = sectionsOf(encode(sections))
  expect(decoded.map(words => Array.from({ length: words.length }, (_, i) => words.big(i)))).toEqual(sections)
})

test('sectionsOf refuses an answer that was cut short', () => {
  const hex = encode([[1n], [2n, 3n]])
  expect(() => sectionsOf(hex.slice(0, -64))).toThrow('section 1 of the lens ends behind its answer')
})

test('words read signed values, addresses and selectors', () => {
  const words = wordsOf(
    encodeAbiParameters(
      [{ type: 'int24' }, { type: 'address' }, { type: 'bytes4' }, { type: 'int256' }],
      [-887272, LENS_ADDRESS, '0x12345678', -1n],
    ),
    0,
    4,
  )
  expect(words.signedNumber(0)).toBe(-887272)
  expect(words.address(1)).toBe(LENS_ADDRESS)
  expect(words.selector(2)).toBe('0x12345678')
  expect(words.signed(3)).toBe(-1n)
})

test('decodeWallet leaves out what an account does not hold', () => {
  const balances = [7n, 0n, 5n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 1n]
  expect(decodeWallet(encodeAbiParameters([{ type: 'uint256[]' }], [balances]))).toEqual({
    ETH: 7n,
    stETH: 5n,
    WBTC: 1n,
  })
  expect(() => decodeWallet('0x')).toThrow('this is no wallet of the lens')
})

test('encodeWalletCall takes an address in any case', () => {
  const owner = '0x464C71f6c2F760DdA6093dCB91C24c39e5d6e18c'
  expect(encodeWalletCall(owner)).toBe(encodeWalletCall(`0x${owner.slice(2).toLowerCase()}`))
})
