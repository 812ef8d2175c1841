import type { ProtocolStates } from '../protocols/registry.js'
import type { CoreStates } from '../protocols/states.js'

export type { Wallet } from '../protocols/states.js'

/** All protocol states at one block: everything the model needs, nothing that must be looked up elsewhere. */
export type Market = CoreStates & ProtocolStates
