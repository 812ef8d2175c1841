import { CROWD } from '../../market/crowd.js'
import { ETHER_FI_VERSIONS, type EtherFiVersion } from '../../protocols/etherfi/rules.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'

/** ether.fi's requests, claims and reports follow the rules of this year from now on. */
type SetEtherFiVersion = { readonly kind: 'etherFiVersion'; readonly version: EtherFiVersion }

export const etherFiVersion: ShockDef<SetEtherFiVersion> = {
  kind: 'etherFiVersion',
  fields: { version: { kind: 'choice', of: ETHER_FI_VERSIONS } },
  label: 'ether.fi by the rules of another year',
  happened: 'ether.fi went by the rules of another year',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ version }) => sentBy(CROWD.oracle, [{ kind: 'etherfi.rules', version }]),
}
