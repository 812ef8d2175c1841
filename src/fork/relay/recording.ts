import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { type Hex, keccak256, numberToHex } from 'viem'
import { EnvironmentError } from '../errors.js'
import { headerHash } from './header.js'
import type { PinnedBlock } from './question.js'

/** Answers of a node by the question, as `keyOf` names it. */
export type Answers = ReadonlyMap<string, unknown>

/** What a set of runs asked a node for, at one block. */
export type Recording = { readonly file: string; readonly block: PinnedBlock; readonly answers: Answers }

const KIND = 'plimsoll recording'
const VERSION = 1
const MOST_BYTES = 1_000_000_000

type Manifest = {
  readonly kind: string
  readonly version: number
  /** Version of Plimsoll that recorded it. */
  readonly plimsoll: string
  readonly chainId: number
  readonly block: { readonly number: string; readonly hash: Hex; readonly timestamp: number }
  readonly answers: number
  /** keccak256 of each account's code. */
  readonly codeHashes: Readonly<Record<string, Hex>>
  /** Of the manifest without this field, a newline, and the answers as JSON. */
  readonly sha256: string
}

const CODE = 'eth_getCode '

const codeHashesOf = (answers: Answers): Readonly<Record<string, Hex>> =>
  Object.fromEntries(
    [...answers]
      .filter(([key, code]) => key.startsWith(CODE) && code !== '0x')
      .map(([key, code]) => [key.slice(CODE.length), keccak256(code as Hex)]),
  )

const sorted = (answers: Answers): Answers =>
  new Map([...answers].sort(([one], [other]) => (one < other ? -1 : 1)))

const digestOf = ({ sha256: _, ...manifest }: Omit<Manifest, 'sha256'> & { sha256?: string }, body: string) =>
  createHash('sha256')
    .update(`${JSON.stringify(manifest)}\n${body}`)
    .digest('hex')

/** A recording as a file: a line of JSON that describes it, then the answers as JSON in brotli. Same answers, same bytes. */
export const writeRecording = (block: PinnedBlock, unsorted: Answers, plimsoll: string): Buffer => {
  const answers = sorted(unsorted)
  const body = JSON.stringify(Object.fromEntries(answers))
  const manifest = {
    kind: KIND,
    version: VERSION,
    plimsoll,
    chainId: 1,
    block: { number: String(block.number), hash: block.hash, timestamp: block.timestamp },
    answers: answers.size,
    codeHashes: codeHashesOf(answers),
  }
  const packed = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ ...manifest, sha256: digestOf(manifest, body) })}\n`),
    packed,
  ])
}

const refused = (file: string, message: string, hint: string, cause?: string): EnvironmentError =>
  new EnvironmentError(message, { facts: { file }, hint, ...(cause === undefined ? {} : { cause }) })

const AGAIN = 'Get it again from where it comes, or record it again with plimsoll record.'

const damaged = (file: string, cause: string): EnvironmentError =>
  refused(file, 'The recording is damaged.', AGAIN, cause)

const load = (file: string): Buffer => {
  try {
    return readFileSync(file)
  } catch (error) {
    const cause = error instanceof Error ? error.message.replace(/, \w+ '.*'$/s, '') : String(error)
    throw refused(file, 'The recording cannot be read.', 'Make one with plimsoll record.', cause)
  }
}

const manifestIn = (file: string, line: string): Manifest => {
  const told = (() => {
    try {
      return JSON.parse(line) as Partial<Manifest> | null
    } catch {
      return null
    }
  })()
  if (told?.kind !== KIND) throw refused(file, 'The file is no recording.', 'Make one with plimsoll record.')
  if (told.version !== VERSION)
    throw refused(
      file,
      `The recording is of version ${String(told.version)}; this Plimsoll reads version ${VERSION}.`,
      'Record it again, or use the Plimsoll that made it.',
      `made by Plimsoll ${String(told.plimsoll)}`,
    )
  return told as Manifest
}

const unpack = (file: string, packed: Buffer): string => {
  try {
    return brotliDecompressSync(packed, { maxOutputLength: MOST_BYTES }).toString()
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error))
  }
}

/** The answers must be those of the block and the code that the manifest names. */
const checkContent = (file: string, { block, codeHashes }: Manifest, answers: Answers): void => {
  const key = `eth_getBlockByNumber ${numberToHex(BigInt(block.number))} false`
  const header = answers.get(key) as Readonly<Record<string, unknown>> | undefined
  if (!header) throw damaged(file, 'it lacks its block')
  if (header['hash'] !== block.hash) throw damaged(file, 'its block has another hash than its manifest says')
  const own = headerHash(header)
  if (own !== undefined && own !== block.hash) throw damaged(file, 'the header of its block has another hash')
  if (JSON.stringify(codeHashesOf(answers)) !== JSON.stringify(codeHashes))
    throw damaged(file, 'a contract has another code than its manifest says')
}

/**
 * Reads a recording. Throws `EnvironmentError` for a file that is none, is damaged (its sha256, block hash and code hashes
 * are checked), or is of another version.
 */
export const readRecording = (file: string): Recording => {
  const bytes = load(file)
  const end = bytes.indexOf('\n')
  const manifest = manifestIn(file, bytes.subarray(0, Math.max(0, end)).toString())
  const body = unpack(file, bytes.subarray(end + 1))
  if (digestOf(manifest, body) !== manifest.sha256) throw damaged(file, 'its sha256 does not fit')
  const answers = new Map(Object.entries(JSON.parse(body) as Record<string, unknown>))
  checkContent(file, manifest, answers)
  const { number, hash, timestamp } = manifest.block
  return { file, block: { number: BigInt(number), hash, timestamp }, answers }
}
