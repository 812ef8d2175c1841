import { describe, expect, test } from 'vitest'
import { MarketFormatError, marketFromJson, marketToJson } from './json.js'
import { smallMarket } from './market.fixture.js'

const pathOf = (text: string): string => {
  try {
    marketFromJson(text)
  } catch (error) {
    if (error instanceof MarketFormatError) return error.path
    throw error
  }
  return 'nothing wrong'
}

/** The market's text with one value changed, deep inside. */
const broken = (change: (market: Record<string, Record<string, unknown>>) => void): string => {
  const market = JSON.parse(marketToJson(smallMarket())) as Record<string, Record<string, unknown>>
  change(market)
  return JSON.stringify(market)
}

describe('marketToJson', () => {
  test('writes bigints as decimals with an n and sorts keys', () => {
    const text = marketToJson(smallMarket())
    expect(text.startsWith('{"aave":{"accounts":{"0x')).toBe(true)
    expect(text).toContain('"block":{"number":"23975177n","timestamp":1765267796}')
    expect(text).toContain('"answer":"-1n"')
  })

  test('does not depend on the order in which a market was put together', () => {
    const market = smallMarket()
    const reversed = Object.fromEntries(Object.entries(market).reverse()) as typeof market
    expect(Object.keys(reversed)[0]).toBe('wallets')
    expect(marketToJson(reversed)).toBe(marketToJson(market))
  })
})

describe('marketFromJson', () => {
  test('gives back the very market', () => {
    const market = smallMarket()
    expect(marketFromJson(marketToJson(market))).toStrictEqual(market)
    expect(marketToJson(marketFromJson(marketToJson(market)))).toBe(marketToJson(market))
  })

  test('names the place of a number that should be a bigint', () => {
    const text = broken(market => {
      market['lido'] = { ...market['lido'], totalShares: 10 }
    })
    expect(pathOf(text)).toBe('lido.totalShares')
    expect(() => marketFromJson(text)).toThrow(
      'Not a market: lido.totalShares is 10, not an integer as text, like "12n".',
    )
  })

  test('names what is missing and what is not known', () => {
    expect(pathOf(broken(market => delete market['curve']?.['fee']))).toBe('curve.fee')
    const stranger = broken(market => {
      market['ethereum'] = { ...market['ethereum'], churn: '1n' }
    })
    expect(pathOf(stranger)).toBe('ethereum.churn')
  })

  test('finds a fault inside lists and keyed records', () => {
    const inList = broken(market => {
      market['ethereum'] = {
        ...market['ethereum'],
        slashings: [
          {
            at: 1.5,
            balance: '5n',
            others: '0n',
            effectiveBalance: '5n',
            exitsFrom: 5,
            exitsUntil: 6,
            withdrawableAt: 6,
          },
        ],
      }
    })
    expect(pathOf(inList)).toBe('ethereum.slashings.0.at')
    const inRecord = broken(market => {
      market['shareRates'] = { rETH: '01n' }
    })
    expect(pathOf(inRecord)).toBe('shareRates.rETH')
  })

  test('refuses a text that is no JSON, and one that is no object', () => {
    expect(pathOf('{')).toBe('')
    expect(() => marketFromJson('[]')).toThrow('Not a market: the text is a list, not an object.')
  })
})
