import { MAX_UINT128, required } from './fullMath.js'

/** v3-core 1.0.1 `LiquidityMath.addDelta`. Reverts with `LS` below zero and `LA` above 128 bits. */
export const addDelta = (liquidity: bigint, delta: bigint): bigint => {
  const result = liquidity + delta
  if (delta < 0n) required(result >= 0n, 'LS')
  else required(result <= MAX_UINT128, 'LA')
  return result
}
