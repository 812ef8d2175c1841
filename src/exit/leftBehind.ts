import type { Market } from '../market/market.js'
import { type Layer, layersOf, layerValueWei } from '../position/holdings.js'
import { type Refusal, refusal } from '../position/refusal.js'
import type { Address } from '../protocols/assets.js'
import { abs } from '../units/fixed.js'

/** Less of anything than this, in wei of ether, is rounding. */
export const DUST_WEI = 10n ** 12n

const isEther = (layer: Layer): boolean =>
  layer.kind === 'wallet' && (layer.asset === 'ETH' || layer.asset === 'WETH')

const nameOf = (layer: Layer): string => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.supply':
    case 'aave.debt':
      return layer.asset
    case 'lido.withdrawal':
      return `request ${layer.requestId} at Lido`
    case 'claim':
      return layer.label
  }
}

/** What an account holds besides ether, or owes, as a refusal; undefined where that is nothing but rounding. */
export const leftBehind = (market: Market, owner: Address): Refusal | undefined => {
  const left = layersOf(market, owner)
    .filter(layer => !isEther(layer))
    .map(layer => ({ what: nameOf(layer), valueWei: layerValueWei(market, layer) }))
    .filter(({ valueWei }) => abs(valueWei) >= DUST_WEI)
  const owed = left.find(({ valueWei }) => valueWei < 0n)
  if (owed) return refusal('stillOwes', { what: owed.what, valueWei: -owed.valueWei })
  return left[0] && refusal('stillHolds', left[0])
}
