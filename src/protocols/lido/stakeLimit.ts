import { max, min } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import type { LidoState, StakeLimitState } from './state.js'

/**
 * StakeLimitUtils `calculateCurrentStakeLimit` (lidofinance/core @ 3f6ab3da): what may be staked at block `number`, wei.
 * It grows back by the block, floored; above a lowered maximum it falls as fast.
 */
export const currentStakeLimit = (limit: StakeLimitState, number: bigint): bigint => {
  const { prevStakeBlockNumber, prevStakeLimit, maxStakeLimitGrowthBlocks, maxStakeLimit } = limit
  const perBlock = maxStakeLimitGrowthBlocks === 0n ? 0n : maxStakeLimit / maxStakeLimitGrowthBlocks
  const change = (number - prevStakeBlockNumber) * perBlock
  return prevStakeLimit < maxStakeLimit
    ? min(prevStakeLimit + change, maxStakeLimit)
    : max(max(0n, prevStakeLimit - change), maxStakeLimit)
}

/** Lido `_decreaseStakingLimit`: `ether` wei are staked at block `number`. Throws `STAKING_PAUSED` and `STAKE_LIMIT`. */
export const decreaseStakeLimit = (
  limit: StakeLimitState,
  order: { readonly ether: bigint; readonly number: bigint },
): StakeLimitState => {
  if (limit.prevStakeBlockNumber === 0n) throw new Revert('STAKING_PAUSED')
  if (limit.maxStakeLimit === 0n) return limit
  const current = currentStakeLimit(limit, order.number)
  if (order.ether > current) throw new Revert('STAKE_LIMIT')
  return { ...limit, prevStakeLimit: current - order.ether, prevStakeBlockNumber: order.number }
}

/**
 * Lido `stop` and `resume` at block `number`: staking pauses with all else, and goes on with the limit that it had.
 * Throws `CONTRACT_IS_STOPPED` and `CONTRACT_IS_ACTIVE`.
 */
export const setStopped = (
  lido: LidoState,
  { stopped, number }: { readonly stopped: boolean; readonly number: bigint },
): LidoState => {
  if (stopped === lido.stopped) throw new Revert(stopped ? 'CONTRACT_IS_STOPPED' : 'CONTRACT_IS_ACTIVE')
  return { ...lido, stopped, stakeLimit: { ...lido.stakeLimit, prevStakeBlockNumber: stopped ? 0n : number } }
}
