import type { Document } from '../document.js'
import { everHeld, everOwed, type Frame, liquidationsOf, reading, transactionsOf } from './read.js'

const HEALTH =
  '*Health factor.* “Lowest since” is the lowest at any block since the frame before; below 1 the position can be liquidated.'

const FRAMES =
  '*Frames.* Curve: ether for one stETH, fee included. Uniswap: the price of wstETH over its share rate. Both are 1 at fair value.'

const EXITS =
  '*Exits.* Cost is net worth less proceeds plus gas, over net worth; 100 bps are 1 %. A negative cost is a gain: what the position earns while waiting beats the cost. Ways are planned by the model as `plimsoll exit` plans them; the worst moment is another for each patience, and at once is within an hour. Days of waiting are a forecast, not a measurement: the median, and a bad case that one in twenty exceeds, over all waits of a plan together. Gas is charged from a table of units at the gas price of the day; what the fork measured stands beside it.'

const BAND =
  '*Band.* The depth of the pools is assumed, not recorded: where a verdict rests on it, the model works out the cost with half and with twice of it.'

const LIQUIDATIONS =
  '*Liquidations.* The loss is what was seized less what was covered, at fair value; the penalty is the loss over what was covered. The exact amounts are in the JSON.'

const WRONG_RATE =
  '*A rate known to be wrong.* Lido’s share rate moves with its daily report. Between a penalty and the report that counts it, while a report is refused, and while penalties that are certain have not fallen yet, everyone can know that the rate on chain is too high. Rates in the JSON: on chain, true (a report made now), known (that, less what is certain to come).'

const isWrong = (frame: Frame): boolean =>
  BigInt(frame.shareRateWad) - BigInt(frame.knownShareRateWad) > BigInt(frame.shareRateWad) / 10_000n

const REFUSALS =
  '*Refused reports.* A report that Lido’s checks refuse leaves the old share rate on chain; the next one carries the days that are missing.'

/** What the tables of these reports mean, once for all of them. */
export const legend = (documents: readonly Document[]): string => {
  const frames = documents.flatMap(document => reading(document).frames)
  const banded = documents.some(document =>
    reading(document).frames.some(frame => frame.exits.ways.some(({ band }) => band !== null)),
  )
  const refused = frames
    .flatMap(transactionsOf)
    .some(sent => sent.role === 'lidoOracle' && sent.refused !== null)
  return [
    documents.some(document => everOwed(reading(document))) ? HEALTH : '',
    documents.some(document => everHeld(reading(document), ['stETH', 'wstETH'])) ? FRAMES : '',
    EXITS,
    banded ? BAND : '',
    frames.some(frame => liquidationsOf(frame).length > 0) ? LIQUIDATIONS : '',
    refused ? REFUSALS : '',
    documents.some(document => everHeld(reading(document), ['stETH', 'wstETH'])) && frames.some(isWrong)
      ? WRONG_RATE
      : '',
  ]
    .filter(text => text !== '')
    .map(text => `- ${text}`)
    .join('\n')
}
