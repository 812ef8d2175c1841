import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { MutantResult } from '@stryker-mutator/api/core'
import { areaOf, drawn, LEFT_OUT, type Site, sitesOf } from './sites.js'

/**
 * `npm run mutants -- --since REF | --sample N [--seed S] [--area NAME]`: breaks the program in N places, one at a time,
 * and says which the tests did not notice. Exit code 1 where fewer than `--least` percent are noticed.
 */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const FOLDERS = [
  ...['position', 'routing', 'scenario', 'simulation', 'exit', 'analysis', 'report', 'cli'].map(
    name => `src/${name}`,
  ),
  'strategies',
]
const LEFT = /\.(test|fixture|d)\.ts$/

const { values } = parseArgs({
  options: {
    since: { type: 'string' },
    sample: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    area: { type: 'string' },
    /** Percent that must be noticed. */
    least: { type: 'string', default: '0' },
  },
})

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const filesOf = (): readonly string[] => {
  const all = FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)),
  ).filter(file => file.endsWith('.ts') && !LEFT.test(file))
  const inArea = values.area === undefined ? all : all.filter(file => areaOf(file) === values.area)
  if (values.since === undefined) return inArea.sort()
  const changed = execFileSync('git', ['diff', '--name-only', values.since], { cwd: ROOT, encoding: 'utf8' })
  const names = new Set(changed.split('\n'))
  return inArea.filter(file => names.has(file)).sort()
}

const rangeOf = ({ file, start, end }: Site): string =>
  `${file}:${start.line}:${start.column}-${end.line}:${end.column}`

/** Stryker's results count columns from 1. */
const isOf = (
  { fileName, mutatorName, replacement, location: { start } }: MutantResult,
  site: Site,
): boolean =>
  fileName.endsWith(site.file) &&
  mutatorName === site.mutator &&
  (replacement ?? '') === site.replacement &&
  start.line === site.start.line &&
  start.column - 1 === site.start.column

const runStryker = async (sites: readonly Site[]): Promise<readonly MutantResult[]> => {
  const { Stryker } = await import('@stryker-mutator/core')
  const tempDirName = mkdtempSync(join(tmpdir(), 'plimsoll-mutants-'))
  try {
    return await new Stryker({
      mutate: sites.map(rangeOf),
      testRunner: 'vitest',
      vitest: { configFile: 'fork-tests/mutants/vitest.config.ts' },
      checkers: ['typescript'],
      tsconfigFile: 'tsconfig.json',
      mutator: { excludedMutations: [...LEFT_OUT], plugins: null },
      coverageAnalysis: 'perTest',
      reporters: ['progress-append-only'],
      concurrency: 2,
      timeoutMS: 20_000,
      ignorePatterns: ['reports', 'dist', 'bench'],
      allowConsoleColors: false,
      tempDirName,
    }).runMutationTest()
  } finally {
    rmSync(tempDirName, { recursive: true, force: true })
  }
}

const NOTICED: ReadonlySet<string> = new Set(['Killed', 'Timeout', 'RuntimeError'])
const LIVED: ReadonlySet<string> = new Set(['Survived', 'NoCoverage'])

const line = (name: string, all: readonly MutantResult[]): string => {
  const noticed = all.filter(({ status }) => NOTICED.has(status)).length
  const count = all.filter(({ status }) => NOTICED.has(status) || LIVED.has(status)).length
  const share = count === 0 ? '–' : `${((100 * noticed) / count).toFixed(0)} %`
  return `| ${name} | ${all.length} | ${all.length - count} | ${noticed} | ${count - noticed} | ${share} |`
}

const tell = (results: readonly MutantResult[]): number => {
  const relative = (file: string): string => file.replace(`${ROOT}/`, '')
  for (const { fileName, location, mutatorName, replacement, status } of results.filter(r =>
    LIVED.has(r.status),
  ))
    print(`${status}: ${relative(fileName)}:${location.start.line} ${mutatorName} → ${replacement ?? ''}`)
  const areas = [...new Set(results.map(({ fileName }) => areaOf(relative(fileName))))].sort()
  print('\n| area | drawn | do not compile | noticed | lived | noticed of those that compile |')
  print('|---|---|---|---|---|---|')
  for (const area of areas)
    print(
      line(
        area,
        results.filter(({ fileName }) => areaOf(relative(fileName)) === area),
      ),
    )
  print(line('all', results))
  const judged = results.filter(({ status }) => NOTICED.has(status) || LIVED.has(status))
  return judged.length === 0
    ? 100
    : (100 * judged.filter(({ status }) => NOTICED.has(status)).length) / judged.length
}

const main = async (): Promise<void> => {
  const files = filesOf()
  const sites = drawn(await sitesOf(ROOT, files), Number(values.sample), Number(values.seed))
  if (sites.length === 0) return print('Nothing to break: no file of these areas changed.')
  print(`${sites.length} places in ${files.length} files, seed ${values.seed}.`)
  const all = await runStryker(sites)
  const results = all.filter(result => sites.some(site => isOf(result, site)))
  const share = tell(results)
  if (share < Number(values.least)) process.exitCode = 1
}

await main()
