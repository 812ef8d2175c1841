import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** One sample: the arguments of `plimsoll run`, as a user would give them, and what of it is kept. */
export type Sample = {
  readonly name: string
  readonly args: readonly string[]
  readonly formats: readonly ('md' | 'html' | 'json')[]
}

/** The reports that are committed beside this file. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'wsteth-loop',
    args: ['wsteth-loop', '--scenario', 'depeg,slashing,liquidity-crunch'],
    formats: ['md', 'html'],
  },
  {
    name: 'wsteth-usdc',
    args: ['wsteth-usdc', '--scenario', 'eth-crash'],
    formats: ['md', 'html', 'json'],
  },
  {
    name: 'wsteth-loop-morpho',
    args: ['wsteth-loop-morpho', '--set', 'oracle=market-price', '--scenario', 'depeg'],
    formats: ['md', 'html'],
  },
  {
    name: 'treasury-mix',
    args: ['treasury-mix', '--scenario', 'june-2022,exit-queue-2025-09'],
    formats: ['md', 'html'],
  },
]

/** A sample as it is committed: name of the file beside this one, and its text. */
export type SampleFile = { readonly name: string; readonly text: string }

const BIN = fileURLToPath(new URL('../bin/plimsoll.js', import.meta.url))
const run = promisify(execFile)

/** Runs one sample as its reader would, in both worlds, and writes nothing here. */
export const sampleFiles = async ({ name, args, formats }: Sample): Promise<readonly SampleFile[]> => {
  const parent = mkdtempSync(join(tmpdir(), 'plimsoll-sample-'))
  try {
    // The folder's name stands in no report; the usual one keeps the command that a report names the usual one.
    mkdirSync(join(parent, 'reports'))
    await run(process.execPath, [BIN, 'run', ...args, '--format', formats.join(',')], {
      cwd: parent,
      maxBuffer: 2 ** 26,
    })
    return readdirSync(join(parent, 'reports'))
      .sort()
      .map(file => ({
        name: `${name}.${file.split('.').at(-1)}`,
        text: readFileSync(join(parent, 'reports', file), 'utf8'),
      }))
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

const writeAll = async (): Promise<void> => {
  for (const sample of SAMPLES)
    for (const { name, text } of await sampleFiles(sample)) {
      writeFileSync(new URL(name, import.meta.url), text)
      process.stderr.write(`reports/${name}: ${Math.round(text.length / 1024)} KB\n`)
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeAll()
  process.exit(0)
}
