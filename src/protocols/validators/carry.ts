import { EFFECTIVE_BALANCE_INCREMENT, EPOCHS_PER_DAY, WEI_PER_GWEI } from '../ethereum/forks.js'
import { annualIssuanceRate, missedAttestationPenalty } from '../ethereum/rewards.js'
import type { Carry } from '../protocol.js'
import type { CoreStates } from '../states.js'

/** What validators of one's own are doing, as their claim says it. */
export type Standing =
  | 'slashed'
  | 'leaving'
  | 'waiting for the sweep'
  | 'waiting to be activated'
  | 'off duty'
  | 'on duty'

const DAYS = 365.25

/** Source and target missed in every epoch of a Julian year, of the balance. */
const missed = (total: bigint): number => {
  const each = missedAttestationPenalty(32n * EFFECTIVE_BALANCE_INCREMENT, total)
  return (Number(each) * EPOCHS_PER_DAY * DAYS) / Number(32n * EFFECTIVE_BALANCE_INCREMENT)
}

/** What validators earn or lose while they stand like this, as if all of a balance were effective. */
export const validatorsCarry = ({ ethereum }: CoreStates, standing: Standing): Carry => {
  const total = ethereum.stakedEther / WEI_PER_GWEI
  const full = annualIssuanceRate(total)
  switch (standing) {
    case 'on duty':
      return { perYear: full, from: 'rewards of every duty done; nobody takes a fee', without: null }
    case 'waiting to be activated':
      return {
        perYear: full,
        from: 'rewards of every duty done, once they are activated; until then nothing',
        without: null,
      }
    case 'leaving':
      return { perYear: full, from: 'rewards of duties done, until the exit', without: null }
    case 'waiting for the sweep':
      return { perYear: 0, from: 'out and not yet paid: nothing is earned any more', without: null }
    case 'off duty':
      return {
        perYear: -missed(total),
        from: 'penalties for every duty missed',
        without: 'an inactivity leak’s',
      }
    case 'slashed':
      return {
        perYear: -missed(total),
        from: 'penalties until they can be withdrawn',
        without: 'the correlation penalty',
      }
  }
}
