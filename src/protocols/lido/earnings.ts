import type { Asset } from '../assets.js'
import { WEI_PER_GWEI } from '../ethereum/forks.js'
import { annualIssuanceRate } from '../ethereum/rewards.js'
import type { Carry } from '../protocol.js'
import type { CoreStates } from '../states.js'

/** Yearly growth of Lido's share rate: the protocol's issuance after Lido's fee, every duty done. */
export const stakingRate = ({ ethereum, lido }: Pick<CoreStates, 'ethereum' | 'lido'>): number =>
  annualIssuanceRate(ethereum.stakedEther / WEI_PER_GWEI) * (1 - lido.feeBps / 10_000)

/** What Lido's tokens earn by themselves. */
export const lidoEarnings = (core: CoreStates): Readonly<Partial<Record<Asset, Carry>>> => {
  const earned = { perYear: stakingRate(core), from: 'staking rewards after Lido’s fee', without: null }
  return { stETH: earned, wstETH: earned }
}
