import { type Chapter, subtitle, text } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import type { Study } from '../study.js'

/** What the token is a claim on. */
export const claim = (study: Study): Chapter => {
  const families = familiesOf(study)
  return {
    id: 'claim',
    title: 'What is held, and what it is a claim on',
    blocks:
      families.length === 0
        ? [text('No token here is a claim on staked ether.')]
        : families.flatMap(family => [
            ...(families.length > 1 ? [subtitle(family.name)] : []),
            ...family.claim(study),
          ]),
  }
}
