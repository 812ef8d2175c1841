import { isBunker, safeBorder } from '../protocols/lido/bunker.js'
import { consensusDelta } from './consensus.js'
import type { Market } from './market.js'

/** Whether a report made at `now` (seconds) turns Lido's bunker mode on, or keeps it. */
export const isBunkerAt = (market: Market, now: number): boolean => {
  const { lido, ethereum } = market
  return isBunker({ lido, ethereum, now, consensusDelta: (from, to) => consensusDelta(market, from, to) })
}

/** Before this time, in seconds, requests must have been made that a report at `now` finalises. */
export const safeBorderAt = ({ lido, ethereum }: Market, now: number, bunker: boolean): number =>
  safeBorder({ lido, ethereum, now }, bunker)
