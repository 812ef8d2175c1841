import type { Asset } from '../../protocols/assets.js'
import { ofKind, type ShockDef, type Standing, unscaled } from './define.js'
import { AMOUNT, RESERVE } from './fields.js'
import { byGovernance } from './governed.js'
import { lowest } from './joins.js'

/** Caps of a reserve, whole tokens; 0 is no cap. */
type Caps = {
  readonly kind: 'caps'
  readonly asset: Asset
  readonly supplyCap: number
  readonly borrowCap: number
}

/** Aave's 0 is no cap. */
const capOf = (all: readonly number[]): number => {
  const set = all.filter(cap => cap > 0)
  return set.length > 0 ? lowest(set) : 0
}

const join = (shock: Caps, all: readonly Standing[]): readonly Caps[] => {
  if (ofKind(all, 'capsReached').length > 0) return []
  const caps = ofKind<Caps>(all, 'caps')
  const supplyCap = capOf(caps.map(one => one.supplyCap))
  return [{ ...shock, supplyCap, borrowCap: capOf(caps.map(one => one.borrowCap)) }]
}

export const caps: ShockDef<Caps> = {
  kind: 'caps',
  fields: { asset: RESERVE, supplyCap: AMOUNT, borrowCap: AMOUNT },
  label: 'Supply and borrow caps',
  happened: 'governance changed supply and borrow caps',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ asset }) => ({ of: `caps ${asset}` }),
  join,
  lower: ({ asset, ...set }) => {
    const [supplyCap, borrowCap] = [BigInt(Math.round(set.supplyCap)), BigInt(Math.round(set.borrowCap))]
    return byGovernance({ kind: 'aave.setCaps', asset, supplyCap, borrowCap })
  },
}
