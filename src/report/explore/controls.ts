import type { Bound } from '../../analysis/fit.js'
import type { Properties, Property } from '../properties.js'
import type { Control } from './payload.js'

/** Where a schema gives no bound, a slider goes from a quarter of the value to four times of it. */
const SPAN = 4
/** A range of more powers of ten than this moves by factors. */
const POWERS = 2

const lowestOf = ({ minimum, exclusiveMinimum }: Property, value: number): number => {
  if (minimum !== undefined) return minimum
  // Above an open bound, but not at it.
  if (exclusiveMinimum !== undefined) return Math.max(exclusiveMinimum, value / 100)
  return value / SPAN
}

const highestOf = ({ maximum, exclusiveMaximum }: Property, value: number): number =>
  maximum ?? exclusiveMaximum ?? value * SPAN

/** JSON Schema gives a bare integer the bounds of exact doubles, which are no bounds to slide between. */
const sane = (property: Property): Property => {
  const kept = { ...property }
  if (kept.maximum === Number.MAX_SAFE_INTEGER) delete (kept as { maximum?: number }).maximum
  if (kept.minimum === Number.MIN_SAFE_INTEGER) delete (kept as { minimum?: number }).minimum
  return kept
}

/** Where a schema leaves the bound to the market, the market's. */
const within = (property: Property, name: string, bounds: readonly Bound[]): Property => {
  const found = bounds.find(({ knob }) => knob === name)
  if (!found) return property
  return found.knob === 'healthFactor'
    ? { ...property, minimum: found.value }
    : { maximum: found.value, ...property }
}

const slider = (name: string, property: Property, value: number): Control => {
  const [lowest, highest] = [lowestOf(sane(property), value), highestOf(sane(property), value)]
  const wide = lowest > 0 && highest / lowest > 10 ** POWERS
  const about = property.description ?? ''
  const whole = property.type === 'integer'
  return { kind: 'number', name, about, lowest, highest, whole, scale: wide ? 'log' : 'linear' }
}

/**
 * Controls for the parameters that a report ran with, from their schema. A parameter that was left out has none: a
 * schema may allow it only instead of another. `bounds` are what the market that runs takes.
 */
export const controlsOf = (
  properties: Properties,
  params: Readonly<Record<string, unknown>>,
  bounds: readonly Bound[] = [],
): readonly Control[] =>
  Object.entries(properties).flatMap(([name, property]): readonly Control[] => {
    const value = params[name]
    const about = property.description ?? ''
    if (typeof value === 'number') return [slider(name, within(property, name, bounds), value)]
    if (typeof value === 'boolean') return [{ kind: 'choice', name, about, options: [false, true] }]
    const options = (property.enum ?? []).filter(option => typeof option === 'string')
    return options.length > 1 && typeof value === 'string' ? [{ kind: 'choice', name, about, options }] : []
  })
