import { expect, test } from 'vitest'
import { inPairs } from './pairs.js'

const tick = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1))

test('two at a time, results in the order of the items', async () => {
  let running = 0
  let most = 0
  const results = await inPairs([5, 1, 4, 2, 3], async item => {
    running += 1
    most = Math.max(most, running)
    for (let i = 0; i < item; i++) await tick()
    running -= 1
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

test('the first failure ends it; none: nothing', async () => {
  const failing = async (item: number) => {
    if (item === 2) throw new RangeError('two')
    return item
  }
  await expect(inPairs([1, 2, 3], failing)).rejects.toThrow('two')
  expect(await inPairs([], failing)).toEqual([])
})
