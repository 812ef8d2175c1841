import type { ChoiceField } from './define.js'

/** A staking token of another issuer than Lido whose rate a shock can change. */
export type OtherStakingToken = 'rETH' | 'cbETH' | 'weETH' | 'rsETH' | 'ezETH'

export const ISSUED: ChoiceField<OtherStakingToken> = {
  kind: 'choice',
  of: ['rETH', 'cbETH', 'weETH', 'rsETH', 'ezETH'],
}
