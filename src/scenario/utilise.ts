import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Tx } from '../position/action.js'
import { getNormalizedDebt } from '../protocols/aave/reserve.js'
import { mulDivCeil, mulDivFloor, RAY } from '../units/fixed.js'
import { sentBy } from './sent.js'
import { BPS_UNITS, bpsUnits } from './shocks/severity.js'

/** Who brings what is lent anew: the lender wraps ether; dollars come from the whale, as the lender has lent all of its own. */
const lend = (asset: 'WETH' | 'USDC', amount: bigint): readonly Tx[] =>
  asset === 'WETH'
    ? sentBy(CROWD.lender, [
        { kind: 'weth.wrap', amount },
        { kind: 'aave.supply', asset, amount },
      ])
    : sentBy(CROWD.whale, [{ kind: 'aave.supply', asset, amount }])

/** Lenders come or go until `shareBps` of Aave's reserve is borrowed; basis points above 0, parts of one too. */
export const utilise = (market: Market, asset: 'WETH' | 'USDC', shareBps: number): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) return []
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), RAY)
  const share = bpsUnits(shareBps)
  const free = mulDivFloor(debt, BPS_UNITS - share, share)
  const change = free - reserve.virtualBalance
  if (change === 0n) return []
  return change > 0n
    ? lend(asset, change)
    : sentBy(CROWD.lender, [{ kind: 'aave.withdraw', asset, amount: -change }])
}
