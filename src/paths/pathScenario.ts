import type { FeedName } from '../protocols/chainlink/state.js'
import type { Shock } from '../scenario/shocks/registry.js'
import type { Staked } from './factors/parameters.js'
import type { PathSpec } from './facts.js'
import type { Trace, TracedStep } from './trace.js'

/** A path as a scenario file has it: days, and what others do on each. */
export type PathScenario = {
  readonly name: string
  readonly about: string
  readonly source: string
  readonly assumed: readonly string[]
  readonly days: number
  readonly steps: readonly { readonly day: number; readonly shocks: readonly Shock[] }[]
}

/** Changes that a path's pools follow: of the discount in basis points, of the queue as a share of it. */
const DISCOUNT_STEP_BPS = 10
const QUEUE_STEP = 0.05

/** Basis points to a hundred-millionth, as a shock tells them apart. */
const bps = (share: number): number => Math.round(share * 1e12) / 1e8

/** Tokens whose rate a shock sets; osETH's grows by its own contract. */
const RATED = {
  stETH: 'wstETH',
  rETH: 'rETH',
  cbETH: 'cbETH',
  weETH: 'weETH',
  rsETH: 'rsETH',
  ezETH: 'ezETH',
} as const satisfies Partial<Record<Staked, string>>

/** What was last set, by what it sets. */
type Last = { rates: Map<string, number>; discountBps: number; queue: number }

const rateShocks = ({ rates }: TracedStep, { market }: PathSpec, last: Last): readonly Shock[] =>
  Object.entries(RATED).flatMap(([token, asset]): readonly Shock[] => {
    const [now, then] = [rates[token as Staked], market.staked[token as Staked]?.rate]
    if (now === undefined || then === undefined || last.rates.get(token) === now) return []
    last.rates.set(token, now)
    return [{ kind: 'rate', asset, changeBps: bps(now / then - 1) }]
  })

/** Half of a feed's last digit: a shock floors, and the answer is to be the nearest. */
const HALF_DIGIT = 0.5e-8

const priceShock = (feed: FeedName, now: number, then: number): Shock => ({
  kind: 'price',
  feed,
  changeBps: bps((now + HALF_DIGIT) / then - 1),
})

const priceShocks = (step: TracedStep, { market }: PathSpec): readonly Shock[] => [
  priceShock('ETH/USD', step.etherUsd, market.etherUsd),
  { kind: 'etherMarket', changeBps: bps(step.etherUsd / market.etherUsd - 1) },
  ...(step.dollarUsd === null ? [] : [priceShock('USDC/USD', step.dollarUsd, market.dollarUsd)]),
  ...(step.bitcoinUsd === null ? [] : [priceShock('WBTC/USD', step.bitcoinUsd, market.bitcoinUsd)]),
]

const usageShocks = ({ wethUtilisation, usdcUtilisation }: TracedStep): readonly Shock[] => [
  { kind: 'wethUtilisation', shareBps: Math.max(1, bps(wethUtilisation)) },
  ...(usdcUtilisation === null
    ? []
    : [{ kind: 'usdcUtilisation', shareBps: Math.max(1, bps(usdcUtilisation)) } as const]),
]

/** The pools and the queue follow once a day, and only where they moved: no health depends on them. */
const slowShocks = ({ discount, exitQueueEther }: TracedStep, last: Last): readonly Shock[] => {
  const shocks: Shock[] = []
  const discountBps = Math.max(0, Math.round(discount * 10_000))
  const moved = discountBps - last.discountBps
  if (Math.abs(moved) >= DISCOUNT_STEP_BPS) {
    last.discountBps = discountBps
    shocks.push({ kind: moved > 0 ? 'depeg' : 'recover', discountBps })
  }
  const ether = Math.round(exitQueueEther)
  if (Math.abs(ether - last.queue) > QUEUE_STEP * last.queue) {
    last.queue = ether
    shocks.push({ kind: 'exitQueue', ether })
  }
  return shocks
}

/** What others do at one step; rates first, so that lenders count with them. */
const shocksOf = (step: TracedStep, spec: PathSpec, last: Last): readonly Shock[] => [
  ...rateShocks(step, spec, last),
  ...priceShocks(step, spec),
  ...usageShocks(step),
  ...(step.step % spec.stepsPerDay === 0 ? slowShocks(step, last) : []),
]

/**
 * A traced path as a scenario: each step's prices, share rates and utilisations, exact to a hundred-millionth of a basis
 * point, and daily the discount and the exit queue. `source` tells where the path was drawn.
 */
export const pathScenario = (
  trace: Trace,
  spec: PathSpec,
  as: { readonly name: string; readonly source: string },
): PathScenario => {
  const last: Last = {
    rates: new Map(Object.entries(spec.market.staked).map(([token, { rate }]) => [token, rate])),
    discountBps: Math.round((spec.market.staked.stETH?.discount ?? 0) * 10_000),
    queue: spec.market.exitQueueEther,
  }
  return {
    ...as,
    about: `Path ${trace.path} of the futures, as they were drawn.`,
    assumed: ['every figure is drawn by chance from parameters, and none is a forecast'],
    days: spec.days,
    steps: trace.steps.map(step => ({
      day: step.step / spec.stepsPerDay,
      shocks: shocksOf(step, spec, last),
    })),
  }
}
