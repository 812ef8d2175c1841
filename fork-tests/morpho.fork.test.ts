import { describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../src/analysis/simulate.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Frame } from '../src/simulation/frame.js'
import { isAtOnce } from '../src/simulation/patience.js'
import { strategy } from '../strategies/wsteth-loop-morpho.js'

type Oracle = 'exchange-rate' | 'market-price'

const play = (scenario: string, params: { readonly oracle: Oracle; readonly leverage: number }) => {
  const found = SCENARIOS.find(entry => entry.name === scenario)
  if (!found) throw new Error(`no scenario ${scenario}`)
  return simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy: strategy as Parameters<typeof simulate>[0]['strategy'],
    params: strategy.params.parse(params),
    scenario: found,
    progress: () => undefined,
    sizes: 'left out',
  })
}

const framesOf = (simulation: Simulation): readonly Frame[] => {
  const fork = simulation.runs.find(run => run.world === 'fork')
  if (!fork) throw new Error('the fork did not run')
  return fork.frames
}

/** Nothing differs, and Morpho's own numbers were among those compared. */
const expectAgreement = ({ reconciliation }: Simulation): void => {
  expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
  expect(reconciliation.find(entry => entry.name === 'morpho')?.compared).toBeGreaterThan(400)
}

const liquidationsOf = (frames: readonly Frame[]) =>
  frames.flatMap(frame => frame.events).flatMap(event => (event.kind === 'liquidation' ? [event] : []))

const lowest = (frames: readonly Frame[]): number =>
  Math.min(...frames.map(frame => Number(frame.lowestHealthFactorWad) / 1e18))

describe('a loop of twelve on Morpho, under depeg', () => {
  it('MORPHO_ORACLE_1: the market that reads the market price liquidates it, all at once', async () => {
    const simulation = await play('depeg', { oracle: 'market-price', leverage: 12 })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    expect(lowest(frames)).toBeLessThan(1)
    const taken = liquidationsOf(frames)
    expect(taken).toHaveLength(1)
    // There is no close factor: nothing is owed afterwards.
    expect(frames.at(-1)?.healthFactorWad).toBeNull()
    // At the oracle's price the liquidator gets 1.0168 for one; what the discount takes comes on top.
    const [event] = taken
    expect(event?.debt).toBe('WETH')
    expect(Number(event?.lossWei) / Number(event?.covered)).toBeGreaterThan(0.0168 + 0.02)
  })

  it('MORPHO_ORACLE_2: the market that reads the share rate does not see it', async () => {
    const simulation = await play('depeg', { oracle: 'exchange-rate', leverage: 12 })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    expect(lowest(frames)).toBeGreaterThan(1.03)
    expect(liquidationsOf(frames)).toEqual([])
    // Leaving by a market costs all the same.
    const last = frames.at(-1)
    const now = last?.exits.frontier('full').ways.find(isAtOnce)
    expect(now?.costBps ?? Number.POSITIVE_INFINITY).toBeGreaterThan(5_000)
  })
})

describe('a loop of four on Morpho', () => {
  it.each([
    ['calm', 'market-price'],
    ['depeg', 'market-price'],
    ['slashing', 'market-price'],
    ['liquidity-crunch', 'market-price'],
  ] as const)('agrees to the wei under %s in the market-price market too', async (scenario, oracle) => {
    const simulation = await play(scenario, { oracle, leverage: 4 })
    expectAgreement(simulation)
    // Uniswap's pools do not take so much; nothing else is closed.
    const closed = framesOf(simulation)[0]?.exits.frontier().closed ?? []
    expect(closed.filter(({ refusal }) => refusal.code !== 'depthExhausted')).toEqual([])
  })

  it('liquidity-crunch: the rate rises past anything Aave charges, and the collateral can still be flash-loaned', async () => {
    const simulation = await play('liquidity-crunch', { oracle: 'exchange-rate', leverage: 4 })
    const frames = framesOf(simulation)
    const [first, last] = [frames[0], frames.at(-1)]
    expect(Number(last?.equityWei) / Number(first?.equityWei)).toBeLessThan(0.95)
    const now = last?.exits.frontier().ways.find(isAtOnce)
    expect(now?.plan.method).toMatchObject({ loans: [{ lender: 'morpho', asset: 'wstETH' }] })
  })
})
