import type { Frame } from '../../simulation/frame.js'
import { SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { type Measure, none, value } from './measure.js'

/** A rate that is this much too high, of one, is known to be wrong: a basis point, more than a day's rewards. */
const WRONG = WAD / 10_000n

/** By how much the rate on chain stands above what is known, of one; 18 decimals. */
const above = ({ shareRateWad, knownShareRateWad }: Frame): bigint =>
  ((shareRateWad - knownShareRateWad) * WAD) / shareRateWad

/** Days in which the chain's share rate was known to be too high by more than a basis point. */
export const daysRateKnownWrong: Measure = {
  name: 'daysRateKnownWrong',
  about:
    'days in which Lido’s share rate on chain stood more than a basis point above what was known: reports refused, or penalties still to come',
  unit: 'days',
  worse: 'higher',
  compute: ({ frames }) => {
    const seconds = frames.reduce((sum, frame, i) => {
      const next = frames[i + 1]
      return next && above(frame) > WRONG ? sum + next.at - frame.at : sum
    }, 0)
    return value('days', seconds / SECONDS_PER_DAY)
  },
}

/** By how much the chain's share rate was known to be too high at the worst frame. */
export const rateKnownWrongBps: Measure = {
  name: 'rateKnownWrongBps',
  about: 'how far Lido’s share rate on chain stood above what was known, at its worst; 0 where it never did',
  unit: 'bps',
  worse: 'higher',
  compute: ({ frames }) => {
    if (frames.length === 0) return none('no frame was recorded')
    const most = frames.map(above).reduce((worst, part) => (part > worst ? part : worst), 0n)
    return value('bps', Number(most / 10n ** 12n) / 100)
  },
}
