import { RAY, type Ray, SECONDS_PER_YEAR } from '../../units/fixed.js'
import { rayMulHalfUp } from '../../units/ray.js'

/** Growth factor of the supply side. Aave v3.6 `MathUtils.calculateLinearInterest`: floors. */
export const calculateLinearInterest = (rateRay: Ray, seconds: number): Ray =>
  RAY + (rateRay * BigInt(seconds)) / SECONDS_PER_YEAR

/**
 * Growth factor of debt: the first four terms of e^x, x = rate × time.
 * Aave v3.6 `MathUtils.calculateCompoundedInterest`: floors x and its fractions, products round half up.
 */
export const calculateCompoundedInterest = (rateRay: Ray, seconds: number): Ray => {
  if (seconds === 0) return RAY
  const x = (rateRay * BigInt(seconds)) / SECONDS_PER_YEAR
  return RAY + x + rayMulHalfUp(x, x / 2n + rayMulHalfUp(x, x / 6n))
}
