import type { WayOut } from '../../../simulation/exitPlanner.js'
import { PATIENCES, wayWithin } from '../../../simulation/patience.js'
import { propertiesOf } from '../../properties.js'
import { bps, decimal, duration } from '../../text.js'
import type { Ask } from './question.js'

/** Names under which strategies take the size, in whole tokens. */
const SIZES = ['size', 'amount']
const TIMES = 10

const costIn = (way: WayOut | undefined): string =>
  way ? `${bps(way.costBps)} bps in ${duration(way.medianDays)}` : 'no way'

/** Which way out suffers from size, and which does not. */
export const tenfold: Ask = async study => {
  const name = SIZES.find(key => typeof study.params[key] === 'number')
  if (name === undefined) return undefined
  const large = Number(study.params[name]) * TIMES
  const highest = propertiesOf(study.strategy.params)[name]?.maximum
  const preset = { scenario: 'calm', params: { [name]: large }, day: 0 }
  const seen = highest !== undefined && large > highest ? undefined : await study.attempt(preset)
  if (!seen) return undefined
  const [small, big] = [study.exits(study.calm.seen, 0), study.exits(seen, 0)]
  const words = [PATIENCES[0], PATIENCES.at(-1)].flatMap(patience => {
    if (!patience) return []
    const [was, now] = [small, big].map(({ ways }) => wayWithin(ways, patience.days))
    return `Leaving ${patience.name}: ${costIn(was)} before, ${costIn(now)} now`
  })
  return {
    ask: 'Take the same position ten times as large and leave on day 0. Who pays for the size: those who leave at once, or those who wait?',
    moves: ['Scenario: `calm`', `${name}: ${decimal(large, 0)}`, 'Day to leave: 0'],
    preset,
    answer: `${words.join('. ')}.`,
    why: 'A pool has so much ether near the fair price, and each further sale gets a worse one. Lido’s queue pays everyone the share rate; what it takes from a large holder is time.',
  }
}
