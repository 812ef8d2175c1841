import { WAD } from '../../units/fixed.js'
import type { Amount } from '../amount.js'
import type { Address } from '../assets.js'
import type { Host, Protocol } from '../protocol.js'
import { Revert } from '../revert.js'
import { fields, keyed } from '../shape.js'
import { ETHER_FI } from './addresses.js'
import { etherFiCarry, etherFiEarnings } from './earnings.js'
import { amountForShare, depositEther, moveEEth, sharesForAmount } from './pool.js'
import { redeemWeEth } from './redemption.js'
import { applyReport, withVersion } from './report.js'
import { claimableAmount, claimWithdraw, requestWithdraw } from './requests.js'
import type { EtherFiVersion } from './rules.js'
import type { EtherFiState } from './state.js'

/** Calls on ether.fi; amounts in wei. */
export type EtherFiAction =
  /** Ether in, weETH out, through the deposit adapter. */
  | { readonly kind: 'etherfi.deposit'; readonly amount: Amount }
  /** weETH unwrapped, and all of the sender's eETH asked to be withdrawn. */
  | { readonly kind: 'etherfi.request'; readonly amount: Amount }
  | { readonly kind: 'etherfi.claim'; readonly requestIds: readonly number[] }
  /** weETH for ether at once, less the fee, within the limit. */
  | { readonly kind: 'etherfi.redeem'; readonly amount: Amount }
  /** Of ether.fi's oracle: rewards, ether back from validators, requests finalised up to an id (0: none). */
  | {
      readonly kind: 'etherfi.report'
      readonly accrued: bigint
      readonly withdrawn: bigint
      readonly finalizeUpTo: number
    }
  /** Rules of another year from now on: no one's doing but `--rules`. */
  | { readonly kind: 'etherfi.rules'; readonly version: EtherFiVersion }

const WEETH = ETHER_FI.weEth.toLowerCase() as Address
const ADAPTER = ETHER_FI.depositAdapter.toLowerCase() as Address

/** The new state, and weETH's rate with it. */
const settle = (host: Host<EtherFiState>, next: EtherFiState): void => {
  host.state = next
  host.setRate('weETH', amountForShare(next, WAD))
}

/** `DepositAdapter.depositETHForWeETH`: what wrapping floors stays with the adapter. */
const applyDeposit = (host: Host<EtherFiState>, wanted: Amount): void => {
  const wei = host.amount(wanted)
  host.debit('ETH', wei)
  const [share, deposited] = depositEther(host.state, { owner: ADAPTER, wei })
  const eEth = amountForShare(deposited, share)
  const weEth = sharesForAmount(deposited, eEth)
  settle(host, moveEEth(deposited, { from: ADAPTER, to: WEETH, amount: eEth }))
  host.credit('weETH', weEth)
}

const applyRequest = (host: Host<EtherFiState>, wanted: Amount): void => {
  const weEth = host.amount(wanted)
  if (weEth === 0n) throw new Revert('Cannot unwrap a zero amount')
  host.debit('weETH', weEth, 'ERC20: burn amount exceeds balance')
  const amount = amountForShare(host.state, weEth)
  const unwrapped = moveEEth(host.state, { from: WEETH, to: host.sender, amount })
  const eEth = amountForShare(unwrapped, unwrapped.shares[host.sender] ?? 0n)
  settle(host, eEth === 0n ? unwrapped : requestWithdraw(unwrapped, { owner: host.sender, amount: eEth }))
}

const applyClaim = (host: Host<EtherFiState>, requestIds: readonly number[]): void => {
  for (const id of requestIds) {
    const { wei, owner, next } = claimWithdraw(host.state, { sender: host.sender, id })
    settle(host, next)
    host.credit('ETH', wei, owner)
  }
}

const applyRedeem = (host: Host<EtherFiState>, wanted: Amount): void => {
  const weEth = host.amount(wanted)
  if (weEth > host.balanceOf('weETH'))
    throw new Revert(
      host.state.version === 2026 ? 'InsufficientBalance' : 'EtherFiRedemptionManager: Insufficient balance',
    )
  const [wei, next] = redeemWeEth(host.state, { weEth, now: host.now })
  host.debit('weETH', weEth)
  settle(host, next)
  host.credit('ETH', wei)
}

/** ether.fi's pool and withdrawal requests: eETH by shares, weETH over it, claims by the rules of the year. */
export const etherfi: Protocol<EtherFiState, EtherFiAction> = {
  shape: fields({
    version: 'number',
    lastReport: 'number',
    totalValueInLp: 'bigint',
    totalValueOutOfLp: 'bigint',
    totalShares: 'bigint',
    locked: 'bigint',
    shares: keyed('bigint'),
    nextRequestId: 'number',
    lastFinalizedRequestId: 'number',
    requests: keyed(
      fields({ id: 'number', owner: 'string', amount: 'bigint', share: 'bigint', rateWad: 'bigint' }),
    ),
    redemption: fields({
      capacity: 'bigint',
      remaining: 'bigint',
      lastRefill: 'number',
      refillRate: 'bigint',
      treasuryBps: 'bigint',
      feeBps: 'bigint',
      lowWatermarkBps: 'bigint',
    }),
  }),
  absent: {
    version: 2025,
    lastReport: 0,
    totalValueInLp: 0n,
    totalValueOutOfLp: 0n,
    totalShares: 0n,
    locked: 0n,
    shares: {},
    nextRequestId: 1,
    lastFinalizedRequestId: 0,
    requests: {},
    redemption: {
      capacity: 0n,
      remaining: 0n,
      lastRefill: 0,
      refillRate: 0n,
      treasuryBps: 0n,
      feeBps: 0n,
      lowWatermarkBps: 0n,
    },
  },
  actions: {
    'etherfi.deposit': { gas: 111_000n, apply: (host, { amount }) => applyDeposit(host, amount) },
    'etherfi.request': { gas: 205_000n, apply: (host, { amount }) => applyRequest(host, amount) },
    'etherfi.claim': {
      gas: ({ requestIds }) => 60_000n * BigInt(requestIds.length),
      apply: (host, { requestIds }) => applyClaim(host, requestIds),
    },
    'etherfi.redeem': { gas: 190_000n, apply: (host, { amount }) => applyRedeem(host, amount) },
    'etherfi.report': {
      gas: 25_000n,
      apply(host, report) {
        if (!host.isOracle) throw new Revert('NotOracle')
        host.debit('ETH', report.withdrawn)
        settle(host, applyReport(host.state, { ...report, now: host.now }))
      },
    },
    'etherfi.rules': {
      gas: 60_000n,
      apply(host, { version }) {
        if (!host.isOracle) throw new Revert('NotOracle')
        settle(host, withVersion(host.state, version))
      },
    },
  },
  claims({ own }, owner) {
    const loose = amountForShare(own, own.shares[owner] ?? 0n)
    const requests = Object.values(own.requests).filter(request => request.owner === owner)
    return [
      ...(loose > 0n
        ? [{ label: 'eETH', parts: [{ asset: 'ETH' as const, amount: loose }], details: {} }]
        : []),
      ...requests.map(request => ({
        label: `withdrawal request ${request.id} at ether.fi`,
        parts: [{ asset: 'ETH' as const, amount: claimableAmount(own, request) }],
        details: { finalized: request.id <= own.lastFinalizedRequestId },
      })),
    ]
  },
  health: () => [],
  earnings: ({ own, core }) => etherFiEarnings(own, core),
  carry: ({ own, core }, claim) => etherFiCarry(own, core, claim),
}
