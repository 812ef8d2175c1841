import type { Carry, Claim } from '../protocol.js'

/** What a range earns beside its tokens' own: fees of a trade that nobody forecasts. */
export const rangeCarry = ({ details }: Claim): Carry => ({
  perYear: 0,
  from: details['inRange'] === false ? 'out of its range it earns no fees' : '',
  without: 'trading fees, and what a moving price costs',
})
