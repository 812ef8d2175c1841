import { isAtOnce } from '../../../simulation/patience.js'
import { bps, decimal, healthFactor } from '../../text.js'
import { assetsOwed, liquidationsIn, lowestIn, number } from '../study.js'
import type { Ask } from './question.js'

const TIMES = 3

/** What a depeg three times as deep does to the health factor, and to leaving. */
export const depegThrice: Ask = async study => {
  if (assetsOwed(study).length === 0) return undefined
  const preset = { scenario: 'depeg', severities: { depeg: TIMES } }
  const [seen, usual] = [await study.attempt(preset), await study.attempt({ scenario: 'depeg' })]
  const [low, calm] = [seen && lowestIn(seen), lowestIn(study.calm.seen)]
  const last = (seen?.frames.length ?? 0) - 1
  if (!seen || !usual || !low || !calm) return undefined
  const now = study.exits(seen, last).ways.find(isAtOnce)
  const cost = now
    ? `Leaving at once on the last day costs ${bps(now.costBps)} bps.`
    : 'On the last day it cannot be left at once.'
  const end = liquidationsIn(seen).length > 0 ? 'It is liquidated.' : 'It is not liquidated.'
  const price = decimal(Math.min(...seen.frames.map(frame => number(frame.curvePriceWad))), 2)
  const unmoved = low.wad >= calm.wad - 10n ** 15n
  return {
    ask: 'The market suddenly pays a fifth less for stETH than it is a claim on. What is the lowest health factor, and is the position liquidated?',
    moves: ['Scenario: `depeg`', `Depeg of stETH: ${TIMES} times as hard`],
    preset,
    answer: `${healthFactor(low.wad)}. ${end} One stETH sells for ${price} ETH at the worst. ${cost}`,
    why: unmoved
      ? 'The lender asks the share rate what the collateral is worth, not the market. The share rate does not know about the sale.'
      : 'This debt is valued by what the market pays, so the sale reaches the health factor.',
  }
}
