import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Ground } from './arena.js'
import { FUZZ_DEFAULTS, type FuzzResult, fuzz } from './fuzz.js'

const BIGINT = /^-?\d+n$/
const revive = (_: string, value: unknown): unknown =>
  typeof value === 'string' && BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: String(FUZZ_DEFAULTS.sequences) },
    seed: { type: 'string', default: String(FUZZ_DEFAULTS.seed) },
    length: { type: 'string', default: String(FUZZ_DEFAULTS.length) },
    steps: { type: 'string' },
    'no-shrink': { type: 'boolean', default: false },
    /** A JSON file with the embedded mainnet to run on; for mutated copies, whose own must not be rebuilt. */
    ground: { type: 'string' },
  },
})

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const table = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `  ${String(n).padStart(6)}  ${name}`)
    .join('\n')

const printResult = ({ tally, sequences, seconds, failure }: FuzzResult): void => {
  print(`executed, by kind:\n${table(tally.done)}`)
  print(`refused in both worlds, by reason:\n${table(tally.reverted)}`)
  print(
    `${sequences} sequences, ${tally.steps} steps, ${tally.transactions} transactions, ${tally.numbers} numbers compared, ${seconds.toFixed(1)} s`,
  )
  if (failure)
    print(`The model and the fork differ at sequence ${sequences}. To see it again:\n${failure.command}`)
  else print('The model and the fork agree in every number.')
}

const result = await fuzz({
  ...FUZZ_DEFAULTS,
  sequences: Number(values.sequences),
  seed: Number(values.seed),
  length: Number(values.length),
  shrinkFailures: !values['no-shrink'],
  ...(values.steps === undefined ? {} : { steps: values.steps.split(',') }),
  ...(values.ground === undefined
    ? {}
    : { ground: JSON.parse(readFileSync(values.ground, 'utf8'), revive) as Ground }),
  progress: print,
})
printResult(result)
process.exit(result.failure ? 1 : 0)
