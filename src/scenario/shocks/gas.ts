import { ofKind, type ShockDef } from './define.js'
import { highest } from './joins.js'

/** The gas price; bookkeeping, so that no transaction makes it. */
type Gas = { readonly kind: 'gas'; readonly gwei: number }

export const gas: ShockDef<Gas> = {
  kind: 'gas',
  fields: { gwei: { kind: 'number', least: 0, most: 1e5, about: 'gwei' } },
  label: 'Gas price',
  happened: 'the gas price changed',
  seen: 'gasPrice',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({ ...shock, gwei: shock.gwei * severity }),
  level: () => ({ of: 'gas' }),
  join: (shock, all) => [{ ...shock, gwei: highest(ofKind<Gas>(all, 'gas').map(one => one.gwei)) }],
  lower: () => [],
}
