import type { Address } from '../assets.js'

/** Ours: keeps what Plimsoll follows of the consensus layer. Not on mainnet. */
export const BEACON: Address = '0x00000000000000000000000000000000bEAC0001'

/** Ours: the sender of reports and shocks that our contracts accept. Not on mainnet. */
export const ORACLE: Address = '0x000000000000000000000000000000000000FEeD'
