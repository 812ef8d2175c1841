import { type Abi, encodeFunctionData, type Hex, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CROWD } from '../../src/market/crowd.js'
import type { Address } from '../../src/protocols/assets.js'
import { LIDO, STAKING_ROUTER } from '../../src/protocols/lido/addresses.js'
import {
  type RecordedState,
  type ReportSequence,
  recordedReport,
  recordedState,
  reportVectors,
} from '../../src/protocols/lido/reportVectors.fixture.js'
import type { Row, Step } from '../../src/protocols/lido/vectors.fixture.js'
import { type Call, named, packed, type RecordedChain, recordedChain, slotOf } from './chain.js'

// Our daily report on a chain, fed with what was recorded from the real one. The mirror is fed with the same in
// src/protocols/lido/reportVectors.test.ts.

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'

const ABI: Abi = parseAbi([
  'error NotEnoughBufferedEther(uint256 buffered, uint256 needed)',
  'error IncorrectCLBalanceDecrease(uint256 negativeCLRebaseSum, uint256 maxNegativeCLRebaseSum)',
  'error IncorrectTotalCLBalanceIncrease(uint256 increase, uint256 max)',
  'error IncorrectRequestFinalization(uint256 requestTimestamp)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function submit(address referral) payable returns (uint256)',
  'function withdrawDepositableEther(uint256 amount)',
  'function report(int256 clDelta, uint256 clWithdrawn, uint256 clPending, uint256 exited, uint256 finalizeUpTo, bool bunker) payable',
  'function getTotalShares() view returns (uint256)',
  'function getExternalShares() view returns (uint256)',
  'function getBufferedEther() view returns (uint256)',
  'function getBalanceStats() view returns (uint256, uint256, uint256, uint256)',
  'function vaults() view returns (uint256, uint256)',
  'function sharesOf(address account) view returns (uint256)',
  'function bunkerSince() view returns (uint256)',
  'function getTotalPooledEther() view returns (uint256)',
  'function requestWithdrawals(uint256[] amounts, address owner) returns (uint256[])',
  'function unfinalizedStETH() view returns (uint256)',
  'function getLockedEtherAmount() view returns (uint256)',
  'function getLastRequestId() view returns (uint256)',
  'function getLastFinalizedRequestId() view returns (uint256)',
  'function getLastCheckpointIndex() view returns (uint256)',
])

let chain: RecordedChain
beforeAll(async () => {
  chain = await recordedChain()
})
afterAll(() => chain.stop())

const call = (from: Address, functionName: string, args: readonly unknown[], value?: bigint): Call => ({
  from,
  to: functionName === 'requestWithdrawals' ? LIDO.withdrawalQueue : LIDO.stEth,
  data: encodeFunctionData({ abi: ABI, functionName, args }),
  ...(value === undefined ? {} : { value: numberToHex(value) }),
})

/** Lido at the start of a sequence. */
const place = async ({ at, before: it }: ReportSequence): Promise<void> => {
  const slots: readonly (readonly [Hex, bigint | number])[] = [
    [named('lido.StETH.totalAndExternalShares'), packed(it.totalShares, it.externalShares)],
    [
      named('lido.Lido.bufferedEtherAndDepositedPostReport'),
      packed(it.bufferedEther, it.depositedPostReport),
    ],
    [
      named('lido.Lido.clValidatorsBalanceAndClPendingBalance'),
      packed(it.clValidatorsBalance, it.clPendingBalance),
    ],
    [named('lido.Lido.depositsReserve'), 0],
    [named('lido.Lido.depositsReserveTarget'), 0],
    [named('plimsoll.lido.lastReportTimestamp'), at],
    [named('plimsoll.lido.vaults'), packed(it.withdrawalVault, it.elRewardsVault)],
    [named('plimsoll.lido.bunkerSince'), it.bunkerSince],
    [slotOf(ALICE, 0n), it.alice],
    [slotOf(LIDO.burner, 0n), it.burner],
    [slotOf(LIDO.agent, 0n), it.treasury],
    [slotOf(STAKING_ROUTER, 0n), it.modules],
  ]
  for (const [slot, value] of slots) await chain.store(LIDO.stEth, slot, value)
  await chain.endow(LIDO.stEth, it.bufferedEther + it.withdrawalVault + it.elRewardsVault)
  for (const who of [ALICE, CROWD.oracle]) await chain.endow(who, 10n ** 26n)
  await chain.send(call(ALICE, 'approve', [LIDO.withdrawalQueue, 2n ** 255n]), at)
}

const one = async (to: Address, name: string, args: readonly unknown[] = []): Promise<bigint> =>
  BigInt(String(await chain.read(to, ABI, name, args)))
const pair = async (name: string): Promise<readonly bigint[]> =>
  (await chain.read(LIDO.stEth, ABI, name)) as readonly bigint[]

const stateOf = async (): Promise<RecordedState> => {
  const lido = (name: string) => one(LIDO.stEth, name)
  const queue = (name: string) => one(LIDO.withdrawalQueue, name)
  const shares = (owner: Address) => one(LIDO.stEth, 'sharesOf', [owner])
  const [validators = 0n, pending = 0n, deposited = 0n] = await pair('getBalanceStats')
  const [withdrawals = 0n, rewards = 0n] = await pair('vaults')
  return {
    totalShares: await lido('getTotalShares'),
    externalShares: await lido('getExternalShares'),
    bufferedEther: await lido('getBufferedEther'),
    clValidatorsBalance: validators,
    clPendingBalance: pending,
    depositedPostReport: deposited,
    withdrawalVault: withdrawals,
    elRewardsVault: rewards,
    alice: await shares(ALICE),
    queue: await shares(LIDO.withdrawalQueue),
    burner: await shares(LIDO.burner),
    treasury: await shares(LIDO.agent),
    modules: await shares(STAKING_ROUTER),
    lockedEther: await queue('getLockedEtherAmount'),
    unfinalizedStEth: await queue('unfinalizedStETH'),
    lastRequestId: await queue('getLastRequestId'),
    lastFinalizedRequestId: await queue('getLastFinalizedRequestId'),
    checkpoints: await queue('getLastCheckpointIndex'),
    bunkerSince: await lido('bunkerSince'),
    pooledEther: await lido('getTotalPooledEther'),
  }
}

const reportCall = async (step: Step): Promise<Call> => {
  const told = recordedReport(step)
  const [validators = 0n, pending = 0n, deposited = 0n] = await pair('getBalanceStats')
  const { clWithdrawn } = told
  const clDelta = told.postValidators + told.postPending + clWithdrawn - validators - pending - deposited
  const args = [clDelta, clWithdrawn, told.postPending, 0n, BigInt(told.finalizeUpTo), told.bunker]
  return call(CROWD.oracle, 'report', args, clWithdrawn + told.elRewards)
}

const callOf = async (step: Step): Promise<Call> => {
  switch (step.op) {
    case 'request':
      return call(ALICE, 'requestWithdrawals', [(step.argument as readonly string[]).map(BigInt), ALICE])
    case 'submit':
      return call(ALICE, 'submit', [ALICE], BigInt(String(step.argument)))
    case 'deposit':
      return call(CROWD.oracle, 'withdrawDepositableEther', [BigInt(String(step.argument))])
    case 'report':
      return reportCall(step)
    default:
      throw new Error(`unknown step: ${step.op}`)
  }
}

const NAMES: Readonly<Record<string, string>> = { NotEnoughBufferedEther: 'EMPTY' }

const replay = async (sequence: ReportSequence, about: string): Promise<number> => {
  await place(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${about}, step ${i}: ${step.op}`
    const order = await callOf(step)
    const { outcome } = await chain.outcome(order, ABI, step.at)
    expect(NAMES[outcome] ?? outcome, where).toBe(step.outcome)
    if (outcome !== 'ok') continue
    await chain.send(order, step.at)
    if (step.op === 'report')
      expect(await stateOf(), where).toEqual(recordedState((step.rest as readonly [Row, Row])[1]))
  }
  return sequence.steps.filter(({ op }) => op === 'report').length
}

describe('our Lido reports on a chain', () => {
  for (const { from, sequences } of reportVectors())
    test(`count to the wei and are refused as the real ones: ${from}`, async () => {
      let reports = 0
      for (const [i, it] of sequences.entries())
        reports += await chain.fresh(() => replay(it, `sequence ${i}`))
      expect(reports).toBeGreaterThan(60)
    })
})
