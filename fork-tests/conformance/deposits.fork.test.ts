import { type Abi, encodeFunctionData, type Hex, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIDO_LAYOUTS } from '../../src/fork/lidoStorage.js'
import { CROWD } from '../../src/market/crowd.js'
import type { Address } from '../../src/protocols/assets.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { type DepositSequence, depositVectors, type Step } from '../../src/protocols/lido/vectors.fixture.js'
import { type Call, named, type RecordedChain, recordedChain, slotOf } from './chain.js'

// Our stETH on a chain, fed with deposits recorded from the real one. The mirror is fed with the same in
// src/protocols/lido/depositVectors.test.ts.

const ASKER: Address = '0x00000000000000000000000000000000000a11ce'

let chain: RecordedChain
beforeAll(async () => {
  chain = await recordedChain()
})
afterAll(() => chain.stop())

const STETH = parseAbi([
  'error NotEnoughBufferedEther(uint256 buffered, uint256 needed)',
  'function withdrawDepositableEther(uint256 amount)',
  'function submit(address referral) payable returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function setDepositsReserveTarget(uint256 target)',
  'function stop()',
  'function resume()',
  'function report(int256 clDelta, uint256 clWithdrawn, uint256 clPending, uint256 exited, uint256 finalizeUpTo, bool bunker) payable',
  'function getBufferedEther() view returns (uint256)',
  'function getDepositsReserve() view returns (uint256)',
  'function getWithdrawalsReserve() view returns (uint256)',
  'function getDepositableEther() view returns (uint256)',
  'function getDepositsReserveTarget() view returns (uint256)',
  'function canDeposit() view returns (bool)',
  'function getBalanceStats() view returns (uint256, uint256, uint256, uint256)',
])
const QUEUE = parseAbi([
  'function requestWithdrawals(uint256[] amounts, address owner) returns (uint256[])',
  'function unfinalizedStETH() view returns (uint256)',
])
const SLOTS = LIDO_LAYOUTS[4].slots
const slotNamed = (name: string): Hex => SLOTS[name] ?? named(name)
const BUNKER_SLOT = named('plimsoll.lido.bunkerSince')

const store = (slot: Hex, value: bigint | number) => chain.store(LIDO.stEth, slot, value)

/** Lido at the start of a case: nobody has asked for anything. */
const place = async (it: DepositSequence): Promise<void> => {
  await store(named('lido.StETH.totalAndExternalShares'), it.totalShares)
  await store(slotNamed('lido.Lido.bufferedEtherAndDepositedPostReport'), it.buffer)
  await store(slotNamed('lido.Lido.clValidatorsBalanceAndClPendingBalance'), it.clBalance)
  await store(slotNamed('lido.Lido.depositsReserve'), it.reserve)
  await store(slotNamed('lido.Lido.depositsReserveTarget'), it.target)
  await store(named('plimsoll.lido.lastReportTimestamp'), it.at)
  await store(slotOf(ASKER, 0n), it.askerShares)
  await chain.endow(LIDO.stEth, it.buffer)
  for (const who of [ASKER, CROWD.oracle]) await chain.endow(who, 10n ** 25n)
  await chain.send(
    {
      from: ASKER,
      to: LIDO.stEth,
      data: encodeFunctionData({
        abi: STETH,
        functionName: 'approve',
        args: [LIDO.withdrawalQueue, 2n ** 255n],
      }),
    },
    it.at,
  )
}

const reportCall = (argument: readonly (string | number)[]): Call => {
  const [clWithdrawn, elRewards, upTo, , , , , bunker] = argument
  const [swept, earned] = [BigInt(clWithdrawn ?? 0), BigInt(elRewards ?? 0)]
  const args = [0n, swept, 0n, 0n, BigInt(upTo ?? 0), Number(bunker) === 1] as const
  const data = encodeFunctionData({ abi: STETH, functionName: 'report', args })
  return { from: CROWD.oracle, to: LIDO.stEth, data, value: numberToHex(swept + earned) }
}

/** The call that a step means; none for a state that is written. */
const callOf = ({ op, argument }: Step): Call | undefined => {
  const own = (from: Address, data: Hex, value?: Hex): Call => ({
    from,
    to: LIDO.stEth,
    data,
    ...(value ? { value } : {}),
  })
  switch (op) {
    case 'request': {
      const args = [(argument as readonly string[]).map(BigInt), ASKER] as const
      return {
        from: ASKER,
        to: LIDO.withdrawalQueue,
        data: encodeFunctionData({ abi: QUEUE, functionName: 'requestWithdrawals', args }),
      }
    }
    case 'try':
    case 'deposit':
      return own(
        CROWD.oracle,
        encodeFunctionData({
          abi: STETH,
          functionName: 'withdrawDepositableEther',
          args: [BigInt(String(argument))],
        }),
      )
    case 'submit':
      return own(
        ASKER,
        encodeFunctionData({ abi: STETH, functionName: 'submit', args: [ASKER] }),
        numberToHex(BigInt(String(argument))),
      )
    case 'target':
      return own(
        CROWD.oracle,
        encodeFunctionData({
          abi: STETH,
          functionName: 'setDepositsReserveTarget',
          args: [BigInt(String(argument))],
        }),
      )
    case 'stop':
    case 'resume':
      return own(CROWD.oracle, encodeFunctionData({ abi: STETH, functionName: op }))
    case 'reportTry':
    case 'report':
      return reportCall(argument as readonly (string | number)[])
    default:
      return undefined
  }
}

const stateOf = async (): Promise<readonly string[]> => {
  const one = (name: string) => chain.read(LIDO.stEth, STETH as Abi, name)
  const [, , deposited] = (await one('getBalanceStats')) as readonly bigint[]
  return [
    await one('getBufferedEther'),
    await one('getDepositsReserve'),
    await one('getWithdrawalsReserve'),
    await one('getDepositableEther'),
    await chain.read(LIDO.withdrawalQueue, QUEUE as Abi, 'unfinalizedStETH'),
    await one('getDepositsReserveTarget'),
    (await one('canDeposit')) ? 1 : 0,
    deposited,
  ].map(String)
}

const NAMES: Readonly<Record<string, string>> = { NotEnoughBufferedEther: 'EMPTY' }

const replay = async (sequence: DepositSequence): Promise<number> => {
  await place(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${sequence.about}, step ${i}: ${step.op}`
    const call = callOf(step)
    if (step.op === 'bunker') await store(BUNKER_SLOT, Number(step.argument) === 1 ? sequence.at : 0)
    if (call) {
      // A call runs at the time of the latest block: a report is tried at its own.
      const { outcome } = await chain.outcome(call, STETH as Abi, step.at)
      expect(NAMES[outcome] ?? outcome, where).toBe(step.outcome)
      if (step.op !== 'try' && step.op !== 'reportTry' && outcome === 'ok') await chain.send(call, step.at)
    }
    const [after] = step.rest
    if (Array.isArray(after)) expect(await stateOf(), where).toEqual(after.map(String))
  }
  return sequence.steps.length
}

describe('our Lido on a chain', () => {
  for (const { from, sequences } of depositVectors())
    test(`deposits, reserves and finalises as the real one: ${from}`, async () => {
      let steps = 0
      for (const sequence of sequences) steps += await chain.fresh(() => replay(sequence))
      expect(steps).toBeGreaterThan(300)
    })
})
