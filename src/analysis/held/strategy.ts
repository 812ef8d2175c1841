import type { Market } from '../../market/market.js'
import { parseHeld } from '../../position/held/parse.js'
import { type Held, scaleHeld } from '../../position/held/parts.js'
import { unitsOf } from '../../position/held/words.js'
import type { Address } from '../../protocols/assets.js'
import { WAD } from '../../units/fixed.js'
import { placeHeld } from './place.js'

/** Holdings as a text, and how many times of them. */
export type HeldParams = { readonly holdings: string; readonly size: number }

/** What the parameters say is held. Throws `HeldTextError`. */
export const heldOf = ({ holdings, size }: HeldParams): Held => {
  const held = parseHeld(holdings)
  return size === 1 ? held : scaleHeld(held, size)
}

const units = (text: string): bigint => {
  const found = unitsOf(text, 18)
  return typeof found === 'bigint' ? found : 0n
}

/** What tokens without a model are worth at the prices that were given, in wei of ether; 0 for any other strategy. */
export const besidesWei = (params: unknown): bigint => {
  const { holdings } = (params ?? {}) as Partial<HeldParams>
  if (typeof holdings !== 'string') return 0n
  return parseHeld(holdings).reduce(
    (sum, part) =>
      part.kind === 'unmodelled' ? sum + (units(part.amount) * units(part.priceEth)) / WAD : sum,
    0n,
  )
}

/** What a strategy of holdings does: it is there, and can be left. */
export const heldPosition = {
  // Never given: what is held is put in place.
  endowment: () => ({ asset: 'ETH', amount: 1n }) as const,
  open: () => [],
  place: (market: Market, owner: Address, params: HeldParams) => placeHeld(market, owner, heldOf(params)),
}
