import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** One sample: the arguments of `plimsoll`, as a user would give them, and what of it is kept. */
export type Sample = {
  readonly name: string
  readonly args: readonly string[]
  readonly formats: readonly ('md' | 'html' | 'json')[]
  /** Whether what the terminal shows is kept too, as a text. */
  readonly terminal?: boolean
  /** What it ends with; 0 where nothing is said. */
  readonly code?: number
}

/** Samples of the model alone: quick, and made in one process. */
export const MODEL_SAMPLES: readonly Sample[] = [
  {
    name: 'weeth-loop',
    args: ['run', 'weeth-loop', '--scenario', 'depeg', '--world', 'model'],
    formats: ['md'],
    terminal: true,
  },
  {
    name: 'treasury-paused',
    args: ['run', 'treasury-mix', '--scenario', 'withdrawals-paused', '--world', 'model', '--no-load-line'],
    formats: ['md'],
    terminal: true,
  },
  {
    name: 'with-others',
    args: [
      ...['run', 'wsteth-usdc', '--scenario', 'eth-crash', '--population', '30', '--world', 'model'],
      '--no-load-line',
    ],
    formats: ['md'],
    terminal: true,
  },
  {
    name: 'compare',
    args: [
      ...['compare', 'hold-wsteth', 'wsteth-loop:leverage=3', 'wsteth-loop:leverage=6', 'wsteth-usdc'],
      ...['--set', 'size=5000', '--scenario', 'calm,depeg,eth-crash', '--format', 'md'],
    ],
    formats: [],
    terminal: true,
  },
  {
    name: 'check',
    args: ['check', 'reports/treasury.yaml', '--scenario', 'calm,depeg'],
    formats: [],
    terminal: true,
    code: 3,
  },
]

/** Samples of both worlds. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'wsteth-loop',
    args: ['run', 'wsteth-loop', '--scenario', 'depeg,slashing,liquidity-crunch'],
    formats: ['md', 'html'],
  },
  {
    name: 'wsteth-usdc',
    args: ['run', 'wsteth-usdc', '--scenario', 'eth-crash'],
    formats: ['md', 'html', 'json'],
  },
  {
    name: 'wsteth-loop-morpho',
    args: ['run', 'wsteth-loop-morpho', '--set', 'oracle=market-price', '--scenario', 'depeg'],
    formats: ['md', 'html'],
  },
  {
    name: 'treasury-mix',
    args: ['run', 'treasury-mix', '--scenario', 'june-2022,exit-queue-2025-09'],
    formats: ['md', 'html'],
  },
  { name: 'wsteth-loop.exit', args: ['exit', 'wsteth-loop'], formats: ['md', 'json'], terminal: true },
]

/** A sample as it is committed: name of the file beside this one, and its text. */
export type SampleFile = { readonly name: string; readonly text: string }

const BIN = fileURLToPath(new URL('../bin/plimsoll.js', import.meta.url))
const run = promisify(execFile)

const isFile = (name: string): boolean => name.includes('.')

/** What a command wrote into a folder, and what it showed, under a sample's names. */
const keptOf = ({ name, terminal }: Sample, folder: string, out: string): readonly SampleFile[] => [
  ...readdirSync(folder)
    .filter(isFile)
    .sort()
    .map(file => ({
      name: `${name}.${file.split('.').at(-1)}`,
      text: readFileSync(join(folder, file), 'utf8'),
    })),
  ...(terminal ? [{ name: `${name}.txt`, text: out }] : []),
]

/** An empty folder `reports` for as long as `use` takes. */
const withFolder = async <T>(use: (parent: string, folder: string) => Promise<T>): Promise<T> => {
  const parent = mkdtempSync(join(tmpdir(), 'plimsoll-sample-'))
  try {
    const folder = join(parent, 'reports')
    mkdirSync(folder)
    return await use(parent, folder)
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

const formatsOf = ({ formats }: Sample): readonly string[] =>
  formats.length === 0 ? [] : ['--format', formats.join(',')]

/** Runs one sample as its reader would, in both worlds, and writes nothing here. */
export const sampleFiles = (sample: Sample): Promise<readonly SampleFile[]> =>
  withFolder(async (parent, folder) => {
    // The folder's name stands in no report; the usual one keeps the command that a report names the usual one.
    const { stdout } = await run(process.execPath, [BIN, ...sample.args, ...formatsOf(sample)], {
      cwd: parent,
      maxBuffer: 2 ** 26,
    })
    return keptOf(sample, folder, stdout)
  })

type Write = typeof process.stdout.write

/** Keeps what is written to standard output while `use` runs; standard error is dropped. */
const listening = async (use: () => Promise<number>): Promise<{ readonly code: number; readonly out: string }> => {
  const writes: readonly Write[] = [process.stdout.write, process.stderr.write]
  let out = ''
  const taking = (take: (text: string) => void): Write =>
    ((text: string, done?: () => void) => {
      take(text)
      done?.()
      return true
    }) as Write
  process.stdout.write = taking(text => {
    out += text
  })
  process.stderr.write = taking(() => undefined)
  try {
    return { code: await use(), out }
  } finally {
    const [stdout, stderr] = writes
    if (stdout) process.stdout.write = stdout
    if (stderr) process.stderr.write = stderr
  }
}

/** Runs one sample of the model in this process, from the checkout's root. Throws where it ends with another code. */
export const modelSampleFiles = (sample: Sample): Promise<readonly SampleFile[]> =>
  withFolder(async (_, folder) => {
    const { main } = await import('../src/cli/main.js')
    const files = sample.formats.length === 0 ? [] : ['--out', folder, ...formatsOf(sample)]
    const { code, out } = await listening(() => main([...sample.args, ...files]))
    if (code !== (sample.code ?? 0)) throw new Error(`${sample.name} ended with code ${code}: ${out}`)
    return keptOf(sample, folder, out)
  })

const write = (files: readonly SampleFile[]): void => {
  for (const { name, text } of files) {
    writeFileSync(new URL(name, import.meta.url), text)
    process.stderr.write(`reports/${name}: ${Math.round(text.length / 1024)} KB\n`)
  }
}

const writeAll = async (): Promise<void> => {
  for (const sample of MODEL_SAMPLES) write(await modelSampleFiles(sample))
  for (const sample of SAMPLES) write(await sampleFiles(sample))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeAll()
  process.exit(0)
}
