import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { lidoState } from './lido.fixture.js'
import { requestWithdrawals } from './queue.js'
import { applyReport } from './report.js'
import { getPooledEthByShares, sharesOf, stEthBalanceOf, submit, transfer } from './steth.js'
import { stEthPerToken, unwrap, wrap } from './wsteth.js'

const ALICE = '0x0a'
const BOB = '0x0b'
/** Rates from 1 to 3 ether a share. */
const states = fc
  .record({
    totalShares: fc.bigInt({ min: WAD, max: 10n ** 25n }),
    surplus: fc.bigInt({ min: 0n, max: 10n ** 25n }),
    held: fc.bigInt({ min: 0n, max: WAD }),
  })
  .map(({ totalShares, surplus, held }) =>
    lidoState({
      totalShares,
      bufferedEther: 0n,
      clValidatorsBalance: totalShares + (surplus % (2n * totalShares)),
      shares: { [ALICE]: held },
    }),
  )
const amounts = fc.bigInt({ min: 0n, max: WAD })

describe('stETH', () => {
  it('LIDO_SHARES_1: a transfer delivers the amount less at most the rate and one wei, never more', () => {
    fc.assert(
      fc.property(states, amounts, (lido, wanted) => {
        const held = stEthBalanceOf(lido, ALICE)
        const amount = wanted % (held + 1n)
        const received = stEthBalanceOf(transfer(lido, { from: ALICE, to: BOB, amount }), BOB)
        expect(received <= amount && amount - received <= stEthPerToken(lido) / WAD + 2n).toBe(true)
      }),
    )
  })
  it('LIDO_SHARES_2: staking never lowers the value of a share, and gives no more than was paid', () => {
    fc.assert(
      fc.property(states, fc.bigInt({ min: 1n, max: 150_000n * WAD }), (lido, ether) => {
        const after = submit(lido, { sender: BOB, ether, number: 1n })
        expect(getPooledEthByShares(after.lido, after.shares)).toBeLessThanOrEqual(ether)
        expect(stEthPerToken(after.lido)).toBeGreaterThanOrEqual(stEthPerToken(lido))
      }),
    )
  })
  it('LIDO_WRAP_1: wrapping and unwrapping never profits, and wstETH stays backed', () => {
    fc.assert(
      fc.property(states, amounts, (lido, wanted) => {
        const stEth = (wanted % (stEthBalanceOf(lido, ALICE) + 1n)) + 0n
        fc.pre(stEth > 2n)
        const wrapped = wrap(lido, { sender: ALICE, stEth })
        const order = { sender: ALICE, wstEth: wrapped.wstEth, balance: wrapped.wstEth } as const
        const back = unwrap(wrapped.lido, order)
        expect(stEthBalanceOf(back.lido, ALICE)).toBeLessThanOrEqual(stEthBalanceOf(lido, ALICE))
        expect(back.lido.wstEthSupply).toBe(0n)
      }),
    )
  })
})

describe('report', () => {
  it('LIDO_REPORT_1: holders never gain from rewards more than nine tenths of them, nor from a loss', () => {
    const deltas = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 21n })
    fc.assert(
      fc.property(deltas, clDelta => {
        const lido = lidoState({ shares: { [ALICE]: 10n ** 24n } })
        const order = {
          clDelta,
          elRewards: 0n,
          clWithdrawn: 0n,
          clPending: 0n,
          exited: 0,
          finalizeUpTo: 0,
          bunker: false,
          now: 86_400,
        }
        const { lido: after } = applyReport(lido, order)
        const gain =
          getPooledEthByShares(after, lido.totalShares) - getPooledEthByShares(lido, lido.totalShares)
        // Three floors: the fee in ether (under a wei), the fee in shares (under 1.22 wei), what is measured here (a wei).
        const most = clDelta > 0n ? (clDelta * 9n) / 10n + 3n : clDelta
        expect(gain <= most && (clDelta <= 0n || gain >= 0n)).toBe(true)
      }),
    )
  })
  it('LIDO_REPORT_2: finalising at a falling rate never lowers what the others hold', () => {
    const falls = fc.bigInt({ min: 0n, max: 10n ** 23n })
    const asked = fc.bigInt({ min: 100n, max: 1000n * WAD })
    fc.assert(
      fc.property(falls, asked, (fall, stEth) => {
        const lido = lidoState({ shares: { [ALICE]: 10n ** 24n } })
        const waiting = requestWithdrawals(lido, { sender: ALICE, amounts: [stEth], now: 1 }).lido
        const order = {
          clDelta: -fall,
          elRewards: 0n,
          clWithdrawn: 0n,
          clPending: 0n,
          exited: 0,
          bunker: false,
          now: 86_400,
        }
        const without = applyReport(waiting, { ...order, finalizeUpTo: 0 }).lido
        const { lido: after } = applyReport(waiting, { ...order, finalizeUpTo: 1 })
        expect(stEthPerToken(after)).toBeGreaterThanOrEqual(stEthPerToken(without))
        expect(sharesOf(after, ALICE)).toBe(sharesOf(without, ALICE))
      }),
    )
  })
})
