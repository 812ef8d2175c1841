import type { Staked } from './factors/parameters.js'
import type { CurveName, Interest, MarketFacts, PathSpec, Price } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'

/** Paths side by side in the kernel: a run of this many float64 stays in the cache. A shard is a multiple of it. */
export const TILE = 512

/** Where everything of a tile stands in the kernel's memory. */
export type Runs = {
  readonly one: Cell
  readonly scratch: Cell
  /** Random words of a step: four runs a group. */
  readonly words: Cell
  /** Noise of one factor, made of the independent normals. */
  readonly noise: Cell
  readonly rows: Cell
  readonly logEther: Cell
  readonly logBefore: Cell
  readonly ether: Cell
  /** Lowest of ether within the step, where a record gives it. */
  readonly etherLow: Cell
  readonly logBitcoin: Cell
  readonly bitcoin: Cell
  readonly dollarLevel: Cell
  readonly dollar: Cell
  readonly queue: Cell
  readonly utilisation: Readonly<Record<CurveName, Cell>>
  readonly borrowRate: Readonly<Record<CurveName, Cell>>
  readonly logWeight: Cell
  readonly staked: ReadonlyMap<Staked, StakedRuns>
  readonly growth: ReadonlyMap<string, Cell>
  readonly drivers: DriverRuns
}

export type StakedRuns = {
  readonly rate: Cell
  readonly discount: Cell
  readonly fair: Cell
  /** As a lender prices it: with its cap, or the market's discount. */
  readonly lent: Cell
  readonly market: Cell
  readonly before: Cell
}

/** What may have driven a path: extremes on the way. */
export type DriverRuns = {
  readonly lowestEther: Cell
  readonly highestDiscount: Cell
  readonly highestUtilisation: Cell
  readonly highestUsdcUtilisation: Cell
  readonly lowestDollar: Cell
}

/** Hands out runs of a tile, or some cells. */
export type Allocator = (cells?: number) => Cell

export const createAllocator = (kernel: Kernel): Allocator => {
  let next = 0
  return (cells = TILE) => {
    const at = next
    next += Math.ceil(cells / 4) * 4
    if (next > kernel.cells.length)
      throw new RangeError('The positions have more legs than the kernel has room for.')
    return at
  }
}

/** A name for the growth of a balance: legs with the same share one run. */
export const growthKey = (interest: Interest): string => {
  switch (interest.kind) {
    case 'none':
      return 'none'
    case 'borrow':
    case 'supply':
      return `${interest.kind} ${interest.curve}`
    case 'still':
      return `still ${interest.ratePerYear} ${interest.compounds}`
    case 'morpho':
      return `morpho ${interest.market}`
  }
}

/** All legs of a spec's positions. */
export const legsOf = ({ positions }: Pick<PathSpec, 'positions'>) =>
  positions.flatMap(({ loans, holdings }) => [
    ...holdings,
    ...loans.flatMap(({ collateral, debt }) => [...collateral, ...debt]),
  ])

/** Staking tokens that a spec's positions hold; stETH is always there, as its discount moves with others'. */
export const stakedOf = (spec: Pick<PathSpec, 'positions'>): readonly Staked[] => [
  ...new Set<Staked>([
    'stETH',
    ...legsOf(spec).flatMap(({ price }) => (price.kind === 'staked' ? [price.token] : [])),
  ]),
]

/** Whether some leg has this kind of price. */
export const uses = (spec: Pick<PathSpec, 'positions'>, kind: Price['kind']): boolean =>
  legsOf(spec).some(({ price }) => price.kind === kind)

const stakedRuns = (run: Allocator): StakedRuns => ({
  rate: run(),
  discount: run(),
  fair: run(),
  lent: run(),
  market: run(),
  before: run(),
})

/** Sets out the memory of a tile for a spec. */
export const layOut = (spec: PathSpec, run: Allocator): Runs => ({
  one: run(),
  scratch: run(),
  words: run(4 * 4 * TILE),
  noise: run(),
  rows: run(64),
  logEther: run(),
  logBefore: run(),
  ether: run(),
  etherLow: run(),
  logBitcoin: run(),
  bitcoin: run(),
  dollarLevel: run(),
  dollar: run(),
  queue: run(),
  utilisation: { WETH: run(), USDC: run() },
  borrowRate: { WETH: run(), USDC: run() },
  logWeight: run(),
  staked: new Map(stakedOf(spec).map(token => [token, stakedRuns(run)])),
  growth: new Map([...new Set(legsOf(spec).map(leg => growthKey(leg.interest)))].map(key => [key, run()])),
  drivers: {
    lowestEther: run(),
    highestDiscount: run(),
    highestUtilisation: run(),
    highestUsdcUtilisation: run(),
    lowestDollar: run(),
  },
})

/** Where a staking token stands in a market; a token that the market does not price is refused by name. */
export class NoFactorError extends Error {
  override readonly name = 'NoFactorError'
}

export const stakedFactsOf = (market: MarketFacts, token: Staked) => {
  const facts = market.staked[token]
  if (!facts) throw new NoFactorError(`${token} has no share rate in this market.`)
  return facts
}
