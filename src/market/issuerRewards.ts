import { COINBASE_COMMISSION_BPS } from '../protocols/coinbase/earnings.js'
import { WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { rewardsPerDay } from '../protocols/ethereum/rewards.js'
import { ETHER_FI_COMMISSION_BPS } from '../protocols/etherfi/earnings.js'
import { ROCKET_POOL_COMMISSION_BPS } from '../protocols/rocketpool/earnings.js'
import { SECONDS_PER_DAY, WAD } from '../units/fixed.js'
import type { Market } from './market.js'

/** What others keep of a token's rewards, basis points. osETH's fees are in StakeWise's contracts. */
export const COMMISSION_BPS = {
  rETH: ROCKET_POOL_COMMISSION_BPS,
  weETH: ETHER_FI_COMMISSION_BPS,
  cbETH: COINBASE_COMMISSION_BPS,
} as const

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

/** The stake that rewards are counted on, so that gwei do not show in a rate for each second. */
const SAMPLE = 32_000n * 10n ** 18n

/** What StakeWise's oracles report after so many seconds: the vault's rewards (wei), and osETH's for one ether (18 decimals) each second. */
export const stakeWiseRewards = (
  market: Market,
  seconds: number,
): { readonly delta: bigint; readonly rewardPerSecond: bigint } => {
  const { vault } = market.stakewise
  const ether = vault.totalAssets > vault.ether ? vault.totalAssets - vault.ether : 0n
  const aDay = issuerRewards(market, { ether: SAMPLE, seconds: SECONDS_PER_DAY, commissionBps: vault.feeBps })
  return {
    delta: issuerRewards(market, { ether, seconds, commissionBps: 0n }),
    rewardPerSecond: (aDay * WAD) / (SAMPLE * BigInt(SECONDS_PER_DAY)),
  }
}
