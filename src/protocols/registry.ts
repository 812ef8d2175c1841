import { coinbase } from './coinbase/protocol.js'
import { etherfi } from './etherfi/protocol.js'
import { morpho } from './morpho/protocol.js'
import type { Protocol } from './protocol.js'
import { rocketpool } from './rocketpool/protocol.js'
import { stakewise } from './stakewise/protocol.js'
import { validators } from './validators/protocol.js'

/**
 * Protocols that plug in, by the name of their state in a market. Adding one is a folder beside this file and a line here
 * (and, for the chain, one in fork/registry.ts, which does not compile without it).
 */
export const PROTOCOLS = { coinbase, etherfi, morpho, rocketpool, stakewise, validators } as const

export type Protocols = typeof PROTOCOLS
export type ProtocolName = keyof Protocols

type TypesOf<P> = P extends { readonly types?: infer T } ? NonNullable<T> : never

/** The state of each protocol. */
export type ProtocolStates = {
  readonly [K in ProtocolName]: TypesOf<Protocols[K]> extends { readonly state: infer S } ? S : never
}

/** Every action of every protocol that plugs in. */
export type ProtocolAction = {
  readonly [K in ProtocolName]: TypesOf<Protocols[K]> extends { readonly action: infer A } ? A : never
}[ProtocolName]

/** Each protocol with its name, for what treats all alike. */
export const protocolEntries = (): readonly (readonly [ProtocolName, Protocol])[] =>
  Object.entries(PROTOCOLS) as unknown as [ProtocolName, Protocol][]
