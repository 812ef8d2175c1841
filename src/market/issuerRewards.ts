import { WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { rewardsPerDay } from '../protocols/ethereum/rewards.js'
import { ETHER_FI_COMMISSION_BPS } from '../protocols/etherfi/earnings.js'
import { ROCKET_POOL_COMMISSION_BPS } from '../protocols/rocketpool/earnings.js'
import { SECONDS_PER_DAY } from '../units/fixed.js'
import type { Market } from './market.js'

/** What others keep of a token's rewards, basis points. cbETH's and osETH's are not modelled. */
export const COMMISSION_BPS = { rETH: ROCKET_POOL_COMMISSION_BPS, weETH: ETHER_FI_COMMISSION_BPS } as const

/** Consensus-layer rewards of `ether` that stakes for so many seconds, every duty done, after a commission; wei, floored. */
export const issuerRewards = (
  market: Market,
  stake: { readonly ether: bigint; readonly seconds: number; readonly commissionBps: bigint },
): bigint => {
  const { ether, seconds, commissionBps } = stake
  const total = market.ethereum.stakedEther / WEI_PER_GWEI
  const aDay = rewardsPerDay(ether / WEI_PER_GWEI, total) * WEI_PER_GWEI
  const whole = (aDay * BigInt(seconds)) / BigInt(SECONDS_PER_DAY)
  return (whole * (10_000n - commissionBps)) / 10_000n
}
