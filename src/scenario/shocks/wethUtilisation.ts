import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { getNormalizedDebt } from '../../protocols/aave/reserve.js'
import { mulDivCeil, mulDivFloor, RAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'
import { highest } from './joins.js'

/** Lenders come or go until this share of WETH is borrowed. Basis points. */
type WethUtilisation = { readonly kind: 'wethUtilisation'; readonly shareBps: number }

const lower = ({ shareBps }: WethUtilisation, market: Market): readonly Tx[] => {
  const reserve = market.aave.reserves.WETH
  if (!reserve) return []
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), RAY)
  const free = mulDivFloor(debt, BigInt(Math.round(10_000 - shareBps)), BigInt(Math.round(shareBps)))
  const change = free - reserve.virtualBalance
  if (change === 0n) return []
  const asset = 'WETH'
  const lend: readonly Action[] = [
    { kind: 'weth.wrap', amount: change },
    { kind: 'aave.supply', asset, amount: change },
  ]
  return sentBy(CROWD.lender, change > 0n ? lend : [{ kind: 'aave.withdraw', asset, amount: -change }])
}

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
  lower,
}
