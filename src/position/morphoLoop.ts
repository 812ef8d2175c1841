import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import type { Action, Tx } from './action.js'
import { bestConversion, type Conversion, equity, fromEndowment, fromWeth } from './loop.js'
import type { Endowment } from './strategy.js'

export type MorphoLoopOrder = {
  readonly owner: Address
  readonly endowment: Endowment
  readonly market: MorphoMarketName
  /** Collateral over equity. */
  readonly leverage: number
  readonly conversion: Conversion | 'best'
}

const MICRO = 1_000_000n

/**
 * A wstETH/WETH loop on Morpho in one transaction: borrow for a moment from Morpho itself, which costs nothing, convert
 * everything, supply it, borrow for good, pay back.
 */
export const openMorphoLoop = (market: Market, order: MorphoLoopOrder): readonly Tx[] => {
  const { owner, endowment, market: name } = order
  const whole = equity(market, endowment)
  const amount = (whole * (BigInt(Math.round(order.leverage * 1e6)) - MICRO)) / MICRO
  const conversion = order.conversion === 'best' ? bestConversion(market, whole + amount) : order.conversion
  const enter = fromEndowment(endowment, conversion)
  const supplyAll: Action = {
    kind: 'morpho.supplyCollateral',
    market: name,
    amount: { balanceOf: 'wstETH' },
  }
  if (amount === 0n) return [{ from: owner, actions: [...enter, supplyAll] }]
  const borrow: Action = { kind: 'morpho.borrow', market: name, amount }
  const loan: Action = {
    kind: 'morpho.flashLoan',
    asset: 'WETH',
    amount,
    actions: [...fromWeth(conversion, amount), supplyAll, borrow],
  }
  return [{ from: owner, actions: [...enter, loan] }]
}
