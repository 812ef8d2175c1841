import type { Market } from '../market/market.js'
import type { Layer } from '../position/holdings.js'
import type { Asset } from '../protocols/assets.js'
import { stakingRate } from './sensitivities.js'

/** What a layer earns in a year of itself; of a debt what it costs, negative. Null where it is not modelled. */
export type Carry = { readonly perYear: number | null; readonly from: string }

const LIDO: readonly Asset[] = ['stETH', 'wstETH']
const IDLE: readonly Asset[] = ['ETH', 'WETH', 'USDC', 'USDT', 'WBTC']

/** What a token earns by itself, wherever it lies. */
const tokenCarry = (market: Market, asset: Asset): Carry => {
  if (LIDO.includes(asset)) return { perYear: stakingRate(market), from: 'staking rewards after Lido’s fee' }
  if (IDLE.includes(asset)) return { perYear: 0, from: 'it earns nothing by itself' }
  return { perYear: null, from: `the rewards of ${asset} are not modelled` }
}

const ray = (rate: bigint | undefined): number => Number(rate ?? 0n) / 1e27

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`

const supplied = (market: Market, asset: Asset): Carry => {
  const token = tokenCarry(market, asset)
  const interest = ray(market.aave.reserves[asset]?.liquidityRateRay)
  const from = `${token.from}, and ${percent(interest)} interest from Aave’s borrowers`
  return { perYear: token.perYear === null ? null : token.perYear + interest, from }
}

const owed = (market: Market, asset: Asset): Carry => {
  const token = tokenCarry(market, asset)
  const interest = ray(market.aave.reserves[asset]?.borrowRateRay)
  const grows = token.perYear === 0 ? '' : ', and the debt grows as its token does'
  const perYear = token.perYear === null ? null : -interest - token.perYear
  return { perYear, from: `${percent(interest)} interest to Aave’s lenders${grows}` }
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
      return { perYear: 0, from: 'a request earns nothing while it waits' }
    case 'claim':
      return { perYear: null, from: 'it depends on the protocol’s own flows' }
  }
}
