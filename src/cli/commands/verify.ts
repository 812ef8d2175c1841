import { readFileSync } from 'node:fs'
import type { Document } from '../../report/document.js'
import { type Command, type Options, textOf } from '../command.js'
import { LimitError, OptionError } from '../errors.js'
import { CHAIN_OPTIONS } from '../input/origin.js'
import type { Session } from '../session.js'

const HINT = 'Give what `plimsoll run --json` printed, or the .json that it wrote.'

const refuse = (file: string, problem: string, hint = HINT): never => {
  throw new OptionError('The report cannot be verified.', { facts: { file, problem }, hint })
}

const parsed = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return refuse(file, 'there is no such file')
    return refuse(file, code === undefined ? `it is no JSON: ${message}` : message.replace(/, \w+.*$/, ''))
  }
}

const readDocuments = async (file: string): Promise<readonly Document[]> => {
  const value = parsed(file)
  const [{ outputSchema }, { VERSION }] = await Promise.all([
    import('../../report/document.js'),
    import('../../report/version.js'),
  ])
  const { plimsoll, kind } = (value ?? {}) as { plimsoll?: unknown; kind?: unknown }
  if (kind === 'exit')
    return refuse(file, 'it is an exit’s report', 'Only reports of `plimsoll run` are run again.')
  if (typeof plimsoll === 'string' && plimsoll !== VERSION)
    return refuse(
      file,
      `Plimsoll ${plimsoll} made it, and this is ${VERSION}`,
      `Verify it with Plimsoll ${plimsoll}.`,
    )
  const read = outputSchema.safeParse(value)
  if (!read.success) return refuse(file, 'it is no report of this version')
  return 'reports' in read.data ? read.data.reports : [read.data]
}

/** Where the report started from, as this command’s options say; a chain is named by whoever verifies. */
const sourceOf = (options: Options, { provenance }: Document): readonly string[] => {
  const given = (['recording', 'market', 'population'] as const).flatMap(name => {
    const value = textOf(options, name)
    return value === undefined ? [] : [`--${name}`, value]
  })
  const url = textOf(options, 'forkUrl')
  return [...given, ...(url === undefined ? [] : ['--fork-url', url, '--fork-block', provenance.block])]
}

const checkSource = (options: Options, file: string, { provenance }: Document): void => {
  const named = ['recording', 'market', 'forkUrl'].some(name => options[name] !== undefined)
  if (provenance.origin === 'embedded' && named)
    refuse(file, 'it started from the embedded mainnet', 'Leave out where to start from.')
  if (provenance.origin === 'rpc' && !named)
    refuse(
      file,
      `it started from a fork of block ${provenance.block}`,
      'Name the node with --fork-url, or a recording of that block with --recording.',
    )
  if (provenance.origin === 'file' && options['market'] === undefined)
    refuse(file, 'it started from a market file', 'Name that file with --market.')
}

const isLimit = (error: unknown): boolean => error instanceof LimitError

/** Runs a document’s command, and gives what it prints. */
const runAgain = async (document: Document, options: Options, session: Session): Promise<Document> => {
  const [{ argumentsOf }, { execute }] = await Promise.all([
    import('../../report/sections/command.js'),
    import('../program.js'),
  ])
  const printed: string[] = []
  const muted: Session = {
    ...session,
    note: () => undefined,
    print: async text => {
      printed.push(text)
    },
  }
  const measures = Array.isArray(options['measure']) ? (options['measure'] as string[]) : []
  const own = measures.flatMap(text => ['--measure', text])
  const argv = [...argumentsOf(document), ...own, '--json', ...sourceOf(options, document)]
  try {
    await execute(argv, muted)
  } catch (error) {
    // Broken limits are part of the report.
    if (!isLimit(error) || printed.length === 0) throw error
  }
  const again = JSON.parse(printed.join('')) as Document
  // A file of holdings names its positions; the command that opens them calls them "held".
  const { name } = document.strategy
  const verdicts = again.verdicts?.map(one => ({ ...one, position: name }))
  return typeof document.strategy.params['holdings'] === 'string'
    ? { ...again, strategy: { ...again.strategy, name }, ...(verdicts ? { verdicts } : {}) }
    : again
}

type Difference = { readonly where: string; readonly was: string; readonly is: string }

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 60)

/** Where two values differ, leaf by leaf. */
const differencesOf = (was: unknown, is: unknown, where = ''): readonly Difference[] => {
  const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null
  if (!isTree(was) || !isTree(is))
    return Object.is(was, is) ? [] : [{ where: where || 'the report', was: shown(was), is: shown(is) }]
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return keys.flatMap(key => differencesOf(was[key], is[key], where === '' ? key : `${where}.${key}`))
}

const MOST_SHOWN = 10

const nameOf = ({ strategy, scenario }: Document): string => `${strategy.name} under ${scenario.name}`

const lineOf = (document: Document, found: readonly Difference[], sameBytes: boolean): string => {
  if (sameBytes) return `SAME       ${nameOf(document)}: every byte`
  const lines = found.slice(0, MOST_SHOWN).map(({ where, was, is }) => `  ${where}: was ${was}, is ${is}`)
  const more = found.length > MOST_SHOWN ? [`  and ${found.length - MOST_SHOWN} more`] : []
  return [`DIFFERENT  ${nameOf(document)}: ${found.length} values`, ...lines, ...more].join('\n')
}

const act = async (file: string, options: Options, session: Session): Promise<void> => {
  const documents = await readDocuments(file)
  for (const document of documents) checkSource(options, file, document)
  let different = 0
  const lines: string[] = []
  for (const document of documents) {
    session.meter.say(`running ${nameOf(document)} again`)
    const again = await runAgain(document, options, session)
    const sameBytes = JSON.stringify(document) === JSON.stringify(again)
    if (!sameBytes) different += 1
    lines.push(lineOf(document, differencesOf(document, again), sameBytes))
  }
  await session.print(`${lines.join('\n')}\n`)
  if (different > 0)
    throw new LimitError('The report is not what its command gives.', {
      facts: { different: `${different} of ${documents.length}` },
    })
}

/** `plimsoll verify`. */
export const verifyCommand: Command = {
  name: 'verify',
  about: 'run the command of a report again, and compare; exit code 3 where a byte differs, and which values',
  argument: { flags: '<report>', about: 'the JSON of `plimsoll run`' },
  options: [
    ...CHAIN_OPTIONS.filter(([flags]) => !flags.startsWith('--fork-block')),
    ['--market <file>', 'the market that the report started from, where it was a file'],
    ['--population <file>', 'the population of the report, where it was a file'],
    ['--measure <definition...>', 'measures of your own that its limits name'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
