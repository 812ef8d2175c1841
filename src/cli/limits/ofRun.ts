import { type Limits, NO_LIMITS, type Verdict } from '../../analysis/limits.js'
import type { Manner } from '../../analysis/observe.js'
import type { Simulation } from '../../analysis/simulate.js'
import type { Document } from '../../report/document.js'
import type { LoadLineJson } from '../../report/loadLine.js'
import type { Refused } from '../../report/refused.js'
import type { Options } from '../command.js'
import type { Ready } from '../commands/run.js'
import type { LimitError } from '../errors.js'
import type { Chosen } from '../input/scenarios.js'

/** What a command was asked to judge. */
export type Judging = Limits & { readonly allowUndecided: boolean }

/** Limits and measures of the options. mathjs is slow to load: only where something is to be judged. */
export const readJudging = async (options: Options, known?: readonly string[]): Promise<Judging> => {
  const allowUndecided = options['allowUndecided'] === true
  if (options['limit'] === undefined && options['measure'] === undefined)
    return { ...NO_LIMITS, allowUndecided }
  const { readLimits } = await import('./readLimits.js')
  return { ...readLimits(options, undefined, known), allowUndecided }
}

/** Refuses a limit for a scenario that does not run. */
export const checkScenarios = async ({ limits }: Limits, scenarios: readonly Chosen[]): Promise<void> => {
  if (limits.length === 0) return
  const { checkUnder } = await import('./readLimits.js')
  checkUnder(limits, scenarios)
}

type Done = { readonly simulation: Simulation; readonly line: LoadLineJson | null }

/** Judges the pairs of one command as their runs are done. */
export const createJudge = (judging: Judging, manner: Manner) => {
  const stands = new Set<string>()
  return {
    /** Empty where nothing is to be judged. */
    async judge(ready: Ready, chosen: Chosen, done: Done): Promise<readonly Verdict[]> {
      if (judging.limits.length === 0) return []
      const { judgeSimulation } = await import('./judgeAll.js')
      const found = await judgeSimulation({ ...manner, ready, chosen }, done, judging)
      for (const one of found.stands) stands.add(one)
      return found.verdicts
    },
    /** A share of something that no position of the command stands on is a name typed wrong: throws `OptionError`. */
    async checkShares(): Promise<void> {
      if (stands.size === 0) return
      const { checkNames } = await import('./judgeAll.js')
      checkNames(judging.limits, [...stands])
    },
  }
}

type Found = { readonly documents: readonly Document[]; readonly refused: readonly Refused[] }

const verdictsIn = ({ documents }: Found) => documents.flatMap(({ verdicts = [] }) => verdicts)

/** PASS and FAIL, to stand before anything else; empty where no limit was given. */
export const limitsBlock = async ({ limits }: Judging, found: Found): Promise<string> => {
  if (limits.length === 0) return ''
  const { renderCheckText } = await import('./formats.js')
  const refused = found.refused.map(({ strategy, ...rest }) => ({ position: strategy, ...rest }))
  return `${renderCheckText({ verdicts: verdictsIn(found), refused, becameWorse: null })}\n`
}

/** Limits that do not hold, as the error that ends the command. A pair that carries a limit and did not run keeps none. */
export const brokenLimits = async (
  { limits, allowUndecided }: Judging,
  found: Found,
): Promise<LimitError | undefined> => {
  if (limits.length === 0) return undefined
  const { limitFailure } = await import('./failure.js')
  return limitFailure({ verdicts: verdictsIn(found), refused: found.refused, allowUndecided })
}
