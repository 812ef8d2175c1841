import { correlationPenalty, initialSlashingPenalty } from '../../protocols/ethereum/slashing.js'
import { ln } from '../kernel/exponential.js'
import { assumed, derived, type Figure } from './figure.js'
import { pairsOf, robustSd, type Series, windowOf } from './series.js'

/** One size of a slashing: how often a year, and the share of the pool's ether that it costs. */
export type SlashingClass = { readonly name: string; readonly perYear: Figure; readonly lossOfPool: number }

/** A token's share rate: rewards, and slashings by the consensus layer's own penalties. */
export type ShareRate = { readonly growthPerYear: Figure; readonly slashings: readonly SlashingClass[] }

const GWEI = 10n ** 9n
const EFFECTIVE = 32n * GWEI

/** Ether staked in all and by the pool, as of a day. */
export type Stake = { readonly totalEther: number; readonly poolEther: number }

/**
 * Share of the pool's ether that a slashing of `validators` of 32 ether costs under Electra's rules: initial penalty and
 * correlation penalty, the validators being slashed together. Missed rewards are left out.
 */
export const lossOfSlashing = (validators: number, { totalEther, poolEther }: Stake): number => {
  const total = BigInt(Math.round(totalEther)) * GWEI
  const slashed = BigInt(validators) * EFFECTIVE
  const each =
    initialSlashingPenalty('electra', EFFECTIVE) +
    correlationPenalty('electra', { effectiveBalance: EFFECTIVE, slashed, total })
  const capped = each > EFFECTIVE ? EFFECTIVE : each
  return Number(capped * BigInt(validators)) / (poolEther * 1e9)
}

const SMALL =
  'facts.md C.2: two slashings of Lido’s operators, 11 and 20 validators, between December 2020 and August 2026'
const LARGE = 'never seen: one in 50, 300 and 1,500 years'

/** Slashings of Lido's size classes. The rare ones are assumed, and named so. */
export const lidoSlashings = (stake: Stake): readonly SlashingClass[] => {
  const years = 5.67
  const pool = Math.floor(stake.poolEther / 32)
  const rare = (name: string, perYear: number, validators: number): SlashingClass => ({
    name,
    perYear: assumed(perYear, LARGE),
    lossOfPool: lossOfSlashing(validators, stake),
  })
  return [
    {
      name: '20 validators',
      perYear: derived(2 / years, Math.SQRT2 / years, { source: SMALL, window: '2020-12-18 to 2026-08-22' }),
      lossOfPool: lossOfSlashing(20, stake),
    },
    rare('one operator, 1,000 validators', 1 / 50, 1_000),
    rare('5 % of the pool', 1 / 300, Math.floor(pool * 0.05)),
    rare('25 % of the pool', 1 / 1_500, Math.floor(pool * 0.25)),
  ]
}

/** Growth a year of a share rate: the mean of daily logarithms, its standard error from their spread. */
export const fitGrowth = (series: Series, source: string): Figure => {
  const steps = pairsOf(series).map(({ before, after }) => ln(after / before))
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  return derived(mean * 365, (robustSd(steps.map(step => step - mean)) * 365) / Math.sqrt(steps.length), {
    source,
    window: windowOf(series),
  })
}
