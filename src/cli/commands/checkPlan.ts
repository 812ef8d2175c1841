import type { Compiled } from '../../analysis/limits.js'
import { type Options, textOf } from '../command.js'
import { checkAll, OptionError } from '../errors.js'
import { isHoldingsFile, readFilePolicy } from '../input/holdingsFile.js'
import { suggest } from '../input/nearest.js'
import { readStart, type Start } from '../input/origin.js'
import { readRules, underRules } from '../input/rules.js'
import { type Chosen, labelOf, readScenarios } from '../input/scenarios.js'
import { readStrategies } from '../input/several.js'
import { compileLimit } from '../limits/expression.js'
import { CHECK_FORMATS, type CheckFormat } from '../limits/formats.js'
import { knownMeasures } from '../limits/known.js'
import type { Session } from '../session.js'
import { type Ready, readStrategy } from './run.js'

/** All that `plimsoll check` was asked for. */
export type CheckPlan = {
  readonly positions: readonly Ready[]
  readonly scenarios: readonly Chosen[]
  readonly limits: readonly Compiled[]
  readonly start: Start
  readonly format: CheckFormat
  /** What results point at. */
  readonly file: string
  readonly baseline: string | undefined
  readonly allowUndecided: boolean
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : [])

/** Every wrong limit at once. */
export const readLimits = (texts: readonly string[]): readonly Compiled[] => {
  const known = knownMeasures()
  const wrong: Error[] = []
  const limits = texts.flatMap(text => {
    try {
      return [compileLimit(text, known)]
    } catch (error) {
      wrong.push(error as Error)
      return []
    }
  })
  if (wrong.length > 1) throw new AggregateError(wrong, 'several limits are wrong')
  if (wrong[0]) throw wrong[0]
  return limits
}

const formatOf = (text: string): CheckFormat => {
  const found = CHECK_FORMATS.find(format => format === text)
  if (found) return found
  throw new OptionError(`There is no format "${text}" of a check.`, { hint: suggest(text, CHECK_FORMATS) })
}

/** A limit is for scenarios that run. */
export const checkUnder = (limits: readonly Compiled[], scenarios: readonly Chosen[]): void => {
  const labels = scenarios.map(labelOf)
  for (const { limit } of limits)
    for (const name of limit.under ?? [])
      if (!labels.includes(name))
        throw new OptionError(`The limit "${limit.text}" is for "${name}", which does not run.`, {
          hint: suggest(name, labels),
        })
}

const policyOf = (argument: string) => {
  const files = argument
    .split(',')
    .map(one => one.trim())
    .filter(isHoldingsFile)
  const policies = files.map(readFilePolicy)
  return {
    limits: policies.flatMap(({ limits }) => limits),
    scenarios: policies.flatMap(({ scenarios }) => scenarios),
  }
}

const readPositions = async (argument: string, options: Options): Promise<readonly Ready[]> =>
  argument === '' ? [await readStrategy('', options)] : readStrategies(argument, options)

/** Reads and checks everything; throws every wrong input at once. */
export const readCheck = async (argument: string, options: Options, session: Session): Promise<CheckPlan> => {
  const policy = policyOf(argument)
  const texts = [...new Set([...policy.limits, ...listOf(options['limit'])])]
  if (texts.length === 0)
    throw new OptionError('No limit is given.', {
      hint: 'Name one with --limit "minHealthFactor >= 1.1", or list them under "limits" in the file.',
    })
  const limits = readLimits(texts)
  const under = limits.flatMap(({ limit }) => limit.under ?? [])
  const named = [...new Set([...policy.scenarios, ...under])]
  const scenario = textOf(options, 'scenario') ?? (named.length > 0 ? named.join(',') : 'calm')
  const checked = await checkAll({
    start: () => readStart(options, session),
    positions: () => readPositions(argument, options),
    scenarios: async () => underRules(await readScenarios(scenario, undefined), readRules(options)),
    format: () => formatOf(textOf(options, 'format') ?? 'text'),
  })
  checkUnder(limits, checked.scenarios)
  const [file = ''] = argument.split(/[#,]/)
  return {
    ...checked,
    limits,
    file: file || 'held',
    baseline: textOf(options, 'baseline'),
    allowUndecided: options['allowUndecided'] === true,
  }
}
