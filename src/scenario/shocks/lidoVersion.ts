import { CROWD } from '../../market/crowd.js'
import { LIDO_VERSIONS, type LidoVersion } from '../../protocols/lido/state.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'

/** Lido's reports, fees and deposits follow the rules of this version from now on. */
type SetLidoVersion = { readonly kind: 'lidoVersion'; readonly version: LidoVersion }

export const lidoVersion: ShockDef<SetLidoVersion> = {
  kind: 'lidoVersion',
  fields: { version: { kind: 'choice', of: LIDO_VERSIONS } },
  label: 'Another version of Lido',
  happened: 'Lido’s reports were judged by another version',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ version }) => sentBy(CROWD.oracle, [{ kind: 'lido.rules', version }]),
}
