import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { main } from './main.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bad-'))
const out = join(folder, 'out')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const captured = { error: '', out: '' }
beforeEach(() => {
  captured.error = ''
  captured.out = ''
  const take = (to: 'error' | 'out') =>
    ((text: string, done?: () => void) => {
      captured[to] += text
      done?.()
      return true
    }) as typeof process.stderr.write
  vi.spyOn(process.stderr, 'write').mockImplementation(take('error'))
  vi.spyOn(process.stdout, 'write').mockImplementation(take('out'))
})
afterEach(() => vi.restoreAllMocks())

const run = (...argv: readonly string[]) => ['run', 'wsteth-loop', '--out', out, ...argv]
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'nosuch', '\u001b[31m']
const NUMBERS = ['x', '', '-1', 'NaN', 'Infinity', '0x10', '9'.repeat(400), '1e400', '5,00', '1 2', '١']
const YAMLS = [
  '',
  'null',
  '[]',
  '5',
  '*nothere',
  '&a [*a]',
  'a: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]',
  `a: &a [x]\nb: [${'*a,'.repeat(2_000)}*a]`,
  'name: a\nname: b',
  'name: [',
  '__proto__: 5',
  'name: x\nabout: y\ndays: -1\nsteps: []',
  'name: x\nabout: y\ndays: 5\nsteps: 7',
  '\t- a',
]
const POPULATIONS = [
  '',
  'collateral',
  'a,b\n1,2',
  'collateral,collateralAmount,debt,debtAmount\nwstETH,0,WETH,1',
  `collateral,collateralAmount,debt,debtAmount\nwstETH,${'9'.repeat(60)},WETH,1`,
  'collateral,collateralAmount,debt,debtAmount\nconstructor,1,WETH,1',
  'collateral,collateralAmount,debt,debtAmount\nwstETH,1,__proto__,1',
  'collateral,collateralAmount,debt,debtAmount\nwstETH,1,WETH',
]
const STRATEGIES = [
  '',
  'export const strategy = null',
  'export const strategy = 5',
  'export const strategy = {}',
  'export const other = {}',
  'throw null',
  'throw new Error("mine")',
  'export const strategy = {',
]

const EXPRESSIONS = [
  '',
  'minHealthFactor',
  'minHealthFactr >= 1',
  'minHealthFactor >= 1 under nosuch',
  'process.exit(1) == 1',
  'share("x") = 1',
]
const MEASURES = ['', 'x', 'x=', 'minHealthFactor=1', 'a=minHealthFactor>1', 'nosuch.yaml', 'a=b']

const BAD: readonly (readonly string[])[] = [
  ...NAMES.flatMap(name => [
    ['run', name, '--out', out],
    run('--scenario', name),
    run('--set', `${name}=1`),
    run('--policy', name),
    run('--policy', `deleverage:${name}=1`),
    run('--world', name),
    run('--format', name),
    run('--without', name),
    run('--population', name),
    run(`--${name}`),
    ['schema', '--of', name],
    ['load-line', name],
    ['load-line', 'wsteth-loop', '--scenario', name],
    ['explain', name, '--out', out],
    ['exit', name, '--out', out],
    ['list', name],
    ['exit', 'wsteth-loop', '--out', out, '--size', `1${name}`],
  ]),
  ...NUMBERS.flatMap(number => [
    run('--set', `size=${number}`),
    run('--set', `leverage=${number}`),
    run('--scenario', `depeg@${number}`),
    run('--policy', `deleverage:below=${number}`),
    run('--population-seed', number),
    ['load-line', 'wsteth-loop', '--set', `leverage=${number}`],
    ['exit', 'wsteth-loop', '--out', out, '--scenario', 'depeg', '--at', number],
    ['exit', 'wsteth-loop', '--out', out, '--set', `size=${number}`],
    ['exit', 'wsteth-loop', '--out', out, '--patience', number],
    ['exit', 'wsteth-loop', '--out', out, '--max-cost', number],
    ['exit', 'wsteth-loop', '--out', out, '--size', number],
    run('--fork-url', 'http://127.0.0.1:1', '--fork-block', number),
  ]),
  ...['', '0x', 'vitalik.eth', `0x${'g'.repeat(40)}`, `0x${'1'.repeat(41)}`, '-1'].map(text => [
    'inspect',
    text,
  ]),
  ...['', 'x.csv', 'x', '/dev/null/x.yaml'].map(text => ['inspect', `0x${'1'.repeat(40)}`, '--write', text]),
  ...['', 'nosuch.json', folder].map(text => ['verify', text]),
  ...EXPRESSIONS.flatMap(text => [
    ['fit', 'wsteth-loop', '--limit', text],
    ['exit', 'wsteth-loop', '--out', out, '--limit', text],
    run('--limit', text),
    ['compare', 'hold-wsteth', '--limit', text],
    ['check', 'hold-wsteth', '--limit', text],
  ]),
  ...MEASURES.flatMap(text => [
    run('--measure', text),
    ['compare', 'hold-wsteth', '--measure', text],
    ['check', 'hold-wsteth', '--limit', 'liquidated == 0', '--measure', text],
  ]),
  ...YAMLS.map((text, i) => run('--scenario', file(`s${i}.yaml`, text))),
  ...POPULATIONS.map((text, i) => run('--population', file(`p${i}.csv`, text))),
  ...['{', '{}', '[]', '[5]', '[null]', '[{}]', '[{"collateral":{"toString":1}}]'].map((text, i) =>
    run('--population', file(`p${i}.json`, text)),
  ),
  ...['', '{', 'null', '[]', '5', '{"marketFile":1}', '{"marketFile":2}', '{"block":1}'].map((text, i) =>
    run('--market', file(`m${i}.json`, text)),
  ),
  ...STRATEGIES.map((text, i) => ['run', file(`x${i}.mjs`, text), '--out', out]),
  ...['ftp://x', 'x', '', 'env:NOT_THERE_AT_ALL'].map(url => run('--fork-url', url)),
  ...['/dev/null', '', join(folder, 'a'.repeat(300)), folder].map(path => ['market', '--out', path]),
]

test.each(BAD.map(argv => [argv.map(word => word.slice(0, 30)).join(' '), argv] as const))(
  '%s: code 1 or 2, a sentence and a hint, nothing written',
  async (_, argv) => {
    const code = await main(argv)
    expect([1, 2], captured.error).toContain(code)
    expect(captured.error).toMatch(/^\w*Error: .*\S/m)
    expect(captured.error).not.toMatch(/\n\s+at |InternalError/)
    expect(captured.error).toContain('Hint: ')
    expect(captured.out).toBe('')
    expect(readdirSync(folder)).not.toContain('out')
  },
)
