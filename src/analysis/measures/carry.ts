import type { Market } from '../../market/market.js'
import { fairValueWei, type Layer } from '../../position/holdings.js'
import type { Asset } from '../../protocols/assets.js'
import { lpCarry } from '../../protocols/curve/carry.js'
import { lidoEarnings } from '../../protocols/lido/earnings.js'
import type { Carry, Claim } from '../../protocols/protocol.js'
import { protocolEntries } from '../../protocols/registry.js'
import { rangeCarry } from '../../protocols/uniswap/carry.js'

const IDLE: readonly Asset[] = ['ETH', 'WETH', 'USDC', 'USDT', 'DAI', 'WBTC']

/** What a token earns by itself, wherever it lies: as whoever issues it says. */
export const tokenCarry = (market: Market, asset: Asset): Carry => {
  if (IDLE.includes(asset)) return { perYear: 0, from: 'it earns nothing by itself', without: null }
  const issuers = protocolEntries().map(([name, { earnings }]) =>
    earnings?.({ own: market[name], core: market }),
  )
  const found = [lidoEarnings(market), ...issuers].find(earnings => earnings?.[asset])?.[asset]
  return found ?? { perYear: null, from: `the rewards of ${asset} are not modelled`, without: null }
}

const ray = (rate: bigint | undefined): number => Number(rate ?? 0n) / 1e27

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`

const supplied = (market: Market, asset: Asset): Carry => {
  const token = tokenCarry(market, asset)
  const interest = ray(market.aave.reserves[asset]?.liquidityRateRay)
  const from = `${token.from}, and ${percent(interest)} interest from Aave’s borrowers`
  return { ...token, perYear: token.perYear === null ? null : token.perYear + interest, from }
}

const owed = (market: Market, asset: Asset): Carry => {
  const token = tokenCarry(market, asset)
  const interest = ray(market.aave.reserves[asset]?.borrowRateRay)
  const grows = token.perYear === 0 ? '' : ', and the debt grows as its token does'
  const perYear = token.perYear === null ? null : -interest - token.perYear
  return { ...token, perYear, from: `${percent(interest)} interest to Aave’s lenders${grows}` }
}

/** What the place where a claim stands adds, as its protocol says. */
const placeCarry = (market: Market, protocol: string, claim: Claim): Carry => {
  if (protocol === 'uniswap') return rangeCarry(claim)
  if (protocol === 'curve') return lpCarry
  const [found] = protocolEntries().filter(([name]) => name === protocol)
  const said = found?.[1].carry?.({ own: market[found[0]], core: market }, claim)
  return said ?? { perYear: null, from: 'it depends on the protocol’s own flows', without: null }
}

const both = (a: string, b: string): string => (a === '' || b === '' ? a + b : `${a}, and ${b}`)

type Held = { readonly asset: Asset; readonly value: number; readonly token: Carry }

/** What the tokens of a claim earn by themselves, of the claim's worth, with its sign. */
const insideCarry = (held: readonly Held[]): Carry => {
  const worth = Math.abs(held.reduce((sum, { value }) => sum + value, 0))
  const unknown = held.find(({ token }) => token.perYear === null)
  if (unknown || worth === 0) return unknown?.token ?? { perYear: 0, from: '', without: null }
  const earning = held.filter(({ token }) => token.perYear !== 0)
  const earned = earning.reduce((sum, { value, token }) => sum + value * (token.perYear ?? 0), 0)
  const from = earning
    .map(({ asset, token }) => (held.length === 1 ? token.from : `${token.from} on the ${asset} in it`))
    .join(', and ')
  const without = earning.flatMap(({ token }) => (token.without === null ? [] : [token.without]))
  return { perYear: earned / worth, from, without: without[0] ?? null }
}

const claimed = (market: Market, layer: Extract<Layer, { kind: 'claim' }>): Carry => {
  const held = layer.parts.map(({ asset, amount }): Held => {
    const value = Number(fairValueWei(market, asset, amount < 0n ? -amount : amount))
    return { asset, value: amount < 0n ? -value : value, token: tokenCarry(market, asset) }
  })
  const inside = insideCarry(held)
  const place = placeCarry(market, layer.protocol, layer)
  const known = inside.perYear !== null && place.perYear !== null
  return {
    perYear: known ? (inside.perYear ?? 0) + (place.perYear ?? 0) : null,
    from: both(inside.from, place.from) || 'its tokens earn nothing by themselves',
    without: both(inside.without ?? '', place.without ?? '') || null,
  }
}

/** Yearly rate of a layer at this market's rates: simple interest, for reading. */
export const carryOf = (market: Market, layer: Layer): Carry => {
  switch (layer.kind) {
    case 'wallet':
      return tokenCarry(market, layer.asset)
    case 'aave.supply':
      return supplied(market, layer.asset)
    case 'aave.debt':
      return owed(market, layer.asset)
    case 'lido.withdrawal':
      return { perYear: 0, from: 'a request earns nothing while it waits', without: null }
    case 'claim':
      return claimed(market, layer)
  }
}
