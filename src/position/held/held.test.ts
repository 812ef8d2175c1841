import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHeld } from './parse.js'
import { type HeldPart, scaleHeld } from './parts.js'
import { heldText } from './text.js'
import { HeldTextError } from './words.js'

const WAD = 10n ** 18n

describe('parseHeld', () => {
  test('the example', () =>
    expect(parseHeld('1,200 wstETH and -800 weth on Aave e-mode 1; 300 stETH; 50 ETH in curve')).toEqual([
      {
        kind: 'aave',
        eMode: 1,
        supplies: [{ asset: 'wstETH', amount: 1_200n * WAD }],
        debts: [{ asset: 'WETH', amount: 800n * WAD }],
      },
      { kind: 'wallet', asset: 'stETH', amount: 300n * WAD },
      { kind: 'curve worth', worthWei: 50n * WAD },
    ]))

  test('no e-mode is e-mode 0', () =>
    expect(parseHeld('1 wstETH on aave')[0]).toMatchObject({ kind: 'aave', eMode: 0, debts: [] }))

  test('`lp 50 in curve` are LP tokens', () =>
    expect(parseHeld('lp 50 in curve')).toEqual([{ kind: 'curve', lp: 50n * WAD }]))

  test('a token without a model is named with its price', () =>
    expect(parseHeld('1000 LDO at 0.0004 ETH')).toEqual([
      { kind: 'unmodelled', symbol: 'LDO', amount: '1000', priceEth: '0.0004' },
    ]))

  test.each([
    ['1200 wstEHT on aave', '1200 >>wstEHT<< on aave'],
    ['300 stETH; -800 WETH', '300 stETH; >>-800<< WETH'],
    ['300', '300>><<'],
    ['3O0 stETH', '>>3O0<< stETH'],
    ['5 ETH in curvs', '5 ETH in >>curvs<<'],
    ['1 ETH; 2 ETH', '1 ETH; >>2<< ETH'],
    ['1 wstETH and 2 wstETH on aave', '1 wstETH and >>2<< wstETH on aave'],
    ['1 wstETH on aave; 1 weETH on aave', '1 wstETH on aave; >>1<< weETH on aave'],
    ['1.0000001 USDC', '>>1.0000001<< USDC'],
    ['0 ETH', '>>0<< ETH'],
    ['1 rETH on morpho market price', '>>1<< rETH on morpho market price'],
    ['1 wstETH on morpho', '1 wstETH on morpho>><<'],
    [
      'liquidity 5 in uniswap wstETH/WETH 0.01% from 5 to 5',
      'liquidity 5 in uniswap wstETH/WETH 0.01% from 5 to >>5<<',
    ],
    [
      'liquidity 5 in uniswap wstETH/WETH 0.02% from 1 to 5',
      'liquidity 5 in uniswap >>wstETH/WETH<< 0.02% from 1 to 5',
    ],
    [' ; ', ' ; >><<'],
  ])('%s: the error points at the word', (text, marked) => {
    const wrong = (() => {
      try {
        return parseHeld(text)
      } catch (error) {
        return error
      }
    })()
    expect(wrong).toBeInstanceOf(HeldTextError)
    expect((wrong as HeldTextError).marked).toBe(marked)
  })
})

const amount = fc.bigInt(1n, 10n ** 26n)
const part: fc.Arbitrary<HeldPart> = fc.oneof(
  fc.record({
    kind: fc.constant('wallet' as const),
    asset: fc.constantFrom('ETH' as const, 'USDC' as const),
    amount,
  }),
  fc.record({
    kind: fc.constant('aave' as const),
    eMode: fc.nat(40),
    supplies: fc.constant([{ asset: 'wstETH' as const, amount: 12n }]),
    debts: fc.constantFrom([], [{ asset: 'USDC' as const, amount: 7n }]),
  }),
  fc.record({
    kind: fc.constant('morpho' as const),
    market: fc.constantFrom('exchange rate' as const, 'market price' as const),
    collateral: amount,
    debt: fc.bigInt(0n, 10n ** 22n),
  }),
  fc.record({ kind: fc.constant('curve' as const), lp: amount }),
  fc.record({ kind: fc.constant('curve worth' as const), worthWei: amount }),
  fc.record({ kind: fc.constant('lido queue' as const), stEth: amount }),
  fc.record({
    kind: fc.constant('uniswap' as const),
    pool: fc.constant('wstETH/WETH 0.01%' as const),
    tickLower: fc.integer({ min: -800_000, max: 0 }),
    tickUpper: fc.integer({ min: 1, max: 800_000 }),
    liquidity: amount,
  }),
)

test('HELD_2: every holding is read back from its own text', () => {
  fc.assert(
    fc.property(part, one => {
      expect(parseHeld(heldText([one]))).toEqual([one])
    }),
  )
})

test('HELD_3: scaled by one nothing changes, by a half each amount is floored', () => {
  fc.assert(
    fc.property(part, one => {
      expect(scaleHeld([one], 1)).toEqual([one])
    }),
  )
  expect(scaleHeld([{ kind: 'curve', lp: 5n }], 0.5)).toEqual([{ kind: 'curve', lp: 2n }])
})
