import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Relay } from '../../fork/relay/relay.js'
import { type Command, type Options, textOf } from '../command.js'
import { EXIT, exitCodeOf, OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { FORK_OPTIONS, readStart } from '../input/origin.js'
import { wordsOf } from '../input/words.js'
import { checkFile, writeFiles } from '../output/files.js'
import type { Session } from '../session.js'

/** What is recorded if nothing is said: the README's run, and an exit. */
const USUAL = [
  'run wsteth-loop --scenario depeg,slashing,liquidity-crunch',
  'exit wsteth-loop --scenario liquidity-crunch',
]

const flagsOf = ({ options }: Command): string => options.map(([flags]) => flags).join(' ')

/** Commands that can start from a node and print JSON instead of writing files. */
const canBeRecorded = (command: Command): boolean =>
  flagsOf(command).includes('--recording ') && flagsOf(command).includes('--json')

/** Arguments of a command that is to be recorded, without those that say where it starts. */
const readFor = async (text: string): Promise<readonly string[]> => {
  const { COMMANDS } = await import('../program.js')
  const names = COMMANDS.filter(canBeRecorded).map(({ name }) => name)
  const [first = '', ...rest] = wordsOf(text.replace(/^(npx )?plimsoll /, ''))
  if (!names.includes(first))
    throw new OptionError(`"${first}" is no command that can be recorded.`, { hint: suggest(first, names) })
  const start = rest.find(word => /^--(fork-url|fork-block|recording|market|out|json)\b/.test(word))
  if (start === undefined) return [first, ...rest]
  throw new OptionError(`--for takes a command without ${start}.`, {
    hint: 'It starts from the node that is recorded, and writes no file of its own.',
  })
}

const readAll = (options: Options): Promise<readonly (readonly string[])[]> => {
  const given = options['for']
  return Promise.all((Array.isArray(given) ? (given as readonly string[]) : USUAL).map(readFor))
}

/** A session whose results nobody reads. */
const muted = (session: Session): Session => ({ ...session, print: () => Promise.resolve() })

/** Refusals and broken limits are results like others: they are asked of the node too. */
const RESULTS = ['RefusedPositionError', 'NoExitError', 'LimitError']

const carryOut = async (argv: readonly string[], session: Session): Promise<void> => {
  const { execute } = await import('../program.js')
  try {
    await execute(argv, muted(session))
  } catch (error) {
    if (!(error instanceof Error && RESULTS.includes(error.name)) && exitCodeOf(error) !== EXIT.limit)
      throw error
    session.note(`recorded, with a refusal: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Answers of an earlier recording of the same block, so that a file can be added to. */
const earlierIn = async (file: string, { block }: Relay): Promise<ReadonlyMap<string, unknown>> => {
  if (!existsSync(file)) return new Map()
  const { readRecording } = await import('../../fork/relay/recording.js')
  const { block: other, answers } = readRecording(file)
  if (other.hash === block.hash) return answers
  throw new OptionError('The file holds a recording of another block.', {
    facts: {
      file,
      'its block': `${other.number} ${other.hash}`,
      'this block': `${block.number} ${block.hash}`,
    },
    hint: 'Name another file with --out, or record its block with --fork-block.',
  })
}

const readUrl = async (options: Options, session: Session) => {
  const { origin } = await readStart(options, session)
  if (origin.kind === 'rpc') return origin
  throw new OptionError('No node is named.', { hint: 'Name one with --fork-url, as in --fork-url env:NAME.' })
}

const act = async (options: Options, session: Session): Promise<void> => {
  const file = textOf(options, 'out')
  if (!file)
    throw new OptionError('No file is named.', { hint: 'Name one with --out, as in --out block.plimsoll.' })
  if (file === '-')
    throw new OptionError('A recording is compressed, and does not go to standard output.', {
      hint: 'Name a file, as in --out block.plimsoll.',
    })
  const commands = await readAll(options)
  const origin = await readUrl(options, session)
  checkFile(file)
  const [{ relayOf }, { writeRecording }, { VERSION }] = await Promise.all([
    import('../../fork/relay/relay.js'),
    import('../../fork/relay/recording.js'),
    import('../../report/version.js'),
  ])
  const relay = await relayOf(origin, session.meter.say)
  const earlier = await earlierIn(file, relay)
  const start = ['--json', '--fork-url', origin.url, '--fork-block', String(relay.block.number)]
  for (const argv of commands) await carryOut([...argv, ...start], session)
  const answers = new Map([...earlier, ...relay.answers])
  const text = writeRecording(relay.block, answers, VERSION)
  for (const written of writeFiles(dirname(file), [{ name: basename(file), text }]))
    session.note(
      `wrote ${written}: ${answers.size} answers of block ${relay.block.number} (${relay.block.hash}); the node was asked ${relay.counts.calls} times, in ${relay.counts.posts} posts`,
    )
}

/** `plimsoll record`: keeps what runs ask a node for, to replay them with `--recording` and no network. */
export const recordCommand: Command = {
  name: 'record',
  about: 'keep what runs ask a node for in one file, to replay them with --recording and no network',
  options: [
    ...FORK_OPTIONS,
    ['--out <file>', 'where it goes; a recording of the same block is added to'],
    [
      '--for <command...>',
      'a command to record, in quotes, such as "exit wsteth-loop --at worst"; several may be given (default: a run and an exit of wsteth-loop)',
    ],
  ],
  act: (_, options, session) => act(options, session),
}
