import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import {
  burnShares,
  convertToAssets,
  convertToShares,
  feePerShareNow,
  mintShares,
  updateState,
} from './controller.js'
import { exitedOf, join, nextTicket, pay } from './exitQueue.js'
import { stakewise } from './protocol.js'
import { claimRedeemed, queueOsEth, redeemQueued } from './redeemer.js'
import type { ExitQueue, StakeWiseState } from './state.js'
import { depositEther, enterExit, mintOsEth, reportVault, syncedAccount, vaultAssets } from './vault.js'

const MINTER: Address = '0x0000000000000000000000000000000000000001'
const HOLDER: Address = '0x0000000000000000000000000000000000000002'
const START = 1_765_267_796
const YEAR = Number(SECONDS_PER_YEAR)

/** 200,000 osETH at 1.06, 2.65 % a year of which 5 % is the treasury's, minted by one staker with a quarter more. */
const state = (overrides: Partial<StakeWiseState> = {}): StakeWiseState => ({
  ...stakewise.absent,
  avgRewardPerSecond: (265n * WAD) / 10_000n / SECONDS_PER_YEAR,
  feeBps: 500n,
  capacity: 20_000_000n * WAD,
  feePerShare: WAD,
  lastUpdate: START,
  totalShares: 200_000n * WAD,
  totalAssets: 212_000n * WAD,
  vault: {
    ...stakewise.absent.vault,
    feeBps: 500n,
    ltvWad: (9n * WAD) / 10n,
    totalShares: 265_000n * WAD,
    totalAssets: 265_000n * WAD,
    ether: 1_000n * WAD,
    accounts: { [MINTER]: { shares: 265_000n * WAD, minted: 200_000n * WAD, feePerShare: WAD } },
  },
  ...overrides,
})

const reasonOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof Revert) return error.reason
  }
  return 'done'
}

const amount = fc.bigInt({ min: 1n, max: 50_000n * WAD })
const seconds = fc.integer({ min: 0, max: 3 * YEAR })

describe('osETH’s rate', () => {
  it('rises by the reward less the treasury’s part, every second', () => {
    const before = convertToAssets(state(), WAD, START)
    const after = convertToAssets(state(), WAD, START + YEAR)
    expect(before).toBe((106n * WAD) / 100n)
    expect(Number(after) / Number(before) - 1).toBeCloseTo(0.0265 * 0.95, 8)
  })

  it('SW_RATE_1: storing what accrued moves the rate by rounding only, and pays the treasury its part', () => {
    fc.assert(
      fc.property(seconds, elapsed => {
        const now = START + elapsed
        const stored = updateState(state(), now)
        const [seen, kept] = [convertToAssets(state(), WAD, now), convertToAssets(stored, WAD, now)]
        expect(kept - seen).toBeGreaterThanOrEqual(0n)
        expect(kept - seen).toBeLessThanOrEqual(1n)
        const profit = stored.totalAssets - state().totalAssets
        const treasury = convertToAssets(stored, stored.totalShares - state().totalShares, now)
        const due = (profit * 500n) / 10_000n
        expect(due - treasury).toBeGreaterThanOrEqual(0n)
        expect(due - treasury).toBeLessThanOrEqual(2n)
      }),
    )
  })

  it('SW_RATE_2: minting and burning leave the rate where it was, to the wei below', () => {
    fc.assert(
      fc.property(amount, seconds, (shares, elapsed) => {
        const now = START + elapsed
        const minted = mintShares(state(), shares, now)
        const burnt = burnShares(minted, { shares, balance: shares }, now)
        const before = convertToAssets(state(), WAD, now)
        for (const next of [minted, burnt]) {
          const moved = convertToAssets(next, WAD, now) - before
          expect(moved >= -1n && moved <= 2n).toBe(true)
        }
      }),
    )
  })

  it('SW_RATE_3: shares made of wei are worth no more than the wei', () => {
    fc.assert(
      fc.property(amount, seconds, (wei, elapsed) => {
        const now = START + elapsed
        const back = convertToAssets(state(), convertToShares(state(), wei, now), now)
        expect(back <= wei && wei - back <= 2n).toBe(true)
      }),
    )
  })
})

describe('a stake and what is minted against it', () => {
  const staked = (wei: bigint): StakeWiseState => depositEther(state(), { owner: HOLDER, now: START }, wei)

  it('SW_LTV_1: the most that is minted is 90 % of the stake, and one more is refused', () => {
    fc.assert(
      fc.property(amount, seconds, (wei, elapsed) => {
        const caller = { owner: HOLDER, now: START + elapsed }
        const before = staked(wei)
        const [minted] = mintOsEth(before, caller, 'max')
        const worth = convertToAssets(before, minted, caller.now)
        const stake = vaultAssets(before.vault, before.vault.accounts[HOLDER]?.shares ?? 0n)
        expect(worth).toBeLessThanOrEqual((stake * 9n) / 10n)
        expect(reasonOf(() => mintOsEth(before, caller, minted + 1n))).toBe('LowLtv')
      }),
    )
  })

  it('SW_LTV_2: what backs osETH cannot leave', () => {
    const caller = { owner: HOLDER, now: START }
    const [, next] = mintOsEth(staked(1_000n * WAD), caller, 'max')
    const all = next.vault.accounts[HOLDER]?.shares ?? 0n
    expect(reasonOf(() => enterExit(next, caller, all))).toBe('LowLtv')
    expect(reasonOf(() => enterExit(next, caller, all / 100n))).toBe('LowLtv')
    expect(reasonOf(() => enterExit(staked(1_000n * WAD), caller, all))).toBe('done')
  })

  it('SW_FEE_1: a minter owes the treasury’s part on top, and all minters together owe what exists', () => {
    fc.assert(
      fc.property(seconds, elapsed => {
        const now = START + elapsed
        const { minted } = syncedAccount(state(), MINTER, now)
        const { totalShares } = updateState(state(), now)
        expect(totalShares - minted).toBeGreaterThanOrEqual(0n)
        // The fee a share floors at 1e-18, and there are 2e23 shares.
        expect(totalShares - minted).toBeLessThanOrEqual(200_001n)
        expect(feePerShareNow(state(), now)).toBeGreaterThanOrEqual(WAD)
      }),
    )
  })
})

const EMPTY: ExitQueue = { queuedShares: 0n, unclaimedAssets: 0n, checkpoints: [], requests: {} }

describe('the queue of tickets', () => {
  const parts = fc.array(amount, { minLength: 1, maxLength: 6 })

  it('SW_QUEUE_1: whoever pays however much how often, everyone is paid once, in order', () => {
    fc.assert(
      fc.property(parts, parts, (asked, paid) => {
        let queue = EMPTY
        const tickets = asked.map((shares, i) => {
          const ticket = nextTicket(queue)
          queue = join(queue, { owner: HOLDER, shares, at: START + i })
          return ticket
        })
        for (const wanted of paid) {
          const shares = wanted < queue.queuedShares ? wanted : queue.queuedShares
          // Two wei a share: what each gets can be counted.
          if (shares > 0n) queue = pay(queue, shares, 2n * shares)
        }
        let left = paid.reduce((sum, shares) => sum + shares, 0n)
        tickets.forEach((ticket, i) => {
          const shares = asked[i] ?? 0n
          const due = left < shares ? left : shares
          left -= due
          expect(exitedOf(queue, { ticket, shares })).toEqual({ exited: due, assets: 2n * due })
        })
      }),
    )
  })
})

describe('redeeming osETH', () => {
  it('SW_REDEEM_1: pays the rate of the day it is redeemed, against the stake of who minted it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: WAD, max: 800n * WAD }), seconds, (osEth, elapsed) => {
        const now = START + elapsed
        const asked = queueOsEth(state(), { owner: HOLDER, now: START }, osEth)
        const paid = redeemQueued(asked, { owner: MINTER, now }, osEth)
        const [wei, left] = claimRedeemed(paid, HOLDER, 0n)
        const fair = convertToAssets(updateState(state(), now), osEth, now)
        expect(wei).toBe(fair)
        expect(left.redeemer).toMatchObject({ queuedShares: 0n, unclaimedAssets: 0n, requests: {} })
        // The vault gave the ether, and the minter’s stake is that much smaller.
        expect(state().vault.ether - left.vault.ether).toBe(wei)
        expect(state().vault.totalAssets - left.vault.totalAssets).toBe(wei)
      }),
    )
  })

  it('is refused where the vault has too little ether, and goes on when validators brought it', () => {
    const osEth = 5_000n * WAD
    const asked = queueOsEth(state(), { owner: HOLDER, now: START }, osEth)
    const redeem = (from: StakeWiseState) => redeemQueued(from, { owner: MINTER, now: START }, osEth)
    expect(reasonOf(() => redeem(asked))).toBe('InvalidReceivedAssets')
    const brought = reportVault(asked, { delta: 0n, withdrawn: 5_000n * WAD, toValidators: 0n })
    expect(claimRedeemed(redeem(brought), HOLDER, 0n)[0]).toBe(5_300n * WAD)
    expect(reasonOf(() => claimRedeemed(brought, HOLDER, 0n))).toBe('ExitRequestNotProcessed')
    expect(reasonOf(() => claimRedeemed(redeem(brought), MINTER, 0n))).toBe('ExitRequestNotProcessed')
  })
})
