import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  parseAbi,
  stringToHex,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../src/fork/anvil.js'
import { SETTINGS } from '../src/fork/compile.js'
import { type EmbeddedMainnet, embeddedMainnet } from '../src/fork/genesis.js'
import { LIDO_LAYOUTS } from '../src/fork/lidoStorage.js'
import { CROWD } from '../src/market/crowd.js'
import type { Address } from '../src/protocols/assets.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import {
  type DepositSequence,
  depositVectors,
  MEANINGLESS_OUTCOMES,
  type SanitySequence,
  type Step,
  sanityVectors,
} from '../src/protocols/lido/vectors.fixture.js'

// Our Solidity on a chain, fed with what was recorded from Lido's real contracts. The mirrors are fed with the same in
// src/protocols/lido/*ectors.test.ts.

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const require = createRequire(import.meta.url)
const ASKER: Address = '0x00000000000000000000000000000000000a11ce'

let mainnet: EmbeddedMainnet
let anvil: Anvil

beforeAll(async () => {
  mainnet = await embeddedMainnet()
  anvil = await startAnvil({ kind: 'genesis', file: mainnet.genesisFile, ...mainnet })
})
afterAll(() => anvil.stop())

let probes = 0
/** An address that no sequence has used. */
const nextProbe = (): Address => {
  probes += 1
  return numberToHex(0xc0de_0000 + probes, { size: 20 })
}

type Compiled = { readonly abi: Abi; readonly code: Hex }

const compileProbe = (): Compiled => {
  const solc = require('solc') as { compile(input: string, callbacks: object): string }
  const file = 'fork-tests/contracts/SanityProbe.sol'
  const contents = (path: string) => readFileSync(join(ROOT, path), 'utf8')
  const settings = {
    ...SETTINGS,
    outputSelection: { '*': { SanityProbe: ['abi', 'evm.deployedBytecode.object'] } },
  }
  const input = { language: 'Solidity', sources: { [file]: { content: contents(file) } }, settings }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path: string) => ({ contents: contents(path) }) }),
  ) as {
    contracts: Record<string, Record<string, { abi: Abi; evm: { deployedBytecode: { object: string } } }>>
  }
  const made = output.contracts[file]?.['SanityProbe']
  if (!made) throw new Error('the probe did not compile')
  return { abi: made.abi, code: `0x${made.evm.deployedBytecode.object}` }
}

const word = (value: bigint | number): Hex => numberToHex(value, { size: 32 })

/** `ok`, or the name or text of what a call reverts with; `EMPTY` without data. */
const callOutcome = async (call: object, abi: Abi): Promise<string> => {
  try {
    await anvil.rpc('eth_call', [call, 'latest'])
    return 'ok'
  } catch (error) {
    const data = (error as { readonly data?: Hex }).data
    if (typeof data !== 'string' || data === '0x') return 'EMPTY'
    const { errorName, args } = decodeErrorResult({ abi, data })
    return errorName === 'Error' ? String(args?.[0]) : errorName
  }
}

/** A sequence on a checker of its own. */
const judge = async (
  { abi, code }: Compiled,
  { about, start, attempts }: SanitySequence,
  address: Address,
): Promise<number> => {
  await anvil.rpc('anvil_setCode', [address, code])
  await anvil.rpc('anvil_setStorageAt', [
    address,
    keccak256(stringToHex('plimsoll.lido.rules')),
    word(start.version),
  ])
  let judged = 0
  for (const [i, { change, outcome, kept }] of attempts.entries()) {
    if (MEANINGLESS_OUTCOMES.includes(outcome)) continue
    const { now, before, ...rest } = change
    const data = encodeFunctionData({
      abi,
      functionName: 'check',
      args: [{ ...rest, timestamp: now, lastReport: before }],
    })
    const call = { from: CROWD.oracle, to: address, data, gas: numberToHex(30_000_000), gasPrice: '0x0' }
    expect(await callOutcome(call, abi), `${about}, attempt ${i}`).toBe(outcome)
    if (kept) {
      await anvil.rpc('eth_sendTransaction', [call])
      await anvil.rpc('evm_mine')
    }
    judged += 1
  }
  return judged
}

describe.each([4, 3] as const)('our sanity checker of version %d on a chain', version => {
  for (const { from, sequences } of sanityVectors(version))
    test(`accepts and refuses as the real one: ${from}`, async () => {
      const probe = compileProbe()
      let judged = 0
      for (const sequence of sequences) judged += await judge(probe, sequence, nextProbe())
      expect(judged).toBeGreaterThan(300)
    })
})

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
const slotOf = (name: string): Hex => SLOTS[name] ?? keccak256(stringToHex(name))
const BUNKER_SLOT = keccak256(stringToHex('plimsoll.lido.bunkerSince'))

const store = (slot: Hex, value: bigint | number) =>
  anvil.rpc('anvil_setStorageAt', [LIDO.stEth, slot, word(value)])

/** Lido at the start of a case: nobody has asked for anything. */
const place = async (it: DepositSequence): Promise<void> => {
  const shares = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [ASKER, 0n]))
  await store(keccak256(stringToHex('lido.StETH.totalAndExternalShares')), it.totalShares)
  await store(slotOf('lido.Lido.bufferedEtherAndDepositedPostReport'), it.buffer)
  await store(slotOf('lido.Lido.clValidatorsBalanceAndClPendingBalance'), it.clBalance)
  await store(slotOf('lido.Lido.depositsReserve'), it.reserve)
  await store(slotOf('lido.Lido.depositsReserveTarget'), it.target)
  await store(keccak256(stringToHex('plimsoll.lido.lastReportTimestamp')), it.at)
  await store(shares, it.askerShares)
  await anvil.rpc('anvil_setBalance', [LIDO.stEth, numberToHex(it.buffer)])
  for (const who of [ASKER, CROWD.oracle]) await anvil.rpc('anvil_setBalance', [who, numberToHex(10n ** 25n)])
  await send(
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

type Call = { readonly from: Address; readonly to: Address; readonly data: Hex; readonly value?: Hex }

const wholeCall = (call: Call) => ({ ...call, gas: numberToHex(30_000_000), gasPrice: '0x0' })

let clock = 0
const send = async (call: Call, at: number): Promise<void> => {
  clock = Math.max(clock + 1, at)
  await anvil.rpc('eth_sendTransaction', [wholeCall(call)])
  await anvil.rpc('evm_setNextBlockTimestamp', [clock])
  await anvil.rpc('evm_mine')
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

const read = async (to: Address, abi: Abi, functionName: string): Promise<readonly unknown[]> => {
  const data = await anvil.rpc('eth_call', [
    { to, data: encodeFunctionData({ abi, functionName }) },
    'latest',
  ])
  const value = decodeFunctionResult({ abi, functionName, data: data as Hex })
  return Array.isArray(value) ? value : [value]
}

const stateOf = async (): Promise<readonly string[]> => {
  const one = async (name: string) => (await read(LIDO.stEth, STETH as Abi, name))[0]
  const deposited = (await read(LIDO.stEth, STETH as Abi, 'getBalanceStats'))[2]
  return [
    await one('getBufferedEther'),
    await one('getDepositsReserve'),
    await one('getWithdrawalsReserve'),
    await one('getDepositableEther'),
    (await read(LIDO.withdrawalQueue, QUEUE as Abi, 'unfinalizedStETH'))[0],
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
      const at = { time: numberToHex(Math.max(clock + 1, step.at)) }
      const outcome = await outcomeAt(call, at)
      expect(NAMES[outcome] ?? outcome, where).toBe(step.outcome)
      if (step.op !== 'try' && step.op !== 'reportTry' && outcome === 'ok') await send(call, step.at)
    }
    const [after] = step.rest
    if (Array.isArray(after)) expect(await stateOf(), where).toEqual(after.map(String))
  }
  return sequence.steps.length
}

const outcomeAt = async (call: Call, at: object): Promise<string> => {
  try {
    await anvil.rpc('eth_call', [wholeCall(call), 'latest', {}, at])
    return 'ok'
  } catch (error) {
    const data = (error as { readonly data?: Hex }).data
    if (typeof data !== 'string' || data === '0x') return 'EMPTY'
    const { errorName, args } = decodeErrorResult({ abi: STETH as Abi, data })
    return errorName === 'Error' ? String(args?.[0]) : errorName
  }
}

describe('our Lido on a chain', () => {
  for (const { from, sequences } of depositVectors())
    test(`deposits, reserves and finalises as the real one: ${from}`, async () => {
      let steps = 0
      for (const sequence of sequences) {
        const snapshot = await anvil.rpc('evm_snapshot')
        clock = mainnet.timestamp
        steps += await replay(sequence)
        await anvil.rpc('evm_revert', [snapshot])
      }
      expect(steps).toBeGreaterThan(300)
    })
})
