import { MEASURES } from '../../analysis/measures/measures.js'

/** Severities at which a position goes under, as measures. */
export const LOAD_LINES = ['loadLine.liquidatable', 'loadLine.liquidated', 'loadLine.illiquid'] as const

/** Every name that a limit may hold. */
export const knownMeasures = (): readonly string[] => [...MEASURES.map(({ name }) => name), ...LOAD_LINES]

const BY_EXITS = /exit|sold|illiquid/i

/** Whether a measure asks at each frame what leaving would bring: slower, and resting on the pools' depth. */
export const needsExits = (name: string): boolean => BY_EXITS.test(name)

/** Which way of a measure is worse; of a load line lower. */
export const worseOf = (name: string): 'lower' | 'higher' | undefined =>
  name.startsWith('loadLine.') ? 'lower' : MEASURES.find(measure => measure.name === name)?.worse
