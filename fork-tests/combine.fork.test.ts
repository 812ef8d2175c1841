import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import type { Market } from '../src/market/market.js'
import { combine } from '../src/scenario/combine.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { cast } from '../src/simulation/actors/cast.js'
import type { Frame } from '../src/simulation/frame.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import { strategy } from '../strategies/wsteth-usdc.js'

let embedded: Market

beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  embedded = await world.market()
  await world.close()
})

afterAll(stopAllAnvils)

const named = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new Error(`no scenario ${name}`)
  return found
}

const play = async (scenario: Scenario): Promise<readonly Frame[]> => {
  const { frames } = await run({
    world: createModelWorld(embedded),
    strategy: strategy as never,
    params: strategy.params.parse({ ltv: 0.2 }),
    scenario,
    actors: cast(),
  })
  return frames
}

const together = (first: string, second: string): Scenario =>
  combine([first, second].map(name => ({ scenario: named(name), severity: 1 })))

/**
 * The worst of a run: health factor, ether and stETH at their lowest, WETH borrowed and gas at their highest. Not the exit
 * queue: Lido's own exits join it, and fewer ask Lido where it is closed; what is set of it COMBINE_1 compares.
 */
const worstOf = (frames: readonly Frame[]): Readonly<Record<string, number>> => {
  const least = (of: (frame: Frame) => bigint): number => Math.min(...frames.map(of).map(Number))
  return {
    'health factor': least(frame => frame.lowestHealthFactorWad ?? 0n) / 1e18,
    'dollars of ether': least(frame => frame.etherPriceBase) / 1e8,
    'stETH on Curve': least(frame => frame.lowestCurvePriceWad) / 1e18,
    'less gas': least(frame => -frame.gasPriceWei),
    'WETH free': least(frame => -frame.wethUtilisationRay) / 1e27,
  }
}

/** One of each thing that moves: prices, discounts, sales, caps, queues, shares borrowed, rates, terms and switches. */
const PAIRED = [
  'eth-crash',
  'flash-crash',
  'depeg-and-back',
  'single-sale',
  'pool-drained',
  'slashing',
  'weth-full',
  'long-queues',
  'price-cap',
  'threshold-cut',
  'withdrawals-paused',
  'june-2022',
  'august-2024',
  'exit-queue-2025-09',
  'deleveraging-2026-02',
  'rseth-2026-04',
] as const

/** What arbitrageurs spend on one discount they do not have for the next, and interest takes its part: a thousandth. */
const SLACK = 1e-3

describe('scenarios that happen together', () => {
  it('june-2022+exit-queue-2025-09: ether and stETH go the way of June 2022, and the other only adds', async () => {
    const [june, both] = [
      await play(named('june-2022')),
      await play(together('june-2022', 'exit-queue-2025-09')),
    ]
    const dollars = (frames: readonly Frame[], day: number): number =>
      Number(frames.find(({ at }) => at === day * 86_400)?.etherPriceBase) / 1e8
    for (const day of [1, 2, 4, 5, 6, 9, 10, 12, 15])
      expect(dollars(both, day), `day ${day}`).toBe(dollars(june, day))
    // On day 17 the other scenario's ether stands 11.3 % below its start.
    expect(dollars(both, 17) / dollars(june, 17)).toBeCloseTo(0.887, 3)
    for (const [i, frame] of both.entries()) {
      if (i === 0 || frame.at > 20 * 86_400) continue
      const alone = june.find(({ at }) => at === frame.at)
      if (alone)
        expect(
          Number(frame.curvePriceWad) / Number(alone.curvePriceWad),
          `day ${frame.at / 86_400}`,
        ).toBeLessThan(1 + SLACK)
    }
  })

  it('COMBINE_2: is never milder than either part', async () => {
    const alone = new Map<string, Readonly<Record<string, number>>>()
    for (const name of PAIRED) alone.set(name, worstOf(await play(named(name))))
    for (const [i, first] of PAIRED.entries())
      for (const second of PAIRED.slice(i + 1)) {
        const both = worstOf(await play(together(first, second)))
        for (const part of [first, second])
          for (const [what, worst] of Object.entries(alone.get(part) ?? {}))
            expect(both[what], `${first}+${second} against ${part}: ${what}`).toBeLessThanOrEqual(
              worst + Math.abs(worst) * SLACK,
            )
      }
  }, 240_000)
})
