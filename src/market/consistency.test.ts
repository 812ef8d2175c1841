import { describe, expect, test } from 'vitest'
import { contradictions } from './consistency.js'
import { marketFileText, readMarketFile } from './file.js'
import { MarketFormatError, marketToJson } from './json.js'
import { consistentMarket, smallMarket } from './market.fixture.js'

type Tree = { [key: string]: Tree }

/** The text of a market file with the value at a path replaced. */
const altered = (path: string, value: unknown): string => {
  const file = JSON.parse(marketFileText(consistentMarket())) as Tree
  const keys = path.split('/')
  const last = keys.pop() ?? ''
  const inner = keys.reduce((at, key) => at[key] as Tree, file)
  inner[last] = value as Tree
  return JSON.stringify(file)
}

const E300 = `${10n ** 300n}n`

const ALTERED: readonly (readonly [path: string, value: unknown])[] = [
  ['aave/reserves/WETH/liquidationThresholdBps', 9_999],
  ['aave/reserves/WETH/liquidationThresholdBps', 999_999],
  ['aave/reserves/WETH/ltvBps', 8_301],
  ['aave/reserves/WETH/decimals', 1_000],
  ['aave/reserves/WETH/id', 9_999],
  ['aave/reserves/WETH/asset', 'DOGE'],
  ['aave/reserves/WETH/liquidityIndexRay', '0n'],
  ['aave/reserves/WETH/borrowIndexRay', '-1n'],
  ['aave/reserves/WETH/priceBase', '0n'],
  ['aave/reserves/WETH/priceBase', E300],
  ['aave/reserves/WETH/supplyScaled', '0n'],
  ['aave/reserves/WETH/debtScaled', '-5n'],
  ['aave/reserves/WETH/lastUpdate', 1_999_999_999],
  ['aave/reserves/WETH/optimalUsageBps', 0],
  ['aave/accounts', {}],
  ['aave/eModes', {}],
  ['aave/eModes/1/ltvBps', 9_501],
  ['lido/totalShares', '0n'],
  ['lido/feeBps', 20_000],
  ['lido/version', 99],
  ['lido/externalShares', '999n'],
  ['lido/lastReport', 1_999_999_999],
  ['lido/queue/lastFinalizedRequestId', 7],
  ['lido/queue/requests/1/id', 2],
  ['curve/adminBalances', []],
  ['curve/initialA', '0n'],
  ['curve/fee', '10000000000n'],
  ['curve/lpSupply', '0n'],
  ['ethereum/fork', 'dencun2'],
  ['ethereum/stakedEther', '0n'],
  ['chainlink/feeds', {}],
  ['block/number', '-1n'],
  ['wallets/0xAB', { WETH: '1n' }],
  ['etherfi/totalShares', '1n'],
  ['marketFile', 2],
  ['marketFile', undefined],
  ['marketFile', 'constructor'],
  ['stranger', 1],
]

describe('a market file', () => {
  test('gives back the market that was written', () => {
    const market = consistentMarket()
    expect(contradictions(market)).toEqual([])
    expect(readMarketFile(marketFileText(market))).toStrictEqual(market)
  })

  test.each(ALTERED)('%s = %j: refused', (path, value) => {
    expect(() => readMarketFile(altered(path, value))).toThrow(MarketFormatError)
  })

  test.each([
    ['a pool of another fee', 'fee', 3_000],
    ['a spacing of 0', 'tickSpacing', 0],
    ['no price', 'sqrtPriceX96', '1n'],
    ['no ticks', 'ticks', []],
    ['another token', 'token0', 'USDC'],
  ])('%s: refused', (_, field, value) => {
    const file = JSON.parse(marketFileText(consistentMarket())) as Tree
    const pool = file['uniswap']?.['wstETH/WETH 0.01%'] as Tree
    pool[field] = value as unknown as Tree
    expect(() => readMarketFile(JSON.stringify(file))).toThrow('not consistent')
  })

  test.each(['', 'null', '[]', '5', '{', '"x"', marketToJson(smallMarket())])('%.20s: refused', text => {
    expect(() => readMarketFile(text)).toThrow(MarketFormatError)
  })
})
