import type { Asset } from '../assets.js'
import { WEI_PER_GWEI } from '../ethereum/forks.js'
import { annualIssuanceRate } from '../ethereum/rewards.js'
import type { Carry } from '../protocol.js'
import type { CoreStates } from '../states.js'

/**
 * What Coinbase keeps of the rewards: 25 % by pages about cbETH (cryptogloss.io, exponential.fi); its own names no figure,
 * so it is assumed.
 */
export const COINBASE_COMMISSION_BPS = 2_500n

/** cbETH: rewards on all of its ether after Coinbase's commission. */
export const coinbaseEarnings = ({ ethereum }: CoreStates): Readonly<Partial<Record<Asset, Carry>>> => {
  const kept = 1 - Number(COINBASE_COMMISSION_BPS) / 10_000
  return {
    cbETH: {
      perYear: annualIssuanceRate(ethereum.stakedEther / WEI_PER_GWEI) * kept,
      from: 'staking rewards after Coinbase’s commission of 25 % (assumed)',
      without: null,
    },
  }
}
