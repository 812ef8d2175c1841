import { utilise } from '../utilise.js'
import { type ShockDef, unscaled } from './define.js'
import { highest } from './joins.js'

/** Lenders come or go until this share of WETH is borrowed. Basis points. */
type WethUtilisation = { readonly kind: 'wethUtilisation'; readonly shareBps: number }

export const wethUtilisation: ShockDef<WethUtilisation> = {
  kind: 'wethUtilisation',
  fields: { shareBps: { kind: 'number', least: 1, most: 10_000 } },
  label: 'Utilisation of that day',
  happened: 'lenders came or left',
  seen: 'wethBorrowed',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ shareBps }) => ({ of: 'borrowed WETH', borrowedBps: shareBps }),
  join: (shock, all) => [{ ...shock, shareBps: highest(all.map(one => one.level.borrowedBps ?? 0)) }],
  lower: ({ shareBps }, market) => utilise(market, 'WETH', shareBps),
}
