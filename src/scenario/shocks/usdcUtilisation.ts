import { utilise } from '../utilise.js'
import { type ShockDef, unscaled } from './define.js'
import { highest } from './joins.js'

/** Lenders come or go until this share of USDC is borrowed. Basis points. */
type UsdcUtilisation = { readonly kind: 'usdcUtilisation'; readonly shareBps: number }

export const usdcUtilisation: ShockDef<UsdcUtilisation> = {
  kind: 'usdcUtilisation',
  fields: { shareBps: { kind: 'number', least: 1, most: 10_000 } },
  label: 'Utilisation of USDC of that day',
  happened: 'lenders of USDC came or left',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ shareBps }) => ({ of: 'borrowed USDC', borrowedBps: shareBps }),
  join: (shock, all) => [{ ...shock, shareBps: highest(all.map(one => one.level.borrowedBps ?? 0)) }],
  lower: ({ shareBps }, market) => utilise(market, 'USDC', shareBps),
}
