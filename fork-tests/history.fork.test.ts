import { afterAll, describe, expect, it } from 'vitest'
import { stopAllAnvils } from '../src/mainnet/anvil.js'
import { knownJson } from '../src/report/known.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { cast } from '../src/world/actors/cast.js'
import type { Frame } from '../src/world/frame.js'
import { createModelWorld } from '../src/world/model/modelWorld.js'
import { run } from '../src/world/run.js'
import { openForkWorld } from '../src/world/simulate.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { expectAgreement } from './agreement.js'

afterAll(stopAllAnvils)

const THEN = SCENARIOS.filter(({ mode }) => mode === 'then')

/** A scenario in both worlds; ways out are not asked for. The markets at the end agree in every number. */
const play = async (scenario: Scenario, params: Record<string, unknown> = {}): Promise<readonly Frame[]> => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  const model = createModelWorld(await fork.market())
  const request = { strategy: loop as never, params: loop.params.parse(params), scenario }
  const done = await run({ ...request, world: fork, actors: cast(), exits: 'skipped' })
  await run({ ...request, world: model, actors: cast(), exits: 'skipped' })
  expectAgreement(await model.market(), await fork.market())
  await fork.close()
  return done.frames
}

describe('history on the market of its day', () => {
  it('there are thirteen events, each in two modes, each with what is known', () => {
    expect(THEN).toHaveLength(13)
    for (const scenario of THEN) {
      const today = SCENARIOS.find(({ name }) => `${name}:then` === scenario.name)
      expect(today?.mode, scenario.name).toBe('today')
      expect(scenario.known?.length ?? 0, scenario.name).toBeGreaterThan(1)
      expect(scenario.overlay?.length ?? 0, scenario.name).toBeGreaterThan(0)
    }
  })

  it.each(THEN.map(scenario => [scenario.name, scenario] as const))(
    '%s: set up by transactions, 0 wei apart, and near what is recorded',
    async (_, scenario) => {
      const figures = knownJson(scenario.known ?? [], await play(scenario)).flatMap(({ figure }) =>
        figure ? [figure] : [],
      )
      // Chains of a day's own sales, rates and queues come out within half a percent of the record.
      for (const { name, recorded, here } of figures)
        expect(Math.abs(here / recorded - 1), `${name}: ${recorded} recorded, ${here} here`).toBeLessThan(
          0.005,
        )
    },
    60_000,
  )

  it('capo-2026-03 at a health factor of 1.02: a real liquidation, and a loss as the DAO accounted it', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'capo-2026-03')
    if (!scenario) throw new Error('no such scenario')
    const frames = await play(scenario, { leverage: 13.5 })
    const taken = frames
      .flatMap(({ events }) => events)
      .flatMap(event => (event.kind === 'liquidation' ? [event] : []))
    expect(taken.length).toBeGreaterThan(0)
    const seized = taken.reduce((sum, event) => sum + Number(event.seized), 0)
    const loss = taken.reduce((sum, event) => sum + Number(event.lossWei), 0)
    // 512.48 ETH for 10,938 wstETH worth 1.2285 ether each: 3.81 % of what was seized, here at today's rate.
    const rate = Number(frames[0]?.shareRateWad) / 1e18
    expect(Math.abs(loss / (seized * rate) / (512.48 / (10_938 * 1.2285)) - 1)).toBeLessThan(0.01)
  }, 60_000)
})
