import { BPS, min, mulDivFloor, RAY, type Ray } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { LIDO, STAKING_ROUTER, WITHDRAWAL_QUEUE } from './addresses.js'
import type { BalanceChange } from './balanceChange.js'
import { appearedValidators, restoreDepositsReserve } from './deposits.js'
import { decreaseEther, increaseEther, type Limiter, sharesToBurnLimit, startLimiter } from './limiter.js'
import { finalizationBatches, finalize, MAX_BATCHES_LENGTH, prefinalize, requestAt } from './queue.js'
import { checkReport, REQUEST_TIMESTAMP_MARGIN } from './sanity.js'
import type { LidoState } from './state.js'
import { changeShares, internalEther, internalShares, sharesOf } from './steth.js'

/** A daily report; amounts in wei, `now` in seconds. */
export type Report = {
  /** Rewards less penalties on the consensus layer, withdrawals apart. */
  readonly clDelta: bigint
  /** Execution-layer rewards that came into their vault. */
  readonly elRewards: bigint
  /** Ether that left the validators for the withdrawal vault. */
  readonly clWithdrawn: bigint
  /** Ether of deposits that waits to be activated after the report. */
  readonly clPending: bigint
  /** Validators that exited since the report before. */
  readonly exited: number
  /** Last withdrawal request to finalise; 0 is none. */
  readonly finalizeUpTo: number
  /** Whether bunker mode is on from now on. */
  readonly bunker: boolean
  readonly now: number
}

/** What a report comes to, before it is applied (`Accounting.CalculatedValues`). */
export type ReportUpdate = {
  readonly preInternalEther: bigint
  readonly postInternalEther: bigint
  /** Ether of the consensus layer before, with what was deposited, and after. */
  readonly principalClBalance: bigint
  readonly postClBalance: bigint
  /** Ether taken from the vaults; the limiter may leave some. */
  readonly withdrawals: bigint
  readonly elRewards: bigint
  /** Share rate without withdrawals, 27 decimals: the most that finalised requests are paid at. */
  readonly shareRateRay: Ray
  readonly etherToFinalize: bigint
  /** Shares that go from the queue to the burner, and those that are burnt now; the limiter may leave some. */
  readonly sharesToFinalize: bigint
  readonly sharesToBurn: bigint
  readonly sharesToMintAsFees: bigint
}

const unsigned = (value: bigint): bigint => {
  if (value < 0n) throw new Revert('Panic(0x11)')
  return value
}

const divide = (a: bigint, b: bigint): bigint => {
  if (b === 0n) throw new Revert('Panic(0x12)')
  return a / unsigned(b)
}

/** What the consensus layer and the vaults bring, `smoothenTokenRebase`'s first half. */
type Inflow = {
  readonly limiter: Limiter
  readonly principal: bigint
  readonly post: bigint
  readonly withdrawals: bigint
  readonly elRewards: bigint
}

const inflow = (lido: LidoState, report: Report): Inflow => {
  const principal = lido.clValidatorsBalance + lido.clPendingBalance + lido.depositedPostReport
  const post = unsigned(unsigned(principal + report.clDelta) - report.clWithdrawn)
  const start = startLimiter(internalEther(lido), internalShares(lido))
  const moved =
    post < principal ? decreaseEther(start, principal - post) : increaseEther(start, post - principal).limiter
  const swept = increaseEther(moved, lido.withdrawalVault + report.clWithdrawn)
  const earned = increaseEther(swept.limiter, lido.elRewardsVault + report.elRewards)
  return { limiter: earned.limiter, principal, post, withdrawals: swept.taken, elRewards: earned.taken }
}

/** Lido `_distributeFee` of version 2: by the totals before the report, floored once. */
const feeSharesOfVersion2 = (lido: LidoState, rewards: bigint): bigint => {
  const fee = rewards * BigInt(lido.feeBps)
  return divide(fee * lido.totalShares, unsigned((internalEther(lido) + rewards) * BPS - fee))
}

/** Accounting `_calculateProtocolFees`: none unless the consensus layer earned; then on all rewards. */
const feeShares = (lido: LidoState, from: Inflow, shares: bigint, ether: bigint): bigint => {
  const unified = from.post + from.withdrawals
  if (unified <= from.principal) return 0n
  const rewards = unified - from.principal + from.elRewards
  if (lido.version === 2) return feeSharesOfVersion2(lido, rewards)
  const feeEther = mulDivFloor(rewards, BigInt(lido.feeBps), BPS)
  return divide(feeEther * unsigned(shares), unsigned(ether - feeEther))
}

const toFinalize = (
  { queue }: LidoState,
  { finalizeUpTo }: Report,
  maxShareRateRay: Ray,
): { readonly ethToLock: bigint; readonly sharesToBurn: bigint } => {
  if (finalizeUpTo === 0 || queue.paused) return { ethToLock: 0n, sharesToBurn: 0n }
  const batches = finalizationBatches(queue, { upTo: finalizeUpTo, maxShareRateRay })
  const last = batches.at(-1) ?? 0
  if (batches.length === MAX_BATCHES_LENGTH && last < finalizeUpTo) throw new Revert('TooManyBatches')
  // An id that is not waiting goes on as it is, for the queue to refuse.
  return prefinalize(queue, last < finalizeUpTo ? [finalizeUpTo] : batches, maxShareRateRay)
}

/**
 * Accounting `_simulateOracleReport`, first without withdrawals for the share rate, then with them. Floors. What a
 * positive rebase would pass its limit by stays in the vaults and with the burner (`smoothenTokenRebase`); a gain that
 * is still in the validators' balances is not limited.
 */
export const simulateReport = (lido: LidoState, report: Report): ReportUpdate => {
  const preInternalEther = internalEther(lido)
  const shares = internalShares(lido)
  const from = inflow(lido, report)
  const { principal, post, withdrawals, elRewards } = from
  const requested = sharesOf(lido, LIDO.burner)
  const etherBefore = unsigned(preInternalEther - principal + post) + withdrawals + elRewards
  const sharesBefore = shares - min(sharesToBurnLimit(from.limiter), requested)
  const feesBefore = feeShares(lido, from, sharesBefore, etherBefore)
  const shareRateRay = divide(etherBefore * RAY, sharesBefore + feesBefore)
  const { ethToLock, sharesToBurn: sharesToFinalize } = toFinalize(lido, report, shareRateRay)
  const limit = sharesToBurnLimit(decreaseEther(from.limiter, ethToLock))
  const sharesToBurn = min(limit, sharesToFinalize + requested)
  const postInternalEther = unsigned(etherBefore - ethToLock)
  return {
    preInternalEther,
    postInternalEther,
    principalClBalance: principal,
    postClBalance: post,
    withdrawals,
    elRewards,
    shareRateRay,
    etherToFinalize: ethToLock,
    sharesToFinalize,
    sharesToBurn,
    sharesToMintAsFees: feeShares(lido, from, shares - sharesToBurn, postInternalEther),
  }
}

/** `_checkLastFinalizableId`: the last request must be old enough. */
const checkMargin = (lido: LidoState, report: Report, update: ReportUpdate): void => {
  if (update.sharesToFinalize === 0n) return
  const { timestamp } = requestAt(lido.queue, report.finalizeUpTo)
  if (report.now < timestamp + REQUEST_TIMESTAMP_MARGIN) throw new Revert('IncorrectRequestFinalization')
}

/** Shares of finalised requests go to the burner, and as many as may be are burnt there. */
const burn = (lido: LidoState, { sharesToFinalize, sharesToBurn }: ReportUpdate): LidoState => {
  if (sharesToFinalize > sharesOf(lido, WITHDRAWAL_QUEUE)) throw new Revert('BALANCE_EXCEEDED')
  const asked = changeShares(lido, WITHDRAWAL_QUEUE, -sharesToFinalize)
  const burnt = changeShares(asked, LIDO.burner, sharesToFinalize - sharesToBurn)
  return { ...burnt, totalShares: lido.totalShares - sharesToBurn }
}

const fillAndFinalize = (lido: LidoState, report: Report, update: ReportUpdate): LidoState => {
  const buffered = lido.bufferedEther + update.elRewards + update.withdrawals
  const ether = update.etherToFinalize
  if (ether > buffered) throw new Revert('NotEnoughBufferedEther')
  const order = { upTo: report.finalizeUpTo, ether, maxShareRateRay: update.shareRateRay }
  const queue = ether > 0n ? finalize(lido.queue, order) : lido.queue
  return { ...lido, queue, bufferedEther: buffered - ether }
}

/** Half of the fee to the modules, floored; the rest to the treasury. */
const mintFee = (lido: LidoState, shares: bigint): LidoState => {
  const moduleShares = shares / 2n
  const paid = changeShares(
    changeShares(lido, STAKING_ROUTER, moduleShares),
    LIDO.agent,
    shares - moduleShares,
  )
  return { ...paid, totalShares: lido.totalShares + shares }
}

const balanceChange = (lido: LidoState, report: Report, update: ReportUpdate): BalanceChange => ({
  preValidators: lido.clValidatorsBalance,
  prePending: lido.clPendingBalance,
  deposits: lido.depositedPostReport,
  postValidators: unsigned(update.postClBalance - report.clPending),
  postPending: report.clPending,
  withdrawals: report.clWithdrawn,
  vault: lido.withdrawalVault + report.clWithdrawn,
  preCount: lido.clValidators,
  postCount: lido.clValidators + appearedValidators(lido),
  exited: lido.exitedValidators + report.exited,
  now: report.now,
  before: lido.lastReport,
})

/** The balance sheet after the consensus layer and the vaults are counted; what was deposited is with the validators. */
const account = (lido: LidoState, report: Report, update: ReportUpdate): LidoState => {
  const change = balanceChange(lido, report, update)
  const reports = checkReport(lido, change)
  checkMargin(lido, report, update)
  if (lido.stopped) throw new Revert('CONTRACT_IS_STOPPED')
  const bunkerSince = !report.bunker ? 0 : lido.bunkerSince > 0 ? lido.bunkerSince : lido.lastReport
  return {
    ...lido,
    reports,
    bunkerSince,
    withdrawalVault: lido.withdrawalVault + report.clWithdrawn - update.withdrawals,
    elRewardsVault: lido.elRewardsVault + report.elRewards - update.elRewards,
    clValidatorsBalance: change.postValidators,
    clPendingBalance: change.postPending,
    clValidators: change.postCount,
    exitedValidators: change.exited,
    depositedPostReport: 0n,
    lastReport: report.now,
  }
}

/**
 * Lido's daily report, after `Accounting.handleOracleReport` (lidofinance/core @ 3f6ab3da), and after Lido's of version 2
 * where its fee is rounded otherwise, as our LidoAccounting.sol makes it on the embedded mainnet. One staking module; no
 * cover, no bad debt of vaults.
 */
export const applyReport = (
  lido: LidoState,
  report: Report,
): { readonly lido: LidoState; readonly update: ReportUpdate } => {
  const update = simulateReport(lido, report)
  if (internalShares(lido) + update.sharesToMintAsFees === update.sharesToBurn)
    throw new Revert('InternalSharesCantBeZero')
  const accounted = account(lido, report, update)
  const filled = restoreDepositsReserve(fillAndFinalize(burn(accounted, update), report, update))
  const paid = update.sharesToMintAsFees > 0n ? mintFee(filled, update.sharesToMintAsFees) : filled
  return { lido: paid, update }
}
