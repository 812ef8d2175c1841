import type { Market } from '../../market/market.js'
import { heldOf } from '../../position/heldTokens.js'
import { equityWei, layersOf } from '../../position/holdings.js'
import { stayingOf } from '../../position/solo.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import { mulDivCeil, WAD, type Wad } from '../../units/fixed.js'

/** How much is to leave: all, a percentage, or an amount of something that is held. Ether is net worth. */
export type Amount =
  | { readonly kind: 'all' }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'asset'; readonly asset: Asset; readonly units: bigint }
  | { readonly kind: 'validators'; readonly count: number }

/** A share of the position, or why there is none. */
export type Shared =
  | { readonly ok: true; readonly shareWad: Wad }
  | { readonly ok: false; readonly reason: string; readonly held: string }

const tokens = (units: bigint, asset: Asset): string => {
  const scale = 10n ** BigInt(ASSETS[asset].decimals)
  const rest = String((units % scale) + scale).slice(1, 5)
  return `${units / scale}.${rest} ${asset}`
}

/** Everything a position holds that a size can be given in. */
const heldWords = (market: Market, owner: Address): string => {
  const layers = layersOf(market, owner)
  const assets = (Object.keys(ASSETS) as Asset[]).filter(asset => heldOf(market, owner, asset) > 0n)
  const list = assets.map(asset => tokens(heldOf(market, owner, asset), asset))
  return layers.length === 0
    ? 'nothing'
    : [...list, `net worth ${tokens(equityWei(market, owner), 'ETH')}`].join(', ')
}

/** The share that the first so many of an owner's validators are of all that is held; ceils, so that they all fit in it. */
const shareOfValidators = (market: Market, owner: Address, count: number): Shared => {
  const balances = stayingOf(market, owner).map(i => market.validators.validators[i]?.balance ?? 0n)
  if (count > balances.length || balances.length === 0) {
    const reason = `the position has ${balances.length} validators that could be asked to leave`
    return { ok: false, reason, held: heldWords(market, owner) }
  }
  const sum = (list: readonly bigint[]): bigint => list.reduce((total, one) => total + one, 0n)
  return { ok: true, shareWad: mulDivCeil(sum(balances.slice(0, count)), WAD, sum(balances)) }
}

/** The share of a position that an amount is; floors. Refuses what is more than is held. */
export const shareOf = (market: Market, owner: Address, amount: Amount): Shared => {
  if (amount.kind === 'all') return { ok: true, shareWad: WAD }
  if (amount.kind === 'percent')
    return { ok: true, shareWad: (WAD * BigInt(Math.round(amount.percent * 1e6))) / 100_000_000n }
  if (amount.kind === 'validators') return shareOfValidators(market, owner, amount.count)
  const { asset, units } = amount
  const held = asset === 'ETH' ? equityWei(market, owner) : heldOf(market, owner, asset)
  if (held <= 0n)
    return { ok: false, reason: `the position holds no ${asset}`, held: heldWords(market, owner) }
  if (units > held)
    return {
      ok: false,
      reason: `the position ${asset === 'ETH' ? 'is worth' : 'holds'} ${tokens(held, asset)}, less than ${tokens(units, asset)}`,
      held: heldWords(market, owner),
    }
  return { ok: true, shareWad: (units * WAD) / held }
}
