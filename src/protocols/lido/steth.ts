import { mulDivFloor } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { STETH } from './addresses.js'
import { decreaseStakeLimit } from './stakeLimit.js'
import type { LidoState } from './state.js'

const UINT128_MAX = 2n ** 128n - 1n
const ZERO_ADDRESS = `0x${'0'.repeat(40)}`

const key = (account: Address): Address => account.toLowerCase() as Address

/** Floored, with Solidity's panic where nothing is there to divide by. */
const rate = (amount: bigint, numerator: bigint, denominator: bigint): bigint => {
  if (denominator === 0n) throw new Revert('Panic(0x12)')
  return mulDivFloor(amount, numerator, denominator)
}

/** Lido `_getInternalEther` (storage version 4): everything but ether of external vaults, in wei. */
export const internalEther = (lido: LidoState): bigint =>
  lido.bufferedEther + lido.clValidatorsBalance + lido.clPendingBalance + lido.depositedPostReport

/** Shares that internal ether backs. */
export const internalShares = (lido: LidoState): bigint => lido.totalShares - lido.externalShares

/** Lido `getExternalEther`: external shares at the internal rate, floored. */
const externalEther = (lido: LidoState): bigint =>
  rate(lido.externalShares, internalEther(lido), internalShares(lido))

/** Lido `getTotalPooledEther`, in wei. */
export const getTotalPooledEther = (lido: LidoState): bigint => internalEther(lido) + externalEther(lido)

/** StETH `getSharesByPooledEth`, floored. */
export const getSharesByPooledEth = (lido: LidoState, ether: bigint): bigint => {
  if (ether >= UINT128_MAX) throw new Revert('ETH_TOO_LARGE')
  return rate(ether, internalShares(lido), internalEther(lido))
}

/** StETH `getPooledEthByShares`, floored. */
export const getPooledEthByShares = (lido: LidoState, shares: bigint): bigint => {
  if (shares >= UINT128_MAX) throw new Revert('SHARES_TOO_LARGE')
  return rate(shares, internalEther(lido), internalShares(lido))
}

/** StETH `getPooledEthBySharesRoundUp`. */
export const getPooledEthBySharesCeil = (lido: LidoState, shares: bigint): bigint => {
  if (shares >= UINT128_MAX) throw new Revert('SHARES_TOO_LARGE')
  const product = shares * internalEther(lido)
  return product === 0n ? 0n : rate(product - 1n, 1n, internalShares(lido)) + 1n
}

/** StETH `sharesOf`. Most addresses are in small letters already, as shares are kept. */
export const sharesOf = (lido: LidoState, account: Address): bigint =>
  lido.shares[account] ?? lido.shares[key(account)] ?? 0n

/** StETH `balanceOf`: the account's shares in stETH, floored. */
export const stEthBalanceOf = (lido: LidoState, account: Address): bigint =>
  getPooledEthByShares(lido, sharesOf(lido, account))

/** An account's shares changed by `change`; a mint or a burn changes `totalShares` as well. */
export const changeShares = (lido: LidoState, account: Address, change: bigint): LidoState => ({
  ...lido,
  shares: { ...lido.shares, [key(account)]: sharesOf(lido, account) + change },
})

/** From one account to another; an account's move to itself leaves it what it has. */
const moveShares = (lido: LidoState, from: Address, to: Address, shares: bigint): LidoState => {
  const left = sharesOf(lido, from) - shares
  const held = from === to ? left : sharesOf(lido, to)
  return { ...lido, shares: { ...lido.shares, [from]: left, [to]: held + shares } }
}

/** Lido `submit` at block `number`: ether in, shares (floored) out. The caller takes the ether. */
export const submit = (
  lido: LidoState,
  order: { readonly sender: Address; readonly ether: bigint; readonly number: bigint },
): { readonly lido: LidoState; readonly shares: bigint } => {
  if (order.ether === 0n) throw new Revert('ZERO_DEPOSIT')
  const stakeLimit = decreaseStakeLimit(lido.stakeLimit, order)
  const shares = getSharesByPooledEth(lido, order.ether)
  const minted = changeShares(lido, order.sender, shares)
  return {
    lido: {
      ...minted,
      stakeLimit,
      totalShares: lido.totalShares + shares,
      bufferedEther: lido.bufferedEther + order.ether,
    },
    shares,
  }
}

/** StETH `transferShares`. */
export const transferShares = (
  lido: LidoState,
  order: { readonly from: Address; readonly to: Address; readonly shares: bigint },
): LidoState => {
  const { from, to, shares } = order
  if (key(from) === ZERO_ADDRESS) throw new Revert('TRANSFER_FROM_ZERO_ADDR')
  if (key(to) === ZERO_ADDRESS) throw new Revert('TRANSFER_TO_ZERO_ADDR')
  if (key(to) === key(STETH)) throw new Revert('TRANSFER_TO_STETH_CONTRACT')
  if (lido.stopped) throw new Revert('CONTRACT_IS_STOPPED')
  if (shares > sharesOf(lido, from)) throw new Revert('BALANCE_EXCEEDED')
  return moveShares(lido, key(from), key(to), shares)
}

/** StETH `transfer` and `transferFrom`: moves the floored number of shares, so up to two wei less may arrive. */
export const transfer = (
  lido: LidoState,
  order: { readonly from: Address; readonly to: Address; readonly amount: bigint },
): LidoState =>
  transferShares(lido, { from: order.from, to: order.to, shares: getSharesByPooledEth(lido, order.amount) })
