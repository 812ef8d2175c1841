import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { ethereumState } from '../ethereum/ethereum.fixture.js'
import { epochAt, startOfEpoch } from '../ethereum/forks.js'
import type { Slashing } from '../ethereum/state.js'
import { type BunkerView, bunkerEnds, isBunker, safeBorder } from './bunker.js'
import { lidoState } from './lido.fixture.js'

const DAY = 86_400
/** The first epoch of a frame. */
const FRAME = 225 * 1_800
const NOW = startOfEpoch(FRAME + 225)
const LAST = startOfEpoch(FRAME)

const slashing = (validators: bigint, more: Partial<Slashing> = {}): Slashing => ({
  at: NOW - 3_600,
  balance: validators * 32n * WAD,
  others: 0n,
  effectiveBalance: 32n * WAD,
  exitsFrom: NOW - 3_600 + 5 * 384,
  exitsUntil: NOW + 30 * DAY,
  withdrawableAt: NOW - 3_600 + 8192 * 384,
  ...more,
})

const view = (change: Partial<BunkerView> = {}, slashings: readonly Slashing[] = []): BunkerView => ({
  lido: lidoState({ lastReport: LAST }),
  ethereum: ethereumState({ slashings }),
  now: NOW,
  consensusDelta: (from, to) => (BigInt(to - from) * 650n * WAD) / BigInt(DAY),
  ...change,
})

describe('bunker mode', () => {
  it('is off on a usual day', () => {
    expect(isBunker(view())).toBe(false)
  })
  it('is on where the consensus layer lost', () => {
    expect(isBunker(view({ consensusDelta: () => -1n }))).toBe(true)
  })
  it('is on where a frame to come takes more by correlation than a day brings', () => {
    // n × 32 ETH × 3 × n × 32 ÷ 35.6 million: 650 ETH at 2,741 validators.
    expect(isBunker(view({}, [slashing(2_700n)]))).toBe(false)
    expect(isBunker(view({}, [slashing(2_800n)]))).toBe(true)
    // Twenty days on it has fallen.
    const over = slashing(2_800n, { at: NOW - 20 * DAY, withdrawableAt: NOW - 20 * DAY + 8192 * 384 })
    expect(isBunker(view({}, [over]))).toBe(false)
    // Others' validators count for the penalty, but only Lido's pay Lido's.
    expect(isBunker(view({}, [slashing(1_400n, { others: 4_200n * 32n * WAD })]))).toBe(true)
    expect(isBunker(view({}, [slashing(0n, { others: 100_000n * 32n * WAD })]))).toBe(false)
  })
  it('is on where rewards are a tenth too low and the last hours lost', () => {
    const low = (lastHours: bigint) =>
      view({ consensusDelta: from => (from <= LAST ? 500n * WAD : lastHours) })
    expect(isBunker(low(1n))).toBe(false)
    expect(isBunker(low(-1n))).toBe(true)
  })
})

describe('safe border', () => {
  it('is 20 epochs before a report outside bunker mode', () => {
    expect(epochAt(safeBorder(view(), false))).toBe(FRAME + 205)
  })
  it('of a negative rebase is 20 epochs before the last report, and six days old at most', () => {
    expect(epochAt(safeBorder(view(), true))).toBe(FRAME - 20)
    const long = view({ lido: lidoState({ lastReport: LAST, bunkerSince: startOfEpoch(FRAME - 4_000) }) })
    expect(epochAt(safeBorder(long, true))).toBe(FRAME + 225 - 1_350)
  })
  it('of a slashing is 20 epochs before its frame, until its validators are withdrawable', () => {
    const at = startOfEpoch(FRAME - 2_000)
    const one = slashing(100n, { at, withdrawableAt: at + 8192 * 384 })
    const since = lidoState({ lastReport: LAST, bunkerSince: LAST })
    // FRAME − 2,000 lies in the frame that begins at FRAME − 2,025.
    expect(epochAt(safeBorder(view({ lido: since }, [one]), true))).toBe(FRAME - 2_025 - 20)
    const done = { ...one, withdrawableAt: NOW }
    expect(epochAt(safeBorder(view({ lido: since }, [done]), true))).toBe(FRAME - 20)
  })
})

describe('the end of bunker mode', () => {
  it('is now where it is off, the last correlation penalty where it is on, and the withdrawal at the latest', () => {
    const one = slashing(2_800n)
    expect(bunkerEnds(view({}, [one]))).toEqual({ likely: NOW, latest: NOW })
    const on = view({ lido: lidoState({ lastReport: LAST, bunkerSince: LAST }) }, [one])
    expect(bunkerEnds(on)).toEqual({ likely: one.withdrawableAt - 4095 * 384, latest: one.withdrawableAt })
    const noSlashing = view({ lido: lidoState({ lastReport: LAST, bunkerSince: LAST }) })
    expect(bunkerEnds(noSlashing)).toEqual({ likely: NOW, latest: NOW + 6 * DAY })
  })
})
