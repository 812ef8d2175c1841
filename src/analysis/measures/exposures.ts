import type { Market } from '../../market/market.js'
import { fairValueWei, type Layer, layersOf, layerValueWei } from '../../position/holdings.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { max } from '../../units/fixed.js'

/** What a claim can stand on, what goes wrong most quietly first. */
const KINDS = ['rate', 'protocol', 'operators', 'oracle', 'pool', 'issuer'] as const
export type ExposureKind = (typeof KINDS)[number]

type Ground = { readonly kind: ExposureKind; readonly name: string }

/** One thing that part of a position stands on, and how much of it does. */
export type Exposure = Ground & {
  /** Fair value of what stands on it, wei of ether; debts are not taken off. */
  readonly valueWei: bigint
}

const rate = (name: string): Ground => ({ kind: 'rate', name })
const protocol = (name: string): Ground => ({ kind: 'protocol', name })
const operators = (name: string): Ground => ({ kind: 'operators', name })
const issuer = (name: string): Ground => ({ kind: 'issuer', name })

const LIDO = [rate('Lido’s share rate'), protocol('Lido'), operators('Lido’s node operators')]

/** What each asset stands on, whoever holds it. */
const OF_ASSET: Readonly<Partial<Record<Asset | string, readonly Ground[]>>> = {
  stETH: LIDO,
  wstETH: LIDO,
  rETH: [rate('Rocket Pool’s rate'), protocol('Rocket Pool'), operators('Rocket Pool’s node operators')],
  weETH: [
    rate('ether.fi’s rate'),
    protocol('ether.fi'),
    protocol('EigenLayer'),
    operators('ether.fi’s node operators'),
  ],
  cbETH: [rate('Coinbase’s rate'), issuer('Coinbase'), operators('Coinbase')],
  osETH: [rate('StakeWise’s rate'), protocol('StakeWise'), operators('StakeWise’s vault operators')],
  WETH: [protocol('WETH')],
  USDC: [issuer('Circle (USDC)')],
  USDT: [issuer('Tether (USDT)')],
  DAI: [protocol('Maker (DAI)')],
  WBTC: [issuer('BitGo (WBTC)')],
}

const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  uniswap: 'Uniswap v3',
  curve: 'Curve',
  morpho: 'Morpho Blue',
  aave: 'Aave v3',
  lido: 'Lido',
  etherfi: 'ether.fi',
  rocketpool: 'Rocket Pool',
  stakewise: 'StakeWise',
}

/** A protocol as it is written; one that nobody named, as its folder. */
export const titled = (name: string): string => PROTOCOL_NAMES[name] ?? name

/** What a layer itself adds to what its assets stand on. */
const ofLayer = (layer: Layer, indebted: boolean): readonly Ground[] => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.debt':
      return []
    case 'aave.supply':
      return [
        protocol(titled('aave')),
        ...(indebted ? [{ kind: 'oracle', name: `Aave’s price of ${layer.asset}` } as const] : []),
      ]
    case 'lido.withdrawal':
      return [protocol(titled('lido')), rate('Lido’s share rate')]
    case 'claim': {
      const { oracle, operator } = layer.details
      return [
        protocol(titled(layer.protocol)),
        ...(layer.protocol === 'uniswap' || layer.protocol === 'curve'
          ? [
              {
                kind: 'pool',
                name: `${titled(layer.protocol)}: ${layer.details['pool'] ?? layer.label}`,
              } as const,
            ]
          : []),
        ...(typeof oracle === 'string' ? [{ kind: 'oracle', name: oracle } as const] : []),
        ...(typeof operator === 'string' ? [operators(operator)] : []),
      ]
    }
  }
}

type Part = { readonly asset: Asset; readonly valueWei: bigint }

const partsOf = (market: Market, layer: Layer): readonly Part[] => {
  if (layer.kind === 'lido.withdrawal' || layer.kind === 'aave.debt') return []
  const parts = layer.kind === 'claim' ? layer.parts : [layer]
  return parts.map(({ asset, amount }) => ({
    asset,
    valueWei: amount > 0n ? fairValueWei(market, asset, amount) : 0n,
  }))
}

const keyOf = ({ kind, name }: Ground): string => `${kind} ${name}`

/**
 * What a position stands on: for each share rate, protocol, set of operators, oracle, pool and issuer, the fair value
 * that is wrong if it is. Layers compound: collateral in a lender counts for the lender, the oracle, the token's rate and
 * its operators alike, so the values add up to more than the whole. Largest first.
 */
export const exposures = (market: Market, owner: Address): readonly Exposure[] => {
  const layers = layersOf(market, owner)
  const indebted = layers.some(layer => layer.kind === 'aave.debt')
  const found = new Map<string, Exposure>()
  const add = (ground: Ground, valueWei: bigint): void => {
    if (valueWei <= 0n) return
    const before = found.get(keyOf(ground))?.valueWei ?? 0n
    found.set(keyOf(ground), { ...ground, valueWei: before + valueWei })
  }
  for (const layer of layers) {
    for (const ground of ofLayer(layer, indebted)) add(ground, max(0n, layerValueWei(market, layer)))
    for (const { asset, valueWei } of partsOf(market, layer))
      for (const ground of OF_ASSET[asset] ?? []) add(ground, valueWei)
  }
  return [...found.values()].sort((a, b) =>
    a.valueWei === b.valueWei
      ? KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
      : a.valueWei > b.valueWei
        ? -1
        : 1,
  )
}
