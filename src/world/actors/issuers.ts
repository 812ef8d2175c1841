import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { SECONDS_PER_EPOCH, WEI_PER_GWEI } from '../../protocols/ethereum/forks.js'
import { rewardsPerDay } from '../../protocols/ethereum/rewards.js'
import { getEthValue } from '../../protocols/rocketpool/reth.js'
import { max, SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/**
 * What node operators keep of rETH's rewards: 14 %, the commission of minipools since Atlas (rocket-pool/smartnode
 * README; RPIP-46 changes it later).
 */
const ROCKET_POOL_COMMISSION_BPS = 1_400n

/** Consensus-layer rewards of `ether` that stakes for so many seconds, every duty done, after a commission; wei, floored. */
const earned = (market: Market, stake: { ether: bigint; seconds: number; commissionBps: bigint }): bigint => {
  const { ether, seconds, commissionBps } = stake
  const total = market.ethereum.stakedEther / WEI_PER_GWEI
  const aDay = rewardsPerDay(ether / WEI_PER_GWEI, total) * WEI_PER_GWEI
  const whole = (aDay * BigInt(seconds)) / BigInt(SECONDS_PER_DAY)
  return (whole * (10_000n - commissionBps)) / 10_000n
}

/** The oracle members' submission: the supply as it is, what came and went at the rate, and what the stake earned. */
const rocketPool = (market: Market, seconds: number): readonly Action[] => {
  const state = market.rocketpool
  if (state.totalREth === 0n) return []
  const flows = getEthValue(state, state.supply) - getEthValue(state, state.totalREth)
  const ether = max(0n, state.totalEth - state.tokenEther - state.poolBalance)
  const rewards = earned(market, { ether, seconds, commissionBps: ROCKET_POOL_COMMISSION_BPS })
  return [
    {
      kind: 'rocketpool.balances',
      totalEth: state.totalEth + flows + rewards,
      totalREth: state.supply,
    },
  ]
}

/** Issuers other than Lido report once a day: their validators do every duty, and the rate rises by that. */
export const issuers = (): Actor => {
  let reported: number | undefined
  return {
    name: 'other issuers',
    act(market): readonly Tx[] {
      const { timestamp } = market.block
      reported ??= timestamp
      const seconds = timestamp - reported
      if (seconds < SECONDS_PER_DAY - SECONDS_PER_EPOCH) return []
      reported = timestamp
      const actions = rocketPool(market, seconds)
      return actions.length === 0 ? [] : [{ from: CROWD.oracle, actions }]
    },
  }
}
