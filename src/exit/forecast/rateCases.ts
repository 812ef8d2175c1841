import type { Market } from '../../market/market.js'
import { exitChurn } from '../../protocols/ethereum/churn.js'
import { EPOCHS_PER_DAY } from '../../protocols/ethereum/forks.js'
import type { MorphoMarket, MorphoMarketName } from '../../protocols/morpho/state.js'
import { aaveRateOver, MORPHO_RATE, type Rates } from './borrowRates.js'

/**
 * Rewards of the consensus layer that reach holders, as a part of what the model counts: a twentieth missed (assumed),
 * or with the execution layer's beside them. stETH grew by 2.63 to 3.51 % a year over 14 days in 2025, nine times in
 * ten, where the consensus layer alone brings 2.5 %. Source: B.7, recomputed.
 */
const REWARDS = { kind: 1.4, hard: 0.95 } as const

/** Rewards as a part of those that the plan goes on with. */
export const rewardsPart = (rates: Rates): number => REWARDS[rates]

const aavePart = (rate: number, rates: Rates): number => (rate === 0 ? 1 : aaveRateOver(rate, rates) / rate)

const scaled = (bps: number, part: number): number => Math.round(bps * part)

const withAave = ({ aave }: Market, rates: Rates): Market['aave'] => {
  const { WETH } = aave.reserves
  if (!WETH) return aave
  const part = aavePart(Number(WETH.borrowRateRay) / 1e27, rates)
  const reserve = {
    ...WETH,
    baseRateBps: scaled(WETH.baseRateBps, part),
    slope1Bps: scaled(WETH.slope1Bps, part),
    slope2Bps: scaled(WETH.slope2Bps, part),
    borrowRateRay: (WETH.borrowRateRay * BigInt(Math.round(part * 1e6))) / 1_000_000n,
  }
  return { ...aave, reserves: { ...aave.reserves, WETH: reserve } }
}

const withMorpho = ({ morpho }: Market, rates: Rates): Market['morpho'] => {
  const part = BigInt(MORPHO_RATE[rates] * 2)
  const moved = (market: MorphoMarket): MorphoMarket => ({
    ...market,
    rateAtTargetWad: (market.rateAtTargetWad * part) / 2n,
  })
  const names = Object.keys(morpho.markets) as MorphoMarketName[]
  const markets = Object.fromEntries(names.map(name => [name, moved(morpho.markets[name])]))
  return { ...morpho, markets: markets as MorphoMarketsOf }
}

type MorphoMarketsOf = Market['morpho']['markets']

/** Others may join the exit queue before one's own validators do: up to a day of its churn (assumed), which they earn longer. */
const withExits = ({ ethereum }: Market, rates: Rates): Market['ethereum'] =>
  rates === 'hard'
    ? ethereum
    : {
        ...ethereum,
        exitQueue: ethereum.exitQueue + exitChurn(ethereum) * BigInt(EPOCHS_PER_DAY),
      }

/** The market with WETH borrowed at kinder or harder rates from now on. Pure: there to plan on. */
export const withRates = (market: Market, rates: Rates): Market => ({
  ...market,
  ethereum: withExits(market, rates),
  aave: withAave(market, rates),
  morpho: withMorpho(market, rates),
})

/**
 * ETH/USD over some days, one time in twenty lower and one higher: its logarithm by the square root of the days, over
 * 1 to 60 days of 2020 to 2025. Source: C.1, recomputed from the hours.
 */
const DOLLARS = { kind: 0.08, hard: -0.065 } as const

/** What a debt in dollars, worth so much ether now, may take less (kind) or more (hard) of it after some days; wei. */
export const dollarSwingWei = (debtWei: bigint, days: number, rates: Rates): bigint => {
  const part = Math.exp(-DOLLARS[rates] * Math.sqrt(Math.max(0, days))) - 1
  return (debtWei * BigInt(Math.round(part * 1e9))) / 1_000_000_000n
}

/** What the interval of what comes back takes for granted. */
export const RATES_ASSUMED: readonly string[] = [
  'the interval of ether is over an early and a bad case of the waits, each with kind and with hard rates: WETH on Aave from 0.91 to 1.16 of today’s rate, and at least from 2.28 to 2.96 % (nine of ten recorded fortnights), on Morpho from half to twice; rewards from a twentieth missed to those of the execution layer beside them; a debt in dollars with ETH/USD as nine times in ten from 2020 to 2025',
]
