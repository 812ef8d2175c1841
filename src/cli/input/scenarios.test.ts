import { describe, expect, test } from 'vitest'
import { SCENARIOS } from '../../scenario/library.js'
import { OptionError, UnknownNameError } from '../errors.js'
import { labelOf, readScenarios } from './scenarios.js'

const read = async (names: string, severity?: string) =>
  (await readScenarios(names, severity)).map(({ scenario, severity: factor }) => [scenario.name, factor])

describe('readScenarios', () => {
  test('the order given is kept', async () =>
    expect(await read('slashing,calm,depeg')).toEqual([
      ['slashing', 1],
      ['calm', 1],
      ['depeg', 1],
    ]))

  test('a severity of its own goes before --severity', async () =>
    expect(await read('depeg@1.5,slashing', '2')).toEqual([
      ['depeg', 1.5],
      ['slashing', 2],
    ]))

  test('the same scenario twice as hard is another one', async () =>
    expect((await readScenarios('depeg,depeg@2', undefined)).map(labelOf)).toEqual(['depeg', 'depeg@2']))

  test('an unknown name: the nearest right one', async () => {
    await expect(read('depge')).rejects.toThrow(UnknownNameError)
    await expect(read('depge')).rejects.toThrow(
      expect.objectContaining({ details: { hint: 'Did you mean "depeg"?' } }),
    )
    await expect(read('')).rejects.toThrow(UnknownNameError)
  })

  test.each(['0', '-1', 'x', '', '10.1', '1e3', 'Infinity', 'NaN'])(
    'severity %j: refused, with the range',
    severity =>
      expect(read(`depeg@${severity}`)).rejects.toThrow(
        expect.objectContaining({
          details: expect.objectContaining({
            facts: expect.objectContaining({ allowed: 'above 0, up to 10' }),
          }),
        }),
      ),
  )

  test('calm has nothing to scale', async () => {
    await expect(read('calm', '2')).rejects.toThrow(OptionError)
    expect(await read('calm', '1')).toEqual([['calm', 1]])
  })

  test.each(['calm,calm', 'depeg@1,depeg', 'depeg@1@2'])('%s: refused', names =>
    expect(read(names)).rejects.toThrow(OptionError),
  )

  test('several wrong: all at once', async () => {
    await expect(read('deepg,calm@3')).rejects.toThrow(AggregateError)
  })

  test('combined: all of them in one, each as hard as it says', async () => {
    const [chosen] = await readScenarios('june-2022+exit-queue-2025-09,depeg@1.5+slashing@2', undefined)
    expect(chosen?.severity).toBe(1)
    expect(chosen?.scenario.parts?.map(({ name }) => name)).toEqual(['june-2022', 'exit-queue-2025-09'])
    expect(await read('depeg@1.5+slashing', '2')).toEqual([['depeg@1.5+slashing@2', 1]])
  })

  test.each(['depeg+depeg', 'june-2022:then+ftx-2022-11:then', 'depeg+depge', 'depeg@99+calm'])(
    'combined, %s: refused',
    async names => {
      await expect(read(names)).rejects.toThrow()
    },
  )

  test('all: the whole library, no harder than each can take', async () => {
    expect((await read('all')).length).toBe(SCENARIOS.length)
    const harder = new Map((await read('all', '2')) as [string, number][])
    expect(harder.get('calm')).toBe(1)
    expect(harder.get('depeg')).toBe(2)
  })
})
