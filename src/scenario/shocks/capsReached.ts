import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { getNormalizedDebt, getNormalizedIncome } from '../../protocols/aave/reserve.js'
import { getATokenBalance } from '../../protocols/aave/tokenMath.js'
import type { Asset } from '../../protocols/assets.js'
import { max, mulDivCeil, RAY } from '../../units/fixed.js'
import { type ShockDef, unscaled } from './define.js'
import { RESERVE } from './fields.js'
import { byGovernance } from './governed.js'

/** Both caps lowered to what is supplied and borrowed now: nothing more fits. */
type CapsReached = { readonly kind: 'capsReached'; readonly asset: Asset }

const lower = ({ asset }: CapsReached, market: Market): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) return []
  const now = market.block.timestamp
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, now), RAY)
  const whole = (amount: bigint): bigint => max(1n, amount / 10n ** BigInt(reserve.decimals))
  const scaled = reserve.supplyScaled + reserve.treasuryScaled
  const supplyCap = whole(getATokenBalance(scaled, getNormalizedIncome(reserve, now)))
  return byGovernance({ kind: 'aave.setCaps', asset, supplyCap, borrowCap: whole(debt) })
}

export const capsReached: ShockDef<CapsReached> = {
  kind: 'capsReached',
  fields: { asset: RESERVE },
  label: 'Caps reached',
  happened: 'supply and borrow caps were lowered to what is there',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ asset }) => ({ of: `caps ${asset}` }),
  lower,
}
