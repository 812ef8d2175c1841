import { expect, test } from 'vitest'
import type { Market } from '../market/market.js'
import { document } from '../report/render/markdown.fixture.js'
import { attemptAll, foundIn, refusedLine } from './attempts.js'
import { RefusedPositionError, StrategyFileError } from './errors.js'

const done = { document: document({}), market: {} as Market }
const refusal = () => new RefusedPositionError('The market refuses.', { facts: { reason: 'caps' } })
const pairs = ['a', 'b', 'c', 'd'].map(scenario => ({ strategy: 's', scenario }))

const found = async (...jobs: readonly (() => Promise<typeof done>)[]) =>
  foundIn(await attemptAll(jobs, job => job()), pairs)
const fails = (error: unknown) => async () => {
  throw error
}

test('a refusal loses nothing: it is a row between the runs', async () => {
  const result = await found(
    async () => done,
    fails(refusal()),
    async () => done,
  )
  expect(result.documents).toHaveLength(2)
  expect(result.refused).toEqual([{ strategy: 's', scenario: 'b', reason: 'The market refuses. caps' }])
  expect(result.entries.map(entry => 'refusal' in entry)).toEqual([false, true, false])
  expect(result.failure).toBeUndefined()
  expect(refusedLine(result)).toBe('1 of 3 runs did not take place: s under b')
})

test('a failure keeps what is finished, starts nothing more, and is thrown in the end', async () => {
  const fault = new TypeError('broken')
  const result = await found(
    async () => done,
    fails(fault),
    async () => done,
    async () => done,
  )
  expect(result.documents.length).toBeGreaterThan(0)
  expect(result.failure).toEqual({ error: fault })
  expect(result.refused.at(-1)?.reason).toContain('not started')
})

test('where nothing ran, the reasons are the error; what broke comes before what was refused', async () => {
  await expect(found(fails(refusal()))).rejects.toBeInstanceOf(RefusedPositionError)
  await expect(found(fails(refusal()), fails(refusal()))).rejects.toBeInstanceOf(AggregateError)
  const own = new StrategyFileError('The strategy failed.')
  await expect(found(fails(refusal()), fails(own))).rejects.toBe(own)
})
