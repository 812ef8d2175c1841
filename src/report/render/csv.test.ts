import { expect, test } from 'vitest'
import { renderCsv } from './csv.js'
import { closed, document, exitsOf, frame } from './markdown.fixture.js'

const lines = (text: string): readonly string[] => text.split('\r\n')

test('a line for each frame of each run, numbers exact', () => {
  const [header = '', first = '', ...rest] = lines(renderCsv([document()]))
  const fields = Object.fromEntries(header.split(',').map((name, i) => [name, first.split(',')[i]]))
  expect(fields).toMatchObject({
    strategy: 'wsteth-loop',
    world: 'fork',
    equityWei: '100000000000000000000',
    liquidations: '0',
    soldNowWei: '99800000000000000000',
    'exit.now.costBps': '20',
    'exit.days7.costBps': '-3',
    'exit.any.badDays': '9',
  })
  expect(rest).toHaveLength(8)
  expect(rest.at(-1)).toBe('')
})

test('no way out and a missing debt are empty', () => {
  const only = frame(0, {
    healthFactorWad: null,
    lowestHealthFactorWad: null,
    soldNowWei: null,
    exits: exitsOf([], [closed('Curve', 'no')]),
  })
  const [header = '', first = ''] = lines(renderCsv([document({ frames: [only], worlds: 1 })]))
  const cells = first.split(',')
  expect(cells[header.split(',').indexOf('healthFactorWad')]).toBe('')
  expect(cells[header.split(',').indexOf('soldNowWei')]).toBe('')
  expect(cells.slice(-5)).toEqual(['', '', '', '', ''])
})

test('a name that a spreadsheet would run, or that breaks a line, stays text', () => {
  const { strategy } = document()
  const named = document({ strategy: { ...strategy, name: '=cmd("x"),\n2' } })
  expect(renderCsv([named])).toContain('"\'=cmd(""x""),\n2",calm,')
})
