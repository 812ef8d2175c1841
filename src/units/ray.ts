import { BPS, mulDivCeil, mulDivFloor, RAY, type Ray, WAD, type Wad } from './fixed.js'

const HALF_RAY = RAY / 2n
const RAY_LESS_ONE = RAY - 1n
const HALF_BPS = BPS / 2n

/** Aave v3.6 `WadRayMath.rayMulFloor`: what a supplier owns. */
export const rayMulFloor = (amount: bigint, ray: Ray): bigint => (amount * ray) / RAY

/** Aave v3.6 `WadRayMath.rayMulCeil`: what a borrower owes. */
export const rayMulCeil = (amount: bigint, ray: Ray): bigint => (amount * ray + RAY_LESS_ONE) / RAY

/** Aave v3.6 `WadRayMath.rayMul`: indexes and rates, a half rounds up. */
export const rayMulHalfUp = (a: bigint, ray: Ray): bigint => (a * ray + HALF_RAY) / RAY

/** Aave v3.6 `WadRayMath.rayDivFloor`: `ray` is not zero. */
export const rayDivFloor = (amount: bigint, ray: Ray): bigint => (amount * RAY) / ray

/** Aave v3.6 `WadRayMath.rayDivCeil`: `ray` is not zero. */
export const rayDivCeil = (amount: bigint, ray: Ray): bigint => mulDivCeil(amount, RAY, ray)

/** Aave v3.6 `WadRayMath.rayDiv`: usage ratios, a half rounds up; `ray` is not zero. */
export const rayDivHalfUp = (a: bigint, ray: Ray): bigint => (a * RAY + ray / 2n) / ray

/** Aave v3.6 `WadRayMath.wadDiv`: a half rounds up; `b` is not zero. */
export const wadDivHalfUp = (a: bigint, b: bigint): Wad => (a * WAD + b / 2n) / b

/** Aave v3.6 `PercentageMath.percentMul`: a half rounds up. */
export const percentMulHalfUp = (value: bigint, bps: bigint): bigint => (value * bps + HALF_BPS) / BPS

/** Aave v3.6 `PercentageMath.percentMulFloor`. */
export const percentMulFloor = (value: bigint, bps: bigint): bigint => mulDivFloor(value, bps, BPS)

/** Aave v3.6 `PercentageMath.percentMulCeil`. */
export const percentMulCeil = (value: bigint, bps: bigint): bigint => mulDivCeil(value, bps, BPS)

/** Aave v3.6 `PercentageMath.percentDiv`: a half rounds up; `bps` is not zero. */
export const percentDivHalfUp = (value: bigint, bps: bigint): bigint => (value * BPS + bps / 2n) / bps

/** Aave v3.6 `PercentageMath.percentDivCeil`: `bps` is not zero. */
export const percentDivCeil = (value: bigint, bps: bigint): bigint => mulDivCeil(value, BPS, bps)
