import { PATIENCES, type Patience, wayWithin } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import type { Palette } from './theme.js'

const COLOURS: Readonly<Record<Patience['id'], keyof Palette>> = {
  now: 'rust',
  days7: 'green',
  days14: 'amber',
  days30: 'violet',
  any: 'blue',
}

/** The patiences within which a way out of a document ever ends, each with its name and colour. */
export const patienceKeys = (
  document: Document,
): readonly (Patience & { readonly colour: keyof Palette })[] => {
  const frames = document.runs.flatMap(run => run.frames.map(({ exits }) => exits))
  const sized = document.exitsBySize.map(({ exits }) => exits)
  const open = PATIENCES.filter(({ days }) => [...frames, ...sized].some(({ ways }) => wayWithin(ways, days)))
  return (open.length === 0 ? PATIENCES : open).map(patience => ({
    ...patience,
    colour: COLOURS[patience.id],
  }))
}
