import { describe, expect, test } from 'vitest'
import { document, frame, wei } from '../render/markdown.fixture.js'
import { cascadeOf, struckOf, totals, wrongPriceWords } from './cascade.js'
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

type Listed = ReturnType<typeof cascade>['list'][number]

const listed = (coveredEth: number, own = false): Listed =>
  ({
    block: '1',
    account: `0x${coveredEth.toString(16).padStart(40, '0')}`,
    own,
    healthFactorWad: wei(0.99),
    collateral: 'wstETH',
    seizedUnits: wei(coveredEth),
    debt: 'WETH',
    coveredUnits: wei(coveredEth),
    coveredWei: wei(coveredEth),
    lossWei: wei(1),
    badDebtWei: '0',
    outlets: [],
  }) as unknown as Listed

const borrowers = (eligible: number) => ({
  accounts: 30,
  eligible,
  eligibleDebtWei: wei(40),
  underwater: 0,
  shortfallWei: '0',
  lowestHealthFactorWad: wei(0.98),
  rank: 3,
  deficitWei: '0',
})

describe('everyone else', () => {
  const withList = (list: Listed[]) => ({
    cascade: { ...cascade(1, 1), liquidations: list.length, list, unlisted: 0 },
    borrowers: borrowers(0),
  })

  test('this position is listed, however small it is beside 25 others', () => {
    const others = Array.from({ length: 25 }, (_, i) => listed(1_000 + i))
    const text = cascadeOf(
      document({
        frames: [frame(0, { borrowers: borrowers(0) }), frame(1, withList([...others, listed(1, true)]))],
      }),
    )
    expect(text).toContain('**this position**')
    // The largest 19 of the others stand beside it, and the smallest do not.
    expect(text).toContain('1,024.00 WETH')
    expect(text).not.toContain('1,005.00 WETH')
    expect(text).toContain('20 of 26')
  })

  test.each([
    [0, 'When the position was opened, before anyone could act, 2 accounts with 40.000 ETH'],
    [1, 'At the end of day 1, 2 accounts with 40.000 ETH of debt stood below a health factor of 1'],
  ])('below a health factor of 1 on day %i: told with the day', (worst, says) => {
    const frames = [0, 1].map(at => frame(at, { borrowers: borrowers(at === worst ? 2 : 0) }))
    expect(cascadeOf(document({ frames }))).toContain(says)
  })

  test('nobody below it: said, too', () => {
    const frames = [0, 1].map(at => frame(at, { borrowers: borrowers(0) }))
    expect(cascadeOf(document({ frames }))).toContain('No day ended with anyone below a health factor of 1.')
  })
})
