import { expect, test } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { type Cascade, joined, type Liquidation } from './cascade.js'

const liquidation = (block: bigint): Liquidation => ({
  block,
  account: '0x00000000000000000000000000000000000000aa',
  healthFactorWad: WAD,
  collateral: 'wstETH',
  seized: 1n,
  debt: 'WETH',
  covered: 1n,
  coveredWei: 1n,
  badDebtWei: 0n,
  lossWei: 0n,
  bonusWei: 0n,
  outlets: [],
})

const cascade = (changes: Partial<Cascade>): Cascade => ({
  liquidations: [],
  badDebtWei: 0n,
  curvePriceBeforeWad: 100n,
  curvePriceLowestWad: 100n,
  uniswapPriceBeforeWad: 200n,
  uniswapPriceLowestWad: 200n,
  pools: [],
  ...changes,
})

const first = cascade({
  liquidations: [liquidation(7n), liquidation(7n)],
  badDebtWei: 3n,
  curvePriceLowestWad: 90n,
  uniswapPriceLowestWad: 150n,
  pools: [{ asset: 'rETH', beforeWad: 50n, lowestWad: 45n }],
})
const second = cascade({
  liquidations: [liquidation(8n)],
  badDebtWei: 4n,
  curvePriceBeforeWad: 90n,
  curvePriceLowestWad: 80n,
  uniswapPriceBeforeWad: 150n,
  uniswapPriceLowestWad: 170n,
  pools: [
    { asset: 'rETH', beforeWad: 45n, lowestWad: 40n },
    { asset: 'weETH', beforeWad: 30n, lowestWad: 29n },
  ],
})

test('two blocks: every liquidation of both, bad debt added, prices from before the first to the lowest of either', () => {
  expect(joined(first, second)).toEqual({
    liquidations: [liquidation(7n), liquidation(7n), liquidation(8n)],
    badDebtWei: 7n,
    curvePriceBeforeWad: 100n,
    curvePriceLowestWad: 80n,
    uniswapPriceBeforeWad: 200n,
    uniswapPriceLowestWad: 150n,
    pools: [
      { asset: 'rETH', beforeWad: 50n, lowestWad: 40n },
      { asset: 'weETH', beforeWad: 30n, lowestWad: 29n },
    ],
  })
})

test('many blocks, joined in any grouping, are the same cascade; a block without one adds nothing', () => {
  const third = cascade({ liquidations: [liquidation(9n)], curvePriceLowestWad: 85n })
  expect(joined(joined(first, second), third)).toEqual(joined(first, joined(second, third)))
  expect(joined(undefined, second)).toBe(second)
  expect(joined(first, undefined)).toBe(first)
  expect(joined(undefined, undefined)).toBeUndefined()
})
