import { isAnyOfIt } from '../../analysis/leastSeverity.js'
import type { Document } from '../document.js'
import { asText, short } from '../text.js'

type LoadLine = NonNullable<Document['loadLine']>
type Fate = keyof LoadLine
type Threshold = LoadLine[Fate]

/** What is done to the position, as a verb after `would`. */
const FATES: readonly (readonly [Fate, string])[] = [
  ['liquidatable', 'open this position to liquidation'],
  ['liquidated', 'have it liquidated'],
  ['illiquid', 'leave it no way out within the accepted cost and days'],
]

/** Severities near nothing keep two digits that say something. */
const times = (severity: number): string =>
  severity < 0.1 ? String(Number(severity.toPrecision(2))) : short(severity)

const sentence = (verb: string, { severity, searchedTo }: Threshold): string => {
  if (isAnyOfIt(severity)) return `any strength of this scenario would ${verb}`
  if (severity === null) return `no strength up to ${short(searchedTo)} times would ${verb}`
  if (severity > 1)
    return `this scenario would not ${verb}; at ${times(severity)} times its strength it would`
  if (severity === 1) return `this scenario would just ${verb}`
  return `this scenario would ${verb}; ${times(severity)} times its strength is enough`
}

/** The two sides of a crossing are close: four digits tell them apart. */
const fine = (severity: number): string => String(Number(severity.toPrecision(4)))

const proofWords = ({ proof }: Threshold): string => {
  if (!proof) return ''
  const { survives, sinks, agrees } = proof
  return agrees
    ? ` On the fork it survives ${fine(survives)} and not ${fine(sinks)}.`
    : ` **The fork does not agree** between ${fine(survives)} and ${fine(sinks)}.`
}

/** The three severities at which the position goes under, in words; empty where they were not asked for. */
export const loadLine = ({ loadLine: line }: Document): string => {
  if (!line) return ''
  return FATES.map(([fate, verb]) => {
    const threshold = line[fate]
    return `- **${fate}**: ${sentence(verb, threshold)} (${asText(threshold.reason)}).${proofWords(threshold)}`
  }).join('\n')
}
