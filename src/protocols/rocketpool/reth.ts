import { max, WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import type { RocketPoolState } from './state.js'

/** `RocketTokenRETH.getEthValue`: wei that an amount of rETH is a claim on; floored. */
export const getEthValue = ({ totalEth, totalREth }: RocketPoolState, rEth: bigint): bigint =>
  totalREth === 0n ? rEth : (rEth * totalEth) / totalREth

/** `RocketTokenRETH.getRethValue`: rETH for wei; floored. Reverts where the network holds nothing. */
export const getRethValue = ({ totalEth, totalREth }: RocketPoolState, wei: bigint): bigint => {
  if (totalREth === 0n) return wei
  if (totalEth === 0n)
    throw new Revert('Cannot calculate rETH token amount while total network balance is zero')
  return (wei * totalREth) / totalEth
}

/** `RocketTokenRETH.getExchangeRate`: wei of one rETH; floored. */
export const getExchangeRate = (state: RocketPoolState): bigint => getEthValue(state, WAD)

/** `RocketDepositPool.getExcessBalance`: what no minipool in the queue has a claim on. */
const getExcessBalance = ({ poolBalance, queueCapacity }: RocketPoolState): bigint =>
  max(0n, poolBalance - queueCapacity)

/** `RocketTokenRETH.getTotalCollateral`: ether that a burn can be paid from. */
export const getTotalCollateral = (state: RocketPoolState): bigint =>
  getExcessBalance(state) + state.tokenEther

/**
 * `RocketTokenRETH.burn` (v1.3.1), for a sender who holds `balance`: wei paid out, from the contract's own ether first
 * and then from the deposit pool's excess. Checks in the contract's order.
 */
export const burn = (
  state: RocketPoolState,
  { rEth, balance }: { readonly rEth: bigint; readonly balance: bigint },
): readonly [wei: bigint, next: RocketPoolState] => {
  if (rEth === 0n) throw new Revert('Invalid token burn amount')
  if (balance < rEth) throw new Revert('Insufficient rETH balance')
  const wei = getEthValue(state, rEth)
  if (getTotalCollateral(state) < wei) throw new Revert('Insufficient ETH balance for exchange')
  const fromPool = max(0n, wei - state.tokenEther)
  return [
    wei,
    {
      ...state,
      supply: state.supply - rEth,
      poolBalance: state.poolBalance - fromPool,
      tokenEther: state.tokenEther + fromPool - wei,
    },
  ]
}
