import type { Ray } from '../../units/fixed.js'
import { rayDivCeil, rayDivFloor, rayMulCeil, rayMulFloor } from '../../units/ray.js'
import { checkRayDividend } from './checks.js'

/** Aave v3.6 `TokenMath.getATokenMintScaledAmount`: a supplier gets no more than paid for; floors. */
export const getATokenMintScaledAmount = (amount: bigint, liquidityIndexRay: Ray): bigint =>
  rayDivFloor(checkRayDividend(amount), liquidityIndexRay)

/** Aave v3.6 `TokenMath.getATokenBurnScaledAmount`: a withdrawal burns no less than it takes; ceils. */
export const getATokenBurnScaledAmount = (amount: bigint, liquidityIndexRay: Ray): bigint =>
  rayDivCeil(checkRayDividend(amount), liquidityIndexRay)

/** Aave v3.6 `TokenMath.getATokenTransferScaledAmount`: the recipient gets no less than sent; ceils. */
export const getATokenTransferScaledAmount = (amount: bigint, liquidityIndexRay: Ray): bigint =>
  rayDivCeil(checkRayDividend(amount), liquidityIndexRay)

/** Aave v3.6 `TokenMath.getATokenBalance`: floors. */
export const getATokenBalance = (scaled: bigint, liquidityIndexRay: Ray): bigint =>
  rayMulFloor(scaled, liquidityIndexRay)

/** Aave v3.6 `TokenMath.getVTokenMintScaledAmount`: a borrower owes no less than taken; ceils. */
export const getVTokenMintScaledAmount = (amount: bigint, borrowIndexRay: Ray): bigint =>
  rayDivCeil(checkRayDividend(amount), borrowIndexRay)

/** Aave v3.6 `TokenMath.getVTokenBurnScaledAmount`: a repayment forgives no more than paid; floors. */
export const getVTokenBurnScaledAmount = (amount: bigint, borrowIndexRay: Ray): bigint =>
  rayDivFloor(checkRayDividend(amount), borrowIndexRay)

/** Aave v3.6 `TokenMath.getVTokenBalance`: ceils. */
export const getVTokenBalance = (scaled: bigint, borrowIndexRay: Ray): bigint =>
  rayMulCeil(scaled, borrowIndexRay)
