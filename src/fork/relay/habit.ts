import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, writeWhole } from '../cache.js'

/**
 * The order in which state was asked for before, of any block: anvil asks for one word at a time and waits, so that a node
 * 50 ms away takes minutes for what is 60 batches. Only questions are kept, never answers; no result depends on them.
 */
export type Habit = {
  /** Up to `count` questions that came after this one. */
  after(key: string, count: number): readonly string[]
  learn(key: string): void
  /** Keeps what was learnt for the next command, where the cache can be written. */
  save(): void
}

/** A read of state, by its key. */
const STATE = /^eth_get(StorageAt|Code|Balance|TransactionCount) /
const MOST = 50_000

/** A habit that begins with these questions. */
export const createHabit = (known: readonly string[], keep: (keys: readonly string[]) => void): Habit => {
  const order = [...known]
  const places = new Map(order.map((key, i) => [key, i]))
  let saved = order.length
  return {
    after(key, count) {
      const place = places.get(key)
      return place === undefined ? [] : order.slice(place + 1, place + 1 + count)
    },
    learn(key) {
      if (places.has(key) || !STATE.test(key)) return
      places.set(key, order.length)
      order.push(key)
    },
    save() {
      if (order.length === saved) return
      saved = order.length
      keep(order.slice(-MOST))
    },
  }
}

/** No habit: nothing is read ahead. */
export const NO_HABIT: Habit = { after: () => [], learn: () => undefined, save: () => undefined }

const fileOf = (): string => join(cacheFolder(), 'reads.txt')

const load = (): readonly string[] => {
  try {
    return readFileSync(fileOf(), 'utf8')
      .split('\n')
      .filter(key => STATE.test(key))
  } catch {
    return []
  }
}

const write = (keys: readonly string[]): void => {
  try {
    writeWhole(fileOf(), `${keys.join('\n')}\n`)
  } catch {
    // The next command reads one by one.
  }
}

/** The habit of this user's commands so far. */
export const usualHabit = (): Habit => createHabit(load(), write)
