import { describe, expect, it } from 'vitest'
import { measureRun } from '../src/analysis/measures/measures.js'
import { type Simulation, simulate } from '../src/analysis/simulate.js'
import { combine } from '../src/scenario/combine.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Frame } from '../src/simulation/frame.js'
import { isAtOnce, wayWithin } from '../src/simulation/patience.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as dollars } from '../strategies/wsteth-usdc.js'

type Play = { severity?: number; params?: Record<string, unknown>; worlds?: 'both' | 'model' }

const play = (
  strategy: typeof loop | typeof dollars,
  name: string,
  { severity = 1, params = {}, worlds = 'both' }: Play = {},
): Promise<Simulation> => {
  const parts = name.split('+').map(part => {
    const scenario = SCENARIOS.find(entry => entry.name === part)
    if (!scenario) throw new Error(`no scenario ${part}`)
    return { scenario, severity }
  })
  return simulate({
    origin: { kind: 'embedded' },
    worlds,
    strategy: strategy as typeof loop,
    params: strategy.params.parse(params),
    scenario: combine(parts),
    progress: () => undefined,
    sizes: 'left out',
  })
}

const framesOf = (simulation: Simulation): readonly Frame[] => {
  const fork = simulation.runs.find(run => run.world === 'fork')
  if (!fork) throw new Error('the fork did not run')
  return fork.frames
}

const ends = (frames: readonly Frame[]): readonly [Frame, Frame] => {
  const [first, last] = [frames[0], frames.at(-1)]
  if (!first || !last) throw new Error('no frames')
  return [first, last]
}

/** Every quantity was compared, and none differs. */
const expectAgreement = (simulation: Simulation): void => {
  const { reconciliation } = simulation
  expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
  expect(reconciliation.find(entry => entry.name === 'uniswap positions')?.compared).toBeGreaterThan(1_000)
  expect(reconciliation.find(entry => entry.name === 'exit proceeds')?.compared).toBeGreaterThan(10)
}

const healthFactors = (frames: readonly Frame[]): readonly number[] =>
  frames.map(frame => Number(frame.healthFactorWad) / 1e18)

const cheapestMarketExit = (frame: Frame): number =>
  frame.exits.frontier('full').ways.find(isAtOnce)?.costBps ?? Number.POSITIVE_INFINITY

describe('wsteth-loop', () => {
  it('calm: earns, and its health factor rises', async () => {
    const simulation = await play(loop, 'calm')
    expectAgreement(simulation)
    const [first, last] = ends(framesOf(simulation))
    expect(last.equityWei).toBeGreaterThan(first.equityWei)
    expect(last.healthFactorWad ?? 0n).toBeGreaterThan(first.healthFactorWad ?? 0n)
  })

  it('depeg: exits get dear, the health factor does not move, because Aave does not see the market', async () => {
    const simulation = await play(loop, 'depeg')
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const [first, last] = ends(frames)
    expect(Number(last.curvePriceWad) / 1e18).toBeCloseTo(0.9346, 3)
    expect(Math.min(...healthFactors(frames))).toBe(healthFactors(frames)[0])
    expect(cheapestMarketExit(last)).toBeGreaterThan(cheapestMarketExit(first) + 2_000)
  })

  it('depeg-and-back: arbitrageurs close the discount as fast as Lido’s queue gives their ether back', async () => {
    const discounts = async (name: string): Promise<readonly number[]> => {
      const simulation = await play(loop, name)
      expectAgreement(simulation)
      return framesOf(simulation).map(frame => 1 - Number(frame.curvePriceWad) / 1e18)
    }
    const quick = await discounts('depeg-and-back')
    const slow = await discounts('depeg-and-back+long-queues')
    // Sold into until day 7; what is bought back the same day is not there any more behind a long queue.
    expect(quick[7]).toBeGreaterThan(0.015)
    expect(slow[7]).toBeGreaterThan(0.035)
    expect(quick[10]).toBeLessThan(0.005)
    expect(slow[20]).toBeGreaterThan(0.005)
    expect(slow.at(-1)).toBeLessThan(0.005)
  })

  it('slashing: the share rate and the health factor fall with the reports, and the pools are not touched', async () => {
    const simulation = await play(loop, 'slashing')
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const rates = frames.map(frame => Number(frame.shareRateWad) / 1e18)
    const drop = Math.min(...rates.slice(1).map((rate, i) => rate / (rates[i] ?? rate) - 1))
    // A tenth of Lido's stake is 2.4 % of all stake, and the correlation penalty takes three times that share of it.
    expect(drop).toBeLessThan(-0.007)
    expect(drop).toBeGreaterThan(-0.0075)
    const day = rates.findIndex((rate, i) => rate / (rates[i - 1] ?? rate) - 1 === drop)
    // Slashed on day 1; 18.2 days later the penalty falls, and the report of day 20 has it.
    expect(day).toBe(20)
    // The health factor falls by as much, and by a day's interest.
    expect((healthFactors(frames)[20] ?? 0) / (healthFactors(frames)[19] ?? 1) - 1).toBeCloseTo(
      drop - 0.00005,
      5,
    )
    expect(frames.flatMap(frame => frame.events).some(event => event.kind === 'liquidation')).toBe(false)
  })

  it('slashing, twice as hard, at a health factor near 1: a real liquidation takes it', async () => {
    const simulation = await play(loop, 'slashing', { severity: 2, params: { leverage: 14 } })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const taken = frames
      .flatMap(frame => frame.events)
      .flatMap(event => (event.kind === 'liquidation' ? [event] : []))
    expect(taken.length).toBeGreaterThan(0)
    expect(taken[0]?.collateral).toBe('wstETH')
    const cells = measureRun({ ...(simulation.runs[0] ?? never()), frames })
    expect(cells['minHealthFactor']).toMatchObject({ ok: true })
    expect(cells['liquidated']).toEqual({ ok: true, value: 1, unit: 'flag' })
    const loss = taken.reduce((sum, event) => sum + event.lossWei, 0n)
    expect(cells['liquidationLossEth']).toEqual({ ok: true, value: Number(loss) / 1e18, unit: 'ETH' })
    // E-mode 1 gives the liquidator and the protocol 1 % together.
    const covered = taken.reduce((sum, event) => sum + event.covered, 0n)
    expect(Number(loss) / Number(covered)).toBeCloseTo(0.01, 4)
  })

  it('slashing, three times as hard: Lido’s sanity check refuses reports for weeks, and the old rate stands meanwhile', async () => {
    const simulation = await play(loop, 'slashing', { severity: 3 })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const refused = (frame: Frame) =>
      frame.events.some(
        event => event.kind === 'transaction' && event.refused === 'IncorrectCLBalanceDecrease',
      )
    const days = frames.flatMap((frame, day) => (refused(frame) ? [day] : []))
    expect(days.length).toBeGreaterThan(20)
    // While refused, the rate on chain does not move at all.
    for (const day of days) expect(frames[day]?.shareRateWad).toBe(frames[day - 1]?.shareRateWad)
    // What fell first leaves the window of 36 days in the end; then all that was refused comes at once.
    const after = (days.at(-1) ?? 0) + 1
    const fall = Number(frames[after]?.shareRateWad) / Number(frames[after - 1]?.shareRateWad) - 1
    expect(fall).toBeLessThan(-0.011)
    expect(fall).toBeGreaterThan(-0.036)
  })

  it('liquidity-crunch: WETH cannot be flash-loaned, the collateral can, and one wait takes five weeks', async () => {
    // At four times it is taken down in steps, for less than a loan; at nine there would be too many for a block. Of a
    // thousand ether the pools would leave more than fits one wait.
    const simulation = await play(loop, 'liquidity-crunch', { params: { leverage: 9, size: 600 } })
    expectAgreement(simulation)
    const [first, last] = ends(framesOf(simulation))
    const loaned = (frame: Frame) => {
      const method = frame.exits.frontier('full').ways.find(isAtOnce)?.plan.method
      return typeof method === 'object' && 'loans' in method ? method.loans.map(({ asset }) => asset) : []
    }
    // Morpho lends the collateral at no premium, so that the loan is of it already before the crunch.
    expect(loaned(first)).toEqual(['wstETH'])
    expect(loaned(last)).toEqual(['wstETH'])
    const queueOf = (frame: Frame) => {
      const { ways, closed } = frame.exits.frontier('full')
      return {
        open: ways.some(({ way }) => way.kind === 'queue'),
        why: JSON.stringify(closed.find(({ way }) => way.kind === 'queue')?.refusal ?? null, (_, value) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
      }
    }
    expect(queueOf(first).open).toBe(true)
    expect(queueOf(last)).toEqual({ open: false, why: expect.stringContaining('"code":"interestOutgrows"') })
    expect(wayWithin(last.exits.frontier('full').ways, null)?.medianDays).toBeCloseTo(37, 1)
    expect(Number(last.wethUtilisationRay) / 1e27).toBeGreaterThan(0.999)
  })

  it('eth-crash: the dollar price cancels out', async () => {
    const simulation = await play(loop, 'eth-crash')
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const [first, last] = ends(frames)
    expect(Number(last.etherPriceBase) / Number(first.etherPriceBase)).toBeCloseTo(0.574, 3)
    expect(Math.min(...healthFactors(frames))).toBe(healthFactors(frames)[0])
  })
})

describe('depth bands', () => {
  it.each(['depeg', 'terra-2022-05:then', 'june-2022:then'])(
    '%s: leaving costs more at half the depth, or is impossible there, and less at twice',
    async name => {
      const { runs } = await play(loop, name, { worlds: 'model' })
      const banded = runs
        .flatMap(({ frames }) => frames)
        .flatMap(({ exits }) => exits.frontier().ways.filter(({ band }) => band !== null))
      expect(banded.length).toBeGreaterThan(3)
      for (const { costBps, band } of banded) {
        // Half the depth may not take it at all.
        expect(band?.halfDepthBps ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(costBps)
        expect(band?.twiceDepthBps).toBeLessThanOrEqual(costBps)
      }
    },
  )
})

describe('wsteth-usdc', () => {
  it('eth-crash: a dollar debt is liquidated, at the bonus of wstETH outside e-mode', async () => {
    const simulation = await play(dollars, 'eth-crash')
    expectAgreement(simulation)
    const taken = framesOf(simulation)
      .flatMap(frame => frame.events)
      .flatMap(event => (event.kind === 'liquidation' ? [event] : []))
    expect(taken.length).toBeGreaterThan(0)
    expect(taken.every(event => event.debt === 'USDC' && event.collateral === 'wstETH')).toBe(true)
  })

  it('depeg: the health factor does not move', async () => {
    const simulation = await play(dollars, 'depeg')
    expectAgreement(simulation)
    const factors = healthFactors(framesOf(simulation))
    expect(Math.max(...factors) / Math.min(...factors)).toBeLessThan(1.002)
  })
})

const never = (): never => {
  throw new Error('no run')
}
