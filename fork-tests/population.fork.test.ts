import { afterAll, describe, expect, test } from 'vitest'
import { openForkWorld, type Simulation, simulate } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { seededPopulation } from '../src/fork/population.js'
import { fitPopulation, peopled } from '../src/fork/world/populated.js'
import { marketToJson } from '../src/market/json.js'
import { PopulationError, WHALE, withPopulation } from '../src/market/population.js'
import { accountData } from '../src/protocols/aave/account.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { World } from '../src/simulation/world.js'
import { strategy } from '../strategies/wsteth-loop.js'

afterAll(stopAllAnvils)

const on = async <T>(who: Parameters<typeof withPopulation>[1], use: (world: World) => Promise<T>) => {
  const { world } = await openForkWorld({ kind: 'embedded', borrowers: who }, () => undefined)
  try {
    return await use(world)
  } finally {
    await world.close()
  }
}

const { borrowers } = seededPopulation(60, 1)

describe('a population on the embedded mainnet', () => {
  test('seeded by real calls, the chain reads as the model puts it together, byte for byte', async () => {
    const bare = await on([], world => world.market())
    const chain = await on(borrowers, world => world.market())
    expect(marketToJson(withPopulation(bare, borrowers, { followed: [WHALE] }))).toBe(marketToJson(chain))
    expect(chain.aave.reserves).toEqual(bare.aave.reserves)
    expect(chain.aave.eModes).toEqual(bare.aave.eModes)
  })

  test('Aave itself answers each health factor as the model does', async () => {
    await on(borrowers, async world => {
      const { aave, block } = await world.market()
      for (const { account } of borrowers.slice(0, 20))
        expect((await world.ask(account)).healthFactorWad).toBe(
          accountData(aave, account, block.timestamp).healthFactorWad,
        )
    })
  })

  test('who could never have borrowed that much, or takes more than there is, is refused with the reason', async () => {
    const bare = await on([], world => world.market())
    const [first] = borrowers
    if (!first) throw new Error('nobody')
    const deep = { ...first, collateralAmount: (first.debtAmount * 8n) / 10n }
    expect(() => withPopulation(bare, [deep])).toThrow(PopulationError)
    expect(() => withPopulation(bare, [deep])).toThrow('its health factor would be')
    const huge = { ...first, collateralAmount: first.collateralAmount * 100n }
    expect(() => withPopulation(bare, [huge])).toThrow('there is not enough wstETH')
  })
})

describe('a population on the market of another day', () => {
  const opened = async (name: string) => {
    const scenario = SCENARIOS.find(one => one.name === name)
    if (!scenario) throw new Error(`no scenario ${name}`)
    return simulate({
      origin: { kind: 'embedded' },
      worlds: 'both',
      strategy: strategy as never,
      params: strategy.params.parse({}),
      scenario: { ...scenario, steps: [], days: 1 },
      progress: () => undefined,
      population: seededPopulation(60, 1),
      sizes: 'left out',
    })
  }

  /** Collateral over debt of each account, as Aave prices both. */
  const ratios = ({ opened: { aave, block } }: Simulation): readonly number[] =>
    borrowers.map(({ account }) => {
      const { collateralBase, debtBase } = accountData(aave, account, block.timestamp)
      return Number(collateralBase) / Number(debtBase)
    })

  // Ether cheaper, ether dearer, and another price and threshold of wstETH.
  test.each(['capo-2026-03:then', 'exit-queue-2025-09:then', 'june-2022:then'])(
    '%s: as far from liquidation as the record has it, in both worlds to the wei, and nobody liquidated by the set-up',
    async name => {
      const [today, then] = [await opened('calm'), await opened(name)]
      expect(then.reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
      const [before, after] = [ratios(today), ratios(then)]
      for (const [i, { account }] of borrowers.entries()) {
        const terms = accountData(then.opened.aave, account, then.opened.block.timestamp)
        const floor = 1.001 / (terms.liquidationThresholdBps / 10_000)
        const expected = Math.max(before[i] ?? 0, floor)
        expect(
          Math.abs((after[i] ?? 0) / expected - 1),
          `${account}: ${before[i]}, ${after[i]}`,
        ).toBeLessThan(5e-4)
      }
      const frames = then.runs[0]?.frames ?? []
      expect(frames[0]?.borrowers?.eligible).toBe(0)
      expect(frames.flatMap(frame => frame.cascade?.liquidations ?? [])).toEqual([])
    },
    120_000,
  )

  test('who would stand below 1 on that market is refused by name, though he could borrow as much today', async () => {
    const scenario = SCENARIOS.find(one => one.name === 'capo-2026-03:then')
    if (!scenario) throw new Error('no scenario')
    const bare = await on([], world => world.market())
    // Safe at 3,119 dollars an ether, not at 2,088.
    const near = borrowers.find(({ debt, account }) => {
      const { healthFactorWad } = accountData(
        withPopulation(bare, borrowers).aave,
        account,
        bare.block.timestamp,
      )
      return debt === 'USDC' && Number(healthFactorWad) / 1e18 < 1.4
    })
    if (!near) throw new Error('nobody')
    const file = { kind: 'file', source: 'a test', assumed: true, seed: null, borrowers: [near] } as const
    const today = await fitPopulation(bare, file, { ...scenario, overlay: [] })
    expect(() => peopled(bare, today)).not.toThrow()
    const then = await fitPopulation(bare, file, scenario)
    expect(() => peopled(bare, then)).toThrow('its health factor would be')
  })
})
