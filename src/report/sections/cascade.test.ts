import { describe, expect, test } from 'vitest'
import { document, frame, wei } from '../render/markdown.fixture.js'
import { struckOf, totals, wrongPriceWords } from './cascade.js'
import { reading } from './read.js'

const cascade = (loss: number, bonus: number) => ({
  liquidations: 2,
  accounts: 2,
  seizedWei: wei(100 + loss),
  coveredWei: wei(100),
  lossWei: wei(loss),
  bonusWei: wei(bonus),
  wrongPriceWei: String(BigInt(wei(loss)) - BigInt(wei(bonus))),
  badDebtWei: '0',
  outlets: [],
  curvePriceBeforeWad: wei(1),
  curvePriceLowestWad: wei(1),
  uniswapPriceBeforeWad: wei(1),
  uniswapPriceLowestWad: wei(1),
  pools: [],
  list: [],
  unlisted: 2,
})

const framesOf = (changes: Parameters<typeof frame>[1]) =>
  reading(document({ frames: [frame(0), frame(1, changes)] })).frames

const told = (loss: number, bonus: number): string =>
  totals(struckOf(framesOf({ cascade: cascade(loss, bonus) })))

describe('what liquidations came to', () => {
  test('a right price: all of the loss is bonus', () => {
    expect(told(1, 1)).toContain('at a loss of 1.000 ETH to whose it was, all of it bonus.')
  })

  test('a price below fair value: the loss is split', () => {
    expect(told(4, 1)).toContain(
      'at a loss of 4.000 ETH to whose it was: 1.000 ETH of bonus, and 3.000 ETH because Aave priced what was seized below its fair value.',
    )
  })

  test('a price above it: the bonus is larger than the loss', () => {
    expect(told(1, 3)).toContain('3.000 ETH of bonus by Aave’s prices, less 2.000 ETH')
  })

  test('the health factor below which a wrong price made loops liquidatable', () => {
    expect(wrongPriceWords(framesOf({}))).toBe('')
    // 3,642.75 dollars for what the rate says is worth 3,750.
    expect(wrongPriceWords(framesOf({ wstEthPriceBase: '364275000000' }))).toContain(
      '2.86 % below its share rate (day 1): loops against ether became liquidatable below a health factor, at the rate, of 1.0294.',
    )
  })
})
