import { EXIT } from './errors.js'

type Code = keyof typeof EXIT

const MEANINGS: Readonly<Record<Code, string>> = {
  done: 'done',
  input: 'bad input',
  environment: 'environment missing: a node, Chromium, a directory',
  limit: 'a limit is broken',
  internal: 'an internal error',
}

const PLAIN: readonly Code[] = ['done', 'input', 'environment', 'internal']
const JUDGED: readonly Code[] = ['done', 'input', 'environment', 'limit', 'internal']

type Help = { readonly examples: readonly [string, string]; readonly codes: readonly Code[] }

/** What stands under a command's options: two command lines that work, and the exit codes that it can return. */
export const HELP: Readonly<Record<string, Help>> = {
  run: {
    examples: [
      'plimsoll run wsteth-loop --scenario depeg,slashing,liquidity-crunch',
      'plimsoll run wsteth-loop --scenario june-2022 --set leverage=6 size=5000 --format pdf',
    ],
    codes: JUDGED,
  },
  'load-line': {
    examples: [
      'plimsoll load-line wsteth-usdc --scenario eth-crash',
      'plimsoll load-line wsteth-loop --scenario depeg --max-cost 100 --max-days 14 --no-proof',
    ],
    codes: PLAIN,
  },
  exit: {
    examples: [
      'plimsoll exit wsteth-loop --scenario liquidity-crunch --at worst --patience 60',
      'plimsoll exit hold-wsteth --set size=5000 --size 2000ETH --max-cost 100',
    ],
    codes: JUDGED,
  },
  paths: {
    examples: [
      'plimsoll paths wsteth-loop --paths 10000 --days 90',
      'plimsoll paths wsteth-usdc --paths 10000 --seed 7 --model bootstrap',
    ],
    codes: PLAIN,
  },
  backtest: {
    examples: [
      'plimsoll backtest wsteth-loop --days 90',
      'plimsoll backtest wsteth-usdc --from 2022-01-01 --to 2022-12-31 --days 60',
    ],
    codes: PLAIN,
  },
  inspect: {
    examples: [
      'plimsoll inspect 0x3e40d73eb977dc6a537af587d48316fee66e9c8c --fork-url $RPC',
      'plimsoll inspect 0x3e40d73eb977dc6a537af587d48316fee66e9c8c --fork-url $RPC --json',
    ],
    codes: PLAIN,
  },
  fit: {
    examples: [
      "plimsoll fit wsteth-loop --solve size --scenario june-2022 --limit 'exitWithin30dBps <= 500'",
      "plimsoll fit wsteth-loop --solve leverage --scenario depeg --limit 'minHealthFactor >= 1.1'",
    ],
    codes: JUDGED,
  },
  verify: {
    examples: ['plimsoll verify reports/wsteth-usdc.json', 'plimsoll verify report.json --fork-url $RPC'],
    codes: JUDGED,
  },
  calibrate: {
    examples: [
      'plimsoll calibrate --data ./series --out ./calibrated',
      'plimsoll calibrate --data ./series --out /tmp/calibrated',
    ],
    codes: PLAIN,
  },
  check: {
    examples: [
      "plimsoll check wsteth-loop --scenario june-2022 --limit 'minHealthFactor >= 1.1'",
      "plimsoll check hold-steth --scenario depeg --limit 'exitWithin30dBps <= 100' --format junit",
    ],
    codes: JUDGED,
  },
  compare: {
    examples: [
      'plimsoll compare hold-wsteth wsteth-loop --scenario calm,june-2022',
      'plimsoll compare hold-steth curve-lp --scenario depeg --sort exitNowBps',
    ],
    codes: JUDGED,
  },
  explain: {
    examples: ['plimsoll explain wsteth-loop', 'plimsoll explain hold-steth --format md --out ./lesson'],
    codes: PLAIN,
  },
  market: {
    examples: ['plimsoll market --out market.json', 'plimsoll market --out -'],
    codes: PLAIN,
  },
  record: {
    examples: [
      "plimsoll record --fork-url $RPC --out block.json --for 'run wsteth-loop --scenario depeg'",
      "plimsoll record --fork-url $RPC --out block.json --for 'exit hold-wsteth'",
    ],
    codes: PLAIN,
  },
  list: {
    examples: ['plimsoll list strategies', 'plimsoll list scenarios --json'],
    codes: ['done', 'input', 'internal'],
  },
  schema: {
    examples: ['plimsoll schema --of run', 'plimsoll schema --of scenario'],
    codes: ['done', 'input', 'internal'],
  },
}

/** The end of a command's `--help`; empty for a command without examples. */
export const helpOf = (name: string): string => {
  const help = HELP[name]
  if (!help) return ''
  const codes = help.codes.map(code => `${EXIT[code]} ${MEANINGS[code]}`)
  return `\nExamples:\n  ${help.examples.join('\n  ')}\n\nExit codes: ${codes.join(', ')}.`
}
