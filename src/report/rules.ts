import { z } from 'zod'
import type { Market } from '../market/market.js'
import { ETHER_FI_RULES, etherFiVersionAt } from '../protocols/etherfi/rules.js'
import { LIDO_RULES, lidoVersionAt } from '../protocols/lido/rules.js'
import type { ChosenRules } from '../scenario/rules.js'

/** Rules that have versions, in a report. */
export const rulesSchema = z
  .array(
    z.strictObject({
      protocol: z.enum(['lido', 'etherfi']),
      version: z.string().describe('whose rules ran from the start'),
      since: z.string().describe('day since which mainnet has them'),
      ofDay: z.string().describe('version that was in force on the day of the market'),
      chosen: z.boolean().describe('whether --rules chose them'),
    }),
  )
  .describe('rules that have versions')

/** Whose rules ran, one entry a protocol. */
export type RulesJson = z.infer<typeof rulesSchema>

type Ran = Required<ChosenRules>

/** Whose rules ran, since when mainnet has them, and what the market's day had. */
export const rulesJson = (
  ran: Ran,
  { timestamp }: Pick<Market['block'], 'timestamp'>,
  chosen: ChosenRules,
): RulesJson => [
  {
    protocol: 'lido',
    version: String(ran.lido),
    since: LIDO_RULES[ran.lido].since,
    ofDay: String(lidoVersionAt(timestamp)),
    chosen: chosen.lido !== undefined,
  },
  {
    protocol: 'etherfi',
    version: String(ran.etherfi),
    since: ETHER_FI_RULES[ran.etherfi].since,
    ofDay: String(etherFiVersionAt(timestamp)),
    chosen: chosen.etherfi !== undefined,
  },
]

type RulesWords = Readonly<Record<RulesJson[number]['protocol'], (version: string) => string>>

const NAMED: RulesWords = {
  lido: version => `Lido’s version ${version}`,
  etherfi: year => `ether.fi’s of ${year}`,
}
const ON_THE_DAY: RulesWords = {
  lido: version => `version ${version} was`,
  etherfi: year => `those of ${year} were`,
}

/** A line each: whose rules ran, and what the market's day had where that is another version. */
export const rulesText = (rules: RulesJson): readonly string[] =>
  rules.map(({ protocol, version, since, ofDay, chosen }) => {
    const why = chosen ? ', chosen with --rules' : ''
    const day = ofDay === version ? '' : `; on the day of this market ${ON_THE_DAY[protocol](ofDay)} in force`
    return `Rules: ${NAMED[protocol](version)}${why}, on mainnet since ${since}${day}`
  })
