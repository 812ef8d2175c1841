import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
} from 'viem'
import type { Rpc } from '../src/fork/ipc.js'

type Call = {
  readonly to: Address
  readonly signature: string
  readonly args?: readonly unknown[]
  readonly from?: Address
}
type Sending = { readonly from: Address; readonly value?: bigint; readonly at: number }
export type Receipt = { readonly done: boolean; readonly gasUsed: bigint }

/** One function by its human-readable signature. */
const functionOf = (signature: string) => ({
  abi: parseAbi([`function ${signature}`] as readonly string[]) as Abi,
  functionName: signature.slice(0, signature.indexOf('(')),
})

export const encode = ({ signature, args = [] }: Pick<Call, 'signature' | 'args'>): Hex =>
  encodeFunctionData({ ...functionOf(signature), args })

/** What a getter answers at the latest block; an outsider knows an address and a signature, nothing of ours. */
export const read = async <T>(rpc: Rpc, { to, signature, args = [], from }: Call): Promise<T> => {
  const data = await rpc('eth_call', [{ to, from, data: encode({ signature, args }) }, 'latest'])
  return decodeFunctionResult({ ...functionOf(signature), data: data as Hex }) as T
}

/** What a call would answer or revert with: return data, or revert data where the node gives it. */
export const tryCall = async (rpc: Rpc, tx: object): Promise<string> => {
  try {
    return (await rpc('eth_call', [tx, 'latest'])) as string
  } catch (error) {
    const { data } = error as { readonly data?: unknown }
    return `reverts ${typeof data === 'string' ? data : 'with nothing'}`
  }
}

/** A block with one transaction of raw data, mined at the time `at`, seconds. */
export const sendData = async (rpc: Rpc, to: Address, data: Hex, sending: Sending): Promise<Receipt> => {
  const { from, value = 0n, at } = sending
  await rpc('evm_setNextBlockTimestamp', [numberToHex(at)])
  const hash = await rpc('eth_sendTransaction', [
    { from, to, data, value: numberToHex(value), gas: numberToHex(20_000_000), gasPrice: '0x0' },
  ])
  await rpc('evm_mine')
  const receipt = (await rpc('eth_getTransactionReceipt', [hash])) as { status: Hex; gasUsed: Hex }
  return { done: receipt.status === '0x1', gasUsed: BigInt(receipt.gasUsed) }
}

export const send = (rpc: Rpc, call: Call, sending: Sending): Promise<Receipt> =>
  sendData(rpc, call.to, encode(call), sending)

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

export const store = (rpc: Rpc, address: Address, slot: bigint, value: bigint): Promise<unknown> =>
  rpc('anvil_setStorageAt', [address, word(slot), word(value)])

export const codeOf = async (rpc: Rpc, address: Address): Promise<Hex> =>
  (await rpc('eth_getCode', [address, 'latest'])) as Hex
