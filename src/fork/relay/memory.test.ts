import { describe, expect, test } from 'vitest'
import { createHabit } from './habit.js'
import { createMemory } from './memory.js'
import { keyOf, type Question } from './question.js'
import type { Source } from './source.js'

const slot = (n: number): Question => ({
  kind: 'state',
  method: 'eth_getStorageAt',
  params: ['0xaa', `0x${n.toString(16)}`],
})
const keys = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => keyOf(slot(from + i)))

/** A source that notes what it was asked, and fails for some. */
const noted = (fails: readonly string[] = []) => {
  const asked: string[] = []
  const source = {
    async read(question: Question) {
      asked.push(keyOf(question))
      if (fails.includes(keyOf(question))) throw new Error('no such word')
      return question.params[1]
    },
  } as unknown as Source
  return { source, asked }
}

const memoryOf = (source: Source, known: readonly string[]) => {
  const kept: (readonly string[])[] = []
  let counted = 0
  const habit = createHabit(known, all => kept.push(all))
  const memory = createMemory(source, habit, () => {
    counted += 1
  })
  return { memory, habit, kept, counts: () => counted }
}

describe('reading ahead', () => {
  test('what came after a question before is read with it, and asked for no second time', async () => {
    const { source, asked } = noted()
    const { memory, counts } = memoryOf(source, keys(0, 300))
    expect(await memory.lookUp(slot(0))).toBe('0x0')
    expect(asked).toEqual(keys(0, 100))
    for (let n = 0; n < 100; n += 1) expect(await memory.lookUp(slot(n))).toBe(`0x${n.toString(16)}`)
    expect(asked).toHaveLength(100)
    await memory.lookUp(slot(100))
    expect(asked).toEqual(keys(0, 200))
    expect(counts()).toBe(101)
  })

  test('only what was asked for is remembered as an answer', async () => {
    const { memory } = memoryOf(noted().source, keys(0, 50))
    await memory.lookUp(slot(7))
    expect([...memory.answers.keys()]).toEqual(keys(7, 8))
  })

  test('a word that cannot be had fails when it is asked for, not before', async () => {
    const { source } = noted(keys(3, 4))
    const { memory } = memoryOf(source, keys(0, 10))
    expect(await memory.lookUp(slot(2))).toBe('0x2')
    await expect(memory.lookUp(slot(3))).rejects.toThrow('no such word')
    expect(memory.isWaiting()).toBe(false)
  })

  test('a new question is learnt once, and kept only if there are any', async () => {
    const { memory, habit, kept } = memoryOf(noted().source, keys(0, 2))
    await memory.lookUp(slot(1))
    habit.save()
    expect(kept).toEqual([])
    await memory.lookUp(slot(9))
    habit.save()
    habit.save()
    expect(kept).toEqual([[...keys(0, 2), ...keys(9, 10)]])
  })
})
