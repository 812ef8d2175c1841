import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { lidoState } from './lido.fixture.js'
import { currentStakeLimit, decreaseStakeLimit, setStopped } from './stakeLimit.js'
import type { StakeLimitState } from './state.js'
import { submit } from './steth.js'

// StakeLimitUtils.sol and Lido.sol `_decreaseStakingLimit`, lidofinance/core @ 3f6ab3da. 150,000 ETH over 6,400 blocks
// are 23.4375 ETH a block.
const limit: StakeLimitState = {
  prevStakeBlockNumber: 100n,
  prevStakeLimit: 150_000n * WAD,
  maxStakeLimitGrowthBlocks: 6_400n,
  maxStakeLimit: 150_000n * WAD,
}

describe('the staking limit', () => {
  it('takes all that is left, not a wei more, and grows back by the block', () => {
    const spent = decreaseStakeLimit(limit, { ether: 150_000n * WAD, number: 100n })
    expect(() => decreaseStakeLimit(limit, { ether: 150_000n * WAD + 1n, number: 100n })).toThrow(
      'STAKE_LIMIT',
    )
    expect(() => decreaseStakeLimit(spent, { ether: 1n, number: 100n })).toThrow('STAKE_LIMIT')
    expect(currentStakeLimit(spent, 102n)).toBe((468_750n * WAD) / 10_000n)
    expect(currentStakeLimit(spent, 100_000n)).toBe(150_000n * WAD)
  })
  it('is none where no maximum is set, and stands still where none grows back', () => {
    const none = { ...limit, maxStakeLimit: 0n }
    expect(decreaseStakeLimit(none, { ether: 10n ** 30n, number: 100n })).toBe(none)
    const still = { ...limit, prevStakeLimit: WAD, maxStakeLimitGrowthBlocks: 0n }
    expect(currentStakeLimit(still, 10_000n)).toBe(WAD)
  })
  it('falls to a lowered maximum as fast as it would grow', () => {
    const lowered = { ...limit, maxStakeLimit: 64_000n * WAD }
    expect(currentStakeLimit(lowered, 101n)).toBe(149_990n * WAD)
    expect(currentStakeLimit(lowered, 90_000n)).toBe(64_000n * WAD)
  })
  it('bounds what is staked in a block, and a stopped Lido takes nothing', () => {
    const lido = lidoState({ stakeLimit: limit })
    const order = { sender: '0x0b', number: 100n } as const
    const { lido: after } = submit(lido, { ...order, ether: 150_000n * WAD })
    expect(() => submit(after, { ...order, ether: 1n })).toThrow('STAKE_LIMIT')
    const stopped = setStopped(lido, { stopped: true, number: 101n })
    expect(() => submit(stopped, { ...order, ether: 1n })).toThrow('STAKING_PAUSED')
    expect(() => setStopped(stopped, { stopped: true, number: 101n })).toThrow('CONTRACT_IS_STOPPED')
    expect(() => setStopped(lido, { stopped: false, number: 101n })).toThrow('CONTRACT_IS_ACTIVE')
    expect(setStopped(stopped, { stopped: false, number: 102n }).stakeLimit.prevStakeBlockNumber).toBe(102n)
  })
})
