import { WAD } from '../../units/fixed.js'

/** A share that compounds: twice as hard is the same share of what the first left. Basis points. */
export const compounded = (bps: number, severity: number): number =>
  Math.round(10_000 * (1 - (1 - bps / 10_000) ** severity))

/** A rise is multiplied; a fall compounds, because no price falls by more than all. Basis points. */
export const priceChange = (changeBps: number, severity: number): number =>
  changeBps >= 0 ? Math.round(changeBps * severity) : Math.max(-9_999, -compounded(-changeBps, severity))

/** A share that is multiplied, up to all. Basis points. */
export const multiplied = (bps: number, severity: number): number =>
  Math.min(10_000, Math.round(bps * severity))

/** A discount that is multiplied, up to just under all. Basis points. */
export const discount = (bps: number, severity: number): number => Math.min(9_999, bps * severity)

/** Whole tokens of 18 decimals, to a millionth. */
export const tokens = (amount: number): bigint => (BigInt(Math.round(amount * 1e6)) * WAD) / 1_000_000n
