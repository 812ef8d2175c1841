import type { LoanTerms, Move } from '../../../exit/options/refinance.js'
import type { ExitDocument, MoveJson } from '../../exit/document.js'
import { asText, bps, decimal, healthFactor } from '../../text.js'
import { methodWords } from '../../words/methods.js'
import { refusalWords } from '../../words/refusals.js'
import { wayName } from '../../words/ways.js'
import { etherOf } from './words.js'

const termsJson = ({ healthFactorWad, ...rest }: LoanTerms) => ({
  ...rest,
  healthFactorWad: String(healthFactorWad),
})

/** A debt at another lender, as the document has it. */
export const moveJson = (move: Move): MoveJson => {
  const name = wayName({ kind: 'refinance', to: move.to })
  if (!move.possible) {
    const { possible, from, to, refusal } = move
    return { possible, name, from, to, reason: refusalWords(refusal) }
  }
  const { possible, from, to, plan, costBps, dependsOn } = move
  return {
    possible,
    name,
    from,
    to,
    method: methodWords(plan.method),
    transactions: plan.legs.flatMap(leg => leg.txs).length,
    gasUnits: String(move.gasUnits),
    gasWei: String(move.gasWei),
    lostWei: String(move.lostWei),
    costBps,
    before: termsJson(move.before),
    after: termsJson(move.after),
    dependsOn: dependsOn.map(one => ({ ...one })),
    assumed: [...plan.assumed],
  }
}

/** Rows of the table of routes: they bring nothing, as nothing is left. */
export const moveRows = ({ moves }: ExitDocument): readonly (readonly string[])[] =>
  moves.map(move =>
    move.possible
      ? [move.name, asText(move.method), 'moved, not left', bps(move.costBps), '', 'one block']
      : [move.name, 'closed', '–', '–', '', '–'],
  )

type Open = Extract<MoveJson, { possible: true }>

const percent = (ratio: number): string => `${decimal(100 * ratio, 2)} %`

const changes = ({ before, after, ...move }: Open): string => {
  const rate = `WETH is borrowed at ${percent(after.borrowRatePerYear)} a year, ${percent(before.borrowRatePerYear)} where it is`
  const limit = `it is liquidated at ${percent(after.liquidationThreshold)} of the collateral, ${percent(before.liquidationThreshold)} where it is`
  const health = `the health factor is ${healthFactor(BigInt(after.healthFactorWad))} instead of ${healthFactor(BigInt(before.healthFactorWad))}`
  const cost = `It costs ${etherOf(move.gasWei)} ETH of gas and ${move.lostWei} wei of net worth`
  return `${rate}; ${limit}; ${health}. ${cost}`
}

const needs = ({ dependsOn }: Open): string =>
  dependsOn.map(({ on, what, assumed }) => `${on} (${asText(what)}${assumed ? '; assumed' : ''})`).join(', ')

/** What a move changes, or why there is none; a line each. */
export const moveLines = ({ moves }: ExitDocument): readonly string[] =>
  moves.map(move =>
    move.possible
      ? `- ${move.name} (moved, not left; it brings no ether): ${changes(move)}. Depends on ${needs(move)}.`
      : `- ${move.name} is closed: ${asText(move.reason)}.`,
  )
