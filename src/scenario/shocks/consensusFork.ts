import { CROWD } from '../../market/crowd.js'
import { CONSENSUS_FORKS, type ConsensusFork } from '../../protocols/ethereum/forks.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'

/** The consensus layer runs this fork's rules from now on. */
type SetConsensusFork = { readonly kind: 'consensusFork'; readonly fork: ConsensusFork }

export const consensusFork: ShockDef<SetConsensusFork> = {
  kind: 'consensusFork',
  fields: { fork: { kind: 'choice', of: CONSENSUS_FORKS } },
  label: 'Rules of another fork',
  happened: 'the consensus layer took another fork’s rules',
  seen: 'exitQueue',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ fork }) => sentBy(CROWD.oracle, [{ kind: 'ethereum.fork', fork }]),
}
