import type { Market } from '../market/market.js'
import { equityWei, layersOf } from '../position/holdings.js'
import type { Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import type { UniswapPool, UniswapPoolName } from '../protocols/uniswap/state.js'
import { PATIENCES, type PatienceId, wayWithin } from '../simulation/patience.js'
import { exitPlanner } from './frontier.js'

/** A part of a position that can be left while the rest stays. */
export type PartName = 'held' | 'on Aave' | 'in Uniswap' | 'in Curve'

/** What leaving one part costs while the others stay, wei of ether; null where there is no way. */
export type PartCost = { readonly part: PartName; readonly valueWei: bigint; readonly costWei: bigint | null }

/** Leaving within one patience: each part on its own, and all of it together. */
export type Together = {
  readonly patience: PatienceId
  readonly parts: readonly PartCost[]
  readonly togetherWei: bigint | null
}

/** Nobody's account: what is put there stays in the market and is not the owner's. */
const STRANGER: Address = '0x000000000000000000000000000000000000dead'

type Move = (market: Market, owner: Address) => Market

/** A record without one account. */
const dropped = <T>(record: Readonly<Record<Address, T>>, owner: Address): Readonly<Record<Address, T>> => {
  const { [owner]: _, ...rest } = record
  return rest
}

const giveAwayWallet: Move = (market, owner) => ({
  ...market,
  lido: { ...market.lido, shares: dropped(market.lido.shares, owner) },
  wallets: { ...market.wallets, [owner]: {} },
})

const giveAwayAave: Move = (market, owner) => {
  const account = market.aave.accounts[owner]
  if (!account) return market
  const accounts = { ...dropped(market.aave.accounts, owner), [STRANGER]: account }
  return { ...market, aave: { ...market.aave, accounts } }
}

const giveAwayUniswap: Move = (market, owner) => {
  const moved = (pool: UniswapPool): UniswapPool => ({
    ...pool,
    positions: pool.positions.map(held => (held.owner === owner ? { ...held, owner: STRANGER } : held)),
  })
  const pools = Object.entries(market.uniswap).map(([name, pool]) => [name, moved(pool)])
  return { ...market, uniswap: Object.fromEntries(pools) as Record<UniswapPoolName, UniswapPool> }
}

const giveAwayCurve: Move = (market, owner) => {
  const lp = lpBalanceOf(market.curve, owner)
  const lpBalances = { ...dropped(market.curve.lpBalances, owner), [STRANGER]: lp }
  return { ...market, curve: { ...market.curve, lpBalances } }
}

const PARTS: readonly { readonly part: PartName; readonly giveAway: Move }[] = [
  { part: 'held', giveAway: giveAwayWallet },
  { part: 'on Aave', giveAway: giveAwayAave },
  { part: 'in Uniswap', giveAway: giveAwayUniswap },
  { part: 'in Curve', giveAway: giveAwayCurve },
]

/** The market with one part of the owner's left, the others a stranger's. */
const only = (market: Market, owner: Address, part: PartName): Market =>
  PARTS.filter(other => other.part !== part).reduce((rest, { giveAway }) => giveAway(rest, owner), market)

const isOther = (market: Market, owner: Address): boolean =>
  layersOf(market, owner).some(
    layer =>
      layer.kind === 'lido.withdrawal' ||
      (layer.kind === 'claim' && layer.protocol !== 'uniswap' && layer.protocol !== 'curve'),
  )

export type TogetherRequest = {
  readonly market: Market
  readonly strategy: Strategy
  readonly owner: Address
  readonly gasPriceWei: bigint
}

type Costs = ReadonlyMap<PatienceId, bigint | null>

const costsOf = (request: TogetherRequest): Costs => {
  const { market, owner } = request
  const fair = equityWei(market, owner)
  const { ways } = exitPlanner.frontier(request, 'full', undefined)
  return new Map(
    PATIENCES.map(({ id, days }) => {
      const way = wayWithin(ways, days)
      return [id, way ? fair - way.proceedsWei + way.gasWei : null]
    }),
  )
}

const isClosed = (cost: bigint | null): boolean => cost === null

/** Worth less than this, in wei, is no part. */
const LEAST = 10n ** 15n

/**
 * What leaving each part of a position costs while the rest stays, and what leaving all of it at once does: the sale of
 * one moves the price for the others. In the model, on one moment's market. Empty for a position of one part, or with
 * parts that cannot be told apart.
 */
export const leavingTogether = (request: TogetherRequest): readonly Together[] => {
  const { market, owner } = request
  if (isOther(market, owner)) return []
  const parts = PARTS.map(({ part }) => ({ part, market: only(market, owner, part) }))
    .map(one => ({ ...one, valueWei: equityWei(one.market, owner) }))
    .filter(one => one.valueWei > LEAST)
  if (parts.length < 2) return []
  const whole = costsOf(request)
  const alone = parts.map(({ part, valueWei, market: left }) => ({
    part,
    valueWei,
    costs: costsOf({ ...request, market: left }),
  }))
  // What is held belongs to the loan where no way sells it alone: dollars borrowed and kept pay their own debt.
  const belongs = alone.some(({ part, costs }) => part === 'held' && [...costs.values()].every(isClosed))
  if (belongs) return []
  return PATIENCES.map(({ id }) => ({
    patience: id,
    parts: alone.map(({ part, valueWei, costs }) => ({ part, valueWei, costWei: costs.get(id) ?? null })),
    togetherWei: whole.get(id) ?? null,
  }))
}
