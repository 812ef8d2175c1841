import type { PathSpec, Price } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { type Runs, stakedFactsOf, TILE, uses } from './runs.js'

/** Dollar decimals of Chainlink's feeds. */
const FEED_UNITS = 1e8

/** Brings every price to the present: `elapsed` years since the start, with ether at the run given. */
export const createPrices = (kernel: Kernel, spec: PathSpec, runs: Runs) => {
  const seesMarket = spec.positions.some(({ loans }) => loans.some(({ sees }) => sees === 'market'))
  const hasDollar = uses(spec, 'dollar')
  return (elapsed: number, ether: Cell): void => {
    if (hasDollar) kernel.quantise(runs.dollar, runs.dollarLevel, FEED_UNITS, TILE)
    for (const [token, { rate, discount, fair, lent, market }] of runs.staked) {
      const { cap } = stakedFactsOf(spec.market, token)
      kernel.capped(fair, ether, rate, Number.POSITIVE_INFINITY, TILE)
      if (cap) kernel.capped(lent, ether, rate, cap.now + cap.perYear * elapsed, TILE)
      if (seesMarket) kernel.discounted(market, fair, discount, TILE)
    }
  }
}

/** The run of a price as its holder values it, or as a lender does; the latter with ether at `ether`. */
export const priceRun = (
  runs: Runs,
  spec: PathSpec,
  {
    price,
    by,
    ether,
  }: { readonly price: Price; readonly by: 'fair' | 'share rate' | 'market'; readonly ether: Cell },
): Cell => {
  switch (price.kind) {
    case 'ether':
      return ether
    case 'dollar':
      return runs.dollar
    case 'bitcoin':
      return runs.bitcoin
    case 'staked': {
      const own = runs.staked.get(price.token)
      if (!own) throw new Error(`${price.token} has no run`)
      if (by === 'market') return own.market
      return by === 'share rate' && stakedFactsOf(spec.market, price.token).cap ? own.lent : own.fair
    }
  }
}
