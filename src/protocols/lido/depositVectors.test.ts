import { describe, expect, it } from 'vitest'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import {
  bufferedEtherAllocation,
  canDeposit,
  depositableEther,
  depositBuffered,
  finalizationBudget,
  setDepositsReserveTarget,
} from './deposits.js'
import { lidoState } from './lido.fixture.js'
import { requestAt, requestWithdrawals, unfinalizedStEth } from './queue.js'
import { applyReport } from './report.js'
import { setStopped } from './stakeLimit.js'
import type { LidoState } from './state.js'
import { submit } from './steth.js'
import { type DepositSequence, depositVectors, type Step } from './vectors.fixture.js'

const ASKER: Address = '0x00000000000000000000000000000000000a11ce'

const startOf = (from: DepositSequence): LidoState =>
  lidoState({
    totalShares: from.totalShares,
    clValidatorsBalance: from.clBalance,
    bufferedEther: from.buffer,
    depositsReserve: from.reserve,
    depositsReserveTarget: from.target,
    lastReport: from.at,
    shares: { [ASKER]: from.askerShares },
  })

const wei = (value: unknown): bigint => BigInt(String(value))

/** The report of a recording: what came into the vault left the validators, which neither gained nor lost. */
const report = (lido: LidoState, { at, argument }: Step): LidoState => {
  const [clWithdrawn, elRewards, finalizeUpTo, , , , , bunker] = argument as readonly (string | number)[]
  return applyReport(lido, {
    clDelta: 0n,
    elRewards: wei(elRewards),
    clWithdrawn: wei(clWithdrawn),
    clPending: lido.clPendingBalance,
    exited: 0,
    finalizeUpTo: Number(finalizeUpTo),
    bunker: Number(bunker) === 1,
    now: at,
  }).lido
}

const done = (lido: LidoState, step: Step): LidoState => {
  const { op, at, argument } = step
  switch (op) {
    case 'request': {
      const amounts = (argument as readonly string[]).map(BigInt)
      return requestWithdrawals(lido, { sender: ASKER, amounts, now: at }).lido
    }
    case 'bunker':
      return { ...lido, bunkerSince: Number(argument) === 1 ? lido.lastReport : 0 }
    case 'try':
    case 'deposit':
      return depositBuffered(lido, wei(argument))
    case 'submit':
      return submit(lido, { sender: ASKER, ether: wei(argument), number: 1n }).lido
    case 'target':
      return setDepositsReserveTarget(lido, wei(argument))
    case 'stop':
    case 'resume':
      return setStopped(lido, { stopped: op === 'stop', number: 1n })
    case 'reportTry':
    case 'report':
      return report(lido, step)
    default:
      return lido
  }
}

/** Names that the recording gives a refusal by, and ours: a transfer of more than there is has no name there. */
const NAMES: Readonly<Record<string, string>> = { NotEnoughBufferedEther: 'EMPTY' }

const attempt = (lido: LidoState, step: Step): { readonly outcome: string; readonly lido: LidoState } => {
  try {
    return { outcome: 'ok', lido: done(lido, step) }
  } catch (error) {
    if (error instanceof Revert) return { outcome: NAMES[error.reason] ?? error.reason, lido }
    throw error
  }
}

const stateOf = (lido: LidoState): readonly unknown[] => {
  const { depositsReserve, withdrawalsReserve } = bufferedEtherAllocation(lido)
  return [
    lido.bufferedEther,
    depositsReserve,
    withdrawalsReserve,
    depositableEther(lido),
    unfinalizedStEth(lido.queue),
    lido.depositsReserveTarget,
    canDeposit(lido) ? 1 : 0,
    lido.depositedPostReport,
  ].map(String)
}

/** The oracle daemon's budget: whether the stETH up to the request is no more than vaults and withdrawals reserve. */
const isInBudget = (lido: LidoState, { argument }: Step): number => {
  const [clWithdrawn, elRewards, upTo] = argument as readonly (string | number)[]
  const { queue } = lido
  const asked =
    Number(upTo) === 0
      ? 0n
      : requestAt(queue, Number(upTo)).cumulativeStEth -
        requestAt(queue, queue.lastFinalizedRequestId).cumulativeStEth
  return asked <= finalizationBudget(lido) + wei(clWithdrawn) + wei(elRewards) ? 1 : 0
}

const replay = (sequence: DepositSequence): number => {
  let lido = startOf(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${sequence.about}, step ${i}: ${step.op}`
    if (step.op === 'reportTry' && Array.isArray(step.argument))
      expect(isInBudget(lido, step), where).toBe(Number(step.argument[6]))
    const own = attempt(lido, step)
    expect(own.outcome, where).toBe(step.outcome)
    if (step.op !== 'try' && step.op !== 'reportTry') lido = own.lido
    const [after] = step.rest
    if (Array.isArray(after)) expect(stateOf(lido), where).toEqual(after.map(String))
  }
  return sequence.steps.length
}

describe('deposits of the buffer, as recorded', () => {
  for (const { from, sequences } of depositVectors())
    it(`are refused and counted as by the real contract: ${from}`, () => {
      const steps = sequences.reduce((sum, sequence) => sum + replay(sequence), 0)
      expect(steps).toBeGreaterThan(300)
    })
})
