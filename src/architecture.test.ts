import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  backwardImports,
  HEAVY,
  impurities,
  ORDER,
  type Sources,
  spreadPackages,
} from './architecture.fixture.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const read = (folder: string): Sources =>
  Object.fromEntries(
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter(path => path.endsWith('.ts') && !/\.(test|bench|fixture)\.ts$/.test(path))
      .map(path => [path, readFileSync(join(ROOT, path), 'utf8')]),
  )

const sources: Sources = { ...read('src'), ...read('strategies') }

/** A reported import without its line. */
const pairOf = (problem: string): string => {
  const [, from, to] = /^(\S+):\d+ imports ([^,\s]+)/.exec(problem) ?? [problem, problem, '']
  return `${from} → ${to}`
}

/** Imports that still run backward since the folders were moved. A line goes when its import goes. */
const BACKWARD = [
  'src/scenario/shocks/withdrawals.ts → src/exit/options/lidoQueue.ts',
  'src/simulation/actors/arbitrageur.ts → src/exit/options/lidoQueue.ts',
  'src/simulation/actors/issuers.ts → src/exit/options/etherfiQueue.ts',
  'src/simulation/liquidations/bids.ts → src/exit/options/lidoQueue.ts',
  'src/simulation/liquidations/morphoLiquidator.ts → src/exit/options/lidoQueue.ts',
]

describe('the repository', () => {
  test('is read: every folder that holds code is there', () => {
    const folders = new Set(Object.keys(sources).map(path => path.split('/')[1]))
    const code = [
      'units',
      'protocols',
      'market',
      'position',
      'routing',
      'scenario',
      'simulation',
      'exit',
      'fork',
    ]
    for (const folder of [...code, 'analysis', 'report', 'cli']) expect(folders).toContain(folder)
    expect(Object.keys(sources)).toContain('src/index.ts')
  })
  test('imports run one way, except the listed ones', () => {
    expect(backwardImports(sources).map(pairOf).sort()).toEqual([...BACKWARD].sort())
  })
  test('pure folders are pure', () => expect(impurities(sources)).toEqual([]))
  test('each heavy package stays behind one file', () => expect(spreadPackages(sources)).toEqual([]))
})

describe('backwardImports', () => {
  test.each([
    ['static', "import { a } from '../market/market.js'"],
    ['type only', "import type { A } from '../market/market.js'"],
    ['type inside an expression', "type A = import('../market/market.js').A"],
    ['re-export', "export * from '../market/market.js'"],
    ['dynamic', "const a = await import('../market/market.js')"],
  ])('%s: reported with file and line', (_, line) => {
    expect(backwardImports({ 'src/units/fixed.ts': `// a comment\n\n${line}\n` })).toEqual([
      'src/units/fixed.ts:3 imports src/market/market.ts, which stands to its right',
    ])
  })

  test('an import of the same folder, of a folder to the left, of a package: none is reported', () => {
    const text = `import './run.js'\nimport '../units/fixed.js'\nimport '../scenario/scenario.js'\nimport 'viem'`
    expect(backwardImports({ 'src/simulation/world.ts': text })).toEqual([])
  })

  test('each folder may import each one before it, and none after it', () => {
    const pairs = ORDER.flatMap((from, i) => ORDER.map((to, j) => ({ from, to, backward: j > i })))
    for (const { from, to, backward } of pairs)
      expect(
        backwardImports({ [`src/${from}/a.ts`]: `import '../${to}/b.js'` }),
        `${from} imports ${to}`,
      ).toHaveLength(backward ? 1 : 0)
  })

  test('the public API: imports the report but not the command line; only the latter imports it', () => {
    const text = `export { a } from './report/json.js'\nexport { b } from './cli/main.js'`
    expect(backwardImports({ 'src/index.ts': text })).toEqual([
      'src/index.ts:2 imports src/cli/main.ts, which stands to its right',
    ])
    expect(backwardImports({ 'src/cli/main.ts': "import '../index.js'" })).toEqual([])
    expect(backwardImports({ 'src/report/json.ts': "import '../index.js'" })).toHaveLength(1)
  })

  test('a strategy: the public API and packages only', () => {
    const text = `import { z } from 'zod'\nimport { a } from '../src/index.js'\nimport { b } from '../src/units/fixed.js'`
    expect(backwardImports({ 'strategies/mine.ts': text })).toEqual([
      'strategies/mine.ts:3 imports src/units/fixed.ts; a strategy imports only src/index.ts',
    ])
    expect(backwardImports({ 'src/simulation/run.ts': "import '../../strategies/mine.js'" })).toHaveLength(1)
    expect(backwardImports({ 'src/cli/load.ts': "import '../../strategies/mine.js'" })).toEqual([])
  })

  test('a new folder: reported until it has a place', () => {
    expect(backwardImports({ 'src/helpers/a.ts': '' })).toEqual([
      'src/helpers/a.ts:1 stands in no folder of the order',
    ])
    expect(backwardImports({ 'src/cli/a.ts': "import '../helpers/a.js'" })).toHaveLength(1)
  })
})

describe('impurities', () => {
  test.each([
    ["import { readFileSync } from 'node:fs'", 'imports node:fs'],
    ["import { encodeFunctionData } from 'viem'", 'imports viem'],
    ["import type { Hex } from 'viem'", 'imports viem'],
    ["import { utils } from 'ethers'", 'imports ethers'],
    ["import { z } from 'zod'", 'imports zod'],
    ["import '../fork/anvil.js'", 'imports src/fork/anvil.ts, which is not pure'],
    ['const a = await import(name)', 'imports what it computes'],
    ["const a = await fetch('https://example.org')", 'uses fetch'],
    ["const a = process.env['HOME']", 'uses process'],
    ['const a = Date.now()', 'uses Date.now'],
    ['const a = new Date()', 'uses new Date()'],
    ['const a = Date()', 'uses Date()'],
    ['const a = Math.random()', 'uses Math.random'],
    ["console.log('a')", 'uses console'],
    ['setTimeout(() => 1, 10)', 'uses setTimeout'],
    ['const a = globalThis', 'uses globalThis'],
  ])('%s', (line, problem) => {
    expect(impurities({ 'src/analysis/a.ts': `\n${line}\n` })).toEqual([`src/analysis/a.ts:2 ${problem}`])
  })

  test.each([
    'new Date(1000).toISOString()',
    'const a = { process: 1, fetch: 2 }',
    'const b = a.process + a.console',
    'type A = { readonly process: number }',
    '// process, console and Math.random',
    "const a = 'fetch'",
    "import type { Rpc } from '../fork/anvil.js'",
    "import { a } from '../market/market.js'",
  ])('nothing wrong with: %s', line => expect(impurities({ 'src/analysis/a.ts': line })).toEqual([]))

  test('zod: allowed where parameters have their schema', () => {
    expect(impurities({ 'src/position/parameters.ts': "import { z } from 'zod'" })).toEqual([])
    expect(impurities({ 'src/position/loop.ts': "import { z } from 'zod'" })).toHaveLength(1)
  })

  test('simulation: all of it, and it does not load fork', () => {
    expect(impurities({ 'src/fork/world/origin.ts': "import { b } from 'viem'\nfetch(b)" })).toEqual([])
    for (const path of [
      'src/simulation/run.ts',
      'src/simulation/model/apply.ts',
      'src/simulation/actors/actor.ts',
    ])
      expect(impurities({ [path]: "import 'viem'" })).toEqual([`${path}:1 imports viem`])
    expect(impurities({ 'src/simulation/run.ts': "import { a } from '../fork/world/origin.js'" })).toEqual([
      'src/simulation/run.ts:1 imports src/fork/world/origin.ts, which is not pure',
    ])
  })

  test('fork, report and the command line may do what they need', () => {
    for (const folder of ['fork', 'report', 'cli'])
      expect(impurities({ [`src/${folder}/a.ts`]: "import 'node:fs'\nprocess.exit(0)" })).toEqual([])
  })
})

describe('spreadPackages', () => {
  test.each(HEAVY)('%s in two files: both are named', heavy => {
    const a = `import { x } from '${heavy}'`
    expect(spreadPackages({ 'src/cli/a.ts': a, 'src/cli/b.ts': '' })).toEqual([])
    for (const b of [`await import('${heavy}/deep')`, `require('${heavy}')`, `require.resolve('${heavy}')`])
      expect(spreadPackages({ 'src/cli/a.ts': a, 'src/cli/b.ts': b })).toEqual([
        `${heavy} is imported by src/cli/a.ts, src/cli/b.ts`,
      ])
  })

  test('a type costs nothing; a name that begins alike is another package', () => {
    const two = { 'src/cli/a.ts': "import 'ethers'", 'src/cli/b.ts': "import type { A } from 'ethers'" }
    expect(spreadPackages(two)).toEqual([])
    expect(spreadPackages({ ...two, 'src/cli/b.ts': "import 'ethers-like'" })).toEqual([])
  })
})
