import type { Address } from '../assets.js'

/** Ethereum's deposit contract (ethereum/consensus-specs, `DEPOSIT_CONTRACT_ADDRESS`). */
export const DEPOSIT_CONTRACT: Address = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
/** Ours: follows single validators of the consensus layer. Not on mainnet. */
export const VALIDATORS: Address = '0x00000000000000000000000000000000bEAc0002'
