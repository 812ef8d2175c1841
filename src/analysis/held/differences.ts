import type { Market } from '../../market/market.js'
import type { Amounted, Held, HeldPart } from '../../position/held/parts.js'
import { type Layer, layersOf } from '../../position/holdings.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { lpBalanceOf } from '../../protocols/curve/liquidity.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { lpWorthWei } from './pools.js'

/** One holding as it was asked for and as it is, in its smallest unit. */
export type Placed = { readonly what: string; readonly wanted: bigint; readonly got: bigint }

const sumOf = (
  layers: readonly Layer[],
  kind: 'wallet' | 'aave.supply' | 'aave.debt',
  asset: Asset,
): bigint =>
  layers.reduce((sum, layer) => (layer.kind === kind && layer.asset === asset ? sum + layer.amount : sum), 0n)

const onAave = (
  layers: readonly Layer[],
  kind: 'aave.supply' | 'aave.debt',
  list: readonly Amounted[],
): readonly Placed[] =>
  list.map(({ asset, amount }) => ({
    what: `${asset} ${kind === 'aave.debt' ? 'owed to' : 'supplied to'} Aave`,
    wanted: amount,
    got: sumOf(layers, kind, asset),
  }))

type Seen = { readonly market: Market; readonly owner: Address; readonly layers: readonly Layer[] }

const atMorpho = (
  { market, owner }: Seen,
  part: Extract<HeldPart, { readonly kind: 'morpho' }>,
): readonly Placed[] => {
  const priced = pricedMarket(market.morpho, part.market, { ...market, now: market.block.timestamp })
  if (!priced) return []
  const { collateral, borrowed } = holdingOf(priced, owner)
  return [
    { what: `wstETH at Morpho, ${part.market}`, wanted: part.collateral, got: collateral },
    { what: `WETH owed at Morpho, ${part.market}`, wanted: part.debt, got: borrowed },
  ]
}

const inRange = (
  { market, owner }: Seen,
  { pool, tickLower, tickUpper, liquidity }: Extract<HeldPart, { readonly kind: 'uniswap' }>,
): Placed => {
  const found = market.uniswap[pool].positions.find(
    one => one.owner === owner && one.tickLower === tickLower && one.tickUpper === tickUpper,
  )
  return { what: `liquidity in ${pool}`, wanted: liquidity, got: found?.liquidity ?? 0n }
}

const requested = ({ layers }: Seen): bigint =>
  layers.reduce((sum, layer) => (layer.kind === 'lido.withdrawal' ? sum + layer.amount : sum), 0n)

const placedOf = (seen: Seen, part: HeldPart): readonly Placed[] => {
  const { market, owner, layers } = seen
  switch (part.kind) {
    case 'wallet':
      return [{ what: part.asset, wanted: part.amount, got: sumOf(layers, 'wallet', part.asset) }]
    case 'aave':
      return [...onAave(layers, 'aave.supply', part.supplies), ...onAave(layers, 'aave.debt', part.debts)]
    case 'morpho':
      return atMorpho(seen, part)
    case 'curve':
      return [{ what: 'LP tokens of Curve', wanted: part.lp, got: lpBalanceOf(market.curve, owner) }]
    case 'curve worth':
      return [
        {
          what: 'worth in Curve, wei of ether',
          wanted: part.worthWei,
          got: lpWorthWei(market, lpBalanceOf(market.curve, owner)),
        },
      ]
    case 'uniswap':
      return [inRange(seen, part)]
    case 'lido queue':
      return [{ what: 'stETH asked of Lido’s queue', wanted: part.stEth, got: requested(seen) }]
    case 'unmodelled':
      return []
  }
}

/** Every holding as asked for and as it is on a market. */
export const placedAs = (market: Market, owner: Address, held: Held): readonly Placed[] => {
  const seen = { market, owner, layers: layersOf(market, owner) }
  return held.flatMap(part => placedOf(seen, part))
}
