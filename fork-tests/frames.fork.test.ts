import { afterAll, expect, test } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { missedRewards } from '../src/scenario/library/missedRewards.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { momentsOf, run } from '../src/simulation/run.js'
import { SECONDS_PER_DAY } from '../src/units/fixed.js'
import { strategy } from '../strategies/wsteth-loop.js'

afterAll(stopAllAnvils)

test('a year of missed rewards is looked at each week, on the day it begins and on its last', () => {
  const days = momentsOf(missedRewards).map(at => at / SECONDS_PER_DAY)
  expect(days.slice(0, 4)).toEqual([0, 1, 7, 14])
  expect(days.slice(-2)).toEqual([364, 365])
  expect(days).toHaveLength(55)
})

test('frames each week change nothing but what is looked at: the frames that both have are the same', async () => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  const start = await fork.market()
  await fork.close()
  const play = async (scenario: Scenario) => {
    const world = createModelWorld(start)
    const request = { world, strategy, params: strategy.params.parse({}), scenario, actors: cast() }
    const { frames } = await run({ ...request })
    return { frames, market: await world.market() }
  }
  const { frameEveryDays, ...daily } = { ...missedRewards, days: 30 }
  const [each, weekly] = [await play(daily), await play({ ...daily, frameEveryDays: frameEveryDays ?? 7 })]
  expect(weekly.market).toEqual(each.market)
  expect(weekly.frames.map(({ at }) => at / SECONDS_PER_DAY)).toEqual([0, 1, 7, 14, 21, 28, 30])
  for (const frame of weekly.frames) {
    const { events, lowestHealthFactorWad, ...seen } = frame
    expect(each.frames.find(({ at }) => at === frame.at)).toMatchObject(seen)
    expect(events.length + Number(lowestHealthFactorWad !== null)).toBeGreaterThan(0)
  }
  const all = (frames: typeof each.frames) => frames.flatMap(({ events }) => events)
  expect(all(weekly.frames)).toEqual(all(each.frames))
})
