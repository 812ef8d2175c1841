import { afterAll, describe, expect, test } from 'vitest'
import { stopAllAnvils } from '../src/mainnet/anvil.js'
import { seededPopulation } from '../src/mainnet/population.js'
import { marketToJson } from '../src/market/json.js'
import { PopulationError, WHALE, withPopulation } from '../src/market/population.js'
import { accountData } from '../src/protocols/aave/account.js'
import { openForkWorld } from '../src/world/simulate.js'
import type { World } from '../src/world/world.js'

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
    expect(marketToJson(withPopulation(bare, borrowers, [WHALE]))).toBe(marketToJson(chain))
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
