import { expect, test } from 'vitest'
import { renderCsv } from './csv.js'
import { closed, document, frame } from './markdown.fixture.js'

const lines = (text: string): readonly string[] => text.split('\r\n')

test('a line for each frame of each run, numbers exact', () => {
  const [header = '', first = '', ...rest] = lines(renderCsv([document()]))
  const fields = Object.fromEntries(header.split(',').map((name, i) => [name, first.split(',')[i]]))
  expect(fields).toMatchObject({
    strategy: 'wsteth-loop',
    world: 'fork',
    equityWei: '100000000000000000000',
    liquidations: '0',
    'exit.queue.costBps': '-3',
  })
  expect(rest).toHaveLength(8)
  expect(rest.at(-1)).toBe('')
})

test('a closed route and a missing debt are empty', () => {
  const only = frame(0, {
    healthFactorWad: null,
    lowestHealthFactorWad: null,
    exits: [closed('curve', 'no')],
  })
  const [header = '', first = ''] = lines(renderCsv([document({ frames: [only], worlds: 1 })]))
  const cells = first.split(',')
  expect(cells[header.split(',').indexOf('healthFactorWad')]).toBe('')
  expect(cells.slice(-5)).toEqual(['', '', '', '', ''])
})

test('a name that a spreadsheet would run, or that breaks a line, stays text', () => {
  const { strategy } = document()
  const named = document({ strategy: { ...strategy, name: '=cmd("x"),\n2' } })
  expect(renderCsv([named])).toContain('"\'=cmd(""x""),\n2",calm,')
})
