import { max, WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { getRethValue } from './reth.js'
import type { RocketPoolState } from './state.js'

const maxCapacity = ({ maximumPoolSize, assignEnabled, queueCapacity }: RocketPoolState): bigint =>
  maximumPoolSize + (assignEnabled ? queueCapacity : 0n)

/** `RocketDepositPool.getMaximumDepositAmount`: the largest deposit that is taken now, wei. */
export const getMaximumDepositAmount = (state: RocketPoolState): bigint =>
  state.depositEnabled ? max(0n, maxCapacity(state) - state.poolBalance) : 0n

/** rETH that a deposit of `wei` mints, the fee taken off first; both floored. */
export const rEthForDeposit = (state: RocketPoolState, wei: bigint): bigint =>
  getRethValue(state, wei - (wei * state.depositFeeWad) / WAD)

const tooLarge = ({ assignEnabled }: RocketPoolState): string =>
  assignEnabled
    ? 'The deposit pool size after depositing (and matching with minipools) exceeds the maximum size'
    : 'The deposit pool size after depositing exceeds the maximum size'

/**
 * `RocketDepositPool.deposit` (v1.3.1): rETH minted for `wei` of ether. The deposit stays in the pool: minipools that
 * wait in the queue and would take it at once are not followed, and on the embedded mainnet none waits.
 */
export const deposit = (
  state: RocketPoolState,
  wei: bigint,
): readonly [rEth: bigint, next: RocketPoolState] => {
  if (!state.depositEnabled) throw new Revert('Deposits into Rocket Pool are currently disabled')
  if (wei < state.minimumDeposit)
    throw new Revert('The deposited amount is less than the minimum deposit size')
  if (state.poolBalance + wei > maxCapacity(state)) throw new Revert(tooLarge(state))
  const rEth = rEthForDeposit(state, wei)
  if (rEth === 0n) throw new Revert('Invalid token mint amount')
  return [rEth, { ...state, supply: state.supply + rEth, poolBalance: state.poolBalance + wei }]
}
