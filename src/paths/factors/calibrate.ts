import { ln } from '../kernel/exponential.js'
import { correlationMatrix, factorise } from './correlation.js'
import { fitDiscount, scaledDiscount } from './discount.js'
import { fitPrice, type JumpDiffusion, type Jumps } from './ether.js'
import { assumed } from './figure.js'
import { CORRELATED, type Parameters, STAKED, type Staked } from './parameters.js'
import { type PathRecord, packed } from './record.js'
import { fitReverting, type Reverting } from './reverting.js'
import { fitGrowth, lidoSlashings, type ShareRate } from './shareRate.js'
import { readSeries, SOURCES, type Texts } from './sources.js'

/** By how much other tokens' discounts are unsteadier than stETH's, and their slashings likelier; judged by depth. */
const TIMES: Readonly<Record<Staked, number>> = {
  stETH: 1,
  rETH: 1.5,
  weETH: 1.5,
  cbETH: 2,
  osETH: 2,
  rsETH: 3,
  ezETH: 4,
}

/** Ether staked in all (2026-08-22) and by Lido (2025-11-03), facts.md B.6 and C.1. */
const STAKE = { totalEther: 42_228_608, poolEther: 8_589_847 }

const BITCOIN = 'no series here; about two thirds of ether’s figures'
const BITCOIN_OF_ETHER = 0.68
const bitcoinJumps = ({ perYear, mean, sd }: Jumps): Jumps => ({
  perYear: assumed(perYear.value, BITCOIN),
  mean: assumed(mean.value * BITCOIN_OF_ETHER, BITCOIN),
  sd: assumed(sd.value * BITCOIN_OF_ETHER, BITCOIN),
})
const bitcoinOf = ({ vol, stirs, crashes }: JumpDiffusion): JumpDiffusion => ({
  vol: assumed(vol.value * BITCOIN_OF_ETHER, BITCOIN),
  stirs: bitcoinJumps(stirs),
  crashes: bitcoinJumps(crashes),
})

const DEPEG =
  'facts.md C.2, March 2023: a low of 0.87 and two days to recover; once in the six years of the record'
const DOLLAR: Reverting = {
  mean: assumed(1, DEPEG),
  speedPerYear: assumed(365, DEPEG),
  volPerRootYear: assumed(0.012, 'noise of about 4 bps around one dollar'),
  jumpsPerYear: assumed(1 / 6, DEPEG),
  jumpMean: assumed(-0.07, DEPEG),
  jumpSd: assumed(0.04, DEPEG),
  low: 0.5,
  high: 1.02,
}

const USDC = 'no daily series here; WETH’s figures around USDC’s recorded level of 80 to 90 %'
const usdcOf = (weth: Reverting): Reverting => ({
  ...weth,
  mean: assumed(0.85, USDC),
  speedPerYear: assumed(weth.speedPerYear.value, USDC),
  volPerRootYear: assumed(weth.volPerRootYear.value, USDC),
  jumpsPerYear: assumed(weth.jumpsPerYear.value, USDC),
  jumpMean: assumed(weth.jumpMean.value, USDC),
  jumpSd: assumed(weth.jumpSd.value, USDC),
})

/** Noise of bitcoin goes with ether's; 0.8 is a usual figure of daily returns, assumed. */
const BITCOIN_WITH_ETHER = 0.8

const withBitcoin = (matrix: number[][]): number[][] => {
  const i = CORRELATED.indexOf('bitcoin')
  for (const [j, row] of matrix.entries()) {
    const value = j === i ? 1 : BITCOIN_WITH_ETHER * (matrix[0]?.[j] ?? 0)
    row[i] = value
    if (matrix[i]) (matrix[i] as number[])[j] = value
  }
  return matrix
}

const shareRatesOf = (own: ShareRate): Parameters['shareRates'] => {
  const other = (token: Staked): ShareRate => ({
    growthPerYear: assumed(own.growthPerYear.value, 'stETH’s'),
    slashings: own.slashings.map(one => ({
      ...one,
      perYear: assumed(one.perYear.value * TIMES[token], 'stETH’s, times a factor'),
    })),
  })
  return Object.fromEntries(
    STAKED.map(token => [token, token === 'stETH' ? own : other(token)]),
  ) as Parameters['shareRates']
}

const fitAll = (series: ReturnType<typeof readSeries>) => {
  const { ether, stEthDiscount, wethUtilisation, stEthRate, gasGwei, exitQueueEther } = series
  const logs = (values: ReadonlyMap<string, number>, of: (value: number) => number) =>
    new Map([...values].map(([day, value]) => [day, ln(of(value))]))
  return {
    price: fitPrice(ether, SOURCES.ether),
    discount: fitDiscount(stEthDiscount, ether, {
      since: SOURCES.stEthDiscount,
      before: SOURCES.stEthBefore,
    }),
    weth: fitReverting(wethUtilisation, { source: SOURCES.wethUtilisation, low: 0, high: 1 }),
    gas: fitReverting(
      logs(gasGwei, value => value),
      { source: SOURCES.gasGwei, low: -4, high: 8 },
    ),
    queue: fitReverting(
      logs(exitQueueEther, value => 1 + value / 1_000),
      {
        source: SOURCES.exitQueueEther,
        low: 0,
        high: 10,
      },
    ),
    growth: fitGrowth(stEthRate, SOURCES.stEthRate),
  }
}

const recordOf = (series: ReturnType<typeof readSeries>, asOf: string): PathRecord => ({
  asOf,
  columns: {
    ether: packed(series.ether, 1e-2, SOURCES.ether),
    etherLow: packed(series.etherLow, 1e-2, SOURCES.ether),
    stEthDiscount: packed(series.stEthDiscount, 1e-6, `${SOURCES.stEthBefore}; ${SOURCES.stEthDiscount}`),
    wethUtilisation: packed(series.wethUtilisation, 1e-6, SOURCES.wethUtilisation),
    wethBorrowRate: packed(series.wethBorrowRate, 1e-7, SOURCES.wethUtilisation),
    stEthRate: packed(series.stEthRate, 1e-9, SOURCES.stEthRate),
    gasGwei: packed(series.gasGwei, 1e-2, SOURCES.gasGwei),
    exitQueueEther: packed(series.exitQueueEther, 1, SOURCES.exitQueueEther),
  },
})

/** Parameters and packed record from the series' texts. Throws CorrelationError, or SeriesError for a text that is none. */
export const calibrate = (texts: Texts): { readonly parameters: Parameters; readonly record: PathRecord } => {
  const series = readSeries(texts)
  const { price, discount, weth, gas, queue, growth } = fitAll(series)
  const noise = {
    ether: price.innovations,
    'stETH discount': discount.innovations,
    'WETH utilisation': weth.innovations,
    'exit queue': queue.innovations,
    'USDC utilisation': undefined,
    dollar: undefined,
    bitcoin: undefined,
    gas: gas.innovations,
  } satisfies Record<(typeof CORRELATED)[number], unknown>
  const correlation = withBitcoin(correlationMatrix(CORRELATED.map(name => noise[name])))
  factorise(correlation)
  const asOf =
    [...Object.values(series)]
      .flatMap(one => [...one.keys()].at(-1) ?? [])
      .sort()
      .at(-1) ?? ''
  const discounts = Object.fromEntries(
    STAKED.map(token => [
      token,
      token === 'stETH' ? discount.since : scaledDiscount(discount.since, TIMES[token]),
    ]),
  ) as Parameters['discounts']
  const parameters: Parameters = {
    name: `calibrated-${asOf}`,
    asOf,
    ether: price.factor,
    bitcoin: bitcoinOf(price.factor),
    dollar: DOLLAR,
    discounts,
    discountBeforeWithdrawals: discount.before,
    shareRates: shareRatesOf({ growthPerYear: growth, slashings: lidoSlashings(STAKE) }),
    wethUtilisation: weth.factor,
    usdcUtilisation: usdcOf(weth.factor),
    gas: gas.factor,
    exitQueue: queue.factor,
    correlation,
  }
  return { parameters, record: recordOf(series, asOf) }
}
