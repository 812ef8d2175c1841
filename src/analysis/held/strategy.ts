import type { Market } from '../../market/market.js'
import { parseHeld } from '../../position/held/parse.js'
import { type Held, scaleHeld } from '../../position/held/parts.js'
import type { Address } from '../../protocols/assets.js'
import { placeHeld } from './place.js'

/** Holdings as a text, and how many times of them. */
export type HeldParams = { readonly holdings: string; readonly size: number }

/** What the parameters say is held. Throws `HeldTextError`. */
export const heldOf = ({ holdings, size }: HeldParams): Held => {
  const held = parseHeld(holdings)
  return size === 1 ? held : scaleHeld(held, size)
}

/** What a strategy of holdings does: it is there, and can be left. */
export const heldPosition = {
  // Never given: what is held is put in place.
  endowment: () => ({ asset: 'ETH', amount: 1n }) as const,
  open: () => [],
  place: (market: Market, owner: Address, params: HeldParams) => placeHeld(market, owner, heldOf(params)),
}
