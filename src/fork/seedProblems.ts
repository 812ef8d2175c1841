import { ASSETS, type Asset } from '../protocols/assets.js'
import { A_PRECISION, getY } from '../protocols/curve/math.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { WAD } from '../units/fixed.js'
import { type Input, inputsOf, type Seed, unitsOf } from './seedSchema.js'

/** One stETH sold to a pool of these balances, fee included: `get_dy(1, 0, 1e18)`. */
const curvePrice = ({ eth, stEth, amplification, feeBps }: Seed['curve']): number => {
  const xp = [unitsOf(eth.value, 18), unitsOf(stEth.value, 18)] as const
  const y = getY(xp[1] + WAD, [xp[1], xp[0]], BigInt(amplification.value) * A_PRECISION)
  return (Number(xp[0] - y - 1n) / 1e18) * (1 - feeBps.value / 10_000)
}

/** What a feed of six decimals can hide. */
const FEED_STEP = 1e-6

const priceProblems = (seed: Seed): readonly string[] => {
  const [feed, paid] = [Number(seed.feeds['stETH/ETH'].value), curvePrice(seed.curve)]
  const apart = Math.abs(feed - paid) > FEED_STEP
  const ether = seed.aave.reserves.find(({ asset }) => asset === 'WETH')?.price.value
  return [
    ...(apart
      ? [
          `feeds.stETH/ETH is ${feed}, but Curve’s balances and A give ${paid.toFixed(6)} for one stETH, fee included`,
        ]
      : []),
    ...(Number(ether) === Number(seed.feeds['ETH/USD'].value)
      ? []
      : [`feeds.ETH/USD is ${seed.feeds['ETH/USD'].value}, but Aave’s price of WETH is ${ether}`]),
  ]
}

const number = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

const rangeProblems = (id: string, { low, value, high }: Input<unknown>): readonly string[] => {
  const [least, likely, most] = [low, value, high].map(number)
  if (least === undefined || likely === undefined || most === undefined) return []
  return least <= likely && likely <= most ? [] : [`${id} is ${likely}, outside ${least} to ${most}`]
}

/** What was recorded later than the day of the market is no record of it. */
const dateProblems = (id: string, { standing, asOf }: Input<unknown>, day: string): readonly string[] =>
  standing === 'recorded' && asOf.slice(0, 10) > day
    ? [`${id} is of ${asOf}, after ${day}, and cannot be recorded`]
    : []

const reserveProblems = ({ asset, ...leaves }: Seed['aave']['reserves'][number]): readonly string[] => {
  const { supplyCap, borrowCap } = leaves.terms.value
  const borrowed = Number(leaves.borrowed.value)
  const supplied = Number(leaves.free.value) + borrowed
  return [
    ...(borrowed > borrowCap ? [`${asset}: ${borrowed} borrowed, of a cap of ${borrowCap}`] : []),
    ...(supplied > supplyCap ? [`${asset}: ${supplied} supplied, of a cap of ${supplyCap}`] : []),
    ...(asset in ASSETS ? [] : [`${asset} is no asset`]),
  ]
}

type Rows = Seed['uniswap']['depth'][UniswapPoolName]['value']['rows']

/** More sold never costs less, and only what the pool trades is sold. */
const rowProblems = (name: UniswapPoolName, rows: Rows): readonly string[] => {
  const { token0, token1 } = UNISWAP_POOLS[name]
  const strangers = rows.filter(({ asset }) => asset !== token0 && asset !== token1)
  const falling = rows.filter(({ asset, amount, impactBps }, i) => {
    const before = rows.slice(0, i).findLast(row => row.asset === asset)
    return before !== undefined && (before.amount >= amount || before.impactBps > impactBps)
  })
  return [
    ...strangers.map(({ asset }) => `uniswap.depth.${name}: ${asset} is not traded there`),
    ...falling.map(
      ({ amount }) => `uniswap.depth.${name}: ${amount} is not more, or costs less, than the row before`,
    ),
  ]
}

const depthProblems = ({ uniswap }: Seed): readonly string[] =>
  (Object.keys(UNISWAP_POOLS) as UniswapPoolName[]).flatMap(name => {
    const { value, low, high } = uniswap.depth[name]
    return [value, low ?? value, high ?? value].flatMap(({ rows }) => rowProblems(name, rows))
  })

const eModeProblems = ({ aave }: Seed): readonly string[] => {
  const listed = new Set<Asset>(aave.reserves.map(({ asset }) => asset))
  return aave.eModes.value.flatMap(({ id, collateral, borrowable }) =>
    [...collateral, ...borrowable]
      .filter(asset => !listed.has(asset))
      .map(asset => `e-mode ${id} names ${asset}, which is not listed`),
  )
}

const sourceProblems = (seed: Seed, inputs: ReturnType<typeof inputsOf>): readonly string[] => {
  const used = new Set(inputs.map(([, { source }]) => source))
  const unused = Object.entries(seed.sources).filter(([, text]) => !used.has(text))
  const missing = inputs.filter(([, { source }]) => !Object.values(seed.sources).includes(source))
  return [
    ...unused.map(([key]) => `sources.${key} is not used`),
    ...missing.map(([id, { source }]) => `${id} names the source "${source}", which is not listed`),
  ]
}

/** Where the figures of a seed contradict each other, a sentence each; none for a seed that can be built. */
export const seedProblems = (seed: Seed): readonly string[] => {
  const inputs = inputsOf(seed)
  return [
    ...inputs.flatMap(([id, input]) => rangeProblems(id, input)),
    ...inputs.flatMap(([id, input]) => dateProblems(id, input, seed.day)),
    ...sourceProblems(seed, inputs),
    ...priceProblems(seed),
    ...seed.aave.reserves.flatMap(reserveProblems),
    ...depthProblems(seed),
    ...eModeProblems(seed),
  ]
}
