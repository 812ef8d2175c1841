import { WAD } from '../../units/fixed.js'

/** A share that compounds: twice as hard is the same share of what the first left. Basis points. */
export const compounded = (bps: number, severity: number): number =>
  Math.round(10_000 * (1 - (1 - bps / 10_000) ** severity))

/**
 * A rise is multiplied; a fall compounds, because no price falls by more than all. Basis points, whole ones unless the
 * severity is 1.
 */
export const priceChange = (changeBps: number, severity: number): number => {
  if (severity === 1) return changeBps
  return changeBps >= 0
    ? Math.round(changeBps * severity)
    : Math.max(-9_999, -compounded(-changeBps, severity))
}

/** Parts of a basis point that shocks tell apart. */
const BPS_PARTS = 100_000_000

/** Basis points, parts of one too, as a whole number over `BPS_UNITS`. */
export const bpsUnits = (bps: number): bigint => BigInt(Math.round(bps * BPS_PARTS))

/** All, in the units of `bpsUnits`. */
export const BPS_UNITS = 10_000n * BigInt(BPS_PARTS)

/** A share that is multiplied, up to all. Basis points. */
export const multiplied = (bps: number, severity: number): number =>
  Math.min(10_000, Math.round(bps * severity))

/** A discount that is multiplied, up to just under all. Basis points. */
export const discount = (bps: number, severity: number): number => Math.min(9_999, bps * severity)

/** Whole tokens of 18 decimals, to a millionth. */
export const tokens = (amount: number): bigint => (BigInt(Math.round(amount * 1e6)) * WAD) / 1_000_000n
