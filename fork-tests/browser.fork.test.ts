import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { marketToJson } from '../src/market/json.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import { strategy } from '../strategies/wsteth-loop.js'

const ENTRY = `
import { marketFromJson } from './src/market/json.ts'
import { SCENARIOS } from './src/scenario/library.ts'
import { cast } from './src/simulation/actors/cast.ts'
import { createModelWorld } from './src/simulation/model/modelWorld.ts'
import { run } from './src/simulation/run.ts'
import { strategy } from './strategies/wsteth-loop.ts'
globalThis.plimsoll = async (marketJson, name, params) => {
  const done = await run({
    world: createModelWorld(marketFromJson(marketJson)),
    strategy,
    params: strategy.params.parse(params),
    scenario: SCENARIOS.find(scenario => scenario.name === name),
    actors: cast(),
  })
  return JSON.stringify(done.frames, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}
`

const bundle = () =>
  build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })

const embeddedMarket = async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  try {
    return await world.market()
  } finally {
    await world.close()
  }
}

describe('the model in a browser', () => {
  it('bundles without a Node built-in, viem, ethers or the compiler', async () => {
    const { metafile } = await bundle()
    const inputs = Object.keys(metafile?.inputs ?? {})
    expect(inputs.length).toBeGreaterThan(50)
    expect(
      inputs.filter(name => /node_modules\/(viem|ethers|@ethersproject|solc|@viem)\//.test(name)),
    ).toEqual([])
    expect(inputs.filter(name => name.startsWith('node:') || name.includes('src/fork'))).toEqual([])
  })

  it('runs there to the same wei as here', async () => {
    const [{ outputFiles }, market] = await Promise.all([bundle(), embeddedMarket()])
    const page = createContext({})
    runInContext(outputFiles[0]?.text ?? '', page)
    const there = (await runInContext(
      `plimsoll(${JSON.stringify(marketToJson(market))}, 'slashing', {})`,
      page,
    )) as string
    const scenario = SCENARIOS.find(entry => entry.name === 'slashing')
    if (!scenario) throw new Error('no such scenario')
    const here = await run({
      world: createModelWorld(market),
      strategy,
      params: strategy.params.parse({}),
      scenario,
      actors: cast(),
    })
    const text = JSON.stringify(here.frames, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(there).toBe(text)
    expect(here.frames.length).toBe(91)
  })
})
