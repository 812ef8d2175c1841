import { describe, expect, it } from 'vitest'
import { measureRun } from '../src/analysis/measures/measures.js'
import { openForkWorld, type Simulation, simulate } from '../src/analysis/simulate.js'
import { CROWD } from '../src/market/crowd.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { type Scenario, scaleScenario } from '../src/scenario/scenario.js'
import { lidoReports } from '../src/simulation/actors/lidoReports.js'
import type { Frame } from '../src/simulation/frame.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { compareMarkets } from '../src/simulation/reconcile/quantities.js'
import type { World } from '../src/simulation/world.js'
import { SECONDS_PER_DAY, WAD } from '../src/units/fixed.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'

const scenarioOf = (name: string): Scenario =>
  SCENARIOS.find(entry => entry.name === name) ??
  (() => {
    throw new Error(`no scenario ${name}`)
  })()

const play = (scenario: Scenario): Promise<Simulation> =>
  simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy: loop,
    params: loop.params.parse({}),
    scenario,
    progress: () => undefined,
    sizes: 'left out',
  })

const framesOf = ({ runs }: Simulation): readonly Frame[] =>
  runs.find(({ world }) => world === 'fork')?.frames ?? []

const refused = (frame: Frame): boolean =>
  frame.events.some(
    event => event.kind === 'transaction' && event.role === 'lidoOracle' && event.refused !== null,
  )

const daysOf = (frames: readonly Frame[], holds: (frame: Frame) => boolean): readonly number[] =>
  frames.flatMap((frame, day) => (holds(frame) ? [day] : []))

/** Basis points from one day's share rate to the next. */
const changes = (frames: readonly Frame[]): readonly number[] =>
  frames.map(
    (frame, i) =>
      1e4 * (Number(frame.shareRateWad) / Number(frames[i - 1]?.shareRateWad ?? frame.shareRateWad) - 1),
  )

const expectAgreement = ({ reconciliation }: Simulation): void => {
  expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
  expect(reconciliation.find(({ name }) => name === 'lido pooled ether')?.compared).toBeGreaterThan(1_000)
  expect(reconciliation.find(({ name }) => name === 'protocols’ own answers')?.compared).toBeGreaterThan(100)
}

const cell = (simulation: Simulation, name: string): number => {
  const run = simulation.runs.find(({ world }) => world === 'fork')
  const found = run && measureRun(run)[name]
  return found?.ok ? found.value : Number.NaN
}

describe('validators', () => {
  it('operator-slashed: steps of the right size on the right days, and bunker mode until the penalty is counted', async () => {
    const simulation = await play(scenarioOf('operator-slashed'))
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const steps = changes(frames)
    // 2.78 % of Lido: 0.07 bps at once, 2.78 % × 3 × 239,000 ÷ 35.4 million = 5.6 bps in the middle of the window.
    expect(steps[1]).toBeGreaterThan(0.5)
    expect(Math.min(...steps)).toBe(steps[20])
    expect(steps[20]).toBeGreaterThan(-5.2)
    expect(steps[20]).toBeLessThan(-4.6)
    expect(daysOf(frames, frame => frame.bunker)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(cell(simulation, 'daysRateKnownWrong')).toBe(19)
    expect(cell(simulation, 'rateKnownWrongBps')).toBeGreaterThan(5.5)
    // All in all about a week of rewards: 0.06 %.
    const last = frames.at(-1)
    const grown = 1e4 * (Number(last?.shareRateWad) / Number(frames[0]?.shareRateWad) - 1)
    expect(60 * 0.69 - grown).toBeGreaterThan(6)
    expect(60 * 0.69 - grown).toBeLessThan(9)
  })

  it('client-bug: version 4 lets the penalties pass, version 3 refuses them for weeks, and all is counted at once', async () => {
    const four = await play(scenarioOf('client-bug'))
    const three = await play(scenarioOf('client-bug-v3'))
    expectAgreement(four)
    expectAgreement(three)
    expect(daysOf(framesOf(four), refused)).toEqual([])
    const days = daysOf(framesOf(three), refused)
    expect(days[0]).toBe(20)
    expect(days.length).toBeGreaterThan(40)
    for (const day of days) expect(changes(framesOf(three))[day]).toBe(0)
    const after = changes(framesOf(three))[(days.at(-1) ?? 0) + 1] ?? 0
    expect(after).toBeLessThan(-30)
    expect(after).toBeGreaterThan(-34.1)
    // The true rate stood below the chain's all the while.
    const refusedFrames = framesOf(three).filter(refused)
    expect(refusedFrames.every(frame => frame.trueShareRateWad < frame.shareRateWad)).toBe(true)
    expect(cell(three, 'daysRateKnownWrong')).toBeGreaterThan(cell(four, 'daysRateKnownWrong') + 30)
  })

  it('inactivity-leak: the rate falls faster every day, and recovers its growth when finality is back', async () => {
    const simulation = await play(scenarioOf('inactivity-leak'))
    expectAgreement(simulation)
    const steps = changes(framesOf(simulation))
    const [one, two, three, four] = [steps[2] ?? 0, steps[3] ?? 0, steps[4] ?? 0, steps[5] ?? 0]
    expect(one < 0 && two < one && three < two).toBe(true)
    expect(one + two + three).toBeLessThan(-30)
    expect(four).toBeGreaterThan(0.6)
    expect(daysOf(framesOf(simulation), frame => frame.bunker)).toEqual([2, 3, 4])
  })

  it('missed-rewards: a fifth of the validators off takes a third of the growth', async () => {
    const scenario = scenarioOf('missed-rewards')
    const simulation = await play({ ...scenario, days: 30, frameEveryDays: 1 })
    expectAgreement(simulation)
    const steps = changes(framesOf(simulation))
    expect((steps[20] ?? 0) / (steps[1] ?? 1)).toBeGreaterThan(0.6)
    expect((steps[20] ?? 0) / (steps[1] ?? 1)).toBeLessThan(0.7)
  })

  it('exit-queue-gloas: the queue of September 2025 drains five times as fast', async () => {
    const simulation = await play(scenarioOf('exit-queue-gloas'))
    expectAgreement(simulation)
    const queues = framesOf(simulation).map(frame => Number(frame.exitQueueWei) / 1e18)
    const drained = (queues[4] ?? 0) - (queues[5] ?? 0)
    // 35.4 million ÷ 32,768 = 1,081 ETH an epoch; Electra lets 256 out.
    expect(drained / 225).toBeCloseTo(1_081, 0)
  })

  it('validators-slashed: 39 of them do not even stop the rate from rising', async () => {
    const simulation = await play(scaleScenario(scenarioOf('validators-slashed'), 1))
    expectAgreement(simulation)
    expect(
      changes(framesOf(simulation))
        .slice(1)
        .every(step => step > 0.6),
    ).toBe(true)
  })
})

describe('the safe border, with real requests, reports, finalisations and claims', () => {
  const ask = (amounts: readonly bigint[]) => ({
    from: CROWD.leaver,
    actions: [{ kind: 'lido.request', amounts }] as const,
  })

  /** A day passes, then Lido's oracle does what it does. */
  const nextDay = async (world: World, oracle: ReturnType<typeof lidoReports>): Promise<void> => {
    await world.block(SECONDS_PER_DAY, [])
    const txs = await oracle.act(await world.market(), world, 0n)
    const outcomes = await world.block(12, txs)
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true)
  }

  it('pays who asked before the slashing, and holds who asked after it until the penalty is counted', async () => {
    const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
    try {
      const model = createModelWorld(await fork.market())
      const worlds = [
        { world: model, oracle: lidoReports() },
        { world: fork, oracle: lidoReports() },
      ]
      for (const { world, oracle } of worlds) {
        await nextDay(world, oracle)
        // Five requests of 975 and 959 stETH. The buffer of 5,000 ether less what is left of the reserve for deposits (843, as 657 were
        // deposited after the last report) and a day's rewards of 684 pay four.
        await world.block(3_600, [ask([798n, 798n, 798n, 798n, 785n].map(amount => amount * WAD))])
        await nextDay(world, oracle)
        expect((await world.market()).lido.queue.lastFinalizedRequestId).toBe(4)
        const { timestamp } = (await world.market()).block
        const slash = {
          kind: 'ethereum.slash',
          balance: 900_000n * WAD,
          others: 0n,
          effectiveBalance: 32n * WAD,
          exitsFrom: timestamp + 52_320,
          exitsUntil: timestamp + 20 * SECONDS_PER_DAY,
          withdrawableAt: timestamp + 50_400 + 8_192 * 384,
        } as const
        await world.block(50_400, [{ from: CROWD.oracle, actions: [slash] }, ask([10n * WAD])])
        await nextDay(world, oracle)
        // The fifth is older than the border; the sixth came in the block of the slashing.
        const bunker = (await world.market()).lido
        expect(bunker.bunkerSince).toBeGreaterThan(0)
        expect(bunker.queue).toMatchObject({ lastRequestId: 6, lastFinalizedRequestId: 5 })
        const claim = { kind: 'lido.claim', requestIds: [1, 2, 3, 4, 5] } as const
        const [claimed] = await world.block(12, [{ from: CROWD.leaver, actions: [claim] }])
        expect(claimed?.status).toBe('done')
        for (let day = 0; day < 17; day++) await nextDay(world, oracle)
        const waiting = (await world.market()).lido
        expect(waiting.bufferedEther).toBeGreaterThan(1_000n * WAD)
        expect(waiting.queue.lastFinalizedRequestId).toBe(5)
        for (let day = 0; day < 3; day++) await nextDay(world, oracle)
        const { bunkerSince, queue } = (await world.market()).lido
        expect([bunkerSince, queue.lastFinalizedRequestId]).toEqual([0, 6])
        // Paid at the lower of both rates: the penalty reached it too.
        const asked = (queue.requests[6]?.cumulativeStEth ?? 0n) - (queue.requests[5]?.cumulativeStEth ?? 0n)
        const part = Number(queue.lockedEther) / Number(asked)
        expect(part).toBeLessThan(0.998)
        expect(part).toBeGreaterThan(0.99)
      }
      expect(compareMarkets(await model.market(), await fork.market())).toEqual([])
    } finally {
      await fork.close()
    }
  })
})
