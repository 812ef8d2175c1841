import { WAD, type Wad } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { WSTETH } from './addresses.js'
import type { LidoState } from './state.js'
import { getPooledEthByShares, getSharesByPooledEth, submit, transfer } from './steth.js'

/** WstETH `stEthPerToken`: stETH of one wstETH, floored. */
export const stEthPerToken = (lido: LidoState): Wad => getPooledEthByShares(lido, WAD)

/** WstETH `wrap`: stETH in, wstETH out (floored). The caller credits the wstETH. */
export const wrap = (
  lido: LidoState,
  order: { readonly sender: Address; readonly stEth: bigint },
): { readonly lido: LidoState; readonly wstEth: bigint } => {
  if (order.stEth === 0n) throw new Revert("wstETH: can't wrap zero stETH")
  const wstEth = getSharesByPooledEth(lido, order.stEth)
  const paid = transfer(lido, { from: order.sender, to: WSTETH, amount: order.stEth })
  return { lido: { ...paid, wstEthSupply: lido.wstEthSupply + wstEth }, wstEth }
}

/** WstETH `receive` at block `number`: ether in, staked at once, as many wstETH out as shares. The caller takes the ether. */
export const stakeAndWrap = (
  lido: LidoState,
  order: { readonly ether: bigint; readonly number: bigint },
): { readonly lido: LidoState; readonly wstEth: bigint } => {
  const staked = submit(lido, { ...order, sender: WSTETH })
  return {
    lido: { ...staked.lido, wstEthSupply: lido.wstEthSupply + staked.shares },
    wstEth: staked.shares,
  }
}

/**
 * WstETH `unwrap`: wstETH in, stETH out. The transfer floors once more, so a wei of shares may stay with the contract.
 * `balance` is the sender's wstETH, which the caller keeps and debits.
 */
export const unwrap = (
  lido: LidoState,
  order: { readonly sender: Address; readonly wstEth: bigint; readonly balance: bigint },
): { readonly lido: LidoState; readonly stEth: bigint } => {
  if (order.wstEth === 0n) throw new Revert('wstETH: zero amount unwrap not allowed')
  const stEth = getPooledEthByShares(lido, order.wstEth)
  if (order.wstEth > order.balance) throw new Revert('ERC20: burn amount exceeds balance')
  const burnt = { ...lido, wstEthSupply: lido.wstEthSupply - order.wstEth }
  return { lido: transfer(burnt, { from: WSTETH, to: order.sender, amount: stEth }), stEth }
}
