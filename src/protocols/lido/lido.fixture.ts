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
  depositsReserve: 1_500n * WAD,
  depositsReserveTarget: 1_500n * WAD,
  stakeLimit: {
    prevStakeBlockNumber: 1n,
    prevStakeLimit: 150_000n * WAD,
    maxStakeLimitGrowthBlocks: 6_400n,
    maxStakeLimit: 150_000n * WAD,
  },
  stopped: false,
  clValidators: 268_276,
  exitedValidators: 0,
  version: 4,
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
