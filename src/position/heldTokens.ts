import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import { max } from '../units/fixed.js'
import { type Layer, layersOf } from './holdings.js'

const heldIn = (layer: Layer, asset: Asset): bigint => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.supply':
      return layer.asset === asset ? layer.amount : 0n
    case 'aave.debt':
    case 'lido.withdrawal':
      return 0n
    case 'claim':
      return layer.parts.reduce((sum, one) => (one.asset === asset ? sum + max(0n, one.amount) : sum), 0n)
  }
}

/** How much of an asset a position holds, in the wallet, as collateral and in pools; debts do not count against it. */
export const heldOf = (market: Market, owner: Address, asset: Asset): bigint =>
  layersOf(market, owner).reduce((sum, layer) => sum + heldIn(layer, asset), 0n)
