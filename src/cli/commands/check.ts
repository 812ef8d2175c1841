import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Verdict } from '../../analysis/limits.js'
import type { Worth } from '../../analysis/observe.js'
import type { Market } from '../../market/market.js'
import { verdictJson } from '../../report/verdicts.js'
import { explained, loadSimulator } from '../chain.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options } from '../command.js'
import { yieldToEvents } from '../crossings.js'
import { OptionError, RefusedPositionError } from '../errors.js'
import { ORIGIN_OPTIONS } from '../input/origin.js'
import { RULES_OPTION, readRules, rulesNote } from '../input/rules.js'
import { labelOf } from '../input/scenarios.js'
import type { Check, CheckFormat } from '../limits/formats.js'
import { LIMIT_OPTIONS } from '../limits/options.js'
import type { Session } from '../session.js'
import type { CheckPlan } from './checkPlan.js'

/** Options of `plimsoll check`. */
const CHECK_OPTIONS = [
  ...LIMIT_OPTIONS,
  [
    '--scenario <names>',
    'scenarios with commas between (default: those of the file and of the limits, or calm)',
  ],
  HELD_OPTION,
  ['--set <key=value...>', 'parameters of the strategies'],
  IMPORTS_OPTION,
  ['--format <format>', 'text, json, junit, sarif, github or prometheus (default: text)'],
  ['--baseline <file>', 'an earlier check’s JSON: fail only on what became worse'],
  ...ORIGIN_OPTIONS,
  RULES_OPTION,
] as const

/** The market to check in: a file's, or a chain's as it is before anything happens. */
export const marketOf = async ({ start }: Pick<CheckPlan, 'start'>, session: Session): Promise<Market> => {
  if (start.market) return start.market
  const { openForkWorld } = await loadSimulator(session)
  const { world } = await openForkWorld(start.origin, session.meter.say)
  try {
    return await world.market()
  } finally {
    await world.close()
  }
}

type Baseline = { readonly verdicts: readonly Verdict[]; readonly market: Check['market'] }

const readBaseline = (file: string): Baseline => {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Baseline>
    if (Array.isArray(read.verdicts) && read.market?.stateHash !== undefined) return read as Baseline
  } catch {
    // Told below: a file that is absent, or no JSON.
  }
  throw new OptionError('The baseline cannot be used.', {
    facts: { file },
    hint: 'Give what `plimsoll check --format json` printed.',
  })
}

const rendered = async (check: Check, format: CheckFormat, file: string): Promise<string> => {
  const formats = await import('../limits/formats.js')
  switch (format) {
    case 'text':
      return formats.renderCheckText(check)
    case 'json':
      return `${JSON.stringify({ ...check, verdicts: check.verdicts.map(verdictJson) }, null, 2)}\n`
    case 'junit':
      return formats.renderJunit(check)
    case 'sarif':
      return formats.renderSarif(check, file)
    case 'github':
      return formats.renderGithub(check, file)
    case 'prometheus':
      return formats.renderPrometheus(check)
  }
}

const refusalOf = (error: RefusedPositionError): string => {
  const { reason = '', 'this market takes': takes } = error.details.facts ?? {}
  return `${error.message} ${reason}${takes === undefined ? '' : `; it takes ${takes}`}`.trim()
}

type Judged = Pick<Check, 'verdicts' | 'refused' | 'total'>

/** What all positions hold, each counted once, as it is at the start of its first scenario. */
const totalOf = (worths: readonly Worth[]): Pick<Check, 'total'> => {
  if (worths.length < 2) return {}
  const sum = (read: (one: Worth) => bigint) => String(worths.reduce((all, one) => all + read(one), 0n))
  const [netWei, withoutModelWei] = [sum(one => one.netWei), sum(one => one.withoutModelWei)]
  return { total: { positions: worths.length, netWei, withoutModelWei } }
}

const judgeEvery = async (plan: CheckPlan, market: Market, session: Session): Promise<Judged> => {
  const { checkNames, judgePair } = await import('../limits/judgeAll.js')
  const verdicts: Verdict[] = []
  const refused: Check['refused'][number][] = []
  const stands = new Set<string>()
  const worths = new Map<string, Worth>()
  for (const ready of plan.positions)
    for (const chosen of plan.scenarios) {
      const scenario = labelOf(chosen)
      session.meter.say(`checking ${ready.strategy.name} under ${scenario}`)
      await yieldToEvents()
      try {
        const found = await judgePair({ ready, chosen, market }, plan.judged)
        verdicts.push(...found.verdicts)
        for (const name of found.stands) stands.add(name)
        if (!worths.has(ready.strategy.name)) worths.set(ready.strategy.name, found.worth)
      } catch (error) {
        const told = await explained(error, { ready, scenario, origin: plan.start.origin })
        if (!(told instanceof RefusedPositionError)) throw told
        refused.push({ position: ready.strategy.name, scenario, reason: refusalOf(told) })
      }
    }
  if (stands.size > 0) checkNames(plan.judged.limits, [...stands])
  return { verdicts, refused, ...totalOf([...worths.values()]) }
}

const worseThan = async (before: Baseline | undefined, verdicts: readonly Verdict[]) => {
  if (!before) return undefined
  const [{ becameWorse }, { worseOf }] = await Promise.all([
    import('../../analysis/limits.js'),
    import('../limits/known.js'),
  ])
  const key = ({ position, scenario, limit }: Verdict): string => JSON.stringify([position, scenario, limit])
  const known = new Map(before.verdicts.map(one => [key(one), one]))
  return verdicts.filter(one => becameWorse(one, known.get(key(one)), worseOf))
}

const act = async (argument: string, options: Options, session: Session): Promise<void> => {
  const { readCheck } = await import('./checkPlan.js')
  const plan = await readCheck(argument, options, session)
  const before = plan.baseline === undefined ? undefined : readBaseline(plan.baseline)
  const market = await marketOf(plan, session)
  const ran = rulesNote(readRules(options))
  if (ran !== null) session.note(ran)
  const [{ marketToJson }, { VERSION }] = await Promise.all([
    import('../../market/json.js'),
    import('../../report/version.js'),
  ])
  const stateHash = createHash('sha256').update(marketToJson(market)).digest('hex')
  if (before && before.market.stateHash !== stateHash)
    session.note(
      `The baseline was checked in another market: block ${before.market.block}, and this is block ${market.block.number}.`,
    )
  for (const note of plan.positions.flatMap(({ notes = [] }) => notes)) session.note(note)
  const judged = await judgeEvery(plan, market, session)
  const worse = await worseThan(before, judged.verdicts)
  const check: Check = {
    plimsoll: VERSION,
    market: {
      origin: plan.start.market ? 'file' : plan.start.origin.kind,
      block: String(market.block.number),
      timestamp: market.block.timestamp,
      stateHash,
    },
    ...judged,
    becameWorse: worse?.length ?? null,
  }
  await session.print(await rendered(check, plan.format, plan.file))
  const { limitFailure } = await import('../limits/failure.js')
  const failure = limitFailure({ ...judged, worse, allowUndecided: plan.allowUndecided })
  if (failure) throw failure
}

/** `plimsoll check`. */
export const checkCommand: Command = {
  name: 'check',
  about: 'check limits on positions under scenarios, in the model; exit code 3 where one does not hold',
  argument: {
    flags: '[positions]',
    about: 'a file of holdings (.yaml, .csv) or strategies, with commas between',
  },
  options: CHECK_OPTIONS,
  act: (argument, options, session) => act(argument ?? '', options, session),
}
