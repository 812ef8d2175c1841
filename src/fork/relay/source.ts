import { type Hex, numberToHex } from 'viem'
import { EnvironmentError } from '../errors.js'
import { headerHash } from './header.js'
import { createNode, type Node, type Patience } from './node.js'
import { isAnswer, keyOf, type PinnedBlock, type Question } from './question.js'
import type { Recording } from './recording.js'

/** What a relay asks when it does not know an answer. */
export type Source = {
  readonly block: PinnedBlock
  /** Throws `EnvironmentError` where there is no answer. */
  read(question: Question): Promise<unknown>
  readonly counts: Pick<Node['counts'], 'calls' | 'posts'>
}

const MAINNET = 1n

const QUANTITY = /^0x[0-9a-f]{1,64}$/i

const askQuantity = async (node: Node, method: string): Promise<bigint> => {
  const answer = await node.ask({ method, params: () => [] })
  if (typeof answer === 'string' && QUANTITY.test(answer)) return BigInt(answer)
  throw new EnvironmentError('The node’s answer is no number.', {
    facts: { request: method },
    hint: 'Check that the URL is that of an Ethereum node.',
  })
}

const checkChain = async (node: Node): Promise<void> => {
  const chainId = await askQuantity(node, 'eth_chainId')
  if (chainId !== MAINNET)
    throw new EnvironmentError('The fork URL serves another chain than Ethereum mainnet.', {
      facts: { 'chain id': String(chainId), expected: '1' },
      hint: 'Give the URL of a mainnet node.',
    })
}

const chooseBlock = async (node: Node, wanted: bigint | undefined): Promise<bigint> => {
  const head = await askQuantity(node, 'eth_blockNumber')
  if (wanted !== undefined && wanted > head)
    throw new EnvironmentError('The fork block is in the future of the fork URL.', {
      facts: { block: String(wanted), head: String(head) },
      hint: `Give --fork-block a number up to ${head}, or leave it out for the newest.`,
    })
  return wanted ?? head
}

type BlockAnswer = { readonly number?: unknown; readonly hash?: unknown; readonly timestamp?: unknown }

const wrongBlock = (number: bigint, cause: string): EnvironmentError =>
  new EnvironmentError('The node’s block is not the one that was asked for.', {
    facts: { block: String(number) },
    hint: 'Nothing this node answers can be trusted: use another node.',
    cause,
  })

/** The block that an answer describes, once its number and the hash of its header are right. */
const pinnedFrom = (number: bigint, answer: unknown): PinnedBlock => {
  const { number: told, hash, timestamp } = (answer ?? {}) as BlockAnswer
  if (answer === null)
    throw new EnvironmentError('The node does not have that block.', {
      facts: { block: String(number) },
      hint: 'It may still be syncing, or keep no old blocks: try another block or another node.',
    })
  if (told !== numberToHex(number)) throw wrongBlock(number, `its number is ${String(told)}`)
  if (typeof hash !== 'string' || !/^0x[0-9a-f]{64}$/.test(hash) || typeof timestamp !== 'string')
    throw wrongBlock(number, 'it has no hash or no time')
  const own = headerHash(answer as Readonly<Record<string, unknown>>)
  if (own !== undefined && own !== hash)
    throw wrongBlock(number, `its header hashes to ${own}, not to ${hash}`)
  return { number, hash: hash as Hex, timestamp: Number(timestamp) }
}

const askBlock = (node: Node, number: bigint): Promise<unknown> =>
  node.ask({ method: 'eth_getBlockByNumber', params: () => [numberToHex(number), false] })

/** A node that knows blocks by number only may change what stands at a number. */
const checkUnchanged = async (node: Node, { number, hash }: PinnedBlock): Promise<void> => {
  const now = (await askBlock(node, number)) as BlockAnswer | null
  if (now?.hash === hash) return
  throw new EnvironmentError('The chain was reorganised while it was read.', {
    facts: { block: String(number), 'its hash was': hash, 'its hash is': String(now?.hash) },
    hint: 'Give --fork-block a block that is some minutes old.',
  })
}

const readState = async (
  node: Node,
  block: PinnedBlock,
  { method, params }: Extract<Question, { kind: 'state' }>,
): Promise<unknown> => {
  const [early, answer] = await Promise.all([
    node.takesHashes() ? undefined : checkUnchanged(node, block).then(() => 'checked'),
    node.ask({
      method,
      params: byHash => [...params, byHash ? { blockHash: block.hash } : numberToHex(block.number)],
    }),
  ])
  if (early === undefined && !node.takesHashes()) await checkUnchanged(node, block)
  return answer
}

/** A node of mainnet, pinned to one block. Throws `EnvironmentError` where it serves no such thing. */
export const openNode = async (
  url: string,
  wanted: bigint | undefined,
  patience?: Patience,
): Promise<Source> => {
  const node = createNode(url, patience)
  await checkChain(node)
  const number = await chooseBlock(node, wanted)
  const block = pinnedFrom(number, await askBlock(node, number))
  return {
    block,
    counts: node.counts,
    async read(question) {
      const { method, params } = question
      const answer =
        question.kind === 'block'
          ? await node.ask({ method, params: () => params })
          : await readState(node, block, question)
      if (isAnswer(question, answer)) return answer
      throw new EnvironmentError('The node’s answer has not the form of an answer.', {
        facts: { request: keyOf(question) },
        hint: 'Try another node.',
      })
    },
  }
}

/** A recording: what it does not hold, nobody answers. */
export const openRecording = ({ file, block, answers }: Recording): Source => ({
  block,
  counts: { calls: 0, posts: 0 },
  read(question) {
    const answer = answers.get(keyOf(question))
    if (answer !== undefined) return Promise.resolve(answer)
    return Promise.reject(
      new EnvironmentError('The recording lacks an answer.', {
        facts: { file, block: String(block.number), call: keyOf(question) },
        hint: `Record this command too: plimsoll record --fork-url URL --fork-block ${block.number} --out FILE --for "the command"; an existing file is added to.`,
      }),
    )
  },
})
