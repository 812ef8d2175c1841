import type { Address } from '../assets.js'

/** Ours: keeps what Plimsoll follows of the consensus layer. Not on mainnet. */
export const BEACON: Address = '0x00000000000000000000000000000000bEAC0001'
