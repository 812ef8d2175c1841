import type { ExecutionJson, ExitDocument, ExitOptionJson } from '../../exit/document.js'
import { bps, bpsWords, decimal, duration, ether } from '../../text.js'

type Open = Extract<ExitOptionJson, { possible: true }>

export const openOf = (document: ExitDocument): readonly Open[] =>
  document.options.flatMap(option => (option.possible ? [option] : []))

/** The option that is recommended; undefined where none keeps to the patience. */
export const recommendedOf = (document: ExitDocument): Open | undefined =>
  openOf(document).find(({ name }) => name === document.recommended)

/** `one block`, or `49.7 days (59.9)`: the median, and a bad case behind it. */
export const daysWords = ({ median, bad }: Open['days']): string =>
  bad === median || median < 0.01 ? duration(median) : `${decimal(median, 1)} days (${decimal(bad, 1)})`

/** How long it takes if nobody follows, where that is another time. */
export const aloneWords = ({ days, aloneDays }: Open): string =>
  days.median - aloneDays < 0.5 ? '' : `; ${decimal(aloneDays, 1)} if nobody follows`

export const etherOf = (wei: string): string => ether(BigInt(wei))

/** A cost below nothing is a gain. */
const costWords = (costBps: number): string =>
  costBps < 0 ? `a gain of ${bpsWords(-costBps)}` : bpsWords(costBps)

export const bandWords = ({ band }: Open): string => {
  if (!band) return ''
  const side = (value: number | null): string => (value === null ? 'closed' : bps(value))
  return `${side(band.halfDepthBps)} … ${side(band.twiceDepthBps)}`
}

const percentOf = (shareWad: string): string => decimal(Number(BigInt(shareWad) / 10n ** 12n) / 1e4, 1)

/** A number and its unit apart. */
const askedWords = (asked: string): string => asked.replace(/^([\d.]+)\s*([A-Za-z].*)$/, '$1 $2')

/** What leaves, in words. */
export const sizeWords = ({ size }: ExitDocument): string =>
  size.shareWad === String(10n ** 18n)
    ? `all of it, worth ${etherOf(size.fairWei)} ETH at fair value`
    : `${askedWords(size.asked)}${size.asked.endsWith('%') ? '' : `, ${percentOf(size.shareWad)} %`} of it, worth ${etherOf(size.fairWei)} ETH at fair value`

export const whenWords = ({ scenario }: ExitDocument): string =>
  scenario === null
    ? 'as the market stands'
    : `on day ${decimal(scenario.day, 2).replace(/\.?0+$/, '')} of ${scenario.name}${scenario.severity === 1 ? '' : `@${scenario.severity}`}`

const patienceWords = ({ limits }: ExitDocument): string =>
  limits.patienceDays === null
    ? 'however long it takes'
    : `within ${decimal(limits.patienceDays, 0)} days${limits.by === 'bad' ? ', also in a bad case' : ' at the median'}`

const BECAUSE: Readonly<Record<NonNullable<ExecutionJson['because']>, string>> = {
  queue: 'the queue took another time than forecast',
  rates: 'share rate and interest were others than planned',
  prices: 'the market paid other prices than planned',
}

const BROKEN = { patience: 'longer than the patience', cost: 'more than the limit of cost' } as const

/** What came of the plan when it was carried out, on the fork where there is one; empty where it was only planned. */
const executedWords = (document: ExitDocument): string => {
  const done = document.executed.find(({ world }) => world === 'fork') ?? document.executed[0]
  const planned = recommendedOf(document)
  if (!done || !planned || done.costBps === null) return ''
  const broken = done.breaks.map(limit => BROKEN[limit])
  const over = broken.length === 0 ? '' : ` This is **${broken.join(' and ')}**.`
  const why = done.because === null ? '' : `: ${BECAUSE[done.because]}`
  const asPlanned = Math.abs(done.days - planned.days.median) < 0.5 && done.because === null
  const days = asPlanned
    ? `Carried out as planned, in ${duration(done.days)}`
    : `Planned ${duration(planned.days.median)}, took ${duration(done.days)} when carried out${why}`
  return `${days}; it cost ${costWords(done.costBps)} (planned ${costWords(planned.costBps)}).${over} `
}

/** The verdict: what came of the plan where it was carried out, then the plan. */
export const verdictOf = (document: ExitDocument): string => {
  const found = recommendedOf(document)
  if (!found)
    return `There is no way out ${patienceWords(document)}; the table has the ways that take longer.`
  const limit = document.limits.maxCostBps
  const broken =
    document.withinLimits || limit === null ? '' : ` That is more than the limit of ${bpsWords(limit)}.`
  // A plan of a few blocks is no wait.
  const back = found.days.bad > (document.limits.patienceDays ?? Number.POSITIVE_INFINITY) + 0.01
  const late = back
    ? ` In a bad case it takes ${decimal(found.days.bad, 1)} days, longer than the patience.`
    : ''
  return `${executedWords(document)}Best ${patienceWords(document)}: **${found.name}** (${found.method}). It brings ${etherOf(found.proceedsWei)} ETH${found.costBps < 0 ? ', ' : ' and costs '}${costWords(found.costBps)}${found.costBps < 0 ? ',' : ''} in ${daysWords(found.days)}.${late}${broken}`
}
