import { describe, expect, test } from 'vitest'
import { smallMarket } from '../../market/market.fixture.js'
import { calm } from '../../scenario/library/calm.js'
import type { ExitQuote, Frame } from '../../simulation/frame.js'
import type { Run } from '../../simulation/run.js'
import { measureRun } from './measures.js'

const WAD = 10n ** 18n

const exit = (route: 'curve' | 'uniswap' | 'queue', costBps: number, days: number): ExitQuote => ({
  route,
  possible: true,
  method: 'sold',
  proceedsWei: 1n,
  costBps,
  days,
  daysBadCase: days,
  gasUnits: 1n,
  gasWei: 1n,
  measuredGasUnits: 1n,
  band: null,
  assumed: [],
})

const closed = (route: 'curve' | 'uniswap' | 'queue', reason: string): ExitQuote => ({
  route,
  possible: false,
  reason,
})

const frame = (overrides: Partial<Frame> = {}): Frame => ({
  at: 0,
  block: 1n,
  timestamp: 1,
  healthFactorWad: 2n * WAD,
  healths: [],
  lowestHealthFactorWad: 2n * WAD,
  equityWei: 100n * WAD,
  layers: [],
  shareRateWad: WAD,
  trueShareRateWad: 10n ** 18n,
  knownShareRateWad: 10n ** 18n,
  bunker: false,
  wstEthPriceBase: 1n,
  etherPriceBase: 1n,
  curvePriceWad: WAD,
  lowestCurvePriceWad: WAD,
  usdcPriceBase: 10n ** 8n,
  uniswapPriceWad: WAD,
  wethUtilisationRay: 0n,
  wethBorrowRateRay: 0n,
  wethFreeWei: 0n,
  withdrawalQueueWei: 0n,
  exitQueueWei: 0n,
  liquidity: null,
  ownGasWei: 0n,
  gasPriceWei: 0n,
  exits: [exit('curve', 60, 0), exit('uniswap', 40, 0), exit('queue', -1, 5)],
  events: [],
  borrowers: null,
  cascade: null,
  ...overrides,
})

const measured = (...frames: readonly Frame[]) => {
  const run: Run = { world: 'fork', scenario: calm, market: smallMarket(), openingCostWei: 0n, frames }
  return measureRun(run)
}

const liquidation = (lossWei: bigint) =>
  ({
    kind: 'liquidation',
    block: 2n,
    collateral: 'wstETH',
    seized: 1n,
    debt: 'WETH',
    covered: 1n,
    lossWei,
  }) as const

describe('measures', () => {
  test('minHealthFactor is the lowest at any block, not only at frames', () => {
    const cells = measured(frame(), frame({ lowestHealthFactorWad: (9n * WAD) / 10n, healthFactorWad: WAD }))
    expect(cells['minHealthFactor']).toEqual({ ok: true, value: 0.9, unit: 'ratio' })
  })

  test('minHealthFactor says why there is none', () => {
    const cells = measured(frame({ healthFactorWad: null, lowestHealthFactorWad: null }))
    expect(cells['minHealthFactor']).toEqual({ ok: false, reason: 'the position never had debt' })
  })

  test('liquidated and its loss add up over all events', () => {
    const cells = measured(frame(), frame({ events: [liquidation(WAD), liquidation(WAD / 2n)] }))
    expect(cells['liquidated']).toEqual({ ok: true, value: 1, unit: 'flag' })
    expect(cells['liquidationLossEth']).toEqual({ ok: true, value: 1.5, unit: 'ETH' })
  })

  test('without a liquidation both are zero', () => {
    const cells = measured(frame())
    expect(cells['liquidated']).toEqual({ ok: true, value: 0, unit: 'flag' })
    expect(cells['liquidationLossEth']).toEqual({ ok: true, value: 0, unit: 'ETH' })
  })

  test('exitCostBps is the cheapest route at the worst frame, exitDays the fastest', () => {
    const worse = frame({ exits: [exit('curve', 900, 0), closed('uniswap', 'dry'), exit('queue', 12, 50)] })
    const cells = measured(frame(), worse)
    expect(cells['exitCostBps']).toEqual({ ok: true, value: 12, unit: 'bps' })
    expect(cells['exitDays']).toEqual({ ok: true, value: 0, unit: 'days' })
    expect(cells['exitCostBps.curve']).toEqual({ ok: true, value: 900, unit: 'bps' })
    expect(cells['exitDays.queue']).toEqual({ ok: true, value: 50, unit: 'days' })
  })

  test('a route that closes at any frame is no number, and says when and why', () => {
    const shut = frame({
      at: 3 * 86_400,
      exits: [closed('curve', 'a'), closed('uniswap', 'dry'), closed('queue', 'b')],
    })
    const cells = measured(frame(), shut)
    expect(cells['exitCostBps.uniswap']).toEqual({ ok: false, reason: 'day 3: dry' })
    expect(cells['exitCostBps']).toEqual({ ok: false, reason: 'day 3: no route was open' })
  })

  test('equityChangeEth and netApy compare the last frame with the first', () => {
    const cells = measured(frame(), frame({ at: 73 * 86_400, equityWei: 101n * WAD }))
    expect(cells['equityChangeEth']).toEqual({ ok: true, value: 1, unit: 'ETH' })
    const apy = cells['netApy']
    // A fifth of a year.
    expect(apy?.ok && apy.value).toBeCloseTo(1.01 ** 5 - 1, 12)
  })

  test('netApy of a run without length, or of nothing, is no number', () => {
    expect(measured(frame())['netApy']).toMatchObject({ ok: false })
    expect(measured(frame(), frame({ at: 86_400, equityWei: -1n }))['netApy']).toMatchObject({ ok: false })
  })
})

describe('the rate that is known', () => {
  const day = 86_400
  const known = (at: number, shortOf: bigint): Frame =>
    frame({ at: at * day, knownShareRateWad: WAD - shortOf })

  test('counts the days it was more than a basis point below the one on chain, and the worst of them', () => {
    const cells = measured(
      known(0, 0n),
      known(1, WAD / 1_000n),
      known(3, WAD / 500n),
      known(4, 0n),
      known(9, 0n),
    )
    expect(cells['daysRateKnownWrong']).toEqual({ ok: true, value: 3, unit: 'days' })
    expect(cells['rateKnownWrongBps']).toEqual({ ok: true, value: 20, unit: 'bps' })
  })

  test('what one report brings is not wrong: a basis point or less, or a rate above the one on chain', () => {
    const cells = measured(known(0, WAD / 10_000n), known(1, -WAD / 100n), known(2, 0n))
    expect(cells['daysRateKnownWrong']).toEqual({ ok: true, value: 0, unit: 'days' })
    expect(cells['rateKnownWrongBps']).toEqual({ ok: true, value: 1, unit: 'bps' })
  })

  test('without a frame there is no rate', () => {
    expect(measured()['rateKnownWrongBps']).toEqual({ ok: false, reason: 'no frame was recorded' })
  })
})

describe('liquidity', () => {
  const at = (liquidity: Frame['liquidity']) => measured(frame({ liquidity: null }), frame({ liquidity }))

  test('fees and impermanent loss add up to what liquidity brought against holding', () => {
    const cells = at({ valueWei: 98n * WAD, feesWei: 1n * WAD, heldWei: 100n * WAD, inRange: true })
    expect(cells['againstHoldingEth']).toEqual({ ok: true, value: -2, unit: 'ETH' })
    expect(cells['feesWaitingEth']).toEqual({ ok: true, value: 1, unit: 'ETH' })
    expect(cells['impermanentLossEth']).toEqual({ ok: true, value: 3, unit: 'ETH' })
  })

  test('none where nothing was provided', () => {
    expect(at(null)['againstHoldingEth']).toEqual({ ok: false, reason: 'no liquidity was provided' })
  })
})
