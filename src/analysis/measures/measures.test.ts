import { describe, expect, test } from 'vitest'
import { smallMarket } from '../../market/market.fixture.js'
import { refusal } from '../../position/refusal.js'
import { calm } from '../../scenario/library/calm.js'
import type { FrameExits, WayOut } from '../../simulation/exitPlanner.js'
import type { Frame } from '../../simulation/frame.js'
import type { Run } from '../../simulation/run.js'
import { measureRun } from './measures.js'

const WAD = 10n ** 18n

const way = (costBps: number, medianDays: number, badDays = medianDays): WayOut => ({
  way: { kind: 'split' },
  plan: { method: 'sold', legs: [], assumed: [] },
  proceedsWei: 100n * WAD - (BigInt(costBps) * WAD) / 100n,
  costBps,
  earlyDays: medianDays,
  medianDays,
  badDays,
  aloneDays: medianDays,
  soldShare: null,
  sold: [],
  gasUnits: 0n,
  gasWei: 0n,
  band: null,
  onFork: null,
  assumed: [],
})

/** Exits that are planned in full already; with nothing cheaper to ask. */
const exitsOf = (...ways: readonly WayOut[]): FrameExits => {
  const closed =
    ways.length === 0 ? [{ way: { kind: 'split' }, refusal: refusal('noVenue', {}) } as const] : []
  return { frontier: () => ({ effort: 'full', ways, closed }), keeping: () => undefined }
}

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
  exits: exitsOf(way(40, 0), way(-1, 5, 8)),
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
    expect(cells['minHealthFactor']).toEqual({
      ok: false,
      value: null,
      reason: 'the position never had debt',
    })
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

  test('each patience has its own worst moment', () => {
    const dear = frame({ exits: exitsOf(way(900, 0), way(12, 20)) })
    const cells = measured(frame(), dear)
    expect(cells['exitNowBps']).toEqual({ ok: true, value: 900, unit: 'bps' })
    expect(cells['exitWithin7dBps']).toEqual({ ok: true, value: 900, unit: 'bps' })
    expect(cells['exitWithin30dBps']).toEqual({ ok: true, value: 12, unit: 'bps' })
    expect(cells['soldNowEth']).toEqual({ ok: true, value: 91, unit: 'ETH' })
  })

  test('the longest exit is of the quickest way that costs little more than the cheapest', () => {
    const slow = frame({ exits: exitsOf(way(60, 0), way(20, 10, 12), way(11, 40, 50)) })
    const cells = measured(frame(), slow)
    expect(cells['longestExitDays']).toEqual({ ok: true, value: 10, unit: 'days' })
    expect(cells['longestExitDaysBad']).toEqual({ ok: true, value: 12, unit: 'days' })
  })

  test('where no way ends in time there is no number, and never 0: when and why', () => {
    const late = frame({ at: 3 * 86_400, exits: exitsOf(way(12, 50)) })
    const cells = measured(frame(), late)
    const why = (patience: string) => ({
      ok: false,
      value: null,
      reason: `day 3: no way out ends ${patience}`,
    })
    expect(cells['exitNowBps']).toEqual(why('at once'))
    expect(cells['soldNowEth']).toEqual(why('at once'))
    expect(cells['exitWithin30dBps']).toEqual(why('within 30 days'))
    expect(cells['exitEverBps']).toEqual({ ok: true, value: 12, unit: 'bps' })
    const shut = measured(frame(), frame({ at: 4 * 86_400, exits: exitsOf() }))
    expect(shut['exitEverBps']).toEqual({ ok: false, value: null, reason: 'day 4: no way out is open' })
    expect(shut['longestExitDays']).toEqual({ ok: false, value: null, reason: 'day 4: no way out is open' })
  })

  test('illiquidDays counts the days on which no way keeps to 500 bps and 30 days', () => {
    const dear = (at: number) => frame({ at: at * 86_400, exits: exitsOf(way(501, 0), way(2, 31)) })
    const cells = measured(frame(), dear(1), dear(1.5), dear(2))
    expect(cells['illiquidDays']).toEqual({ ok: true, value: 2, unit: 'days' })
    expect(measured(frame())['illiquidDays']).toEqual({ ok: true, value: 0, unit: 'days' })
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
    expect(measured()['rateKnownWrongBps']).toEqual({
      ok: false,
      value: null,
      reason: 'no frame was recorded',
    })
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
    expect(at(null)['againstHoldingEth']).toEqual({
      ok: false,
      value: null,
      reason: 'no liquidity was provided',
    })
  })
})
