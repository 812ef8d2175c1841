import type { Asset } from '../assets.js'
import { WEI_PER_GWEI } from '../ethereum/forks.js'
import { annualIssuanceRate } from '../ethereum/rewards.js'
import type { Carry } from '../protocol.js'
import type { CoreStates } from '../states.js'
import type { RocketPoolState } from './state.js'

/** What node operators keep of the rewards: 14 %, the commission of minipools since Atlas (rocket-pool/smartnode README). */
export const ROCKET_POOL_COMMISSION_BPS = 1_400n

/** rETH: rewards on the ether of it that stakes, after the operators' commission. */
export const rocketPoolEarnings = (
  { totalEth, tokenEther, poolBalance }: RocketPoolState,
  { ethereum }: CoreStates,
): Readonly<Partial<Record<Asset, Carry>>> => {
  if (totalEth === 0n) return {}
  const stakes = Number(totalEth - tokenEther - poolBalance) / Number(totalEth)
  const kept = 1 - Number(ROCKET_POOL_COMMISSION_BPS) / 10_000
  const perYear = annualIssuanceRate(ethereum.stakedEther / WEI_PER_GWEI) * stakes * kept
  return {
    rETH: { perYear, from: 'staking rewards after the node operators’ commission of 14 %', without: null },
  }
}
