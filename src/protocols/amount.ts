import type { Asset } from './assets.js'

/**
 * A fixed amount, or one resolved just before its call: the sender's balance, the sender's debt on Aave, or all there is.
 * A balance or debt of nothing passes over the call, except a flash loan.
 */
export type Amount = bigint | { readonly balanceOf: Asset } | { readonly debtOf: Asset } | 'max'
