import type { Market } from '../../market/market.js'
import type { Basis } from '../../paths/engine.js'
import type { PathSpec, Tilt } from '../../paths/facts.js'
import type { PositionResult } from '../../paths/results.js'
import type { Shard } from '../../paths/shard.js'
import { type Command, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { checkAll, OptionError, UnknownNameError } from '../errors.js'
import { readFolder } from '../input/folder.js'
import { inlineSettings } from '../input/inline.js'
import { ORIGIN_OPTIONS, readStart } from '../input/origin.js'
import { readStrategies } from '../input/several.js'
import type { Session } from '../session.js'
import { openedPositions } from './opened.js'
import type { Proven } from './pathsProve.js'
import { pathsText } from './pathsText.js'

/** A whole number of an option within bounds. */
export const readWhole = (
  options: Options,
  of: {
    readonly flag: string
    readonly name: string
    readonly usual: number
    readonly least: number
    readonly most: number
  },
): number => {
  const text = textOf(options, of.name)
  if (text === undefined) return of.usual
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= of.least && value <= of.most) return value
  throw new OptionError(`"${text}" is no value of ${of.flag}.`, {
    hint: `Give ${of.flag} a whole number from ${of.least} to ${of.most}; the default is ${of.usual}.`,
  })
}

const readModel = (text: string | undefined): PathSpec['model'] => {
  if (text === undefined || text === 'calibrated') return 'calibrated'
  if (text === 'bootstrap') return 'bootstrap'
  throw new UnknownNameError(`There is no model "${text}".`, { hint: 'Use calibrated or bootstrap.' })
}

const readShare = (text: string | undefined): readonly [number, number] | undefined => {
  if (text === undefined) return undefined
  const [, part, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  const [i, n] = [Number(part), Number(of)]
  if (part !== undefined && n > 0 && i < n) return [i, n]
  throw new OptionError(`"${text}" is no share of the shards.`, {
    hint: 'Write --shard 0/4, from 0/4 to 3/4.',
  })
}

const factor = (options: Options, flag: string, name: string, usual: number): number => {
  const text = textOf(options, name)
  const value = text === undefined ? usual : Number(text)
  if (Number.isFinite(value) && Math.abs(value) <= 1_000) return value
  throw new OptionError(`"${text}" is no value of ${flag}.`, { hint: `Give ${flag} a number.` })
}

const readTilt = (options: Options): Tilt | null => {
  const tilt = {
    etherShift: factor(options, '--tilt-ether', 'tiltEther', 0),
    crashTimes: factor(options, '--tilt-crashes', 'tiltCrashes', 1),
    slashingTimes: factor(options, '--tilt-slashings', 'tiltSlashings', 1),
  }
  if (tilt.crashTimes <= 0 || tilt.slashingTimes <= 0)
    throw new OptionError('A tilt of frequencies must be above 0.', { hint: 'Use 1 for none.' })
  return tilt.etherShift === 0 && tilt.crashTimes === 1 && tilt.slashingTimes === 1 ? null : tilt
}

const readPlan = async (name: string, given: Options, session: Session) => {
  const { argument, options } = inlineSettings(name, given)
  return checkAll({
    start: () => readStart(options, session),
    strategies: () => readStrategies(argument, options),
    paths: () => readWhole(options, { flag: '--paths', name: 'paths', usual: 100_000, least: 1, most: 1e9 }),
    days: () => readWhole(options, { flag: '--days', name: 'days', usual: 90, least: 1, most: 730 }),
    seed: () => readWhole(options, { flag: '--seed', name: 'seed', usual: 1, least: 0, most: 2 ** 48 }),
    threads: () => readWhole(options, { flag: '--threads', name: 'threads', usual: 0, least: 0, most: 256 }),
    steps: () =>
      readWhole(options, { flag: '--steps-per-day', name: 'stepsPerDay', usual: 0, least: 0, most: 288 }),
    model: () => readModel(textOf(options, 'model')),
    share: () => readShare(textOf(options, 'shard')),
    tilt: () => readTilt(options),
    prove: () => readWhole(options, { flag: '--prove', name: 'prove', usual: 0, least: 0, most: 64 }),
    out: () => readFolder(options) ?? 'reports',
  })
}

type Plan = Awaited<ReturnType<typeof readPlan>>

type Asked = { readonly spec: PathSpec; readonly before: Market }

const askedOf = async (plan: Plan, session: Session): Promise<Asked> => {
  const [{ stepsFor }, { NoFactorError }] = await Promise.all([
    import('../../paths/facts.js'),
    import('../../paths/runs.js'),
  ])
  try {
    const { market, positions, before } = await openedPositions(plan, session)
    const daily = plan.model === 'bootstrap'
    const stepsPerDay = daily ? 1 : plan.steps > 0 ? plan.steps : stepsFor(positions)
    const { model, seed, paths, days, tilt } = plan
    const spec = { model, seed, paths, days, stepsPerDay, market, positions, tilt: daily ? null : tilt }
    return { spec, before }
  } catch (error) {
    if (error instanceof NoFactorError)
      throw new OptionError(error.message, {
        hint: 'Positions of staked ether, ether, USDC and WBTC have futures.',
      })
    throw error
  }
}

/** Runs the shards that are asked for and not there yet. */
const runShards = async (
  spec: PathSpec,
  basis: Basis,
  plan: Plan & { readonly keep: string | undefined },
  session: Session,
): Promise<readonly Shard[]> => {
  const [{ runOnThreads }, { openStore }, { shardCount }] = await Promise.all([
    import('../../paths/drivers/threads.js'),
    import('../../paths/drivers/store.js'),
    import('../../paths/shard.js'),
  ])
  const store = plan.keep === undefined ? undefined : openStore(plan.keep, spec, basis)
  const shards = new Map((store?.read() ?? []).map(shard => [shard.shard, shard]))
  const [part, of] = plan.share ?? [0, 1]
  const wanted = Array.from({ length: shardCount(spec) }, (_, i) => i).filter(
    i => i % of === part && !shards.has(i),
  )
  session.meter.expect(wanted.length)
  await runOnThreads(
    wanted.map(shard => ({ spec, basis, shard })),
    {
      threads: plan.threads === 0 ? undefined : plan.threads,
      onShard: shard => {
        shards.set(shard.shard, shard)
        store?.write(shard)
        session.meter.say(`paths: ${shards.size} of ${shardCount(spec)} shards`)
      },
    },
  )
  store?.finish()
  return [...shards.values()].sort((a, b) => a.shard - b.shard)
}

const basisWords = (spec: PathSpec, { parameters, record }: Basis): string =>
  spec.model === 'bootstrap'
    ? `Futures redrawn from the record up to ${record.asOf}, blocks of 20 days, trend of ether taken out; USDC and BTC stay where they are.`
    : `Futures drawn from ${parameters.name}: ${spec.stepsPerDay === 1 ? 'daily steps' : `${spec.stepsPerDay} steps a day`}, seed ${spec.seed}; ether's expectation stays where it is. Liquidators are assumed to act as soon as they may.`

const jsonText = async (
  spec: PathSpec,
  basis: Basis,
  results: readonly PositionResult[],
  proven: readonly (readonly Proven[])[],
): Promise<string> => {
  const { VERSION } = await import('../../report/version.js')
  const { provenData } = await import('./provenText.js')
  const paths = {
    spec,
    parameters: basis.parameters.name,
    results: results.map((result, k) => ({ ...result, proven: (proven[k] ?? []).map(provenData) })),
  }
  const document = { plimsoll: VERSION, paths }
  return `${JSON.stringify(document, null, 2)}\n`
}

const provenOf = async (
  plan: Plan,
  { before, ...of }: Asked & { readonly basis: Basis; readonly results: readonly PositionResult[] },
  session: Session,
): Promise<readonly (readonly Proven[])[]> => {
  if (plan.prove === 0) return []
  const { provePaths } = await import('./pathsProve.js')
  const { start, strategies: ready, prove: count, out } = plan
  const origin = start.market ? null : start.origin
  return provePaths({ ...of, ready, market: before, origin, count, out }, session)
}

const provenWords = async (
  results: readonly PositionResult[],
  proven: readonly (readonly Proven[])[],
  spec: PathSpec,
): Promise<string> => {
  if (proven.length === 0) return ''
  const { provenLines } = await import('./provenText.js')
  return results.map(({ name }, k) => `\n${provenLines(name, proven[k] ?? [], spec)}`).join('')
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(name, options, session)
  const keep = textOf(options, 'keep')
  if (plan.share && keep === undefined)
    throw new OptionError('--shard needs --keep.', { hint: 'Name the folder that the machines share.' })
  if (plan.prove > 0 && plan.model === 'bootstrap')
    throw new OptionError('--prove needs the calibrated model.', {
      hint: 'A recorded day has a low whose hour is not recorded: leave --model bootstrap out.',
    })
  const { loadBasis } = await import('../../paths/drivers/loadKernel.js')
  const basis = loadBasis(textOf(options, 'parameters'))
  const { spec, before } = await askedOf(plan, session)
  const shards = await runShards(spec, basis, { ...plan, keep }, session)
  const { shardCount } = await import('../../paths/shard.js')
  if (shards.length < shardCount(spec)) {
    await session.print(
      `${shards.length} of ${shardCount(spec)} shards are there; the rest is for other machines.\n`,
    )
    return
  }
  const { resultsOf } = await import('../../paths/results.js')
  const results = resultsOf(spec, shards)
  const proven = await provenOf(plan, { spec, basis, results, before }, session)
  await session.print(
    options['json'] === true
      ? await jsonText(spec, basis, results, proven)
      : `${pathsText(results, spec, basisWords(spec, basis))}${await provenWords(results, proven, spec)}`,
  )
}

/** `plimsoll paths`. */
export const pathsCommand: Command = {
  name: 'paths',
  about: 'draw many futures and report probabilities, with how much they are worth',
  argument: {
    flags: '<strategy>',
    about: 'a name that `plimsoll list strategies` shows, or ./your-own.ts; several with commas between',
  },
  options: [
    ['--paths <number>', 'how many futures (default: 100000)'],
    ['--days <days>', 'how long each is (default: 90)'],
    ['--seed <number>', 'which futures: the same seed gives the same ones (default: 1)'],
    ['--model <model>', 'calibrated, or bootstrap: blocks of recorded days (default: calibrated)'],
    ['--steps-per-day <number>', 'steps a day (default: 24 where a price can liquidate, else 1)'],
    ['--set <key=value...>', 'parameters of the strategy; of one of several: NAME.key=value'],
    IMPORTS_OPTION,
    [
      '--parameters <folder>',
      'parameters and record that `plimsoll calibrate` wrote (default: the shipped ones)',
    ],
    [
      '--tilt-ether <deviations>',
      'importance sampling: shift ether by so many standard deviations of the horizon',
    ],
    ['--tilt-crashes <times>', 'importance sampling: draw crashes so many times as often'],
    ['--tilt-slashings <times>', 'importance sampling: draw slashings so many times as often'],
    ['--threads <number>', 'worker threads (default: one for each core)'],
    ['--keep <folder>', 'keep finished shards here; what is there already is not run again'],
    ['--shard <i/n>', 'run only every nth shard, for many machines that share the folder of --keep'],
    [
      '--prove <number>',
      'run so many paths of the tail in the exact model and on the fork, and write them as scenario files',
    ],
    ['--out <folder>', 'where the scenario files of --prove go (default: ./reports)'],
    ...ORIGIN_OPTIONS,
    ['--json', 'print one JSON document and nothing else'],
  ],
  act: async (argument, options, session) => {
    if (argument === undefined)
      throw new OptionError('No strategy is named.', { hint: '`plimsoll list strategies` shows them.' })
    await act(argument, options, session)
  },
}
