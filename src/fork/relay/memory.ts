import type { Habit } from './habit.js'
import { keyOf, type Question, questionFrom } from './question.js'
import type { Source } from './source.js'

/** What was answered so far, and what is under way. */
export type Memory = {
  /** Every question that was asked, with its answer. */
  readonly answers: ReadonlyMap<string, unknown>
  /** Asks the source once for each question, however many ask. */
  lookUp(question: Question): Promise<unknown>
  isWaiting(): boolean
}

/** Read with a question: what was asked after it before now. One batch in all. */
const AHEAD = 99

/** Remembers answers of `source`; reads ahead by `habit`, and counts what was asked for. */
export const createMemory = (source: Source, habit: Habit, counted: () => void): Memory => {
  const answers = new Map<string, unknown>()
  const asked = new Map<string, Promise<unknown>>()
  /** Nobody has asked for these yet. */
  const ahead = new Map<string, Promise<unknown>>()

  const readAhead = (key: string): void => {
    for (const next of habit.after(key, AHEAD)) {
      const question = questionFrom(next)
      if (!question || answers.has(next) || asked.has(next) || ahead.has(next)) continue
      const reading = source.read(question)
      // Whoever asks for it learns why there is no answer.
      reading.catch(() => undefined)
      ahead.set(next, reading)
    }
  }

  const read = async (question: Question, key: string): Promise<unknown> => {
    const early = ahead.get(key)
    const reading = early ?? source.read(question)
    if (!early) readAhead(key)
    try {
      const answer = await reading
      answers.set(key, answer)
      habit.learn(key)
      counted()
      return answer
    } finally {
      asked.delete(key)
      ahead.delete(key)
    }
  }

  const lookUp = async (question: Question): Promise<unknown> => {
    const key = keyOf(question)
    if (answers.has(key)) return answers.get(key)
    const pending = asked.get(key) ?? read(question, key)
    asked.set(key, pending)
    return pending
  }

  return { answers, lookUp, isWaiting: () => asked.size > 0 }
}
