import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { amountForShare, depositEther, totalPooledEther } from './pool.js'
import { etherfi } from './protocol.js'
import { applyReport, type EtherFiReport, withVersion } from './report.js'
import { claimWithdraw, requestWithdraw } from './requests.js'
import { ETHER_FI_VERSIONS, type EtherFiVersion, etherFiVersionAt } from './rules.js'
import type { EtherFiState } from './state.js'

// By hand from smart-contracts @ 7181c523 (2025) and @ b4a09680 (2026); line numbers in docs/fidelity/issuers.md.

const USER: Address = '0x0000000000000000000000000000000000000b0b'
const OTHER: Address = '0x00000000000000000000000000000000000a11ce'
const START = 1_765_267_796
const DAY = 86_400

/** 100,000 ether for as many shares, 20,000 of it in the pool; the user has 1,000 eETH. */
const pool = (version: EtherFiVersion): EtherFiState => {
  const at: EtherFiState = {
    ...etherfi.absent,
    version,
    lastReport: START,
    totalValueInLp: 19_000n * WAD,
    totalValueOutOfLp: 80_000n * WAD,
    totalShares: 99_000n * WAD,
  }
  return depositEther(at, { owner: USER, wei: 1_000n * WAD })[1]
}

const report = (over: Partial<EtherFiReport>): EtherFiReport => ({
  accrued: 0n,
  withdrawn: 0n,
  finalizeUpTo: 0,
  now: START + DAY,
  ...over,
})

const reportOn = (state: EtherFiState, over: Partial<EtherFiReport>) => () => applyReport(state, report(over))

describe('a claim', () => {
  const asked = (version: EtherFiVersion) =>
    requestWithdraw(pool(version), { owner: USER, amount: 1_000n * WAD })

  it.each(ETHER_FI_VERSIONS)('is paid what was asked for where the rate rose (%d)', version => {
    const due = applyReport(asked(version), report({ accrued: 10n * WAD, finalizeUpTo: 1 }))
    const { wei, next } = claimWithdraw(due, { sender: USER, id: 1 })
    expect(wei).toBe(1_000n * WAD)
    expect(next.locked).toBe(0n)
    expect(amountForShare(next, WAD)).toBeGreaterThanOrEqual(amountForShare(due, WAD))
  })

  it('that was finalised before a fall is paid at the rate of now in 2025, at the frozen one in 2026', () => {
    const fallen = (version: EtherFiVersion) => {
      const due = applyReport(asked(version), report({ finalizeUpTo: 1 }))
      return applyReport(due, report({ accrued: -20n * WAD, now: START + 2 * DAY }))
    }
    // 20 of 100,000 ether: 2 bp.
    expect(claimWithdraw(fallen(2025), { sender: USER, id: 1 }).wei).toBe(9_998n * 10n ** 17n)
    expect(claimWithdraw(fallen(2026), { sender: USER, id: 1 }).wei).toBe(1_000n * WAD)
  })

  it('that was asked before a fall and finalised after it is paid the lower rate in both years; 2026 keeps the rest', () => {
    const fall = report({ accrued: -20n * WAD, finalizeUpTo: 1 })
    for (const version of ETHER_FI_VERSIONS) {
      const due = applyReport(asked(version), fall)
      const { wei, next } = claimWithdraw(due, { sender: USER, id: 1 })
      expect(wei).toBe(9_998n * 10n ** 17n)
      expect(totalPooledEther(due) - totalPooledEther(next)).toBe(wei)
    }
    const due = applyReport(asked(2026), fall)
    expect(due.totalValueInLp).toBe(19_000n * WAD)
    expect(claimWithdraw(due, { sender: USER, id: 1 }).next.totalValueInLp).toBe(
      19_000n * WAD + 2n * 10n ** 17n,
    )
  })

  it('is its owner’s alone in 2025, and anyone may settle it in 2026, to its owner', () => {
    const due = (version: EtherFiVersion) => applyReport(asked(version), report({ finalizeUpTo: 1 }))
    expect(() => claimWithdraw(due(2025), { sender: OTHER, id: 1 })).toThrow('Not the owner of the NFT')
    expect(claimWithdraw(due(2026), { sender: OTHER, id: 1 }).owner).toBe(USER)
  })

  it('before it is finalised is refused by the name of the year', () => {
    expect(() => claimWithdraw(asked(2025), { sender: USER, id: 1 })).toThrow('Request is not finalized')
    expect(() => claimWithdraw(asked(2026), { sender: USER, id: 1 })).toThrow('RequestNotFinalized')
    expect(() => claimWithdraw(asked(2026), { sender: USER, id: 2 })).toThrow('ERC721: invalid token ID')
  })

  it('that was finalised before the rules changed is paid at the rate of now', () => {
    const due = withVersion(applyReport(asked(2025), report({ finalizeUpTo: 1 })), 2026)
    expect(due.totalValueInLp).toBe(19_000n * WAD)
    const fallen = applyReport(due, report({ accrued: -20n * WAD, now: START + 2 * DAY }))
    expect(claimWithdraw(fallen, { sender: USER, id: 1 }).wei).toBe(9_998n * 10n ** 17n)
    expect(withVersion(due, 2025)).toEqual(applyReport(asked(2025), report({ finalizeUpTo: 1 })))
  })
})

describe('a request', () => {
  it('of 2026 is from 0.001 to 1,000 ether', () => {
    const ask = (amount: bigint) => () => requestWithdraw(pool(2026), { owner: USER, amount })
    expect(ask(WAD / 1_000n)).not.toThrow()
    expect(ask(WAD / 1_000n - 1n)).toThrow('InvalidWithdrawalAmount')
    expect(ask(1_000n * WAD)).not.toThrow()
    expect(ask(1_000n * WAD + 1n)).toThrow('InvalidWithdrawalAmount')
    expect(ask(0n)).toThrow('InvalidWithdrawalAmount')
    expect(() => requestWithdraw(pool(2025), { owner: USER, amount: 0n })).toThrow('InvalidAmount')
    expect(() => requestWithdraw(pool(2025), { owner: USER, amount: 1n })).not.toThrow()
  })
})

describe('a report', () => {
  // 10 % a year of 100,000 ether: 27.397 a day; truncation leaves 1,000 basis points up to 1,001.
  const most = (1_001n * 100_000n * WAD) / 3_650_000n

  it('of 2025 may change the rate by 10 % a year either way', () => {
    for (const sign of [1n, -1n]) {
      expect(reportOn(pool(2025), { accrued: (sign * most * 9_999n) / 10_000n })).not.toThrow()
      expect(reportOn(pool(2025), { accrued: sign * (most + 1n) })).toThrow(
        'EtherFiAdmin: TVL changed too much',
      )
    }
  })

  it('of 2026 may not lower it by more than 3 bp, however long it waited', () => {
    const late = START + 30 * DAY
    expect(reportOn(pool(2026), { accrued: -30n * WAD, now: late })).not.toThrow()
    expect(reportOn(pool(2026), { accrued: -30n * WAD - 1n, now: late })).toThrow('ReportValidationFailed')
    expect(reportOn(pool(2025), { accrued: -30n * WAD - 1n, now: late })).not.toThrow()
  })

  it('of 2026 may not raise it by more than 25 bp, however long it waited', () => {
    const late = START + 30 * DAY
    expect(reportOn(pool(2026), { accrued: 250n * WAD, now: late })).not.toThrow()
    expect(reportOn(pool(2026), { accrued: 250n * WAD + 1n, now: late })).toThrow('RebaseExceedsPositiveCap')
    expect(reportOn(pool(2025), { accrued: 251n * WAD, now: late })).not.toThrow()
  })

  it('that spans no slot is refused in 2026, and divides by nothing in 2025 where something accrued', () => {
    expect(reportOn(pool(2026), { now: START })).toThrow('ReportValidationFailed')
    expect(reportOn(pool(2025), { now: START, accrued: 1n })).toThrow('Panic(0x12)')
    expect(reportOn(pool(2025), { now: START })).not.toThrow()
  })

  const rich = (version: EtherFiVersion): EtherFiState => {
    const many = { ...pool(version), totalValueInLp: 200_000n * WAD, totalShares: 281_000n * WAD }
    const shares = { [USER]: 100_000n * WAD }
    let state: EtherFiState = { ...many, totalValueOutOfLp: 81_000n * WAD, shares }
    for (let i = 0; i < 90; i++) state = requestWithdraw(state, { owner: USER, amount: 1_000n * WAD })
    return state
  }

  it('of 2026 finalises 80,000 ether a day, and no more than the pool has', () => {
    expect(reportOn(rich(2026), { finalizeUpTo: 80 })).not.toThrow()
    expect(reportOn(rich(2026), { finalizeUpTo: 81 })).toThrow('ReportValidationFailed')
    expect(reportOn(rich(2025), { finalizeUpTo: 81 })).not.toThrow()
    const poor = { ...rich(2026), totalValueInLp: 10_000n * WAD, totalValueOutOfLp: 271_000n * WAD }
    expect(reportOn(poor, { finalizeUpTo: 10 })).not.toThrow()
    expect(reportOn(poor, { finalizeUpTo: 11 })).toThrow('ReportValidationFailed')
  })

  it('finalises forward and no future request', () => {
    for (const version of ETHER_FI_VERSIONS) {
      const done = applyReport(rich(version), report({ finalizeUpTo: 5 }))
      const next = { now: START + 2 * DAY }
      expect(reportOn(done, { ...next, finalizeUpTo: 4 })).toThrow(
        version === 2025 ? 'Cannot undo finalization' : 'ReportValidationFailed',
      )
      expect(reportOn(done, { ...next, finalizeUpTo: 91 })).toThrow(
        version === 2025 ? 'Cannot finalize future requests' : 'ReportValidationFailed',
      )
    }
    expect(reportOn(pool(2026), { finalizeUpTo: 1 })).toThrow('CannotFinalizeFutureRequests')
  })
})

it('the rules of a day are those of its year', () => {
  expect(etherFiVersionAt(Date.parse('2025-12-09T08:09:56Z') / 1_000)).toBe(2025)
  expect(etherFiVersionAt(Date.parse('2026-09-10T00:00:00Z') / 1_000)).toBe(2026)
})
