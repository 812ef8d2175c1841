import type { Asset } from '../assets.js'
import { WEI_PER_GWEI } from '../ethereum/forks.js'
import { annualIssuanceRate } from '../ethereum/rewards.js'
import type { Carry, Claim } from '../protocol.js'
import type { CoreStates } from '../states.js'
import { totalPooledEther } from './pool.js'
import type { EtherFiState } from './state.js'

/** What ether.fi and its operators keep of the rewards: 10 % (ether.fi's documentation). */
export const ETHER_FI_COMMISSION_BPS = 1_000n

const rate = (state: EtherFiState, { ethereum }: CoreStates): number => {
  const stakes = Number(state.totalValueOutOfLp) / Number(totalPooledEther(state) || 1n)
  const kept = 1 - Number(ETHER_FI_COMMISSION_BPS) / 10_000
  return annualIssuanceRate(ethereum.stakedEther / WEI_PER_GWEI) * stakes * kept
}

const earned = (state: EtherFiState, core: CoreStates): Carry => ({
  perYear: rate(state, core),
  from: 'staking rewards after ether.fi’s 10 %',
  without: 'rewards for restaking',
})

/** weETH: rewards on the ether of it that stakes, after ether.fi's part; what EigenLayer pays is not modelled. */
export const etherFiEarnings = (
  state: EtherFiState,
  core: CoreStates,
): Readonly<Partial<Record<Asset, Carry>>> => (state.totalShares === 0n ? {} : { weETH: earned(state, core) })

/** eETH earns as weETH does; a request waits at no more than its worth. */
export const etherFiCarry = (state: EtherFiState, core: CoreStates, { label }: Claim): Carry =>
  label === 'eETH'
    ? earned(state, core)
    : { perYear: 0, from: 'a request earns nothing while it waits', without: null }
