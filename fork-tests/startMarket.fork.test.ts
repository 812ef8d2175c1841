import { expect, test } from 'vitest'
import { openForkWorld, startOf } from '../src/analysis/simulate.js'
import { startMarket } from '../src/fork/world/startMarket.js'

const EMBEDDED = { kind: 'embedded' } as const
const silent = () => undefined

test('the cached market is the one that the chain has, keys in their order and all', async () => {
  const { world } = await openForkWorld(EMBEDDED, silent)
  const read = await world.market()
  await world.close()
  for (const _ of ['written', 'read']) {
    const { market, known } = await startOf(EMBEDDED, silent)
    expect(market).toEqual(read)
    expect(known).toBe(true)
    const text = (value: unknown) =>
      JSON.stringify(value, (_key, leaf) => (typeof leaf === 'bigint' ? `${leaf}n` : leaf))
    expect(text(market)).toBe(text(read))
  }
})

test('a market that was read before needs no chain; one of other subjects does', async () => {
  const withChain = { subjects: ['test'], open: () => openForkWorld(EMBEDDED, silent) }
  const { market } = await startMarket(EMBEDDED, silent, withChain)
  const open = () => Promise.reject(new Error('a chain is opened'))
  expect((await startMarket(EMBEDDED, silent, { subjects: ['test'], open })).market).toEqual(market)
  const other = startMarket(EMBEDDED, silent, { subjects: ['never read'], open })
  await expect(other).rejects.toThrow('a chain is opened')
})
