import { sqrtFloor, WAD } from '../units/fixed.js'

/** Square root price, times 2^96, of a pool in which one token 0 costs `priceWad` of token 1. */
export const sqrtPriceX96 = (priceWad: bigint): bigint => sqrtFloor((priceWad << 192n) / WAD)
