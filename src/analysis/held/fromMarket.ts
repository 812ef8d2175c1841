import type { Market } from '../../market/market.js'
import type { Held, HeldPart } from '../../position/held/parts.js'
import { type Layer, layersOf } from '../../position/holdings.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { lpBalanceOf } from '../../protocols/curve/liquidity.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'

type Uniswap = Extract<HeldPart, { readonly kind: 'uniswap' }>

/** What an account holds as holdings, and what of it no holding can say. */
export type FromMarket = { readonly held: Held; readonly left: readonly string[] }

const aaveOf = (layers: readonly Layer[], eMode: number): readonly HeldPart[] => {
  const of = (kind: 'aave.supply' | 'aave.debt') =>
    layers.flatMap(layer => (layer.kind === kind ? [{ asset: layer.asset, amount: layer.amount }] : []))
  const [supplies, debts] = [of('aave.supply'), of('aave.debt')]
  return supplies.length === 0 ? [] : [{ kind: 'aave', eMode, supplies, debts }]
}

const morphoOf = (market: Market, owner: Address): readonly HeldPart[] =>
  MORPHO_MARKET_NAMES.flatMap((name): readonly HeldPart[] => {
    const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
    if (!priced) return []
    const { collateral, borrowed } = holdingOf(priced, owner)
    return collateral === 0n ? [] : [{ kind: 'morpho', market: name, collateral, debt: borrowed }]
  })

const requestsOf = (layers: readonly Layer[]): { waiting: bigint; ready: bigint } => {
  const sum = (finalized: boolean) =>
    layers.reduce(
      (total, one) =>
        one.kind === 'lido.withdrawal' && one.finalized === finalized ? total + one.amount : total,
      0n,
    )
  return { waiting: sum(false), ready: sum(true) }
}

/** Claims that holdings have a word for. */
const SPOKEN = ['curve', 'uniswap', 'morpho']

const leftOf = (layers: readonly Layer[], ready: bigint): readonly string[] => [
  ...layers.flatMap(layer => {
    if (layer.kind === 'claim' && !SPOKEN.includes(layer.protocol))
      return [`${layer.protocol}: ${layer.label}`]
    return layer.kind === 'aave.supply' && !layer.collateral
      ? [`${layer.asset} supplied to Aave is no collateral there; a holding’s is`]
      : []
  }),
  ...(ready > 0n ? ['requests at Lido that can be claimed are written as ether in the wallet'] : []),
]

const walletOf = (layers: readonly Layer[], ready: bigint): readonly HeldPart[] => {
  const amounts = new Map<Asset, bigint>(ready > 0n ? [['ETH', ready]] : [])
  for (const layer of layers)
    if (layer.kind === 'wallet') amounts.set(layer.asset, (amounts.get(layer.asset) ?? 0n) + layer.amount)
  return [...amounts].map(([asset, amount]) => ({ kind: 'wallet', asset, amount }))
}

/** Reads an account off a market as holdings: amounts as they are, to the smallest unit. `ranges` are its NFTs. */
export const heldFromMarket = (market: Market, owner: Address, ranges: readonly Uniswap[]): FromMarket => {
  const layers = layersOf(market, owner)
  const lp = lpBalanceOf(market.curve, owner)
  const { waiting, ready } = requestsOf(layers)
  const held: Held = [
    ...aaveOf(layers, market.aave.accounts[owner]?.eMode ?? 0),
    ...morphoOf(market, owner),
    ...(lp > 0n ? [{ kind: 'curve', lp } as const] : []),
    ...ranges,
    ...(waiting > 0n ? [{ kind: 'lido queue', stEth: waiting } as const] : []),
    ...walletOf(layers, ready),
  ]
  return { held, left: leftOf(layers, ready) }
}
