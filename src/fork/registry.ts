import type { Address } from '../protocols/assets.js'
import type { AnyAction } from '../protocols/protocol.js'
import type { ProtocolName, Protocols } from '../protocols/registry.js'
import type { ChainProtocol, EncodeNested } from './chainProtocol.js'
import { coinbaseChain } from './protocols/coinbase.js'
import { etherfiChain } from './protocols/etherfi.js'
import { morphoChain } from './protocols/morpho.js'
import { rocketpoolChain } from './protocols/rocketpool.js'
import { stakewiseChain } from './protocols/stakewise.js'
import { validatorsChain } from './protocols/validators.js'
import type { Step } from './steps.js'

type TypesOf<P> = P extends { readonly types?: infer T } ? NonNullable<T> : never

type ChainOf<P> =
  TypesOf<P> extends { readonly state: infer S; readonly action: infer A extends { readonly kind: string } }
    ? ChainProtocol<S, A>
    : never

/** How each protocol that plugs in stands on a chain: a line for each. */
const CHAIN_PROTOCOLS: { readonly [K in ProtocolName]: ChainOf<Protocols[K]> } = {
  coinbase: coinbaseChain,
  etherfi: etherfiChain,
  morpho: morphoChain,
  rocketpool: rocketpoolChain,
  stakewise: stakewiseChain,
  validators: validatorsChain,
}

/** Each protocol with its name, for what treats all alike. */
export const chainEntries = (): readonly (readonly [ProtocolName, ChainProtocol])[] =>
  Object.entries(CHAIN_PROTOCOLS) as unknown as [ProtocolName, ChainProtocol][]

type AnySteps = (action: AnyAction, from: Address, nested: EncodeNested) => readonly Step[]

/** The calls of every action of every protocol that plugs in, by the action's kind. */
export const PROTOCOL_STEPS: Readonly<Record<string, AnySteps>> = Object.assign(
  {},
  ...chainEntries().map(([, { steps }]) => steps),
)
