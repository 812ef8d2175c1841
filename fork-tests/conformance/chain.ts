import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  stringToHex,
} from 'viem'
import { type Anvil, startAnvil } from '../../src/fork/anvil.js'
import { embeddedMainnet } from '../../src/fork/genesis.js'
import type { Address } from '../../src/protocols/assets.js'

/** A call as a transaction has it. */
export type Call = { readonly from: Address; readonly to: Address; readonly data: Hex; readonly value?: Hex }

/** A word of storage. */
export const word = (value: bigint | number): Hex => numberToHex(value, { size: 32 })

/** The slot of a name in unstructured storage. */
export const named = (name: string): Hex => keccak256(stringToHex(name))

/** The slot of an address in a mapping at `slot`. */
export const slotOf = (owner: Address, slot: bigint): Hex =>
  keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [owner, slot]))

/** Two halves of a word, as Lido packs them. */
export const packed = (low: bigint, high: bigint): bigint => low | (high << 128n)

const whole = (call: Call) => ({ ...call, gas: numberToHex(30_000_000), gasPrice: '0x0' })

/** The embedded mainnet, on which recordings of real contracts are replayed against ours. */
export type RecordedChain = {
  readonly anvil: Anvil
  /** Runs on the chain as it was built, and leaves it so. */
  fresh<T>(run: () => Promise<T>): Promise<T>
  store(address: Address, slot: Hex, value: bigint | number): Promise<unknown>
  endow(address: Address, wei: bigint): Promise<unknown>
  /** Mined in a block at `at`, or a second after the one before where that is later. */
  send(call: Call, at: number): Promise<void>
  /** `ok` and what a call answers at a time; or the name or text of what it reverts with, `EMPTY` without data. */
  outcome(call: Call, abi: Abi, at?: number): Promise<{ readonly outcome: string; readonly data: Hex }>
  /** What a view answers, several values as a list. */
  read(to: Address, abi: Abi, functionName: string, args?: readonly unknown[]): Promise<unknown>
  stop(): Promise<void>
}

const revertOf = (error: unknown, abi: Abi): string => {
  const { data } = error as { readonly data?: Hex }
  if (typeof data !== 'string' || data === '0x') return 'EMPTY'
  const { errorName, args } = decodeErrorResult({ abi, data })
  if (errorName === 'Panic') return `Panic(0x${BigInt(String(args?.[0])).toString(16)})`
  return errorName === 'Error' ? String(args?.[0]) : errorName
}

/** Starts the embedded mainnet for a recording. */
export const recordedChain = async (): Promise<RecordedChain> => {
  const mainnet = await embeddedMainnet()
  const anvil = await startAnvil({ kind: 'genesis', file: mainnet.genesisFile, ...mainnet })
  const { rpc } = anvil
  let clock = mainnet.timestamp
  return {
    anvil,
    stop: () => anvil.stop(),
    store: (address, slot, value) => rpc('anvil_setStorageAt', [address, slot, word(value)]),
    endow: (address, wei) => rpc('anvil_setBalance', [address, numberToHex(wei)]),
    async fresh(run) {
      const snapshot = await rpc('evm_snapshot')
      clock = mainnet.timestamp
      const result = await run()
      await rpc('evm_revert', [snapshot])
      return result
    },
    async send(call, at) {
      clock = Math.max(clock + 1, at)
      await rpc('eth_sendTransaction', [whole(call)])
      await rpc('evm_setNextBlockTimestamp', [clock])
      await rpc('evm_mine')
    },
    async outcome(call, abi, at) {
      const time = at === undefined ? [] : [{}, { time: numberToHex(Math.max(clock + 1, at)) }]
      try {
        return { outcome: 'ok', data: (await rpc('eth_call', [whole(call), 'latest', ...time])) as Hex }
      } catch (error) {
        return { outcome: revertOf(error, abi), data: '0x' }
      }
    },
    async read(to, abi, functionName, args = []) {
      const data = encodeFunctionData({ abi, functionName, args })
      const answer = (await rpc('eth_call', [{ to, data }, 'latest'])) as Hex
      return decodeFunctionResult({ abi, functionName, data: answer })
    },
  }
}
