import type { Backtest } from '../../paths/backtest.js'
import type { Basis } from '../../paths/engine.js'
import type { PathSpec } from '../../paths/facts.js'
import { type Command, type Options, textOf } from '../command.js'
import { checkAll, OptionError } from '../errors.js'
import { inlineSettings } from '../input/inline.js'
import { ORIGIN_OPTIONS, readStart } from '../input/origin.js'
import { readStrategies } from '../input/several.js'
import type { Session } from '../session.js'
import { backtestText } from './backtestText.js'
import { openedPositions } from './opened.js'
import { readWhole } from './paths.js'

/** Lido's withdrawals opened: before, a discount could not be redeemed away. */
const WITHDRAWALS_OPENED = '2023-05-16'

const readDate = (options: Options, name: 'from' | 'to', usual: string): string => {
  const text = textOf(options, name)
  if (text === undefined) return usual
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text
  throw new OptionError(`"${text}" is no day of --${name}.`, { hint: `Write it as ${usual}.` })
}

const readPlan = async (name: string, given: Options, last: string, session: Session) => {
  const { argument, options } = inlineSettings(name, given)
  return checkAll({
    start: () => readStart(options, session),
    strategies: () => readStrategies(argument, options),
    days: () => readWhole(options, { flag: '--days', name: 'days', usual: 90, least: 1, most: 730 }),
    from: () => readDate(options, 'from', WITHDRAWALS_OPENED),
    to: () => readDate(options, 'to', last),
  })
}

type Plan = Awaited<ReturnType<typeof readPlan>>

const specOf = async (plan: Plan, session: Session): Promise<PathSpec> => {
  const { NoFactorError } = await import('../../paths/runs.js')
  try {
    const { market, positions } = await openedPositions(plan, session)
    const { days } = plan
    return { model: 'bootstrap', seed: 1, paths: 1, days, stepsPerDay: 1, market, positions, tilt: null }
  } catch (error) {
    if (error instanceof NoFactorError)
      throw new OptionError(error.message, {
        hint: 'Positions of staked ether, ether, USDC and WBTC can be tested on the record.',
      })
    throw error
  }
}

const noWindow = (name: string, { from, to, days }: Plan): OptionError =>
  new OptionError(`The record has no ${days} days in a row for ${name}.`, {
    facts: { from, to },
    hint: 'Give fewer --days, or another --from and --to; the borrow rate of WETH is recorded from 2024-01-01.',
  })

const backtestAll = async (plan: Plan, basis: Basis, spec: PathSpec): Promise<readonly Backtest[]> => {
  const [{ backtest }, { loadKernel }] = await Promise.all([
    import('../../paths/backtest.js'),
    import('../../paths/drivers/loadKernel.js'),
  ])
  const kernel = await loadKernel()
  const { from, to } = plan
  return spec.positions.map(({ name }, k) => {
    const found = backtest(kernel, { spec, basis, from, to }, k)
    if (found === null) throw noWindow(name, plan)
    return found
  })
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const { loadBasis } = await import('../../paths/drivers/loadKernel.js')
  const basis = loadBasis(textOf(options, 'parameters'))
  const plan = await readPlan(name, options, basis.record.asOf, session)
  const spec = await specOf(plan, session)
  const results = await backtestAll(plan, basis, spec)
  if (options['json'] !== true) {
    await session.print(backtestText(results, spec, basis.record))
    return
  }
  const { VERSION } = await import('../../report/version.js')
  const { from, to, days } = plan
  const document = { plimsoll: VERSION, backtest: { from, to, days, market: spec.market, results } }
  await session.print(`${JSON.stringify(document, null, 2)}\n`)
}

/** `plimsoll backtest`. */
export const backtestCommand: Command = {
  name: 'backtest',
  about: 'open a position on every recorded day, hold it, and report how that went',
  argument: {
    flags: '<strategy>',
    about: 'a strategy, with parameters behind a colon: wsteth-loop:leverage=4; several with commas between',
  },
  options: [
    ['--from <day>', `the first day on which it is opened (default: ${WITHDRAWALS_OPENED})`],
    ['--to <day>', 'the last day on which it is held (default: the last of the record)'],
    ['--days <days>', 'how long it is held (default: 90)'],
    ['--set <key=value...>', 'parameters of the strategy; of one of several: NAME.key=value'],
    ['--parameters <folder>', 'the record that `plimsoll calibrate` wrote (default: the shipped one)'],
    ...ORIGIN_OPTIONS,
    ['--json', 'print one JSON document and nothing else'],
  ],
  act: async (argument, options, session) => {
    if (argument === undefined)
      throw new OptionError('No strategy is named.', { hint: '`plimsoll list strategies` shows them.' })
    await act(argument, options, session)
  },
}
