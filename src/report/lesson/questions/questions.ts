import type { Study } from '../study.js'
import { depegThrice } from './depeg.js'
import { etherFalls } from './etherFalls.js'
import { margin } from './margin.js'
import type { Ask, Question } from './question.js'
import { tenfold } from './size.js'
import { slashingDay } from './slashingDay.js'
import { waiting } from './waiting.js'

/** Every question that a lesson may ask. Adding one is a file and a line here. */
const ASKS: readonly Ask[] = [depegThrice, etherFalls, slashingDay, margin, tenfold, waiting]

/** Questions that fit the position, answered by the model. */
export const questionsFor = async (study: Study): Promise<readonly Question[]> => {
  const asked: Question[] = []
  for (const ask of ASKS) {
    const question = await ask(study)
    if (question) asked.push(question)
  }
  return asked
}
