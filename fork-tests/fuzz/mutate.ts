import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findGround, keepGround } from './arena.js'
import { MUTATIONS, type Mutation } from './mutations.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const COPIED = ['src', 'fork-tests', 'package.json', 'tsconfig.json', 'vitest.config.ts']
const require = createRequire(import.meta.url)
const TSX = require.resolve('tsx/cli')
const VITEST = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** Only mutations whose name holds this text. */
    only: { type: 'string', default: '' },
  },
})

const print = (text: string): void => void process.stdout.write(text)

/** A copy of the sources, to be broken; the checkout stays as it is. */
const copySources = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'plimsoll-mutate-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** The unbroken embedded mainnet, so that no mutation rebuilds it. */
const writeGround = async (copy: string): Promise<string> => {
  const file = join(copy, 'ground.json')
  const ground = keepGround(await findGround(), copy)
  writeFileSync(
    file,
    JSON.stringify(ground, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
  )
  return file
}

const runFuzz = (copy: string, ground: string): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve, reject) => {
    const options = [
      '--sequences',
      values.sequences,
      '--seed',
      values.seed,
      '--no-shrink',
      '--ground',
      ground,
    ]
    const child = spawn(process.execPath, [TSX, 'fork-tests/fuzz/cli.ts', ...options], { cwd: copy })
    let output = ''
    child.stdout.on('data', data => {
      output += String(data)
    })
    child.stderr.on('data', data => {
      output += String(data)
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? -1, output }))
  })

const SEQUENCE = /differ at sequence (\d+)/
const FIRST_DIFFERENCE = /^ {2}(?:try: )?([a-z]\S* ?[\w ]*): .*(?:model|fork).*$/m

type Finding = { readonly caught: boolean; readonly line: string }

/** Whether a unit test fails, by an assertion and not because it could not run. */
const failsUnit = (copy: string, test: string): boolean => {
  const run = spawnSync(process.execPath, [VITEST, 'run', '--project', 'unit', test], { cwd: copy })
  return run.status === 1 && String(run.stderr).includes('AssertionError')
}

/** Breaks one line, fuzzes or runs the test that judges it, and puts the line back. */
const tryMutation = async (copy: string, ground: string, mutation: Mutation): Promise<Finding> => {
  const file = join(copy, 'src', mutation.file)
  const source = readFileSync(file, 'utf8')
  const places = source.split(mutation.find).length - 1
  if (places !== 1)
    return { caught: false, line: `cannot be made: its line stands ${places} times in ${mutation.file}` }
  writeFileSync(
    file,
    source.replace(mutation.find, () => mutation.replace),
  )
  if (mutation.test !== undefined) {
    const caught = failsUnit(copy, mutation.test)
    writeFileSync(file, source)
    return { caught, line: caught ? `caught by ${mutation.test}` : `NOT caught by ${mutation.test}` }
  }
  const { code, output } = await runFuzz(copy, ground)
  writeFileSync(file, source)
  const sequence = SEQUENCE.exec(output)?.[1]
  if (code === 1 && sequence)
    return {
      caught: true,
      line: `caught at sequence ${sequence}: ${FIRST_DIFFERENCE.exec(output)?.[0].trim() ?? ''}`,
    }
  if (code === 0) return { caught: false, line: `NOT caught in ${values.sequences} sequences` }
  return { caught: false, line: `the fuzz itself broke:\n${output.slice(-2_000)}` }
}

const chosen = MUTATIONS.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()))
if (chosen.length === 0) {
  print(`No mutation has "${values.only}" in its name: nothing was tried.\n`)
  print(`There are:\n${MUTATIONS.map(({ name }) => `  ${name}\n`).join('')}`)
  process.exit(1)
}

const folder = copySources()
let missed = 0
try {
  const groundFile = await writeGround(folder)
  for (const mutation of chosen) {
    print(`${mutation.name}: `)
    const { caught, line } = await tryMutation(folder, groundFile, mutation)
    print(`${line}\n`)
    if (!caught) missed += 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
print(
  missed === 0
    ? `Every one of ${chosen.length} mutations was caught.\n`
    : `${missed} mutations were not caught.\n`,
)
process.exit(missed === 0 ? 0 : 1)
