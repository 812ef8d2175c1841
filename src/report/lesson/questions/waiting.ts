import type { ExitQuote } from '../../../simulation/frame.js'
import { routeName } from '../../explore/summary.js'
import { bps, day, duration } from '../../text.js'
import type { Ask } from './question.js'

type Open = Extract<ExitQuote, { possible: true }>

/** What waiting too long in a crunch costs. */
export const waiting: Ask = async study => {
  const seen = await study.attempt({ scenario: 'liquidity-crunch' })
  if (!seen) return undefined
  const last = seen.frames.length - 1
  const best = async (index: number) =>
    (await study.exits(seen, index)).reduce<Open | undefined>(
      (found, exit) => (exit.possible && (!found || exit.costBps < found.costBps) ? exit : found),
      undefined,
    )
  const [early, late] = [await best(0), await best(last)]
  const words = (found: typeof early): string =>
    found
      ? `${bps(found.costBps)} bps through ${routeName(found)} in ${duration(found.days)}`
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
