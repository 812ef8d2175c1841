import { CommanderError, Command as Program } from 'commander'
import type { Command, OptionValue } from './command.js'
import { backtestCommand } from './commands/backtest.js'
import { calibrateCommand } from './commands/calibrate.js'
import { checkCommand } from './commands/check.js'
import { compareCommand } from './commands/compare.js'
import { exitCommand } from './commands/exit.js'
import { explainCommand } from './commands/explain.js'
import { fitCommand } from './commands/fit.js'
import { inspectCommand } from './commands/inspect.js'
import { listCommand } from './commands/list.js'
import { loadLineCommand } from './commands/loadLine.js'
import { marketCommand } from './commands/market.js'
import { pathsCommand } from './commands/paths.js'
import { recordCommand } from './commands/record.js'
import { runCommand } from './commands/run.js'
import { schemaCommand } from './commands/schema.js'
import { verifyCommand } from './commands/verify.js'
import { OptionError, UnknownNameError } from './errors.js'
import { helpOf } from './help.js'
import type { Session } from './session.js'

/** Every command. Adding one is a file and a line here. */
export const COMMANDS: readonly Command[] = [
  runCommand,
  loadLineCommand,
  exitCommand,
  pathsCommand,
  backtestCommand,
  calibrateCommand,
  checkCommand,
  compareCommand,
  inspectCommand,
  fitCommand,
  verifyCommand,
  explainCommand,
  marketCommand,
  recordCommand,
  listCommand,
  schemaCommand,
]

const EXAMPLES = `
Examples:
  plimsoll run wsteth-loop --scenario depeg,slashing,liquidity-crunch
  plimsoll run wsteth-loop --scenario slashing@3 --set leverage=8 size=500
  plimsoll load-line wsteth-usdc --scenario eth-crash
  plimsoll exit wsteth-loop --scenario liquidity-crunch --at worst --patience 60
  plimsoll explain wsteth-loop
  plimsoll list strategies

A strategy of your own (./mine.ts) is a program: it runs with your rights, and a page carries its code.

Exit codes: 0 done, 1 bad input, 2 environment missing, 3 a limit is broken.`

type Collected = { out: string; error: string }

/** The argument of a command; of one that takes several, a line each. */
const argumentOf = (args: readonly string[]): string | undefined =>
  args.length === 0 ? undefined : args.join('\n')

const add = (program: Program, command: Command, session: Session): void => {
  const made = program.command(command.name).description(command.about)
  if (command.argument) made.argument(command.argument.flags, command.argument.about)
  for (const [flags, about] of command.options) made.option(flags, about)
  made.addHelpText('after', helpOf(command.name))
  made.action(async () => {
    await command.act(argumentOf(made.args), made.opts<Record<string, OptionValue>>(), session)
  })
}

const createProgram = (session: Session, collected: Collected): Program => {
  const program = new Program('plimsoll')
    .description(
      'Stress-tests layered liquid-staking positions on real protocol code: liquidation risk, exit cost and exit time.',
    )
    .option('--version', 'version of Plimsoll')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        collected.out += text
      },
      writeErr: text => {
        collected.error += text
      },
    })
  for (const command of COMMANDS) add(program, command, session)
  for (const made of program.commands) made.copyInheritedSettings(program)
  return program
}

const SUGGESTION = /\(Did you mean (.*)\?\)/

/** Commander's complaint in our own words. */
const translated = (error: CommanderError): Error => {
  const [sentence = ''] = error.message.replace(/^error: /, '').split('\n')
  const said = SUGGESTION.exec(error.message)?.[1]
  const hint = said === undefined ? '`plimsoll --help` shows what there is.' : `Did you mean ${said}?`
  const text = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
    .replace(/\.\.$/, '.')
    .replaceAll("'", '"')
  const Kind = error.code === 'commander.unknownCommand' ? UnknownNameError : OptionError
  return new Kind(text, { hint })
}

/** Runs what the arguments ask for. Help and the version are results and stand on standard output. */
export const execute = async (argv: readonly string[], session: Session): Promise<void> => {
  if (argv[0] === '--version') {
    const { VERSION } = await import('../report/version.js')
    return session.print(`${VERSION}\n`)
  }
  const collected: Collected = { out: '', error: '' }
  try {
    await createProgram(session, collected).parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return session.print(collected.out)
    if (error.code === 'commander.help')
      throw new OptionError('No command is given.', { hint: '`plimsoll --help` shows what there is.' })
    throw translated(error)
  }
}
