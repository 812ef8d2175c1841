import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { leavePools } from '../leavePools.js'
import type { ShockDef } from './define.js'
import { POOL, SHARE } from './fields.js'
import { compounded } from './severity.js'

/** Liquidity providers take this share of the pools' liquidity away. */
type Leave = {
  readonly kind: 'leave'
  readonly pools: readonly (UniswapPoolName | 'curve')[]
  readonly shareBps: number
}

export const leave: ShockDef<Leave> = {
  kind: 'leave',
  fields: { pools: { kind: 'list', of: POOL }, shareBps: SHARE },
  label: 'Liquidity leaves the pools',
  happened: 'liquidity providers left the pools',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, shareBps: compounded(shock.shareBps, severity) }),
  lower: ({ pools, shareBps }, market) => leavePools(market, pools, shareBps),
}
