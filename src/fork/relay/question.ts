import { type Hex, numberToHex } from 'viem'

/** The block that all state is read at. */
export type PinnedBlock = { readonly number: bigint; readonly hash: Hex; readonly timestamp: number }

/**
 * One read of a chain at the pinned block. `block` questions ask for a block itself, `state` questions for what an
 * account holds at the pinned one.
 */
export type Question =
  | { readonly kind: 'state'; readonly method: StateMethod; readonly params: readonly string[] }
  | { readonly kind: 'block'; readonly method: BlockMethod; readonly params: readonly [string, boolean] }

type StateMethod = keyof typeof STATE_METHODS
type BlockMethod = 'eth_getBlockByNumber' | 'eth_getBlockByHash'

/** Methods that read state, with how many parameters come before the block. */
const STATE_METHODS = {
  eth_getStorageAt: 2,
  eth_getCode: 1,
  eth_getBalance: 1,
  eth_getTransactionCount: 1,
} as const

const isStateMethod = (method: string): method is StateMethod => Object.hasOwn(STATE_METHODS, method)

const isBlockMethod = (method: string): method is BlockMethod =>
  method === 'eth_getBlockByNumber' || method === 'eth_getBlockByHash'

const TAGS = ['latest', 'pending', 'safe', 'finalized']

const lowered = (value: unknown): string => String(value).toLowerCase()

const isPinned = (at: unknown, block: PinnedBlock): boolean => {
  if (typeof at === 'object' && at !== null)
    return lowered((at as { blockHash?: unknown }).blockHash) === block.hash
  return at === undefined || TAGS.includes(String(at)) || lowered(at) === numberToHex(block.number)
}

/** What anvil asks, as a question at the pinned block; undefined for what a fork does not read. */
export const questionOf = (
  method: string,
  params: readonly unknown[],
  block: PinnedBlock,
): Question | undefined => {
  if (isStateMethod(method)) {
    const count = STATE_METHODS[method]
    if (!isPinned(params[count], block)) return undefined
    return { kind: 'state', method, params: params.slice(0, count).map(lowered) }
  }
  if (!isBlockMethod(method)) return undefined
  const [at, full] = params
  const name = TAGS.includes(String(at)) ? numberToHex(block.number) : lowered(at)
  return { kind: 'block', method, params: [name, full === true] }
}

/** The name of a question, as recordings have it: `eth_getCode 0x…`. */
export const keyOf = ({ method, params }: Question): string => [method, ...params].join(' ')

/** The question about state that `keyOf` named so; undefined for other texts. */
export const questionFrom = (key: string): Question | undefined => {
  const [method = '', ...params] = key.split(' ')
  return isStateMethod(method) && params.length === STATE_METHODS[method]
    ? { kind: 'state', method, params }
    : undefined
}

const WORD = /^0x[0-9a-f]{1,64}$/i
const BYTES = /^0x([0-9a-f]{2})*$/i

/** Whether an answer has the form that its question asks for. */
export const isAnswer = (question: Question, answer: unknown): boolean => {
  if (question.kind === 'block') return answer === null || typeof answer === 'object'
  if (typeof answer !== 'string') return false
  return question.method === 'eth_getCode' ? BYTES.test(answer) : WORD.test(answer)
}
