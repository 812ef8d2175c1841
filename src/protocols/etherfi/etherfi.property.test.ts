import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { ETHER_FI } from './addresses.js'
import { amountForShare, depositEther, sharesForAmount, sharesForWithdrawalAmount } from './pool.js'
import { etherfi } from './protocol.js'
import { lowWatermark, redeemableAmount, redeemWeEth } from './redemption.js'
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

  const WEETH = ETHER_FI.weEth.toLowerCase() as Address
  const NOW = 1_765_267_796
  /** The figures of the proxy: 2,000 ether at once, as many again in a day, 0.3 % of which a tenth is the treasury's. */
  const REDEMPTION = {
    capacity: 2_000_000_000n,
    remaining: 2_000_000_000n,
    lastRefill: NOW,
    refillRate: 23_148n,
    treasuryBps: 1_000n,
    feeBps: 30n,
    lowWatermarkBps: 100n,
  }
  const redeemable = (pooled: bigint, shares: bigint): EtherFiState => ({
    ...state(0n, shares),
    totalValueInLp: pooled / 50n,
    totalValueOutOfLp: pooled - pooled / 50n,
    shares: { [WEETH]: shares },
    redemption: REDEMPTION,
  })

  it('ETHERFI_REDEEM_1: an instant redemption pays 0.3 % less than the rate, and the rate never falls for who stays', () => {
    fc.assert(
      fc.property(totals, totals, fc.bigInt({ min: 1n, max: 1_000n }), (pooled, shares, part) => {
        const at = redeemable(pooled, shares)
        const weEth = sharesForAmount(at, (redeemableAmount(at, NOW) * part) / 1_000n)
        const worth = amountForShare(at, weEth)
        fc.pre(weEth * 100n < shares && worth > WAD)
        const [paid, next] = redeemWeEth(at, { weEth, now: NOW })
        expect(paid).toBeLessThanOrEqual((worth * 9_970n) / 10_000n)
        // Shares are floored twice, and each is worth no more than this.
        const aShare = pooled / shares + 1n
        expect(paid).toBeGreaterThanOrEqual((worth * 9_970n) / 10_000n - 2n * aShare - 1n)
        expect(amountForShare(next, WAD)).toBeGreaterThanOrEqual(amountForShare(at, WAD))
        // A tenth of the fee is the treasury's: 0.03 %.
        const treasury = next.shares[ETHER_FI.treasury.toLowerCase() as Address] ?? 0n
        expect(Number(amountForShare(next, treasury)) / Number(worth)).toBeCloseTo(0.0003, 6)
      }),
    )
  })

  it('ETHERFI_REDEEM_2: the limit is used up and refills, 23,148 units a second, up to 2,000 ether', () => {
    const at = redeemable(2_000_000n * WAD, 2_000_000n * WAD)
    expect(redeemableAmount(at, NOW)).toBe(2_000n * WAD)
    const [, used] = redeemWeEth(at, { weEth: 1_500n * WAD, now: NOW })
    expect(redeemableAmount(used, NOW)).toBe(500n * WAD)
    expect(() => redeemWeEth(used, { weEth: 501n * WAD, now: NOW })).toThrow('Exceeded')
    expect(redeemableAmount(used, NOW + 3_600)).toBe(500n * WAD + 3_600n * 23_148n * 10n ** 12n)
    expect(redeemableAmount(used, NOW + 86_400)).toBe(2_000n * WAD)
  })

  it('ETHERFI_REDEEM_3: the ether below a hundredth of all stays in the pool', () => {
    const at = redeemable(2_000_000n * WAD, 2_000_000n * WAD)
    const drained = { ...at, totalValueInLp: 19_999n * WAD, totalValueOutOfLp: 1_980_001n * WAD }
    expect(lowWatermark(drained)).toBe(20_000n * WAD)
    expect(redeemableAmount(drained, NOW)).toBe(0n)
    expect(() => redeemWeEth(drained, { weEth: WAD, now: NOW })).toThrow('Exceeded')
    const above = { ...at, totalValueInLp: 20_500n * WAD, totalValueOutOfLp: 1_979_500n * WAD }
    expect(redeemableAmount(above, NOW)).toBe(500n * WAD)
    expect(() => redeemWeEth(above, { weEth: 500n * WAD, now: NOW })).not.toThrow()
    expect(() => redeemWeEth(above, { weEth: 500n * WAD + 1n, now: NOW })).toThrow('Exceeded')
    expect(() => redeemWeEth({ ...above, version: 2026 }, { weEth: 501n * WAD, now: NOW })).toThrow(
      'ExceededRedeemable',
    )
  })
})
