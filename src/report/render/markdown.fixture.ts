import type { Document } from '../document.js'
import { verdictOf } from '../verdict/verdict.js'

type Run = Document['runs'][number]
export type FrameJson = Run['frames'][number]
export type WayJson = FrameJson['exits']['ways'][number]
type ClosedJson = FrameJson['exits']['closed'][number]

const DAY = 86_400
const START = 1_765_267_796
const BLOCK = 23_975_177

export const wei = (ether: number): string => String(BigInt(Math.round(ether * 1e9)) * 10n ** 9n)

/** A way that is open: 20 bps within a block, unless said otherwise. */
export const open = (changes: Partial<WayJson> = {}): WayJson => ({
  kind: 'split',
  name: 'split over the pools',
  method: 'flash loan of WETH',
  proceedsWei: wei(99.8),
  costBps: 20,
  earlyDays: 12 / DAY,
  medianDays: 12 / DAY,
  badDays: 12 / DAY,
  aloneDays: 12 / DAY,
  soldShare: null,
  gasUnits: '700000',
  gasWei: '0',
  band: null,
  onFork: null,
  assumed: [],
  ...changes,
})

/** A way that takes five days through Lido's queue, at a small gain. */
export const queued = (changes: Partial<WayJson> = {}): WayJson =>
  open({
    kind: 'queue',
    name: 'Lido’s queue',
    method: '5 rounds',
    costBps: -3,
    proceedsWei: wei(100.03),
    earlyDays: 5,
    medianDays: 5,
    badDays: 9,
    aloneDays: 5,
    assumed: ['rewards go on'],
    ...changes,
  })

export const closed = (name: string, reason: string): ClosedJson => ({ kind: 'queue', name, reason })

/** Exits as they are printed. */
export const exitsOf = (ways: readonly WayJson[], shut: readonly ClosedJson[] = []): FrameJson['exits'] => ({
  effort: 'full',
  ways: [...ways],
  closed: [...shut],
})

/** A loop worth 100 ether on a day without events. */
export const frame = (dayNumber: number, changes: Partial<FrameJson> = {}): FrameJson => ({
  atSeconds: dayNumber * DAY,
  block: String(BLOCK + dayNumber),
  timestamp: START + dayNumber * DAY,
  healthFactorWad: wei(1.25),
  lowestHealthFactorWad: wei(1.25),
  equityWei: wei(100),
  layers: [
    { kind: 'wallet', asset: 'stETH', amountUnits: '1', valueWei: '1' },
    { kind: 'aave.supply', asset: 'wstETH', amountUnits: wei(320), collateral: true, valueWei: wei(400) },
    { kind: 'aave.debt', asset: 'WETH', amountUnits: wei(300), valueWei: wei(-300) },
  ],
  shareRateWad: wei(1.25),
  trueShareRateWad: wei(1.25),
  knownShareRateWad: wei(1.25),
  bunker: false,
  wstEthPriceBase: '375000000000',
  etherPriceBase: '300000000000',
  usdcPriceBase: '100000000',
  curvePriceWad: wei(0.9996),
  lowestCurvePriceWad: wei(0.9996),
  uniswapPriceWad: wei(1),
  wethUtilisationRay: String(7n * 10n ** 26n),
  wethBorrowRateRay: String(2n * 10n ** 25n),
  wethFreeWei: wei(900_000),
  withdrawalQueueWei: '0',
  exitQueueWei: wei(1_000),
  liquidity: null,
  ownGasWei: '0',
  gasPriceWei: '1000000000',
  soldNowWei: wei(99.8),
  exits: exitsOf([
    open({
      band: { halfDepthBps: 31, twiceDepthBps: 15 },
      onFork: { proceedsWei: wei(99.8), gasUnits: '500000' },
    }),
    queued(),
  ]),
  events: [],
  borrowers: null,
  cascade: null,
  ...changes,
})

const quantity = (name: string, compared: number) => ({
  name,
  maxDifference: '0',
  compared,
  where: null,
  atSeconds: null,
})

type Changes = Partial<Omit<Document, 'verdict'>> & {
  readonly frames?: readonly FrameJson[]
  readonly worlds?: 1 | 2
}

/** A report of a loop that ran for three quiet days in both worlds. */
export const document = ({ frames, worlds = 2, ...changes }: Changes = {}): Document => {
  const seen = [...(frames ?? [0, 1, 2, 3].map(day => frame(day)))]
  const run = (world: Run['world']): Run => ({ world, openingCostWei: wei(0.05), frames: seen })
  const base: Omit<Document, 'verdict'> = {
    plimsoll: '0.1.0',
    strategy: { name: 'wsteth-loop', about: 'Borrows to stake.', params: { asset: 'ETH', size: 100 } },
    scenario: {
      name: 'calm',
      title: 'calm',
      severity: 1,
      about: 'Nothing happens.',
      source: 'none',
      assumed: ['all is quiet'],
      family: 'baseline',
      mode: null,
      parts: [],
      known: [],
    },
    management: null,
    provenance: {
      origin: 'embedded',
      chainId: 1,
      block: String(BLOCK),
      timestamp: START,
      stateHash: 'ab12',
      aave: 'Aave v3.6.0',
      verified: true,
      population: { kind: 'none', accounts: 0, seed: null, source: 'nobody', assumed: true },
      without: [],
      rules: [
        { protocol: 'lido', version: '4', since: '2026-07-12', ofDay: '2', chosen: false },
        { protocol: 'etherfi', version: '2025', since: '2025-12-06', ofDay: '2025', chosen: false },
      ],
      day: '2025-12-09',
      seed: [
        {
          id: 'curve.eth',
          figure: 'Curve ETH',
          value: '200000',
          unit: 'ETH',
          source: 'Kaiko',
          asOf: '2023-09',
          standing: 'assumed',
          range: '100000 to 400000',
        },
        {
          id: 'curve.feeBps',
          figure: 'Curve fee',
          value: '4000000',
          unit: '',
          source: 'read on chain',
          asOf: '2022-10-14',
          standing: 'recorded',
          range: null,
        },
      ],
      assumed: ['a liquidator has funds'],
    },
    runs: worlds === 2 ? [run('fork'), run('model')] : [run('model')],
    measures: {
      liquidated: { ok: true, value: 0, unit: 'flag' },
      liquidationLossEth: { ok: true, value: 0, unit: 'ETH' },
      equityChangeEth: { ok: true, value: 1.5, unit: 'ETH' },
      netApy: { ok: true, value: 0.0456, unit: 'per year' },
    },
    together: [],
    exposures: { stands: [], marketShares: { asOf: '2025-11-03', source: 'a source' } },
    sensitivities: [
      {
        id: 'etherPrice',
        factor: 'ETH/USD',
        unit: 'USD per ETH',
        today: 3_000,
        atLiquidation: null,
        reason: 'it cancels out',
      },
      {
        id: 'shareRate',
        factor: 'share rate',
        unit: 'ETH per wstETH',
        today: 1.25,
        atLiquidation: 1,
        reason: 'slashing',
      },
      {
        id: 'threshold',
        factor: 'threshold',
        unit: 'bps',
        today: 9_500,
        atLiquidation: 7_600,
        reason: 'governance',
      },
      {
        id: 'borrowRate',
        factor: 'rate',
        unit: 'per year',
        today: 0.0187,
        atLiquidation: 0.261,
        reason: 'interest',
      },
      { id: 'carry', factor: 'carry', unit: 'days', today: 0, atLiquidation: 1_460, reason: 'interest' },
    ],
    exitsBySize: [],
    healthMaps: [],
    carry: [],
    loadLine: null,
    reconciliation: {
      quantities: worlds === 2 ? [quantity('health factor', 1_000), quantity('wallets', 234)] : [],
    },
    ...changes,
  }
  return {
    ...base,
    verdict: base.runs.length === 0 ? verdictOf({ ...base, runs: [run('model')] }) : verdictOf(base),
  }
}
