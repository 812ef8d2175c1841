import { describe, expect, test } from 'vitest'
import { document } from '../../report/render/markdown.fixture.js'
import { matrixOf } from './matrix.js'

const refusal = { strategy: document({}).strategy.name, scenario: 'usdc-2023:then', reason: 'no room: 36' }

describe('matrixOf', () => {
  test('a run that never began stands in its place, with its reason', () => {
    const lines = matrixOf([{ document: document({}) }, { refusal }, { document: document({}) }]).split('\n')
    expect(lines[0]).toBe(`${refusal.strategy}, 3 scenarios`)
    expect(lines[3]).toMatch(/^ {2}usdc-2023:then {2,}not run: no room: 36$/)
    expect(lines[2]).toBe(lines[4])
  })

  test('a strategy that never ran has its own table', () => {
    const other = { ...refusal, strategy: 'another' }
    expect(matrixOf([{ document: document({}) }, { refusal: other }])).toContain('another, 1 scenarios')
  })
})
