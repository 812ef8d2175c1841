import { SECONDS_PER_YEAR } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import type { Carry } from '../protocol.js'
import type { StakeWiseState } from './state.js'

/** osETH: the reward a second that its oracles set, less the treasury's part. */
export const stakeWiseEarnings = (own: StakeWiseState): Readonly<Partial<Record<Asset, Carry>>> => {
  if (own.totalShares === 0n) return {}
  const perYear = (Number(own.avgRewardPerSecond) / 1e18) * Number(SECONDS_PER_YEAR)
  const kept = 1 - Number(own.feeBps) / 10_000
  return {
    osETH: {
      perYear: perYear * kept,
      from: 'the reward that StakeWise’s oracles set, after its treasury’s 5 %',
      without: null,
    },
  }
}
