import type { Scenario } from '../scenario.js'

export const calm: Scenario = {
  name: 'calm',
  title: 'A calm month',
  family: 'baseline',
  about: 'Nothing but time, staking rewards and interest: the baseline that the others are read against.',
  source: 'rewards by the protocol (ethereum/consensus-specs @ a08d8a6e), interest by Aave’s rate curve',
  assumed: ['every validator does every duty, and no execution-layer rewards: 2.5 % a year after the fee'],
  days: 30,
  severity: { meaning: 'nothing to scale', largest: 1, isSwitch: true },
  steps: [],
}
