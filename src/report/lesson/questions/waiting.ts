import type { WayOut } from '../../../simulation/exitPlanner.js'
import { wayWithin } from '../../../simulation/patience.js'
import { bps, day, duration } from '../../text.js'
import { wayName } from '../../words/ways.js'
import { verbatim } from '../blocks.js'
import type { Ask } from './question.js'

/** What waiting too long in a crunch costs. */
export const waiting: Ask = async study => {
  const seen = await study.attempt({ scenario: 'liquidity-crunch' })
  if (!seen) return undefined
  const last = seen.frames.length - 1
  const [early, late] = [0, last].map(index => wayWithin(study.exits(seen, index).ways, null))
  const words = (found: WayOut | undefined): string =>
    found
      ? `${bps(found.costBps)} bps by ${verbatim(wayName(found.way))} in ${duration(found.medianDays)}`
      : 'no way out at all'
  const at = day(seen.frames[last]?.at ?? 0)
  return {
    ask: 'Lenders and liquidity providers leave. What does leaving cost at the cheapest on day 0, and what on the last day?',
    moves: ['Scenario: `liquidity-crunch`', `Day to leave: 0, then ${at.replace('day ', '')}`],
    preset: { scenario: 'liquidity-crunch', day: (seen.frames[last]?.at ?? 0) / 86_400 },
    answer: `On day 0: ${words(early)}. On ${at}: ${words(late)}.`,
    why: 'A door is as wide as those who hold it open. Pools are other people’s money; they may leave first.',
  }
}
