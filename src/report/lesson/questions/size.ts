import { routeName } from '../../explore/summary.js'
import { propertiesOf } from '../../properties.js'
import { bps, decimal, duration } from '../../text.js'
import type { Ask } from './question.js'

/** Names under which strategies take the size, in whole tokens. */
const SIZES = ['size', 'amount']
const TIMES = 10

/** Which way out suffers from size, and which does not. */
export const tenfold: Ask = async study => {
  const name = SIZES.find(key => typeof study.params[key] === 'number')
  if (name === undefined) return undefined
  const large = Number(study.params[name]) * TIMES
  const highest = propertiesOf(study.strategy.params)[name]?.maximum
  const preset = { scenario: 'calm', params: { [name]: large }, day: 0 }
  const seen = highest !== undefined && large > highest ? undefined : await study.attempt(preset)
  if (!seen) return undefined
  const [small, big] = [await study.exits(study.calm.seen, 0), await study.exits(seen, 0)]
  const words = big.map(exit => {
    const was = small.find(entry => entry.route === exit.route)
    const before = was?.possible ? `${bps(was.costBps)} bps` : 'closed'
    return `${routeName(exit)}: ${before} before, ${exit.possible ? `${bps(exit.costBps)} bps in ${duration(exit.days)}` : 'closed'} now`
  })
  return {
    ask: 'Take the same position ten times as large and leave on day 0. Which way out suffers, and which does not?',
    moves: ['Scenario: `calm`', `${name}: ${decimal(large, 0)}`, 'Day to leave: 0'],
    preset,
    answer: `${words.join('. ')}.`,
    why: 'A pool has so much ether near the fair price, and each further sale gets a worse one. Lido’s queue pays everyone the share rate; what it takes from a large holder is time.',
  }
}
