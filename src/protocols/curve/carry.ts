import type { Carry } from '../protocol.js'

/** What an LP token earns beside its coins' own: fees of a trade that nobody forecasts. */
export const lpCarry: Carry = {
  perYear: 0,
  from: '',
  without: 'trading fees, and what a moving price costs',
}
