import type { Limits } from '../../analysis/limits.js'
import { type Options, textOf } from '../command.js'
import { checkAll, OptionError } from '../errors.js'
import { isHoldingsFile, readFilePolicy } from '../input/holdingsFile.js'
import { suggest } from '../input/nearest.js'
import { readStart, type Start } from '../input/origin.js'
import { readRules, underRules } from '../input/rules.js'
import { type Chosen, readScenarios } from '../input/scenarios.js'
import { readStrategies } from '../input/several.js'
import { CHECK_FORMATS, type CheckFormat } from '../limits/formats.js'
import { checkUnder, readLimits } from '../limits/readLimits.js'
import type { Session } from '../session.js'
import { type Ready, readStrategy } from './run.js'

/** All that `plimsoll check` was asked for. */
export type CheckPlan = {
  readonly positions: readonly Ready[]
  readonly scenarios: readonly Chosen[]
  readonly judged: Limits
  readonly start: Start
  readonly format: CheckFormat
  /** What results point at. */
  readonly file: string
  readonly baseline: string | undefined
  readonly allowUndecided: boolean
}

const formatOf = (text: string): CheckFormat => {
  const found = CHECK_FORMATS.find(format => format === text)
  if (found) return found
  throw new OptionError(`There is no format "${text}" of a check.`, { hint: suggest(text, CHECK_FORMATS) })
}

const policyOf = (argument: string) => {
  const files = argument
    .split(',')
    .map(one => one.trim())
    .filter(isHoldingsFile)
  const policies = files.map(readFilePolicy)
  return {
    limits: policies.flatMap(({ limits }) => limits),
    measures: policies.flatMap(({ measures }) => measures),
    scenarios: policies.flatMap(({ scenarios }) => scenarios),
  }
}

const readPositions = async (argument: string, options: Options): Promise<readonly Ready[]> =>
  argument === '' ? [await readStrategy('', options)] : readStrategies(argument, options)

/** Reads and checks everything; throws every wrong input at once. */
export const readCheck = async (argument: string, options: Options, session: Session): Promise<CheckPlan> => {
  const policy = policyOf(argument)
  const judged = readLimits(options, policy)
  if (judged.limits.length === 0)
    throw new OptionError('No limit is given.', {
      hint: 'Name one with --limit "minHealthFactor >= 1.1", or list them under "limits" in the file.',
    })
  const under = judged.limits.flatMap(({ limit }) => limit.under ?? [])
  const named = [...new Set([...policy.scenarios, ...under])]
  const scenario = textOf(options, 'scenario') ?? (named.length > 0 ? named.join(',') : 'calm')
  const checked = await checkAll({
    start: () => readStart(options, session),
    positions: () => readPositions(argument, options),
    scenarios: async () => underRules(await readScenarios(scenario, undefined), readRules(options)),
    format: () => formatOf(textOf(options, 'format') ?? 'text'),
  })
  checkUnder(judged.limits, checked.scenarios)
  const [file = ''] = argument.split(/[#,]/)
  return {
    ...checked,
    judged,
    file: file || 'held',
    baseline: textOf(options, 'baseline'),
    allowUndecided: options['allowUndecided'] === true,
  }
}
