import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Arena, findGround, type Ground, keepGround, openArena } from './arena.js'
import { generateSequence } from './generator.js'
import { describeFailure, type Failure, newTally, runSequence, type Tally } from './runner.js'
import { shrink } from './shrink.js'
import { allSteps, type Steps, selectSteps } from './steps.js'

export type FuzzOptions = {
  /** The first sequence's seed; each next one's is one more. */
  readonly seed: number
  readonly sequences: number
  /** Blocks a sequence. */
  readonly length: number
  /** Only these steps of each sequence. */
  readonly steps?: Steps
  /** Found by itself where it is not given. */
  readonly ground?: Ground
  readonly shrinkFailures: boolean
  /** An anvil holds more and more; a fresh one after so many sequences. */
  readonly sequencesPerAnvil: number
  progress(line: string): void
}

export const FUZZ_DEFAULTS = {
  seed: 1,
  sequences: 100,
  length: 30,
  shrinkFailures: true,
  sequencesPerAnvil: 25,
} as const

export type FuzzResult = {
  readonly tally: Tally
  readonly sequences: number
  readonly seconds: number
  readonly failure?: { readonly seed: number; readonly failure: Failure; readonly command: string }
}

type Plan = { readonly seed: number; readonly length: number }

const shrunk = async (
  arena: Arena,
  plan: Plan,
  failure: Failure,
  given: Steps | undefined,
): Promise<Steps> => {
  const start = await (await arena.begin(plan.seed)).market()
  const blocks = generateSequence(start, plan.seed, plan.length)
  const all = given ?? allSteps(blocks.slice(0, failure.step + 1))
  const fails = async (steps: Steps): Promise<boolean> =>
    (await runSequence(arena, { ...plan, select: selectSteps(steps) }, newTally())) !== undefined
  return shrink(all, fails)
}

const commandOf = ({ seed, length }: Plan, steps: Steps): string =>
  `npm run fuzz -- --sequences 1 --seed ${seed} --length ${length} --steps ${steps.join(',')}`

const runBatch = async (
  arena: Arena,
  options: FuzzOptions,
  seeds: readonly number[],
  tally: Tally,
): Promise<{ readonly ran: number; readonly failure?: NonNullable<FuzzResult['failure']> }> => {
  for (const [i, seed] of seeds.entries()) {
    const plan = { seed, length: options.length }
    const select = options.steps ? { select: selectSteps(options.steps) } : {}
    const failure = await runSequence(arena, { ...plan, ...select }, tally)
    if (!failure) continue
    options.progress(`sequence ${seed} failed:\n${describeFailure(failure)}`)
    const steps = options.shrinkFailures
      ? await shrunk(arena, plan, failure, options.steps)
      : (options.steps ?? [])
    return { ran: i + 1, failure: { seed, failure, command: commandOf(plan, steps) } }
  }
  return { ran: seeds.length }
}

const fuzzOn = async (ground: Ground, options: FuzzOptions): Promise<FuzzResult> => {
  const tally = newTally()
  const began = performance.now()
  const seeds = Array.from({ length: options.sequences }, (_, i) => options.seed + i)
  let sequences = 0
  for (let at = 0; at < seeds.length; at += options.sequencesPerAnvil) {
    const arena = await openArena(ground)
    try {
      const batch = await runBatch(arena, options, seeds.slice(at, at + options.sequencesPerAnvil), tally)
      sequences += batch.ran
      const seconds = (performance.now() - began) / 1000
      if (batch.failure) return { tally, sequences, seconds, failure: batch.failure }
      options.progress(`${sequences} sequences, ${tally.steps} steps, ${seconds.toFixed(1)} s`)
    } finally {
      await arena.close()
    }
  }
  return { tally, sequences, seconds: (performance.now() - began) / 1000 }
}

/** Runs sequences until one fails or all are through. */
export const fuzz = async (options: FuzzOptions): Promise<FuzzResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'))
  try {
    return await fuzzOn(keepGround(options.ground ?? (await findGround()), folder), options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
