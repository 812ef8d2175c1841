import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { USUAL_EXIT_LIMITS } from '../src/analysis/illiquid.js'
import { openForkWorld } from '../src/analysis/simulate.js'
import { type EmbeddedMainnet, embeddedMainnet } from '../src/fork/genesis.js'
import { marketFileText } from '../src/market/file.js'
import { type Document, outputSchema } from '../src/report/document.js'
import { exitSchema } from '../src/report/exit/document.js'
import { SCENARIOS } from '../src/scenario/library.js'

const BIN = fileURLToPath(new URL('../bin/plimsoll.js', import.meta.url))
const KEY = 'k3yk3yk3yk3y'

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

let folder = ''
let mainnet: EmbeddedMainnet
const children: ChildProcess[] = []

const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    said.out += chunk
  })
  child.stderr.on('data', chunk => {
    said.err += chunk
  })
  const ended = new Promise<Ended>(resolve => {
    child.on('close', code => resolve({ code, ...said }))
  })
  return { child, said, ended }
}

const plimsoll = (...args: readonly string[]): Promise<Ended> => start(args).ended

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}

const documentIn = (text: string): Document => outputSchema.parse(JSON.parse(text)) as Document

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'))
  mainnet = await embeddedMainnet()
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** One clear message, on standard error alone, with no stack trace. */
const expectRefusal = (
  { code, out, err }: Ended,
  expected: { readonly code: number; readonly says: RegExp },
) => {
  expect(err).toMatch(expected.says)
  expect(out).toBe('')
  expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/)
  expect(err).not.toContain('InternalError')
  expect(err).not.toContain(KEY)
  expect(code).toBe(expected.code)
}

describe('list, schema, help', () => {
  test('list: everything there is', async () => {
    const { code, out } = await plimsoll('list')
    expect(code).toBe(0)
    for (const name of ['wsteth-loop', 'wsteth-usdc', 'leverage=…  1 or more', 'depeg', 'minHealthFactor'])
      expect(out).toContain(name)
  })

  test('list --json: one document, of one kind', async () => {
    const { out } = await plimsoll('list', 'scenarios', '--json')
    const { scenarios, ...rest } = JSON.parse(out) as { scenarios: { name: string }[] }
    expect(rest).toEqual({})
    expect(scenarios.map(one => one.name)).toEqual(SCENARIOS.map(one => one.name))
    expect(scenarios.length).toBeGreaterThan(50)
  })

  test('list: loads nothing that is heavy', async () => {
    const environment = { NODE_DEBUG: 'esm', NODE_DEBUG_NATIVE: '' }
    const { err } = await start(['list'], environment).ended
    expect(err).toContain('commander')
    for (const heavy of ['node_modules/viem/', 'node_modules/solc/', '@viem/anvil', 'contract-helpers'])
      expect(err).not.toContain(heavy)
  })

  test('schema: the JSON Schema of the output', async () => {
    const { code, out } = await plimsoll('schema')
    expect(code).toBe(0)
    const { anyOf } = JSON.parse(out) as { anyOf: { required: string[] }[] }
    expect(anyOf.map(one => one.required.includes('reports'))).toEqual([false, true])
  })

  test('the help names the usual limits of a load line', async () => {
    const { out } = await plimsoll('load-line', '--help')
    expect(out).toMatch(new RegExp(`basis\\s+points; ${USUAL_EXIT_LIMITS.costBps} if nothing`))
    expect(out).toMatch(new RegExp(`this long; ${USUAL_EXIT_LIMITS.days} if\\s+nothing`))
  })

  test('help and version are results', async () => {
    const [help, version] = await Promise.all([plimsoll('run', '--help'), plimsoll('--version')])
    expect(help.out).toContain('--scenario <names>')
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect([help.code, version.code]).toEqual([0, 0])
  })

  test('a reader that leaves: no complaint', async () => {
    const { child, ended } = start(['list'])
    child.stdout.destroy()
    expect((await ended).err).toBe('')
  })
})

describe.concurrent('wrong input', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /No command is given/],
    ['an unknown command', ['rnu', 'wsteth-loop'], /Hint: Did you mean run\?/],
    ['no strategy', ['run'], /No strategy is named\./],
    ['too many arguments', ['run', 'wsteth-loop', 'calm'], /Too many arguments/],
    ['an unknown strategy', ['run', 'wsteth-lop'], /Did you mean "wsteth-loop"\?/],
    ['an unknown scenario', ['run', 'wsteth-loop', '--scenario', 'depge'], /Did you mean "depeg"\?/],
    ['a wrong severity', ['run', 'wsteth-loop', '--scenario', 'depeg@99'], /above 0, up to 10/],
    ['an unknown option', ['run', 'wsteth-loop', '--scenaro', 'calm'], /Did you mean --scenario\?/],
    ['an option without its value', ['run', 'wsteth-loop', '--scenario'], /argument missing/],
    ['an unknown format', ['run', 'wsteth-loop', '--format', 'jsn'], /Did you mean "json"\?/],
    ['a strategy named twice', ['run', 'wsteth-loop,wsteth-loop'], /named twice/],
    ['two wrong strategies', ['run', 'wsteth-lop,wsteth-usd'], /wsteth-lop[\s\S]*wsteth-usd/],
    ['a setting of no strategy', ['run', 'wsteth-loop,wsteth-usdc', '--set', 'x=1'], /x: is unknown/],
    ['an unknown world', ['run', 'wsteth-loop', '--world', 'modl'], /Did you mean "model"\?/],
    ['an unknown parameter', ['run', 'wsteth-loop', '--set', 'levrage=3'], /did you mean leverage\?/],
    ['leverage below 1', ['run', 'wsteth-loop', '--set', 'leverage=0.5'], /1 or more/],
    ['no size', ['run', 'wsteth-loop', '--set', 'size=0'], /0.001 to 400000/],
    ['a negative size', ['run', 'wsteth-usdc', '--set', 'size=-5'], /0.001 to 400000/],
    ['no setting', ['run', 'wsteth-loop', '--set', 'leverage'], /Write --set key=value/],
    ['an unknown list', ['list', 'measure'], /Did you mean "measures"\?/],
    ['a format of an exit', ['exit', 'hold-steth', '--format', 'pdf'], /no format "pdf" of an exit/],
    [
      'a part of a validator',
      ['exit', 'solo-staking', '--size', '1.5validators'],
      /no whole number of validators/,
    ],
    ['a block without a URL', ['run', 'wsteth-loop', '--fork-block', '1'], /--fork-block needs --fork-url/],
    ['no URL', ['run', 'wsteth-loop', '--fork-url', KEY], /no http or https URL/],
    ['no market file', ['run', 'wsteth-loop', '--market', 'none.json'], /no such file/],
    ['a load line of no scenario', ['load-line', 'wsteth-loop'], /Name one with --scenario/],
    ['a load line of two', ['load-line', 'wsteth-loop', '--scenario', 'calm,depeg'], /not one scenario/],
    [
      'a limit that is no number',
      ['load-line', 'wsteth-loop', '--scenario', 'calm', '--max-cost', 'x'],
      /no --max-cost/,
    ],
  ])('%s', async (_, args, says) => expectRefusal(await plimsoll(...args), { code: 1, says }))

  test('everything wrong is told at once', async () => {
    const ended = await plimsoll(
      ...['run', 'wsteth-lop', '--scenario', 'deepg,calm@3', '--format', 'mdd', '--world', 'x', '--out', ''],
    )
    for (const says of [
      /strategy "wsteth-lop"/,
      /scenario "deepg"/,
      /severity of "calm"/,
      /format "mdd"/,
      /world "x"/,
      /--out is empty/,
    ])
      expectRefusal(ended, { code: 1, says })
  })

  test('a position that this market refuses: the protocol’s own reason', async () => {
    const ended = await plimsoll(
      'run',
      'wsteth-loop',
      '--set',
      'leverage=14',
      'size=400000',
      '--world',
      'model',
    )
    expectRefusal(ended, {
      code: 1,
      says: /RefusedPositionError[\s\S]*Aave has [\d,]+ WETH to lend[\s\S]*size [\d,.]+ ETH at most at leverage 14/,
    })
  })

  test('reports that cannot be written: exit code 2, before anything runs', async () => {
    file('plain', '')
    const ended = await plimsoll('run', 'wsteth-loop', '--out', 'plain/reports')
    expectRefusal(ended, { code: 2, says: /^EnvironmentError: The reports cannot be written/ })
  })
})

describe.concurrent('a strategy of one’s own', () => {
  const OWN = `
import { strategy as loop } from '${fileURLToPath(new URL('../strategies/wsteth-loop.ts', import.meta.url))}'
export const strategy = { ...loop, name: 'mine' }
`
  test('runs as those of the library do', async () => {
    const own = file('own.ts', OWN)
    const { code, out } = await plimsoll('run', own, '--world', 'model', '--json')
    expect(code).toBe(0)
    expect(documentIn(out).strategy.name).toBe('mine')
    expect(out).not.toContain(folder)
  })

  test.each<[string, string, readonly RegExp[]]>([
    [
      'no export',
      'export const strategi = 1\n',
      [/no export "strategy"/, /exports: strategi/, /Expected is/],
    ],
    [
      'another shape',
      "export const strategy = { name: 'a/b', about: 'x', open: 3 }\n",
      [
        /name: is wrong/,
        /open: is wrong/,
        /endowment: is missing; expected a function/,
        /params: is missing/,
      ],
    ],
    ['an error at import', 'const a = 1\n\nthrow new TypeError("no " + a)\n', [/line: 3/, /TypeError: no 1/]],
    [
      'a mistake in the language',
      'export const a = 1\nexport const strategy = { name: 1 about: 2 }\n',
      [/line: 2/],
    ],
    ['an import of nothing', "import 'no-such-package'\nexport const strategy = 1\n", [/no-such-package/]],
    ['zod where it is not installed', "import 'zod'\nexport const strategy = 1\n", [/from .*src\/index\.ts/]],
    [
      'an error while it opens',
      OWN.replace("name: 'mine' }", "name: 'mine',\n  open() {\n    throw new Error('too deep')\n  } }"),
      [/failed in "open"/, /line: 5/, /too deep/],
    ],
    [
      'an action that there is none of',
      OWN.replace(
        "name: 'mine' }",
        "name: 'mine', open: (_, from) => [{ from, actions: [{ kind: 'lido.steak', amount: 5 }] }] }",
      ),
      [/open\(\)\[0\]\.actions\[0\]\.kind: .* Did you mean "lido\.stake"/],
    ],
    [
      'an amount that is no bigint',
      OWN.replace(
        "name: 'mine' }",
        "name: 'mine', open: (_, from) => [{ from, actions: [{ kind: 'lido.stake', amount: 5 }] }] }",
      ),
      [/open\(\)\[0\]\.actions\[0\]\.amount: a bigint from 0 .*\(as in 5n\).*not 5/],
    ],
    [
      'plans of another shape',
      OWN.replace("name: 'mine' }", "name: 'mine', unwind: () => [{ legs: [{ seconds: 0, txs: [] }] }] }"),
      [/unwind\(\)\[0\]\.method/, /unwind\(\)\[0\]\.legs\[0\]\.seconds/, /unwind\(\)\[0\]\.assumed/],
    ],
  ])('%s', async (name, text, all) => {
    const own = file(`${name.replaceAll(' ', '-')}.ts`, text)
    const ended = await plimsoll('run', own, '--world', 'model')
    for (const says of [/StrategyFileError/, new RegExp(`file: ${own}`), ...all])
      expectRefusal(ended, { code: 1, says })
  })

  test('a file that is not there', async () =>
    expectRefusal(await plimsoll('run', './none.ts'), { code: 1, says: /no such strategy file/ }))
})

describe('run', () => {
  test('on both worlds: files under their names, a verdict, no difference, the same bytes again', async () => {
    const args = ['run', 'wsteth-loop', '--scenario', 'depeg@0.5', '--out']
    const [first, second] = await Promise.all([plimsoll(...args, 'one'), plimsoll(...args, 'two/deep')])
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.out).toMatch(/^wsteth-loop 4x, 1,000 ETH · A depeg of stETH, 0\.5 times as hard/)
    expect(first.out).toContain('largest difference 0.')
    expect(second.out).toBe(first.out)
    const names = ['html', 'json', 'md'].map(format => `wsteth-loop.depeg@0.5.${format}`)
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(names)
    for (const name of names)
      expect(readFileSync(join(folder, 'two/deep', name), 'utf8')).toBe(
        readFileSync(join(folder, 'one', name), 'utf8'),
      )
    const document = documentIn(readFileSync(join(folder, 'one', 'wsteth-loop.depeg@0.5.json'), 'utf8'))
    expect(document.runs.map(run => run.world)).toEqual(['fork', 'model'])
    expect(document.scenario.severity).toBe(0.5)
  })

  test('several scenarios: one document, in the order asked for; no file without --out', async () => {
    const args = ['run', 'wsteth-usdc', '--world', 'model', '--scenario', 'eth-crash,calm,depeg', '--json']
    const before = readdirSync(folder).length
    const [first, second] = await Promise.all([plimsoll(...args), plimsoll(...args)])
    expect(second.out).toBe(first.out)
    const output = outputSchema.parse(JSON.parse(first.out))
    expect('reports' in output && output.reports.map(report => report.scenario.name)).toEqual([
      'eth-crash',
      'calm',
      'depeg',
    ])
    expect(readdirSync(folder)).toHaveLength(before)
  })

  test('several strategies under several scenarios: one report; a setting goes where it belongs', async () => {
    const { code, out, err } = await plimsoll(
      ...['run', 'wsteth-loop,wsteth-usdc', '--scenario', 'calm,eth-crash', '--world', 'model'],
      ...['--no-load-line', '--set', 'size=10', 'leverage=3', 'wsteth-usdc.size=20', '--out', 'both'],
      ...['--format', 'json,html,csv'],
    )
    expect(err).toContain('wrote')
    expect(code).toBe(0)
    const stem = 'wsteth-loop+wsteth-usdc.calm.eth-crash'
    expect(readdirSync(join(folder, 'both')).sort()).toEqual(['csv', 'html', 'json'].map(f => `${stem}.${f}`))
    const output = outputSchema.parse(JSON.parse(readFileSync(join(folder, 'both', `${stem}.json`), 'utf8')))
    const reports = 'reports' in output ? output.reports : []
    expect(
      reports.map(({ strategy, scenario }) => [strategy.name, strategy.params['size'], scenario.name]),
    ).toEqual([
      ['wsteth-loop', 10, 'calm'],
      ['wsteth-loop', 10, 'eth-crash'],
      ['wsteth-usdc', 20, 'calm'],
      ['wsteth-usdc', 20, 'eth-crash'],
    ])
    expect(out).toMatch(/^wsteth-usdc, 20 ETH · Ether crash +\S/m)
    const frames = reports.flatMap(report => report.runs.flatMap(run => run.frames)).length
    const csv = readFileSync(join(folder, 'both', `${stem}.csv`), 'utf8')
    expect(csv.split('\r\n')).toHaveLength(frames + 2)
  })

  test('--format, and the load line that every report has', async () => {
    const { code, out } = await plimsoll(
      ...[
        'run',
        'wsteth-usdc',
        '--world',
        'model',
        '--scenario',
        'eth-crash',
        '--format',
        'json',
        '--out',
        'lines',
      ],
    )
    expect(code).toBe(0)
    expect(readdirSync(join(folder, 'lines'))).toEqual(['wsteth-usdc.eth-crash.json'])
    const { loadLine } = documentIn(readFileSync(join(folder, 'lines/wsteth-usdc.eth-crash.json'), 'utf8'))
    expect(loadLine?.liquidatable.severity).toBeGreaterThan(0.5)
    expect(loadLine?.liquidatable.proof).toBeNull()
    expect(out).toContain(`liquidatable from ${loadLine?.liquidatable.severity?.toFixed(2)}x`)
  })
})

describe('load-line', () => {
  test('each crossing is proven on the fork on both sides', async () => {
    const args = ['load-line', 'wsteth-usdc', '--scenario', 'eth-crash', '--set', 'ltv=0.6', '--json']
    const { code, out } = await plimsoll(...args)
    expect(code).toBe(0)
    const { loadLine } = documentIn(out)
    for (const fate of ['liquidatable', 'liquidated'] as const) {
      const { severity, proof } = loadLine?.[fate] ?? {}
      expect(proof).toEqual({ survives: expect.any(Number), sinks: severity, agrees: true })
      expect(proof?.survives).toBeLessThan(severity ?? 0)
    }
  })

  test('in words; a limit that is always broken is found at severity 0', async () => {
    const { code, out } = await plimsoll(
      ...[
        'load-line',
        'wsteth-loop',
        '--scenario',
        'calm',
        '--no-proof',
        '--max-cost',
        '0',
        '--max-days',
        '0',
      ],
    )
    expect(code).toBe(0)
    expect(out).toMatch(/liquidatable +none up to 1: the health factor stays at/)
    expect(out).toMatch(
      /illiquid +0: already without any of it: no way out keeps to 0 bps and 0 days on day 0/,
    )
  })
})

const anvilBinary = (): string =>
  createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/bin/anvil`,
  )

/** An anvil that serves HTTP, as a node of someone else does. */
const serve = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(anvilBinary(), [...args, '--port', '0'])
    children.push(child)
    child.on('exit', code => reject(new Error(`anvil ended with ${code}`)))
    child.stdout.on('data', chunk => {
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(String(chunk))?.[1]
      if (port) resolve(`http://127.0.0.1:${port}/`)
    })
  })

const answerHtml = (): Promise<{ readonly server: Server; readonly url: string }> =>
  new Promise(resolve => {
    const server = createServer((_, response) => response.end('<html>Sign in</html>'))
    server.listen(0, '127.0.0.1', () =>
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/${KEY}` }),
    )
  })

describe('exit --format', () => {
  test('one page that asks for nothing and says what the Markdown says', async () => {
    const args = [
      'exit',
      'hold-steth',
      '--size',
      '10ETH',
      '--no-execute',
      '--format',
      'md,html',
      '--out',
      '.',
    ]
    const ended = await plimsoll(...args)
    expect(ended.code).toBe(0)
    const [markdown, page] = ['md', 'html'].map(format =>
      readFileSync(join(folder, `hold-steth.exit.${format}`), 'utf8'),
    )
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|https?:\/\//)
    const headings = [...(markdown ?? '').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    expect(headings.length).toBeGreaterThan(4)
    for (const heading of headings) expect(page).toContain(`>${heading}</h2>`)
    const rows = (markdown ?? '')
      .split('\n')
      .filter(line => line.startsWith('| ') && !line.startsWith('| ---'))
    expect((page ?? '').match(/<tr>/g)?.length).toBe(rows.length)
  })
})

describe('--fork-url', () => {
  let url = ''
  beforeAll(async () => {
    const { genesisFile, number, timestamp } = mainnet
    const genesis = join(folder, 'genesis.json')
    cpSync(genesisFile, genesis)
    url = await serve([
      ...['--init', genesis, '--chain-id', '1', '--number', String(number), '--timestamp', String(timestamp)],
      ...['--no-mining', '--order', 'fifo', '--block-base-fee-per-gas', '0', '--gas-price', '0'],
      ...['--gas-limit', '2000000000', '--code-size-limit', '100000'],
    ])
  })

  test('a fork of the embedded mainnet: the same document but for its provenance', async () => {
    const args = ['run', 'wsteth-loop', '--scenario', 'depeg', '--set', 'leverage=6', '--json']
    const [embedded, forked] = await Promise.all([
      plimsoll(...args),
      plimsoll(...args, '--fork-url', url, '--fork-block', String(mainnet.number)),
    ])
    expect(forked.err).not.toContain('EnvironmentError')
    expect(forked.code).toBe(0)
    const [one, other] = [documentIn(embedded.out), documentIn(forked.out)]
    expect(other.provenance).toEqual({ ...one.provenance, origin: 'rpc', day: null, seed: [] })
    expect({ ...other, provenance: null }).toEqual({ ...one, provenance: null })
    expect(forked.out + forked.err).not.toContain(new URL(url).host)
  })

  test('an exit from a fork of the embedded mainnet: the same plan and the same ether, wei for wei', async () => {
    const args = ['exit', 'wsteth-loop', '--scenario', 'liquidity-crunch', '--at', '2', '--json']
    const [embedded, forked] = await Promise.all([
      plimsoll(...args),
      plimsoll(...args, '--fork-url', url, '--fork-block', String(mainnet.number)),
    ])
    expect(forked.err).not.toContain('Error')
    expect(forked.code).toBe(0)
    const [one, other] = [embedded, forked].map(({ out }) => exitSchema.parse(JSON.parse(out)))
    if (!one || !other) throw new Error('no document')
    expect(other).toEqual({ ...one, provenance: { ...one.provenance, origin: 'rpc' } })
    expect(other.provenance.verified).toBe(true)
    expect(other.executed.map(({ world, inside }) => [world, inside])).toEqual([
      ['model', true],
      ['fork', true],
    ])
    const apart = other.executed.flatMap(({ tried }) => tried.map(({ differenceWei }) => differenceWei))
    expect(apart.length).toBeGreaterThan(0)
    expect(new Set(apart)).toEqual(new Set(['0']))
    expect(forked.out + forked.err).not.toContain(new URL(url).host)
  })

  test('a saved market: the model’s frames as on the chain it was read from', async () => {
    const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
    const market = await world.market()
    await world.close()
    const saved = file('market.json', marketFileText(market))
    const args = ['run', 'wsteth-loop', '--scenario', 'depeg', '--world', 'model', '--json']
    const [embedded, loaded] = await Promise.all([plimsoll(...args), plimsoll(...args, '--market', saved)])
    const [one, other] = [documentIn(embedded.out), documentIn(loaded.out)]
    expect(other.runs).toEqual(one.runs)
    expect(other.provenance).toEqual({ ...one.provenance, origin: 'file', day: null, seed: [] })
  })

  test('a block in the future', async () => {
    const ended = await plimsoll('run', 'wsteth-loop', '--fork-url', url, '--fork-block', '99999999')
    expectRefusal(ended, { code: 2, says: /in the future[\s\S]*head: 23975177/ })
  })

  test('another chain', async () => {
    const other = await serve(['--chain-id', '5'])
    const ended = await plimsoll('run', 'wsteth-loop', '--fork-url', other)
    expectRefusal(ended, { code: 2, says: /another chain[\s\S]*chain id: 5/ })
  })

  test('nobody listens', async () => {
    const { server, url: page } = await answerHtml()
    await new Promise(resolve => server.close(resolve))
    const ended = await plimsoll('run', 'wsteth-loop', '--fork-url', page)
    expectRefusal(ended, { code: 2, says: /does not answer[\s\S]*cause: ECONNREFUSED/ })
  })

  test('a page instead of an answer', async () => {
    const { server, url: page } = await answerHtml()
    const ended = await plimsoll('run', 'wsteth-loop', '--fork-url', page)
    server.close()
    expectRefusal(ended, { code: 2, says: /does not answer[\s\S]*no JSON-RPC/ })
  })
})

const anvilsOf = (pid: number | undefined): readonly string[] =>
  execFileSync('ps', ['-axo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => new RegExp(`plimsoll-[^/]+/${pid}-`).test(line))

const said = async (running: ReturnType<typeof start>, text: string | RegExp): Promise<void> => {
  while (running.child.exitCode === null && !running.said.err.match(text))
    await new Promise(r => setTimeout(r, 5))
}

const runningAnvil = async (pid: number | undefined): Promise<void> => {
  while (anvilsOf(pid).length === 0) await new Promise(r => setTimeout(r, 20))
}

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s during a run: exit code %i, no anvil, no report', async (signal, code) => {
    const running = start(['run', 'wsteth-loop', '--scenario', 'slashing,depeg', '--out', signal])
    await runningAnvil(running.child.pid)
    running.child.kill(signal)
    const ended = await running.ended
    expect(ended.code).toBe(code)
    expect(ended.out).toBe('')
    expect(ended.err).not.toContain('Error')
    expect(anvilsOf(running.child.pid)).toEqual([])
    expect(readdirSync(folder)).not.toContain(signal)
  })

  test.each([0, 30, 300, 1000])('SIGINT %i ms into building the mainnet: nothing is left', async wait => {
    const cache = join(folder, `cache-${wait}`, 'plimsoll')
    mkdirSync(cache, { recursive: true })
    const filled = dirname(mainnet.genesisFile)
    for (const name of readdirSync(filled))
      if (/^(aave|own)-/.test(name)) cpSync(join(filled, name), join(cache, name))
    const temporary = join(folder, `tmp-${wait}`)
    mkdirSync(temporary)
    const environment = { XDG_CACHE_HOME: dirname(cache), TMPDIR: temporary }
    const running = start(['run', 'wsteth-loop', '--out', 'never'], environment)
    await said(running, 'building the embedded mainnet')
    await new Promise(resolve => setTimeout(resolve, wait))
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(anvilsOf(running.child.pid)).toEqual([])
    expect(readdirSync(temporary).filter(name => name.startsWith('plimsoll-build'))).toEqual([])
    expect(readdirSync(cache).filter(name => name.includes('tmp'))).toEqual([])
    expect(readdirSync(folder)).not.toContain('never')
  })
})
