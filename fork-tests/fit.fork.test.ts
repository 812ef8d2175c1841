import { describe, expect, test } from 'vitest'
import { boundOf, boundsOf, type Knob, shortagesOf } from '../src/analysis/fit.js'
import { openForkWorld } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { OpeningError, type Order, openPosition } from '../src/simulation/opening.js'

const quiet = () => undefined

const orderOf = async (name: string, given: object): Promise<Order & { params: Record<string, unknown> }> => {
  const strategy = await loadStrategy(name)
  return { strategy, params: strategy.params.parse(given) as Record<string, unknown> }
}

/** Opens on a fresh fork without the model being asked first; the reason where Aave or Morpho themselves refuse. */
const onChain = async (order: Order): Promise<string | undefined> => {
  const { world } = await openForkWorld({ kind: 'embedded' }, quiet)
  try {
    await openPosition({ ...world, name: 'model' }, order, OWNER)
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    await world.close()
  }
}

const start = async (): Promise<Market> => {
  const { world } = await openForkWorld({ kind: 'embedded' }, quiet)
  try {
    return await world.market()
  } finally {
    await world.close()
  }
}
const market = start()

describe('FIT_1: a bound opens on the fork, and a thousandth beyond it the protocol itself refuses', () => {
  test.each<[string, object, Knob]>([
    ['wsteth-loop', { size: 1_000 }, 'leverage'],
    ['wsteth-loop', { size: 1_000, healthFactor: 1.2 }, 'healthFactor'],
    ['wsteth-usdc', { size: 1_000 }, 'ltv'],
    ['weeth-loop', { size: 100, eMode: 'none' }, 'leverage'],
    ['wsteth-loop-morpho', { leverage: 3, size: 5_000 }, 'size'],
  ])('%s %j: %s', async (name, given, knob) => {
    const order = await orderOf(name, given)
    const bound = await boundOf(await market, order, knob)
    const value = bound?.value ?? 0
    const at = (factor: number) => ({ ...order, params: { ...order.params, [knob]: value * factor } })
    expect(await onChain(at(1))).toBeUndefined()
    expect(await onChain(at(knob === 'healthFactor' ? 0.999 : 1.001))).toEqual(expect.any(String))
  })
})

test('what is missing is named, with the largest size and leverage that the market takes', async () => {
  const order = await orderOf('wsteth-loop-morpho', { size: 5_000, leverage: 3 })
  const [shortage] = shortagesOf(await market, order)
  expect(shortage).toMatchObject({ asset: 'WETH', wanted: 10_000n * 10n ** 18n })
  const bounds = await boundsOf(await market, order)
  const [size] = bounds
  expect(size?.knob).toBe('size')
  // Twice the size is borrowed at leverage 3, and no more than there is.
  expect(2 * (size?.value ?? 0)).toBeLessThanOrEqual(Number(shortage?.free) / 1e18)
  expect(2 * (size?.value ?? 0)).toBeGreaterThan((0.999 * Number(shortage?.free)) / 1e18)
})

test('the model is asked before the fork mines anything', async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, quiet)
  try {
    const order = await orderOf('wsteth-loop', { leverage: 40 })
    await expect(openPosition(world, order, OWNER)).rejects.toThrow(OpeningError)
    expect((await world.market()).block).toEqual((await market).block)
    const model = createModelWorld(await market)
    await expect(openPosition(model, order, OWNER)).rejects.toThrow(OpeningError)
  } finally {
    await world.close()
  }
})

test('a health factor is opened by the threshold of the market that runs', async () => {
  const order = await orderOf('wsteth-loop', { healthFactor: 1.05, size: 100, conversion: 'stake' })
  const there = await market
  const eModes = { ...there.aave.eModes }
  const category = eModes[1]
  if (!category) throw new Error('no e-mode 1')
  eModes[1] = { ...category, liquidationThresholdBps: 9_600 }
  const world = createModelWorld({ ...there, aave: { ...there.aave, eModes } })
  await openPosition(world, order, OWNER)
  const { healthFactorWad } = await world.ask(OWNER)
  // The flash loan's premium of 5 bps of the debt is all that is missing.
  expect(Number(healthFactorWad) / 1e18).toBeCloseTo(1.05, 2)
  expect(Number(healthFactorWad) / 1e18).toBeGreaterThan(1.049)
})
