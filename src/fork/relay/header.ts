import { type Hex, isHex, keccak256, toRlp } from 'viem'

type Block = Readonly<Record<string, unknown>>

/** Fields of a header in the order in which they are hashed; those behind `nonce` came with later forks. */
const FIRST = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'mixHash',
  'nonce',
] as const
const LATER = [
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const
const QUANTITIES: ReadonlySet<string> = new Set([
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'baseFeePerGas',
  'blobGasUsed',
  'excessBlobGas',
])
/** What nodes answer besides the header. */
const BESIDES: ReadonlySet<string> = new Set([
  ...['hash', 'transactions', 'uncles', 'withdrawals', 'size', 'totalDifficulty', 'author', 'sealFields'],
])

/** RLP writes a number without leading zeros, and 0 as nothing. */
const encoded = (name: string, value: Hex): Hex => {
  if (!QUANTITIES.has(name)) return value
  const digits = value.slice(2).replace(/^0+/, '')
  if (digits === '') return '0x'
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`
}

/**
 * The hash of a block as its header gives it (Ethereum, up to the fork Prague). Undefined where the block has fields that
 * a later fork brought, or lacks one: then nothing can be said.
 */
export const headerHash = (block: Block): Hex | undefined => {
  const known = new Set<string>([...FIRST, ...LATER, ...BESIDES])
  if (Object.keys(block).some(name => !known.has(name))) return undefined
  const names = [...FIRST, ...LATER.filter(name => block[name] !== undefined && block[name] !== null)]
  const values = names.map(name => block[name])
  if (!values.every((value): value is Hex => isHex(value))) return undefined
  return keccak256(toRlp(names.map((name, i) => encoded(name, values[i] ?? '0x'))))
}
