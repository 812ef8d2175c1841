import { BPS, mulDivFloor, RAY, type Ray } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { LIDO, STAKING_ROUTER, WITHDRAWAL_QUEUE } from './addresses.js'
import { finalizationBatches, finalize, prefinalize } from './queue.js'
import type { LidoState } from './state.js'
import { changeShares, internalEther, internalShares, sharesOf } from './steth.js'

/** OracleReportSanityChecker `maxCLBalanceDecreaseBP`. Source: lidofinance/state-mate, lido.yaml @ 9f6df199. */
const MAX_CL_DECREASE_BPS = 360n
/** OracleReportSanityChecker `CL_BALANCE_WINDOW`: 36 days, in seconds. */
const CL_DECREASE_WINDOW = 36 * 86_400
/** `maxPositiveTokenRebase`, of 1e9: 0.075 % a report. Source: lidofinance/state-mate, lido.yaml @ 9f6df199. */
export const MAX_POSITIVE_REBASE = 750_000n
const LIMITER_PRECISION_BASE = 10n ** 9n
/** Batches that one report can carry. */
const MAX_BATCHES_LENGTH = 36

/** A daily report; amounts in wei, `now` in seconds. */
export type Report = {
  /** Rewards less penalties on the consensus layer, withdrawals apart. */
  readonly clDelta: bigint
  /** Execution-layer rewards. */
  readonly elRewards: bigint
  /** Ether that left the validators for the buffer. */
  readonly clWithdrawn: bigint
  /** Last withdrawal request to finalise; 0 is none. */
  readonly finalizeUpTo: number
  readonly now: number
}

/** What a report comes to, before it is applied (`Accounting.CalculatedValues`). */
export type ReportUpdate = {
  readonly preInternalEther: bigint
  readonly postInternalEther: bigint
  /** Share rate without withdrawals, 27 decimals: the most that finalised requests are paid at. */
  readonly shareRateRay: Ray
  readonly etherToFinalize: bigint
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

/** Accounting `_calculateTotalProtocolFeeShares`: none unless the consensus layer earned; then on all rewards. */
const feeShares = (lido: LidoState, report: Report, shares: bigint, ether: bigint): bigint => {
  if (report.clDelta <= 0n) return 0n
  const feeEther = mulDivFloor(report.clDelta + report.elRewards, BigInt(lido.feeBps), BPS)
  return divide(feeEther * unsigned(shares), unsigned(ether - feeEther))
}

const toFinalize = (
  { queue }: LidoState,
  { finalizeUpTo }: Report,
  shareRateRay: Ray,
): { readonly ethToLock: bigint; readonly sharesToBurn: bigint } => {
  if (finalizeUpTo === 0 || queue.paused) return { ethToLock: 0n, sharesToBurn: 0n }
  const upTo = Math.min(finalizeUpTo, queue.lastRequestId)
  const batches = finalizationBatches(queue, upTo, shareRateRay)
  const isCut = upTo < finalizeUpTo
  if (batches.length > MAX_BATCHES_LENGTH || (isCut && batches.length === MAX_BATCHES_LENGTH))
    throw new Revert('TooManyBatches')
  // An id that is not waiting goes on as it is, for the queue to refuse.
  return prefinalize(queue, isCut || batches.length === 0 ? [finalizeUpTo] : batches, shareRateRay)
}

/** Accounting `_simulateOracleReport`, first without withdrawals for the share rate, then with them. Floors. */
export const simulateReport = (lido: LidoState, report: Report): ReportUpdate => {
  const preInternalEther = internalEther(lido)
  const shares = internalShares(lido)
  const etherBefore = unsigned(preInternalEther + report.clDelta) + report.elRewards
  const feesBefore = feeShares(lido, report, shares, etherBefore)
  const shareRateRay = divide(etherBefore * RAY, shares + feesBefore)
  const { ethToLock, sharesToBurn } = toFinalize(lido, report, shareRateRay)
  const postInternalEther = unsigned(etherBefore - ethToLock)
  return {
    preInternalEther,
    postInternalEther,
    shareRateRay,
    etherToFinalize: ethToLock,
    sharesToBurn,
    sharesToMintAsFees: feeShares(lido, report, shares - sharesToBurn, postInternalEther),
  }
}

/**
 * OracleReportSanityChecker `_checkCLBalanceDecrease`: falls of the last 36 days, this one included, may not exceed
 * 3.6 % of the balance. Stricter than Lido in one thing: there, rewards between two falls offset them.
 */
const checkDecrease = (lido: LidoState, report: Report): LidoState['decreases'] => {
  if (report.clDelta >= 0n) return lido.decreases
  const decreases = [...lido.decreases, { at: report.now, amount: -report.clDelta }]
  const inside = decreases.filter(fall => fall.at + CL_DECREASE_WINDOW >= report.now)
  const actual = inside.reduce((sum, fall) => sum + fall.amount, 0n)
  const principal = lido.clValidatorsBalance + lido.clPendingBalance + lido.depositedPostReport
  const allowed = mulDivFloor(unsigned(principal - report.clWithdrawn), MAX_CL_DECREASE_BPS, BPS)
  if (actual > allowed) throw new Revert('IncorrectCLBalanceDecrease')
  return decreases
}

/** `PositiveTokenRebaseLimiter`: where Lido leaves the surplus in its vaults, this report reverts. */
const checkRebase = (update: ReportUpdate): void => {
  const allowed = mulDivFloor(update.preInternalEther, MAX_POSITIVE_REBASE, LIMITER_PRECISION_BASE)
  const post = update.postInternalEther + update.etherToFinalize
  if (post > update.preInternalEther + allowed) throw new Revert('TokenRebaseLimitExceeded')
}

const burn = (lido: LidoState, shares: bigint): LidoState => {
  if (shares > sharesOf(lido, WITHDRAWAL_QUEUE)) throw new Revert('BALANCE_EXCEEDED')
  return { ...changeShares(lido, WITHDRAWAL_QUEUE, -shares), totalShares: lido.totalShares - shares }
}

const fillAndFinalize = (lido: LidoState, report: Report, update: ReportUpdate): LidoState => {
  const buffered = lido.bufferedEther + report.elRewards + report.clWithdrawn
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

/**
 * Lido's daily report, after `Accounting.handleOracleReport` (lidofinance/core, storage version 4), as our
 * LidoAccounting.sol makes it on the embedded mainnet. One staking module; no cover, no bad debt of vaults.
 */
export const applyReport = (
  lido: LidoState,
  report: Report,
): { readonly lido: LidoState; readonly update: ReportUpdate } => {
  const update = simulateReport(lido, report)
  if (internalShares(lido) + update.sharesToMintAsFees === update.sharesToBurn)
    throw new Revert('InternalSharesCantBeZero')
  const decreases = checkDecrease(lido, report)
  checkRebase(update)
  const clValidatorsBalance = unsigned(
    unsigned(lido.clValidatorsBalance + report.clDelta) - report.clWithdrawn,
  )
  const accounted = { ...lido, decreases, clValidatorsBalance, lastReport: report.now }
  const burnt = update.sharesToBurn > 0n ? burn(accounted, update.sharesToBurn) : accounted
  const filled = fillAndFinalize(burnt, report, update)
  const paid = update.sharesToMintAsFees > 0n ? mintFee(filled, update.sharesToMintAsFees) : filled
  return { lido: paid, update }
}
