import { MAX_UINT256, WAD } from '../../units/fixed.js'
import type { Amount } from '../amount.js'
import type { Address } from '../assets.js'
import type { Claim, Host, Protocol } from '../protocol.js'
import { Revert } from '../revert.js'
import { fields, keyed, list } from '../shape.js'
import { convertToAssets, updateState } from './controller.js'
import { stakeWiseEarnings } from './earnings.js'
import { exitedOf } from './exitQueue.js'
import { claimRedeemed, queueOsEth, redeemQueued } from './redeemer.js'
import type { ExitQueue, StakeWiseState } from './state.js'
import {
  burnOsEth,
  type Caller,
  claimExit,
  depositEther,
  enterExit,
  mintOsEth,
  reportVault,
  syncedAccount,
  vaultAssets,
} from './vault.js'

/** Calls on StakeWise; amounts in wei. */
export type StakeWiseAction =
  /** Ether into the vault, for shares of its stake. */
  | { readonly kind: 'stakewise.deposit'; readonly amount: Amount }
  /** osETH against the sender's stake; `'max'` is all that the loan-to-value allows. */
  | { readonly kind: 'stakewise.mint'; readonly amount: bigint | 'max' }
  /** osETH pays back what the sender minted. */
  | { readonly kind: 'stakewise.burn'; readonly amount: Amount }
  /** Shares of the vault join its exit queue. */
  | { readonly kind: 'stakewise.exit'; readonly shares: bigint }
  /** What the exit queue paid for a ticket asked for at `at` (seconds). */
  | { readonly kind: 'stakewise.claim'; readonly ticket: bigint; readonly at: number }
  /** osETH, whoever minted it, waits for ether at the redeemer. */
  | { readonly kind: 'stakewise.redeem'; readonly amount: Amount }
  | { readonly kind: 'stakewise.claimRedeemed'; readonly ticket: bigint }
  /**
   * Of StakeWise's oracles, in order: osETH's reward a second of one ether (18 decimals); the vault's rewards or penalties,
   * ether back from validators and to them; and osETH at the redeemer redeemed against the stake of `minter`.
   */
  | {
      readonly kind: 'stakewise.report'
      readonly rewardPerSecond: bigint
      readonly delta: bigint
      readonly withdrawn: bigint
      readonly toValidators: bigint
      readonly minter: Address
      readonly redeemed: bigint
    }

const callerOf = ({ sender, now }: Host<StakeWiseState>): Caller => ({ owner: sender, now })

/** The new state, and osETH's rate with it. */
const settle = (host: Host<StakeWiseState>, next: StakeWiseState): void => {
  host.state = next
  host.setRate('osETH', convertToAssets(next, WAD, host.now))
}

const applyDeposit = (host: Host<StakeWiseState>, wanted: Amount): void => {
  const wei = host.amount(wanted)
  host.debit('ETH', wei)
  settle(host, depositEther(host.state, callerOf(host), wei))
}

const applyMint = (host: Host<StakeWiseState>, wanted: bigint | 'max'): void => {
  const amount = host.amount(wanted)
  const [osEth, next] = mintOsEth(host.state, callerOf(host), amount === MAX_UINT256 ? 'max' : amount)
  settle(host, next)
  host.credit('osETH', osEth)
}

const applyBurn = (host: Host<StakeWiseState>, wanted: Amount): void => {
  const shares = host.amount(wanted)
  settle(host, burnOsEth(host.state, callerOf(host), { shares, balance: host.balanceOf('osETH') }))
  host.debit('osETH', shares)
}

const applyRedeem = (host: Host<StakeWiseState>, wanted: Amount): void => {
  const shares = host.amount(wanted)
  if (shares === 0n) throw new Revert('InvalidShares')
  host.debit('osETH', shares)
  settle(host, queueOsEth(host.state, callerOf(host), shares))
}

const applyPaid = (host: Host<StakeWiseState>, [wei, next]: readonly [bigint, StakeWiseState]): void => {
  settle(host, next)
  host.credit('ETH', wei)
}

/** The keeper's `maxAvgRewardPerSecond`, 18 decimals: 20 % a year (stakewise/v3-core v2.0.1, helpers/constants.ts). */
const MAX_AVG_REWARD_PER_SECOND = 6_341_958_397n

type Report = Extract<StakeWiseAction, { readonly kind: 'stakewise.report' }>

const applyReport = (host: Host<StakeWiseState>, report: Report): void => {
  if (!host.isOracle) throw new Revert('NotOracle')
  if (report.rewardPerSecond > MAX_AVG_REWARD_PER_SECOND) throw new Revert('InvalidAvgRewardPerSecond')
  const { now } = host
  const updated = { ...updateState(host.state, now), avgRewardPerSecond: report.rewardPerSecond }
  host.debit('ETH', report.withdrawn)
  const reported = reportVault(updated, report)
  host.credit('ETH', report.toValidators)
  const owner = report.minter.toLowerCase() as Address
  settle(host, redeemQueued(reported, { owner, now }, report.redeemed))
}

const queueShape = fields({
  queuedShares: 'bigint',
  unclaimedAssets: 'bigint',
  checkpoints: list(fields({ totalTickets: 'bigint', exitedAssets: 'bigint' })),
  requests: keyed(fields({ ticket: 'bigint', owner: 'string', shares: 'bigint', at: 'number' })),
})

const NO_QUEUE: ExitQueue = { queuedShares: 0n, unclaimedAssets: 0n, checkpoints: [], requests: {} }

/** What waits at one of the two queues: what was paid, and the rest at `worth`. */
const waiting = (
  queue: ExitQueue,
  owner: Address,
  where: string,
  worth: (shares: bigint) => bigint,
): readonly Claim[] =>
  Object.values(queue.requests)
    .filter(request => request.owner === owner)
    .map(request => {
      const { exited, assets } = exitedOf(queue, request)
      const amount = assets + worth(request.shares - exited)
      return {
        label: `exit request ${request.ticket} at StakeWise’s ${where}`,
        parts: [{ asset: 'ETH' as const, amount }],
        details: { finalized: exited > 0n && request.shares - exited <= 1n },
      }
    })

const vaultClaims = (state: StakeWiseState, owner: Address, now: number): readonly Claim[] => {
  const { shares, minted } = syncedAccount(state, owner, now)
  if (shares === 0n && minted === 0n) return []
  const parts = [
    { asset: 'ETH' as const, amount: vaultAssets(state.vault, shares) },
    { asset: 'osETH' as const, amount: -minted },
  ]
  return [{ label: 'stake in StakeWise’s vault, less the osETH minted', parts, details: {} }]
}

/** StakeWise v3: osETH's rate, a vault that mints it against stake, and the way back to ether for whoever holds it. */
export const stakewise: Protocol<StakeWiseState, StakeWiseAction> = {
  shape: fields({
    avgRewardPerSecond: 'bigint',
    feeBps: 'bigint',
    capacity: 'bigint',
    feePerShare: 'bigint',
    lastUpdate: 'number',
    totalShares: 'bigint',
    totalAssets: 'bigint',
    vault: fields({
      feeBps: 'bigint',
      ltvWad: 'bigint',
      totalShares: 'bigint',
      totalAssets: 'bigint',
      ether: 'bigint',
      accounts: keyed(fields({ shares: 'bigint', minted: 'bigint', feePerShare: 'bigint' })),
      queue: queueShape,
    }),
    redeemer: queueShape,
  }),
  absent: {
    avgRewardPerSecond: 0n,
    feeBps: 0n,
    capacity: 0n,
    feePerShare: 0n,
    lastUpdate: 0,
    totalShares: 0n,
    totalAssets: 0n,
    vault: {
      feeBps: 0n,
      ltvWad: 0n,
      totalShares: 0n,
      totalAssets: 0n,
      ether: 0n,
      accounts: {},
      queue: NO_QUEUE,
    },
    redeemer: NO_QUEUE,
  },
  actions: {
    'stakewise.deposit': { gas: 40_000n, apply: (host, { amount }) => applyDeposit(host, amount) },
    'stakewise.mint': { gas: 120_000n, apply: (host, { amount }) => applyMint(host, amount) },
    'stakewise.burn': { gas: 90_000n, apply: (host, { amount }) => applyBurn(host, amount) },
    'stakewise.exit': {
      gas: 150_000n,
      apply: (host, { shares }) => settle(host, enterExit(host.state, callerOf(host), shares)),
    },
    'stakewise.claim': {
      gas: 22_000n,
      apply: (host, request) => applyPaid(host, claimExit(host.state, callerOf(host), request)),
    },
    'stakewise.redeem': { gas: 150_000n, apply: (host, { amount }) => applyRedeem(host, amount) },
    'stakewise.claimRedeemed': {
      gas: 60_000n,
      apply: (host, { ticket }) => applyPaid(host, claimRedeemed(host.state, host.sender, ticket)),
    },
    'stakewise.report': { gas: 150_000n, apply: applyReport },
  },
  claims({ own, core }, owner) {
    const { timestamp } = core.block
    return [
      ...vaultClaims(own, owner, timestamp),
      ...waiting(own.vault.queue, owner, 'vault', shares => vaultAssets(own.vault, shares)),
      ...waiting(own.redeemer, owner, 'redeemer', shares => convertToAssets(own, shares, timestamp)),
    ]
  },
  // A minter's position can be liquidated by its vault's own rule, which is left out.
  health: () => [],
  earnings: ({ own }) => stakeWiseEarnings(own),
  rates: (own, now) => (own.totalShares === 0n ? {} : { osETH: convertToAssets(own, WAD, now) }),
}
