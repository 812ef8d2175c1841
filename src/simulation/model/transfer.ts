import type { Address, Asset } from '../../protocols/assets.js'
import { Revert } from '../../protocols/revert.js'
import { credit, debit, moveStEth, resolve } from './balances.js'
import type { Handler } from './handler.js'

const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`

/** WETH9 and ether take the zero address; every other token refuses it in OpenZeppelin's words. */
const checkRecipient = (asset: Asset, to: Address): void => {
  if (asset !== 'ETH' && asset !== 'WETH' && to === ZERO_ADDRESS)
    throw new Revert('ERC20: transfer to the zero address')
}

/**
 * A plain transfer between accounts. What goes to an account that is not tracked is out of sight; transfers into the
 * protocols' own contracts are gifts that no action of ours makes, and are not followed.
 */
export const transfer: Handler<'transfer'> = (market, action, from) => {
  const { asset } = action
  const to = action.to.toLowerCase() as Address
  const amount = resolve(market, action.amount, from)
  if (asset === 'stETH') return moveStEth(market, from, to, amount)
  checkRecipient(asset, to)
  return credit(debit(market, from, asset, amount), to, asset, amount)
}
