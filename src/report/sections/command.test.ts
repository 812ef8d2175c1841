import { expect, test } from 'vitest'
import type { Document } from '../document.js'
import { document } from '../render/markdown.fixture.js'
import { commands } from './command.js'

const of = (
  name: string,
  scenario: string,
  params: Document['strategy']['params'] = { size: 1 },
): Document => {
  const base = document()
  return {
    ...base,
    strategy: { ...base.strategy, name, params },
    scenario: { ...base.scenario, name: scenario },
  }
}

test('one strategy: its parameters as they are', () =>
  expect(commands([of('a', 'x'), of('a', 'y')])).toEqual([
    'npx plimsoll run a --scenario x,y --set size=1 --world both --no-load-line',
  ]))

test('several strategies under the same scenarios: one command, settings by name', () =>
  expect(
    commands([of('a', 'x'), of('a', 'y'), of('b', 'x', { ltv: 0.5 }), of('b', 'y', { ltv: 0.5 })]),
  ).toEqual([
    'npx plimsoll run a,b --scenario x,y --set a.size=1 --set b.ltv=0.5 --world both --no-load-line',
  ]))

test('different scenarios, or one strategy with two sets of parameters: a command each', () => {
  expect(commands([of('a', 'x'), of('b', 'y')])).toHaveLength(2)
  expect(commands([of('a', 'x'), of('a', 'x', { size: 2 })])).toEqual([
    'npx plimsoll run a --scenario x --set size=1 --world both --no-load-line',
    'npx plimsoll run a --scenario x --set size=2 --world both --no-load-line',
  ])
})

test('a managed position names its policy', () => {
  const management = {
    policy: 'deleverage',
    about: '',
    settings: { below: 1.1, to: 1.3 },
    actions: 0,
    refused: 0,
    gasEth: 0,
    without: {},
  }
  expect(commands([{ ...of('a', 'x'), management }])[0]).toContain('--policy deleverage:below=1.1,to=1.3')
})
