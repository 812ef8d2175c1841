import type { Through } from '../position/method.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import type { Venue } from '../routing/saleCurve.js'

/** A way out by what it is; its name is made of it where it is shown. */
export type Way =
  | { readonly kind: 'venue'; readonly venue: Venue }
  /** Over all venues together. */
  | { readonly kind: 'split' }
  /** Where nothing is to be sold, or nothing buys it. */
  | { readonly kind: 'market' }
  | { readonly kind: 'queue'; readonly through: Through }
  /** `share`: of what can be sold, what is sold at once. */
  | { readonly kind: 'mix'; readonly share: number; readonly waits: number }
  | { readonly kind: 'refinance'; readonly to: 'aave' | MorphoMarketName | null }
