import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { Revert } from '../../protocols/revert.js'
import { credit, debit, moveStEth, resolve } from './balances.js'

const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`

/** Assets whose contract refuses the zero address in OpenZeppelin's words; WETH9 and ether take it. */
const checkRecipient = (asset: string, to: Address): void => {
  if (asset !== 'ETH' && asset !== 'WETH' && to === ZERO_ADDRESS)
    throw new Revert('ERC20: transfer to the zero address')
}

/** A plain transfer between accounts. What goes to an account that is not tracked is out of sight. */
export const applyTransfer = (
  market: Market,
  action: Extract<Action, { kind: 'transfer' }>,
  from: Address,
): Market => {
  const { asset } = action
  const to = action.to.toLowerCase() as Address
  const amount = resolve(market, action.amount, from)
  if (asset === 'stETH') return moveStEth(market, from, to, amount)
  checkRecipient(asset, to)
  return credit(debit(market, from, asset, amount), to, asset, amount)
}
