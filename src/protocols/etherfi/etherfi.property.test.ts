import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { amountForShare, depositEther, sharesForWithdrawalAmount } from './pool.js'
import { etherfi } from './protocol.js'
import { applyReport, claimWithdraw, requestWithdraw } from './requests.js'
import type { EtherFiState } from './state.js'

const USER: Address = '0x0000000000000000000000000000000000000b0b'

const state = (pooled: bigint, shares: bigint): EtherFiState => ({
  ...etherfi.absent,
  totalValueInLp: 0n,
  totalValueOutOfLp: pooled,
  totalShares: shares,
})

const amounts = fc.bigInt({ min: WAD / 1_000n, max: 10_000n * WAD })
const totals = fc.bigInt({ min: 1_000n * WAD, max: 3_000_000n * WAD })

describe('ether.fi', () => {
  it('pays a request at the rate of when it was asked where the rate rose', () => {
    const [, deposited] = depositEther(state(1_000n * WAD, 500n * WAD), { owner: USER, wei: 10n * WAD })
    const asked = requestWithdraw(deposited, { owner: USER, amount: 10n * WAD })
    const due = applyReport(asked, { accrued: 100n * WAD, withdrawn: 0n, finalizeUpTo: 1 })
    expect(claimWithdraw(due, { owner: USER, id: 1 })[0]).toBe(10n * WAD)
  })

  it('pays what the shares are worth now where the rate fell', () => {
    const [, deposited] = depositEther(state(990n * WAD, 990n * WAD), { owner: USER, wei: 10n * WAD })
    const asked = requestWithdraw(deposited, { owner: USER, amount: 10n * WAD })
    const due = applyReport(asked, { accrued: -100n * WAD, withdrawn: 0n, finalizeUpTo: 1 })
    expect(claimWithdraw(due, { owner: USER, id: 1 })[0]).toBe(9n * WAD)
  })

  it('ETHERFI_ROUND_TRIP: what a deposit mints is worth no more than it cost', () => {
    fc.assert(
      fc.property(totals, totals, amounts, (pooled, shares, wei) => {
        const [share, next] = depositEther(state(pooled, shares), { owner: USER, wei })
        expect(amountForShare(next, share)).toBeLessThanOrEqual(wei)
      }),
    )
  })

  it('ETHERFI_BURN: shares burnt for what shares are worth are never more than those shares', () => {
    fc.assert(
      fc.property(totals, totals, amounts, (pooled, shares, share) => {
        const at = state(pooled, shares)
        expect(sharesForWithdrawalAmount(at, amountForShare(at, share))).toBeLessThanOrEqual(share)
      }),
    )
  })
})
