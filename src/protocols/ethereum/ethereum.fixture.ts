import { WAD } from '../../units/fixed.js'
import type { EthereumState } from './state.js'

/** Mainnet of July 2025: 35,559,700 ETH staked (validatorqueue.com, 2025-07-26), an empty exit queue, nothing wrong. */
export const ethereumState = (overrides: Partial<EthereumState> = {}): EthereumState => ({
  fork: 'electra',
  stakedEther: 35_559_700n * WAD,
  exitQueue: 0n,
  exitQueueAt: 0,
  slashings: [],
  outages: [],
  ...overrides,
})
