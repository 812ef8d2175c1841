import { day, decimal, healthFactor, percentOfWad } from '../../text.js'
import { lowestIn, number } from '../study.js'
import type { Ask } from './question.js'

/** On which day a slashing hurts most. */
export const slashingDay: Ask = async study => {
  const seen = await study.attempt({ scenario: 'slashing' })
  if (!seen) return undefined
  const falls = seen.frames.slice(1).map((frame, i) => {
    const before = seen.frames[i]?.shareRateWad ?? frame.shareRateWad
    return { at: frame.at, part: ((frame.shareRateWad - before) * 10n ** 18n) / before }
  })
  const worst = falls.reduce((found, next) => (next.part < found.part ? next : found))
  if (worst.part >= 0n) return undefined
  const low = lowestIn(seen)
  const worth = seen.frames.find(frame => frame.at === worst.at)?.equityWei ?? 0n
  const before = seen.frames[seen.frames.findIndex(frame => frame.at === worst.at) - 1]?.equityWei ?? worth
  const lost = number(before - worth)
  return {
    ask: 'Validators are slashed on day 1. On which day does this position lose most, and why not on the first?',
    moves: ['Scenario: `slashing`', 'look for the step in the lines of health factor and net worth'],
    preset: { scenario: 'slashing', day: worst.at / 86_400 },
    answer: `On ${day(worst.at)}: Lido’s share rate falls by ${percentOfWad(-worst.part, 2)} % in one report, and the position loses ${decimal(lost, 2)} ETH that day.${low ? ` The lowest health factor is ${healthFactor(low.wad)}.` : ''}`,
    why: 'The penalty of the first day is small since May 2025. The correlation penalty, which counts who else was slashed, falls about eighteen days later. Multiply the slashing by 2: the step grows by more than 2, because the penalty grows with the share slashed.',
  }
}
