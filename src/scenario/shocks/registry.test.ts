import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SCENARIOS } from '../library.js'
import { SHOCK_SCHEMAS } from '../schema.js'
import { isShockKind, SHOCK_KINDS, SHOCKS, scaleShock, standingOf } from './registry.js'

const FOLDER = new URL('./', import.meta.url)

/** Files of the folder that define a kind of shock. */
const defined = readdirSync(FOLDER)
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'define.ts')
  .filter(name => /: ShockDef<\w+> = \{/.test(readFileSync(new URL(name, FOLDER), 'utf8')))
  .map(name => name.slice(0, -'.ts'.length))

const inLibrary = SCENARIOS.flatMap(({ name, steps, overlay = [] }) =>
  [...overlay, ...steps].flatMap(({ at, shocks }) => shocks.map(shock => ({ name, at, shock }))),
)

describe('the registry of shocks', () => {
  test('has each file of the folder that defines a kind, under its name', () => {
    expect(defined.length).toBeGreaterThan(30)
    expect([...SHOCK_KINDS].sort()).toEqual(defined.sort())
    for (const kind of SHOCK_KINDS) expect(SHOCKS[kind].kind).toBe(kind)
  })

  test('gives each kind a label of its own, and says what happened', () => {
    const labels = SHOCK_KINDS.map(kind => SHOCKS[kind].label)
    expect(new Set(labels).size).toBe(labels.length)
    for (const kind of SHOCK_KINDS) expect(SHOCKS[kind].happened.length).toBeGreaterThan(10)
  })

  test('knows its own kinds, and nothing of an object’s own', () => {
    expect(isShockKind('depeg')).toBe(true)
    for (const name of ['constructor', '__proto__', 'toString', 'liquidator'])
      expect(isShockKind(name)).toBe(false)
  })
})

describe('every shock of the library', () => {
  test('SHOCK_1: is what a file may write, and once as hard is itself', () => {
    expect(inLibrary.length).toBeGreaterThan(200)
    for (const { name, shock } of inLibrary) {
      expect(SHOCK_SCHEMAS[shock.kind].parse(shock), name).toEqual(shock)
      const [same] = scaleShock(shock, 1)
      for (const [field, value] of Object.entries(shock)) {
        const now = (same as unknown as Record<string, unknown>)[field]
        if (typeof value === 'number') expect(now, `${name} ${shock.kind} ${field}`).toBeCloseTo(value, 9)
        else expect(now).toEqual(value)
      }
    }
  })

  test('SHOCK_2: at severity 0 stays with nothing in it, or goes', () => {
    for (const { shock } of inLibrary) {
      const left = scaleShock(shock, 0)
      expect(left).toHaveLength(SHOCKS[shock.kind].atNothing === 'stays' ? 1 : 0)
    }
  })

  test('SHOCK_3: sets one level at most, named by what it sets', () => {
    const levels = inLibrary.flatMap(({ shock, at }) => standingOf(shock, at)?.level.of ?? [])
    expect(levels.length).toBeGreaterThan(100)
    for (const level of levels) expect(level).not.toMatch(/undefined|NaN/)
  })
})
