import { numberToHex } from 'viem'
import { EnvironmentError } from '../errors.js'
import { type Habit, NO_HABIT, usualHabit } from './habit.js'
import { createMemory, type Memory } from './memory.js'
import type { Patience } from './node.js'
import { type PinnedBlock, questionOf } from './question.js'
import { type Answers, readRecording } from './recording.js'
import { type Answer, serveLocally } from './server.js'
import { openNode, openRecording, type Source } from './source.js'

/** Where a relay's answers come from. */
export type RelaySource =
  | { readonly kind: 'rpc'; readonly url: string; readonly block: bigint | undefined }
  | { readonly kind: 'recording'; readonly file: string }

/** What one anvil talks to. */
export type Line = {
  /** On the loopback interface, at a random port and path; it carries no key. */
  readonly url: string
  /** Whether an answer is still owed. */
  isWaiting(): boolean
  /** `work` that depends on the answers: fails as soon as one cannot be had, in the source's own words. */
  guard<T>(work: Promise<T>): Promise<T>
  close(): void
}

/** One block of mainnet, answered from memory; only what was not asked before comes from its source. */
export type Relay = {
  readonly block: PinnedBlock
  /** Every question that was asked so far, with its answer. */
  readonly answers: Answers
  /** What the source was asked, and in how many posts. */
  readonly counts: Source['counts']
  connect(): Promise<Line>
}

/** Says how far the reading is. */
type Say = (message: string) => void

/** Reads of one run of one scenario from a fresh block: 5,317, counted on 2026-11-30 with hold-wsteth under depeg. */
const USUAL_READS = 5_300
const SAY_EACH_MS = 3_000

const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** Counts reads, and says so every few seconds. */
const createCounter = ({ number }: PinnedBlock, say: Say) => {
  let reads = 0
  let saidAt = performance.now()
  return (): void => {
    reads += 1
    const now = performance.now()
    if (now - saidAt < SAY_EACH_MS) return
    saidAt = now
    const of = reads < USUAL_READS ? ` of about ${grouped(USUAL_READS)}` : ''
    say(`reading block ${number} from the node: ${grouped(reads)}${of} reads`)
  }
}

/** Work that is to fail with its source. */
const createGuard = () => {
  const waiting = new Set<(error: Error) => void>()
  let failure: Error | undefined
  return {
    fail(error: Error): void {
      failure ??= error
      for (const reject of waiting) reject(failure)
      waiting.clear()
    },
    guard: <T>(work: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const settle = (end: () => void) => {
          waiting.delete(reject)
          if (failure) reject(failure)
          else end()
        }
        waiting.add(reject)
        work.then(
          value => settle(() => resolve(value)),
          error => settle(() => reject(error)),
        )
      }),
  }
}

/** A method that a fork does not need; anvil then asks for the same another way. */
const unknownMethod = (method: string): Error =>
  Object.assign(new Error(`the method ${method} is not passed on`), { code: -32_601 })

const connect = async (memory: Memory, block: PinnedBlock, closed: () => void): Promise<Line> => {
  const { fail, guard } = createGuard()
  const answer: Answer = async (method, params) => {
    if (method === 'eth_chainId') return '0x1'
    if (method === 'eth_blockNumber') return numberToHex(block.number)
    const question = questionOf(method, params, block)
    if (!question) throw unknownMethod(method)
    try {
      return await memory.lookUp(question)
    } catch (error) {
      const failure = error instanceof Error ? error : new EnvironmentError(String(error))
      fail(failure)
      throw failure
    }
  }
  const { url, close } = await serveLocally(answer)
  return {
    ...{ url, guard, isWaiting: memory.isWaiting },
    close() {
      close()
      closed()
    },
  }
}

const openSource = (from: RelaySource, patience: Patience | undefined): Promise<Source> | Source =>
  from.kind === 'rpc' ? openNode(from.url, from.block, patience) : openRecording(readRecording(from.file))

/** How a relay asks; the usual if nothing is said. */
type Manner = { readonly patience?: Patience; readonly habit?: Habit }

/** Opens a relay. Throws `EnvironmentError` where the source is of no use; keys are in no message. */
export const openRelay = async (
  from: RelaySource,
  say: Say,
  { patience, habit = NO_HABIT }: Manner = {},
): Promise<Relay> => {
  const source = await openSource(from, patience)
  const { block, counts } = source
  const memory = createMemory(
    source,
    habit,
    from.kind === 'rpc' ? createCounter(block, say) : () => undefined,
  )
  // The block itself belongs to every recording.
  const params = [numberToHex(block.number), false] as const
  await memory.lookUp({ kind: 'block', method: 'eth_getBlockByNumber', params })
  return { block, answers: memory.answers, counts, connect: () => connect(memory, block, habit.save) }
}

const open = new Map<string, Promise<Relay>>()

const nameOf = (from: RelaySource): string =>
  JSON.stringify(from.kind === 'rpc' ? [from.url, String(from.block)] : [from.file])

/** The relay of a source; the same one for all who ask in this process, so that nothing is read twice. */
export const relayOf = async (from: RelaySource, say: Say): Promise<Relay> => {
  const habit = from.kind === 'rpc' ? usualHabit() : NO_HABIT
  const made = open.get(nameOf(from)) ?? openRelay(from, say, { habit })
  open.set(nameOf(from), made)
  try {
    const relay = await made
    // Who names the block that was the newest means the same one.
    if (from.kind === 'rpc') open.set(nameOf({ ...from, block: relay.block.number }), made)
    return relay
  } catch (error) {
    open.delete(nameOf(from))
    throw error
  }
}
