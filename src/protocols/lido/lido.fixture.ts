import { WAD } from '../../units/fixed.js'
import type { LidoState } from './state.js'

/** Lido as of 2025-11-03 (8,589,847 ETH, 7,051,745.85 shares; SOURCES B.6), with 5,000 ETH of it in the buffer. */
export const lidoState = (overrides: Partial<LidoState>): LidoState => ({
  totalShares: 7_051_745_850_000_000_000_000_000n,
  externalShares: 0n,
  bufferedEther: 5_000n * WAD,
  clValidatorsBalance: 8_584_847n * WAD,
  clPendingBalance: 0n,
  depositedPostReport: 0n,
  feeBps: 1000,
  lastReport: 0,
  withdrawalVault: 0n,
  elRewardsVault: 0n,
  sanityVersion: 4,
  bunkerSince: 0,
  reports: [],
  shares: {},
  wstEthSupply: 0n,
  queue: {
    lastRequestId: 0,
    lastFinalizedRequestId: 0,
    requests: {},
    checkpoints: [],
    lockedEther: 0n,
    paused: false,
  },
  ...overrides,
})
