import { type Abi, decodeFunctionResult, encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CROWD } from '../../src/market/crowd.js'
import type { Address } from '../../src/protocols/assets.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { type QueueSequence, queueVectors } from '../../src/protocols/lido/queueVectors.fixture.js'
import type { Row, Step } from '../../src/protocols/lido/vectors.fixture.js'
import { type Call, named, type RecordedChain, recordedChain, slotOf } from './chain.js'

// Our withdrawal queue on a chain, fed with what was recorded from the real one. The mirror is fed with the same in
// src/protocols/lido/queueVectors.test.ts.

const PEOPLE: Readonly<Record<string, Address>> = {
  alice: '0x00000000000000000000000000000000000a11ce',
  bob: '0x0000000000000000000000000000000000000b0b',
}

const ABI: Abi = parseAbi([
  'error RequestAmountTooSmall(uint256 amountOfStETH)',
  'error RequestAmountTooLarge(uint256 amountOfStETH)',
  'error NotOwner(address sender, address owner)',
  'error InvalidRequestId(uint256 requestId)',
  'error BatchesAreNotSorted()',
  'error RequestNotFoundOrNotFinalized(uint256 requestId)',
  'error RequestAlreadyClaimed(uint256 requestId)',
  'error TooMuchEtherToFinalize(uint256 sent, uint256 maxExpected)',
  'error ZeroShareRate()',
  'error ResumedExpected()',
  'error PausedExpected()',
  'struct State { uint256 remainingEthBudget; bool finished; uint256[36] batches; uint256 batchesLength }',
  'struct Status { uint256 amountOfStETH; uint256 amountOfShares; address owner; uint256 timestamp; bool isFinalized; bool isClaimed }',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function requestWithdrawals(uint256[] amounts, address owner) returns (uint256[])',
  'function requestWithdrawalsWstETH(uint256[] amounts, address owner) returns (uint256[])',
  'function calculateFinalizationBatches(uint256 maxShareRate, uint256 maxTimestamp, uint256 maxRequestsPerCall, State state) view returns (State)',
  'function prefinalize(uint256[] batches, uint256 maxShareRate) view returns (uint256, uint256)',
  'function finalize(uint256 lastRequestIdToBeFinalized, uint256 maxShareRate) payable',
  'function claimWithdrawal(uint256 requestId)',
  'function pause()',
  'function resume()',
  'function unfinalizedStETH() view returns (uint256)',
  'function getLockedEtherAmount() view returns (uint256)',
  'function getLastRequestId() view returns (uint256)',
  'function getLastFinalizedRequestId() view returns (uint256)',
  'function getLastCheckpointIndex() view returns (uint256)',
  'function getWithdrawalStatus(uint256[] requestIds) view returns (Status[])',
  'function findCheckpointHints(uint256[] requestIds, uint256 firstIndex, uint256 lastIndex) view returns (uint256[])',
  'function getClaimableEther(uint256[] requestIds, uint256[] hints) view returns (uint256[])',
  'function sharesOf(address account) view returns (uint256)',
])
const QUEUE = LIDO.withdrawalQueue

let chain: RecordedChain
beforeAll(async () => {
  chain = await recordedChain()
})
afterAll(() => chain.stop())

const call = (from: Address, functionName: string, args: readonly unknown[], value = 0n): Call => ({
  from,
  to: QUEUE,
  data: encodeFunctionData({ abi: ABI, functionName, args }),
  value: numberToHex(value),
})

/** Lido at the start of a sequence: alice and bob have shares, alice wstETH too. */
const place = async (it: QueueSequence): Promise<void> => {
  const [alice, bob] = [PEOPLE['alice'] as Address, PEOPLE['bob'] as Address]
  const stEth = (name: string, value: bigint | number) => chain.store(LIDO.stEth, named(name), value)
  await stEth('lido.StETH.totalAndExternalShares', it.totalShares)
  await stEth('lido.Lido.bufferedEtherAndDepositedPostReport', it.buffer)
  await stEth('lido.Lido.clValidatorsBalanceAndClPendingBalance', it.clBalance)
  await stEth('plimsoll.lido.lastReportTimestamp', it.at)
  await chain.store(LIDO.stEth, slotOf(alice, 0n), it.aliceShares)
  await chain.store(LIDO.stEth, slotOf(bob, 0n), it.bobShares)
  await chain.store(LIDO.stEth, slotOf(LIDO.wstEth, 0n), it.aliceWstEth)
  await chain.store(LIDO.wstEth, slotOf(alice, 1n), it.aliceWstEth)
  for (const who of [alice, bob, LIDO.stEth]) await chain.endow(who, 10n ** 26n)
  const approve = encodeFunctionData({ abi: ABI, functionName: 'approve', args: [QUEUE, 2n ** 255n] })
  for (const from of [alice, bob])
    for (const to of [LIDO.stEth, LIDO.wstEth]) await chain.send({ from, to, data: approve }, 0)
}

const batchesCall = ({ at, argument }: Step, lastFinalized: bigint): Call => {
  const [rate, upTo, budget] = argument as Row
  const state = {
    remainingEthBudget: budget === null ? 2n ** 256n - 1n : BigInt(String(budget)),
    finished: false,
    batches: Array.from({ length: 36 }, () => 0n),
    batchesLength: 0n,
  }
  const most = BigInt(String(upTo)) - lastFinalized
  return call(CROWD.oracle, 'calculateFinalizationBatches', [
    BigInt(String(rate)),
    BigInt(at),
    most > 0n ? most : 0n,
    state,
  ])
}

const callOf = (step: Step, lastFinalized: bigint): Call => {
  const argument = step.argument as Row
  const who = PEOPLE[String(argument?.[0])] as Address
  switch (step.op) {
    case 'request':
      return call(who, 'requestWithdrawals', [(argument[1] as readonly string[]).map(BigInt), who])
    case 'requestWst':
      return call(who, 'requestWithdrawalsWstETH', [(argument[1] as readonly string[]).map(BigInt), who])
    case 'batches':
      return batchesCall(step, lastFinalized)
    case 'prefinalize': {
      const [ids, rate] = step.argument as readonly [readonly number[], string]
      return call(CROWD.oracle, 'prefinalize', [ids.map(BigInt), BigInt(rate)])
    }
    case 'finalise': {
      const [upTo, rate, ether] = argument.map(value => BigInt(String(value)))
      return call(LIDO.stEth, 'finalize', [upTo, rate], ether)
    }
    case 'claim':
      return call(who, 'claimWithdrawal', [BigInt(String(argument[1]))])
    case 'pause':
    case 'resume':
      return call(CROWD.oracle, step.op, [])
    default:
      throw new Error(`unknown step: ${step.op}`)
  }
}

const view = (name: string, args: readonly unknown[] = []) => chain.read(QUEUE, ABI, name, args)
const one = async (name: string): Promise<bigint> => BigInt(String(await view(name)))

const queueOf = async (): Promise<readonly string[]> =>
  [
    await one('getLastRequestId'),
    await one('getLastFinalizedRequestId'),
    await one('getLastCheckpointIndex'),
    await one('getLockedEtherAmount'),
    await one('unfinalizedStETH'),
    await chain.read(LIDO.stEth, ABI, 'sharesOf', [QUEUE]),
  ].map(String)

/** What a call that only reads answered, as the recording has it. */
const answered = (functionName: string, data: `0x${string}`): unknown => {
  const answer = decodeFunctionResult({ abi: ABI, functionName, data })
  if (functionName === 'prefinalize') return (answer as readonly bigint[]).map(String)
  const { batches, batchesLength } = answer as {
    readonly batches: readonly bigint[]
    readonly batchesLength: bigint
  }
  return batches.slice(0, Number(batchesLength)).map(Number)
}

const READS: Readonly<Record<string, string>> = {
  batches: 'calculateFinalizationBatches',
  prefinalize: 'prefinalize',
}

const perform = async (step: Step, where: string): Promise<void> => {
  if (step.op === 'rate') {
    const balance = BigInt(String(step.argument))
    await chain.store(LIDO.stEth, named('lido.Lido.clValidatorsBalanceAndClPendingBalance'), balance)
    await chain.store(LIDO.stEth, named('plimsoll.lido.lastReportTimestamp'), step.at - 1)
    return
  }
  const order = callOf(step, await one('getLastFinalizedRequestId'))
  const { outcome, data } = await chain.outcome(order, ABI, step.at)
  expect(outcome, where).toBe(step.outcome)
  const read = READS[step.op]
  if (outcome !== 'ok') return
  if (read) expect(answered(read, data), where).toEqual(step.rest[0])
  else await chain.send(order, step.at)
}

/** Each request as the recording has it at the end: status, hint, claimable ether. */
const requestRows = async (count: number): Promise<readonly Row[]> => {
  const ids = Array.from({ length: count }, (_, i) => BigInt(i + 1))
  if (count === 0) return []
  const last = await one('getLastCheckpointIndex')
  type Status = {
    readonly amountOfStETH: bigint
    readonly amountOfShares: bigint
    readonly owner: Address
    readonly timestamp: bigint
    readonly isFinalized: boolean
    readonly isClaimed: boolean
  }
  const statuses = (await view('getWithdrawalStatus', [ids])) as readonly Status[]
  const hints = (await view('findCheckpointHints', [ids, 1n, last])) as readonly bigint[]
  const paid = (await view('getClaimableEther', [ids, hints])) as readonly bigint[]
  return statuses.map((it, i) => [
    it.owner.toLowerCase() === PEOPLE['alice'] ? 'alice' : 'bob',
    String(it.amountOfStETH),
    String(it.amountOfShares),
    Number(it.timestamp),
    it.isFinalized ? 1 : 0,
    it.isClaimed ? 1 : 0,
    Number(hints[i]),
    it.isFinalized ? String(paid[i]) : null,
  ])
}

const replay = async (sequence: QueueSequence, about: string): Promise<number> => {
  await place(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${about}, step ${i}: ${step.op}`
    await perform(step, where)
    const [, after] = step.rest
    if (Array.isArray(after)) expect(await queueOf(), where).toEqual(after.map(String))
  }
  expect(await requestRows(sequence.requests.length), about).toEqual(sequence.requests)
  return sequence.steps.length
}

describe('our withdrawal queue on a chain', () => {
  for (const { from, sequences } of queueVectors())
    test(`requests, finalises and pays as the real one: ${from}`, async () => {
      let steps = 0
      for (const [i, it] of sequences.entries()) steps += await chain.fresh(() => replay(it, `sequence ${i}`))
      expect(steps).toBeGreaterThan(200)
    })
})
