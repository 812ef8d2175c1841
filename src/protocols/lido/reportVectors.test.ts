import { describe, expect, it } from 'vitest'
import { RAY } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { LIDO, STAKING_ROUTER, WITHDRAWAL_QUEUE } from './addresses.js'
import { depositBuffered } from './deposits.js'
import { lidoState } from './lido.fixture.js'
import { finalizationBatches, requestWithdrawals, unfinalizedStEth } from './queue.js'
import { applyReport, type Report, type ReportUpdate } from './report.js'
import {
  type RecordedState,
  type ReportSequence,
  recordedReport,
  recordedState,
  reportVectors,
} from './reportVectors.fixture.js'
import type { LidoState } from './state.js'
import { getTotalPooledEther, internalEther, internalShares, sharesOf, submit } from './steth.js'
import type { Row, Step } from './vectors.fixture.js'

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'

const startOf = ({ at, before }: ReportSequence): LidoState => {
  const { alice, treasury, modules, burner, ...rest } = before
  const { totalShares, externalShares, bufferedEther, clValidatorsBalance, clPendingBalance } = rest
  return lidoState({
    totalShares,
    externalShares,
    bufferedEther,
    clValidatorsBalance,
    clPendingBalance,
    depositedPostReport: rest.depositedPostReport,
    withdrawalVault: rest.withdrawalVault,
    elRewardsVault: rest.elRewardsVault,
    depositsReserve: 0n,
    depositsReserveTarget: 0n,
    bunkerSince: Number(rest.bunkerSince),
    lastReport: at,
    shares: {
      [ALICE]: alice,
      [LIDO.agent.toLowerCase()]: treasury,
      [STAKING_ROUTER.toLowerCase()]: modules,
      [LIDO.burner.toLowerCase()]: burner,
    },
  })
}

const stateOf = (lido: LidoState): RecordedState => ({
  totalShares: lido.totalShares,
  externalShares: lido.externalShares,
  bufferedEther: lido.bufferedEther,
  clValidatorsBalance: lido.clValidatorsBalance,
  clPendingBalance: lido.clPendingBalance,
  depositedPostReport: lido.depositedPostReport,
  withdrawalVault: lido.withdrawalVault,
  elRewardsVault: lido.elRewardsVault,
  alice: sharesOf(lido, ALICE),
  queue: sharesOf(lido, WITHDRAWAL_QUEUE),
  burner: sharesOf(lido, LIDO.burner),
  treasury: sharesOf(lido, LIDO.agent),
  modules: sharesOf(lido, STAKING_ROUTER),
  lockedEther: lido.queue.lockedEther,
  unfinalizedStEth: unfinalizedStEth(lido.queue),
  lastRequestId: BigInt(lido.queue.lastRequestId),
  lastFinalizedRequestId: BigInt(lido.queue.lastFinalizedRequestId),
  checkpoints: BigInt(lido.queue.checkpoints.length),
  bunkerSince: BigInt(lido.bunkerSince),
  pooledEther: getTotalPooledEther(lido),
})

const reportOf = (lido: LidoState, step: Step): Report => {
  const { postValidators, postPending, batches: _, shareRateRay: __, ...told } = recordedReport(step)
  const { clValidatorsBalance, clPendingBalance, depositedPostReport } = lido
  const principal = clValidatorsBalance + clPendingBalance + depositedPostReport
  const clDelta = postValidators + postPending + told.clWithdrawn - principal
  return { ...told, clDelta, clPending: postPending, exited: 0, now: step.at }
}

/** What a report comes to, in the recording's order. */
const updateOf = (before: LidoState, update: ReportUpdate): readonly string[] =>
  [
    update.withdrawals,
    update.elRewards,
    update.etherToFinalize,
    update.sharesToFinalize,
    update.sharesToBurn,
    update.sharesToMintAsFees,
    update.postInternalEther,
    internalShares(before) - update.sharesToBurn + update.sharesToMintAsFees,
  ].map(String)

const checkReported = (lido: LidoState, step: Step, where: string): LidoState => {
  const { batches, shareRateRay, finalizeUpTo } = recordedReport(step)
  if (finalizeUpTo > 0)
    expect(
      finalizationBatches(lido.queue, { upTo: finalizeUpTo, maxShareRateRay: shareRateRay }),
      where,
    ).toEqual(batches)
  const reported = applyReport(lido, reportOf(lido, step))
  const [update, after] = step.rest as readonly [Row, Row]
  expect(updateOf(lido, reported.update), where).toEqual(update.map(String))
  expect(reported.update.shareRateRay, where).toBe(shareRateRay)
  expect(stateOf(reported.lido), where).toEqual(recordedState(after))
  return reported.lido
}

const done = (lido: LidoState, step: Step, where: string): LidoState => {
  switch (step.op) {
    case 'request': {
      const amounts = (step.argument as readonly string[]).map(BigInt)
      return requestWithdrawals(lido, { sender: ALICE, amounts, now: step.at }).lido
    }
    case 'submit':
      return submit(lido, { sender: ALICE, ether: BigInt(String(step.argument)), number: 1n }).lido
    case 'deposit':
      return depositBuffered(lido, BigInt(String(step.argument)))
    case 'report':
      return checkReported(lido, step, where)
    default:
      throw new Error(`unknown step: ${step.op}`)
  }
}

/** Names that the recording gives a refusal by, and ours: a transfer of more than there is has no name there. */
const NAMES: Readonly<Record<string, string>> = { NotEnoughBufferedEther: 'EMPTY' }

const attempt = (lido: LidoState, step: Step, where: string): readonly [string, LidoState] => {
  try {
    return ['ok', done(lido, step, where)]
  } catch (error) {
    if (error instanceof Revert) return [NAMES[error.reason] ?? error.reason, lido]
    throw error
  }
}

/** How many reports were compared. */
const replay = (sequence: ReportSequence, about: string): number => {
  let lido = startOf(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${about}, step ${i}: ${step.op}`
    const [outcome, after] = attempt(lido, step, where)
    expect(outcome, where).toBe(step.outcome)
    lido = after
  }
  return sequence.steps.filter(({ op }) => op === 'report').length
}

describe('whole reports, as recorded', () => {
  for (const { from, sequences } of reportVectors())
    it(`count to the wei and are refused as by the real contracts: ${from}`, () => {
      const reports = sequences.reduce((sum, sequence, i) => sum + replay(sequence, `sequence ${i}`), 0)
      expect(reports).toBeGreaterThan(60)
    })

  it('keep the rate that a recording began with where nothing happens', () => {
    const lido = lidoState({})
    const report = { clDelta: 0n, elRewards: 0n, clWithdrawn: 0n, clPending: 0n, exited: 0, finalizeUpTo: 0 }
    const { update } = applyReport(lido, { ...report, bunker: false, now: 86_400 })
    expect(update.shareRateRay).toBe((internalEther(lido) * RAY) / internalShares(lido))
  })
})
