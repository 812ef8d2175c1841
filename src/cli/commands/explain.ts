import type { Tries } from '../../analysis/loadLine.js'
import type { Market } from '../../market/market.js'
import type { Population } from '../../market/population.js'
import type { Lesson } from '../../report/lesson/lesson.js'
import { explained, loadSimulator } from '../chain.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { yieldToEvents } from '../crossings.js'
import { checkAll, OptionError } from '../errors.js'
import { readFolder } from '../input/folder.js'
import { suggest } from '../input/nearest.js'
import { ORIGIN_OPTIONS, readStart, type Start } from '../input/origin.js'
import { OTHERS_OPTIONS, readPopulation } from '../input/others.js'
import { noteCarried } from '../output/carried.js'
import { checkWritable, type Output, writeFiles } from '../output/files.js'
import type { Session } from '../session.js'
import { type Ready, readStrategy } from './run.js'

const FORMATS = ['md', 'html'] as const
type Format = (typeof FORMATS)[number]

type Plan = {
  readonly ready: Ready
  readonly start: Start
  readonly population: Population
  /** Empty where the lesson is printed and no file is asked for. */
  readonly formats: readonly Format[]
  readonly folder: string
  readonly json: boolean
}

const formatOf = (text: string): Format => {
  const found = FORMATS.find(format => format === text)
  if (found) return found
  throw new OptionError(`There is no format "${text}" of a lesson.`, { hint: suggest(text, FORMATS) })
}

/** Files are written where `--format` or `--out` asks for them. */
const readFormats = (options: Options): readonly Format[] => {
  const text = textOf(options, 'format')
  if (text !== undefined) return [...new Set(text.split(',').map(formatOf))]
  return textOf(options, 'out') === undefined ? [] : FORMATS
}

const readPlan = async (name: string, options: Options, session: Session): Promise<Plan> => {
  const checked = await checkAll({
    start: () => readStart(options, session),
    ready: () => readStrategy(name, options),
    formats: () => readFormats(options),
  })
  const population = await readPopulation(options, checked.start)
  const folder = readFolder(options) ?? './reports'
  return { ...checked, population, folder, json: options['json'] === true }
}

/** The market to explain a position in: a file's, or a chain's as it is before anything happens. */
const marketOf = async ({ start, population }: Plan, session: Session): Promise<Market> => {
  if (start.market) return start.market
  const { openForkWorld, populated } = await loadSimulator(session)
  const { world } = await openForkWorld(populated(start.origin, population), session.meter.say)
  try {
    return await world.market()
  } finally {
    await world.close()
  }
}

const lessonOf = async ({ ready, start }: Plan, market: Market, session: Session): Promise<Lesson> => {
  const { prepareLesson } = await import('../../report/lesson/lesson.js')
  const stage = `writing the lesson of ${ready.strategy.name}`
  let most = 1
  const onTry = (tries: Tries): Promise<void> => {
    most = tries.most
    session.meter.say(`${stage}: try ${tries.begun} of ${most}`)
    return yieldToEvents()
  }
  try {
    const lesson = await prepareLesson({ ...ready, market, onTry })
    session.meter.say(`${stage}: try ${most} of ${most}`)
    return lesson
  } catch (error) {
    throw await explained(error, { ready, scenario: 'calm', origin: start.origin })
  }
}

const pageOf = async ({ ready }: Plan, market: Market, lesson: Lesson): Promise<string> => {
  const { exploreSection, prepareExplorer } = await import('../../report/explore/explore.js')
  const { measureCalm } = await import('../../report/explore/calm.js')
  const { renderLessonPage } = await import('../../report/html/lesson.js')
  const { SCENARIOS } = await import('../../scenario/library.js')
  const subject = { ...ready, market, ...(await measureCalm({ ...ready, market })) }
  return renderLessonPage(lesson, exploreSection(await prepareExplorer([subject], SCENARIOS)))
}

const textsOf = async (plan: Plan, market: Market, lesson: Lesson): Promise<readonly Output[]> => {
  const { lessonMarkdown } = await import('../../report/render/lessonMarkdown.js')
  const outputs: Output[] = []
  for (const format of plan.formats) {
    const text = format === 'md' ? lessonMarkdown(lesson) : await pageOf(plan, market, lesson)
    outputs.push({ name: `${lesson.strategy}.lesson.${format}`, text })
  }
  return outputs
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(name, options, session)
  if (plan.formats.length > 0) checkWritable(plan.folder)
  const market = await marketOf(plan, session)
  const lesson = await lessonOf(plan, market, session)
  const outputs = await textsOf(plan, market, lesson)
  if (outputs.length > 0) for (const file of writeFiles(plan.folder, outputs)) session.note(`wrote ${file}`)
  if (plan.formats.includes('html')) await noteCarried([plan.ready], session)
  const { lessonMarkdown } = await import('../../report/render/lessonMarkdown.js')
  if (plan.json) await session.print(`${JSON.stringify(lesson, null, 2)}\n`)
  else if (outputs.length === 0) await session.print(lessonMarkdown(lesson))
}

/** `plimsoll explain`. */
export const explainCommand: Command = {
  name: 'explain',
  about:
    'teach the path of staked ether with a strategy’s own numbers: each layer, how one leaves, what can go wrong',
  argument: {
    flags: '[strategy]',
    about: 'a name that `plimsoll list strategies` shows, ./your-own.ts, or a file of holdings (.yaml, .csv)',
  },
  options: [
    HELD_OPTION,
    ['--set <key=value...>', 'parameters of the strategy'],
    IMPORTS_OPTION,
    ...ORIGIN_OPTIONS,
    ...OTHERS_OPTIONS,
    [
      '--format <formats>',
      'md, html or both, with a comma between; without it the lesson is printed as Markdown',
    ],
    ['--out <folder>', 'where the files go (default: ./reports)'],
    ['--json', 'print the lesson as one JSON document and nothing else'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
