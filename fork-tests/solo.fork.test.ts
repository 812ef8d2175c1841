import { afterAll, describe, expect, it } from 'vitest'
import { USUAL_EXIT_LIMITS } from '../src/analysis/illiquid.js'
import { isAnyOfIt } from '../src/analysis/leastSeverity.js'
import { findLoadLine, type Tries } from '../src/analysis/loadLine.js'
import { openForkWorld, type Simulation, simulate } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Tx } from '../src/position/action.js'
import { activeBalanceAt } from '../src/protocols/ethereum/active.js'
import { epochAt, startOfEpoch } from '../src/protocols/ethereum/forks.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { lowerShock } from '../src/scenario/shocks/registry.js'
import type { Frame } from '../src/simulation/frame.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { compareMarkets } from '../src/simulation/reconcile/quantities.js'
import { SECONDS_PER_DAY, WAD } from '../src/units/fixed.js'
import { strategy as solo } from '../strategies/solo-staking.js'

afterAll(stopAllAnvils)

const GWEI = 10n ** 9n
const FULL = 32n * GWEI
const VALIDATORS = 32n

const scenarioOf = (name: string): Scenario =>
  SCENARIOS.find(entry => entry.name === name) ??
  (() => {
    throw new Error(`no scenario ${name}`)
  })()

/** 32 validators of 32 ether. */
const play = (scenario: Scenario): Promise<Simulation> =>
  simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy: solo,
    params: solo.params.parse({}),
    scenario,
    progress: () => undefined,
    sizes: 'left out',
  })

const framesOf = ({ runs }: Simulation): readonly Frame[] =>
  runs.find(({ world }) => world === 'fork')?.frames ?? []

/** What the owner's validators hold, gwei. */
const balanceOf = (frame: Frame | undefined): bigint => (frame?.equityWei ?? 0n) / GWEI

const expectAgreement = ({ reconciliation }: Simulation): void => {
  expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
  expect(reconciliation.find(({ name }) => name === 'validators')?.compared).toBeGreaterThan(1_000)
}

/** What all of the owner's validators lost from one day to the next, gwei; a gain is negative. */
const lost = (frames: readonly Frame[], day: number): bigint =>
  balanceOf(frames[day - 1]) - balanceOf(frames[day])

/** The stake of the embedded mainnet, gwei, and by the spec what an increment earns in an epoch. */
const stakeOf = ({ start }: Simulation) => {
  const total = start.ethereum.stakedEther / GWEI
  const perIncrement = (64n * GWEI) / BigInt(Math.floor(Math.sqrt(Number(total))))
  return { perIncrement }
}

/** Source and target of one validator of 32 ether, floored each. */
const missedBy = (perIncrement: bigint, increments = 32n): bigint =>
  (increments * perIncrement * 14n) / 64n + (increments * perIncrement * 26n) / 64n

describe('shocks reach validators of one’s own, 0 wei apart', () => {
  it('own-validators-slashed: the penalties on their days, 15.5 % in the middle of the window, nothing earned', async () => {
    const simulation = await play(scenarioOf('own-validators-slashed'))
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const { perIncrement } = stakeOf(simulation)
    const day = 225n * 32n * perIncrement * VALIDATORS
    expect(lost(frames, 19)).toBe(-day)
    // The rewards of the day come with the slashing.
    expect(lost(frames, 20)).toBe(VALIDATORS * (FULL / 4_096n) - day)
    for (const at of [21, 30, 38]) expect(lost(frames, at)).toBe(VALIDATORS * 225n * missedBy(perIncrement))
    // Of those slashed, half a twentieth of the stake has left by then: 15 % of what is still active is more.
    expect(Number(lost(frames, 39)) / Number(VALIDATORS * FULL)).toBeCloseTo(0.1547, 3)
    expect(lost(frames, 40)).toBe(VALIDATORS * 225n * missedBy(perIncrement, 27n))
    expect(lost(frames, 58)).toBe(0n)
  })

  it('missed-rewards: from the activation on every epoch costs source and target', async () => {
    const scenario = scenarioOf('missed-rewards')
    const simulation = await play({ ...scenario, days: 20, frameEveryDays: 1 })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    expect(lost(frames, 9)).toBe(0n)
    const { perIncrement } = stakeOf(simulation)
    for (const at of [11, 20]) expect(lost(frames, at)).toBe(VALIDATORS * 225n * missedBy(perIncrement))
  })

  it('an inactivity leak once they are on duty: every epoch costs more than the one before, and then they earn again', async () => {
    const scenario = scenarioOf('inactivity-leak')
    const later = scenario.steps.map(step => ({ ...step, at: 15 * step.at }))
    const simulation = await play({ ...scenario, days: 20, steps: later })
    expectAgreement(simulation)
    const frames = framesOf(simulation)
    const { perIncrement } = stakeOf(simulation)
    // 221 epochs of the first day leak, with scores of 4, 8, 12 ...
    const leaked = Array.from({ length: 221 }, (_, i) => (FULL * BigInt(i + 1)) / 2n ** 24n)
    const first = 225n * missedBy(perIncrement) + leaked.reduce((sum, each) => sum + each, 0n)
    expect(lost(frames, 16)).toBe(VALIDATORS * first)
    expect(lost(frames, 18) > lost(frames, 17)).toBe(true)
    // An ether of effective balance is gone.
    expect(lost(frames, 19)).toBe(-225n * 31n * perIncrement * VALIDATORS)
  })

  it('the correlation penalty is the formula’s to the gwei, from what the chain says was slashed', async () => {
    const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
    const model = createModelWorld(await fork.market())
    const both = async (seconds: number, txs: readonly Tx[]): Promise<Market> => {
      for (const world of [model, fork]) {
        const outcomes = await world.block(seconds, txs)
        expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
      }
      expect(compareMarkets(await model.market(), await fork.market())).toEqual([])
      return fork.market()
    }
    const settle: Tx = { from: CROWD.oracle, actions: [{ kind: 'validators.settle' }] }
    const deposit = { kind: 'validators.deposit', wei: 32n * WAD, compounding: false } as const
    await both(12, [
      {
        from: CROWD.whale,
        actions: [{ kind: 'transfer', asset: 'ETH', to: OWNER, amount: 65n * WAD }],
      },
      { from: OWNER, actions: [deposit, deposit] },
    ])
    const ready = await both(12 * SECONDS_PER_DAY, [settle])
    const due = { ...ready, block: { ...ready.block, timestamp: ready.block.timestamp + 12 } }
    const shock = { kind: 'slash', shareBps: 500, othersBps: 500, own: true } as const
    const slashed = await both(12, lowerShock(shock, due, due))
    const [mine] = slashed.validators.validators
    if (!mine) throw new Error('no validator')
    expect(slashed.validators.validators.map(({ owner, slashed: is }) => [owner, is])).toEqual([
      [OWNER, true],
      [OWNER, true],
    ])
    const last = startOfEpoch(mine.withdrawableEpoch - 4_096) + 1
    const before = await both(last - slashed.block.timestamp, [settle])
    const after = await both(384, [settle])
    const total = after.ethereum.stakedEther / GWEI
    const dueEpoch = mine.withdrawableEpoch - 4_096
    const active = activeBalanceAt(after.ethereum, dueEpoch)
    // By hand: the queue that was there and then the slashed leave at 256 ether an epoch, five epochs on.
    const { exitQueue } = ready.ethereum
    const epochs = BigInt(dueEpoch - epochAt(slashed.block.timestamp) - 5 + 1)
    const drained = (BigInt(slashed.block.timestamp - ready.ethereum.exitQueueAt) * 256n * WAD) / 384n
    const left = epochs * 256n * WAD - (exitQueue - drained)
    expect(Number(active) / Number(total - left / GWEI)).toBeCloseTo(1, 5)
    const all = after.ethereum.slashings.reduce(
      (sum, entry) => sum + (entry.balance + entry.others) / GWEI,
      0n,
    )
    // The owner's 64 ether count among what was slashed, beside 5 % of Lido's and of everyone's.
    const { lido, ethereum } = ready
    const twentieth = (wei: bigint): bigint => wei / 20n - ((wei / 20n) % (32n * WAD))
    const others = twentieth(ethereum.stakedEther - lido.clValidatorsBalance)
    const inWei = after.ethereum.slashings.reduce((sum, entry) => sum + entry.balance + entry.others, 0n)
    expect(inWei).toBe(twentieth(lido.clValidatorsBalance) + others + 64n * WAD)
    const penalty = ((3n * all) / (active / GWEI)) * 32n
    const perIncrement = (64n * GWEI) / BigInt(Math.floor(Math.sqrt(Number(total))))
    const balances = ({ validators }: Market) => validators.validators.map(({ balance }) => balance)
    const fell = balances(before).map((balance, i) => balance - (balances(after)[i] ?? 0n))
    expect(fell).toEqual([0, 1].map(() => penalty + missedBy(perIncrement)))
    await fork.close()
  })

  it('what happens whole as soon as it happens at all is found in a few dozen tries, and said so', async () => {
    const scenario = scenarioOf('own-validators-slashed')
    const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
    const market = await fork.market()
    await fork.close()
    const tries: Tries[] = []
    const line = await findLoadLine({
      market,
      strategy: solo,
      params: solo.params.parse({}),
      scenario: { ...scenario, days: 22 },
      limits: USUAL_EXIT_LIMITS,
      onTry: now => void tries.push(now),
    })
    // The slashed are held for 36 days, however few others are slashed with them; with nobody slashed they leave in time.
    expect(line.illiquid.survives).toBe(0)
    expect(isAnyOfIt(line.illiquid.severity)).toBe(true)
    expect(line.liquidatable).toMatchObject({ severity: null, reason: 'the position has no debt' })
    // One run serves all marks: none and a quarter of it, and from there 8 halvings down to less than a thousandth.
    expect(tries.map(({ begun }) => begun)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1))
    for (const { begun, most } of tries) expect(begun).toBeLessThanOrEqual(most)
  })
})
