import { type Action, nestedActions } from '../../src/position/action.js'
import { createModelWorld } from '../../src/simulation/model/modelWorld.js'
import { compareMarkets, countNumbers } from '../../src/simulation/reconcile/quantities.js'
import type { Block, Outcome, Trial, World } from '../../src/simulation/world.js'
import { compareOutcomes, describeBlock, describeDifference } from '../agreement.js'
import type { Arena } from './arena.js'
import { generateSequence } from './generator.js'
import { USERS } from './people.js'

/** What was seen while a sequence ran. */
export type Tally = {
  steps: number
  transactions: number
  numbers: number
  /** Executed, by kind of the last action. */
  readonly done: Record<string, number>
  /** Refused in both worlds, by reason. */
  readonly reverted: Record<string, number>
}

export const newTally = (): Tally => ({ steps: 0, transactions: 0, numbers: 0, done: {}, reverted: {} })

/** Where the two worlds parted. */
export type Failure = { readonly step: number; readonly block: Block; readonly lines: readonly string[] }

const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

const kindsOf = (actions: readonly Action[]): readonly string[] =>
  actions.flatMap(action => [action.kind, ...kindsOf(nestedActions(action))])

const record = (tally: Tally, block: Block, outcomes: readonly Outcome[]): void => {
  tally.steps += 1
  for (const [i, outcome] of outcomes.entries()) {
    tally.transactions += 1
    if (outcome.status === 'reverted') count(tally.reverted, outcome.reason)
    else for (const kind of kindsOf(block.txs[i]?.actions ?? [])) count(tally.done, kind)
  }
}

const compareTrials = (model: Trial, fork: Trial): readonly string[] => {
  const outcomes = model.outcomes.flatMap((list, i) => compareOutcomes(list, fork.outcomes[i] ?? []))
  const assets = new Set([...Object.keys(model.wallet), ...Object.keys(fork.wallet)]) as Set<
    keyof Trial['wallet']
  >
  const wallets = [...assets].flatMap(asset => {
    const [a, b] = [model.wallet[asset] ?? 0n, fork.wallet[asset] ?? 0n]
    return a === b ? [] : [`wallet ${asset}: model ${a}, fork ${b}`]
  })
  return [...outcomes, ...wallets].map(line => `try: ${line}`)
}

/** `try` is compared on every so many-th step. */
const TRIAL_EVERY = 6

const runStep = async (
  worlds: Worlds,
  block: Block,
  step: number,
  tally: Tally,
): Promise<readonly string[]> => {
  const { model, fork } = worlds
  const lines: string[] = []
  if (step % TRIAL_EVERY === 0) {
    const blocks = [block, { seconds: 12, txs: [] }]
    const who = block.txs[0]?.from ?? USERS[0] ?? '0x'
    lines.push(...compareTrials(await model.try(blocks, who), await fork.try(blocks, who)))
  }
  const own = await model.block(block.seconds, block.txs)
  const chain = await fork.block(block.seconds, block.txs)
  lines.push(...compareOutcomes(own, chain))
  const [modelMarket, forkMarket] = [await model.market(), await fork.market()]
  lines.push(...compareMarkets(modelMarket, forkMarket).map(describeDifference))
  record(tally, block, own)
  tally.numbers += countNumbers(forkMarket)
  return lines
}

type Worlds = { readonly model: World; readonly fork: World }

/** Blocks that a seed means: all of them, or those that `keep` names. */
export type Selection = (blocks: readonly Block[]) => readonly Block[]

/** Runs one sequence in both worlds and compares everything after each block; stops at the first difference. */
export const runSequence = async (
  arena: Arena,
  plan: { readonly seed: number; readonly length: number; readonly select?: Selection },
  tally: Tally,
): Promise<Failure | undefined> => {
  const fork = await arena.begin(plan.seed)
  const start = await fork.market()
  const all = generateSequence(start, plan.seed, plan.length)
  const blocks = plan.select ? plan.select(all) : all
  const model = createModelWorld(start)
  for (const [step, block] of blocks.entries()) {
    const lines = await runStep({ model, fork }, block, step, tally)
    if (lines.length > 0) return { step, block, lines }
  }
  return undefined
}

/** A failure in words: what differed, and the block that did it. */
export const describeFailure = ({ step, block, lines }: Failure): string =>
  [`step ${step}, ${describeBlock(block)}`, ...lines.slice(0, 30).map(line => `  ${line}`)].join('\n')
