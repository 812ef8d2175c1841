import type { Scenario, Shock } from '../../scenario/scenario.js'
import { SHOCKS } from '../../scenario/shocks/registry.js'
import { decimal, short } from '../text.js'

/** A kind of shock as a reader knows it. */
export const shockLabel = (kind: Shock['kind']): string => SHOCKS[kind].label

/** What a switch of a shock says where it is on. */
const SWITCHES: Readonly<Record<string, string>> = {
  own: 'and all of the owner’s',
  leak: 'without finality',
}

/** One field of a shock; its name carries the unit. */
const fieldWords = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? (SWITCHES[name] ?? name) : ''
  if (typeof value !== 'number') return String(value)
  if (name === 'othersBps') return `and ${decimal(value / 100, value % 100 === 0 ? 0 : 2)} % of others’`
  if (name === 'days') return `for ${short(value)} days`
  if (name.endsWith('Bps')) return `${decimal(value / 100, value % 100 === 0 ? 0 : 2)} %`
  if (name === 'ether') return `${decimal(value, 0)} ETH`
  if (name === 'gwei') return `${short(value)} gwei`
  return `${name} ${short(value)}`
}

const shockWords = (shock: Shock): string =>
  Object.entries(shock)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => fieldWords(name, value))
    .filter(words => words !== '')
    .join(' ')

/** What a kind of shock does in a scenario that is scaled already, step by step: `day 1: 3.27 %; day 3: 5.23 %`. */
export const kindWords = (scenario: Scenario, kind: Shock['kind']): string =>
  scenario.steps
    .flatMap(({ at, shocks }) =>
      shocks
        .filter(shock => shock.kind === kind)
        .map(shock => `day ${short(at / 86_400)}: ${shockWords(shock)}`),
    )
    .join('; ')

/** `healthFactor` as `health factor`. */
export const spaced = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
