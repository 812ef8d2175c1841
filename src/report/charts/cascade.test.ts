import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { document, type FrameJson, frame, wei } from '../render/markdown.fixture.js'
import { cascadeCharts, leftLine } from './cascade.js'
import type { Page } from './plot.js'

const page = (): Page => parseHTML('<!doctype html><html><body></body></html>').document as Page

type Cascade = NonNullable<FrameJson['cascade']>

const standing = (eligible: number, deficit: number): FrameJson['borrowers'] => ({
  accounts: 41,
  eligible: eligible > 0 ? 1 : 0,
  eligibleDebtWei: wei(eligible),
  underwater: 0,
  shortfallWei: '0',
  lowestHealthFactorWad: wei(0.95),
  rank: 3,
  deficitWei: wei(deficit),
})

const fallen = (changes: Partial<Cascade['list'][number]> = {}): Cascade['list'][number] => ({
  block: '1',
  account: '0x1',
  own: false,
  healthFactorWad: wei(0.96),
  collateral: 'wstETH',
  seizedUnits: wei(80),
  debt: 'WETH',
  coveredUnits: wei(100),
  coveredWei: wei(100),
  lossWei: wei(1),
  bonusWei: wei(1),
  badDebtWei: '0',
  outlets: ['Curve'],
  ...changes,
})

const cascade = (list: Cascade['list'], unlisted = 0): Cascade => ({
  liquidations: list.length + unlisted,
  accounts: list.length,
  seizedWei: wei(101),
  coveredWei: wei(100),
  lossWei: wei(1),
  bonusWei: wei(1),
  wrongPriceWei: '0',
  badDebtWei: '0',
  outlets: [
    { kind: 'curve', where: 'Curve', asset: 'wstETH', amountUnits: wei(40), valueWei: wei(50) },
    {
      kind: 'uniswap',
      where: 'Uniswap wstETH/WETH 0.01%',
      asset: 'wstETH',
      amountUnits: wei(16),
      valueWei: wei(20),
    },
    {
      kind: 'uniswap',
      where: 'Uniswap wstETH/WETH 0.05%',
      asset: 'wstETH',
      amountUnits: wei(8),
      valueWei: wei(10),
    },
    { kind: 'asItIs', where: 'kept as it is', asset: 'WETH', amountUnits: wei(21), valueWei: wei(21) },
  ],
  curvePriceBeforeWad: wei(0.999),
  curvePriceLowestWad: wei(0.955),
  uniswapPriceBeforeWad: wei(1),
  uniswapPriceLowestWad: wei(0.97),
  pools: [],
  list,
  unlisted,
})

const struck = document({
  frames: [
    frame(0, { borrowers: standing(0, 0) }),
    frame(2, {
      borrowers: standing(30, 0),
      cascade: cascade([fallen(), fallen({ coveredWei: wei(900), healthFactorWad: wei(0.91) })], 3),
    }),
    frame(5, {
      borrowers: standing(0, 7),
      cascade: cascade([fallen({ own: true, healthFactorWad: wei(0.94) }), fallen({ badDebtWei: wei(7) })]),
    }),
  ],
})

const chartsOf = (of: typeof struck) => cascadeCharts(of, { page: page(), id: 'c' })

const said = (chart: ReturnType<typeof chartsOf>[number] | undefined): string =>
  [...(chart?.drawn.svg.querySelectorAll('desc') ?? [])].map(({ textContent }) => textContent).join('')

describe('a cascade as pictures', () => {
  test('each liquidation is a mark, this position’s is pointed at, and debt that nobody pays is crossed', () => {
    const [who] = chartsOf(struck)
    const svg = who?.drawn.svg
    expect([...(svg?.querySelectorAll('circle') ?? [])]).toHaveLength(4)
    expect(svg?.outerHTML.match(/▼/g)).toHaveLength(1)
    expect(who?.keys.map(({ colour }) => colour)).toEqual(['blue', 'rust', 'violet'])
    expect(said(who)).toBe(
      '7 liquidations: 5 on day 2 and 2 on day 5. The largest: day 2 at 0.9100, 900 ETH of debt. This position: day 5 at 0.9400, 100 ETH of debt. 3 smaller ones not drawn.',
    )
  })

  test('what was sold adds up over pools of one exchange, and the deepest fall is named', () => {
    const [, sold, fell] = chartsOf(struck)
    expect(said(sold)).toBe('sold on Curve: 100 ETH; sold on Uniswap: 60 ETH; kept: WETH or aTokens: 42 ETH.')
    expect(said(fell)).toBe('Lowest on day 2: 0.9550 on Curve, from 0.9990 just before.')
  })

  test('what is left over has a line of its own; where nothing is, there is none', () => {
    expect(leftLine(struck, 'c')?.description).toBe(
      'At most 30 ETH stood below a health factor of 1 at the end of a day; bad debt came to 7 ETH.',
    )
    expect(leftLine(document({ frames: [frame(0, { borrowers: standing(0, 0) })] }), 'c')).toBeUndefined()
  })

  test('without other borrowers there is no cascade to draw, and without liquidations neither', () => {
    expect(chartsOf(document({ frames: [frame(0), frame(1, { cascade: cascade([fallen()]) })] }))).toEqual([])
    expect(chartsOf(document({ frames: [frame(0, { borrowers: standing(0, 0) })] }))).toEqual([])
  })
})
