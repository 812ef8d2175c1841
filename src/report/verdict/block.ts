import { isAnyOfIt } from '../../analysis/leastSeverity.js'
import type { PatienceId } from '../../simulation/patience.js'
import type { VerdictBlock, VerdictRow } from '../blocks.js'
import type { Document } from '../document.js'
import { everHeld, reading } from '../sections/read.js'
import { counted, day, decimal, ether, healthFactor, listed, short } from '../text.js'
import type { Verdict } from './schema.js'

type Way = NonNullable<Verdict['exits'][number]['way']>

const DAYS: Readonly<Record<PatienceId, string>> = {
  now: 'at once',
  days7: '7 days',
  days14: '14 days',
  days30: '30 days',
  any: 'as long as it takes',
}

/** Basis points as a percentage: two decimals below 10 %. */
const percent = (costBps: number): string => `${decimal(costBps / 100, Math.abs(costBps) < 1_000 ? 2 : 1)} %`

/** A cost of leaving; below zero it is a gain. */
export const costWords = (costBps: number): string =>
  costBps < 0 ? `a gain of ${percent(-costBps)}` : percent(costBps)

const wholeDays = (days: number): string =>
  days < 1 ? `${decimal(days * 24, 0)} hours` : `${decimal(days, days < 10 ? 1 : 0)} days`

const signedEther = (wei: bigint): string => `${wei > 0n ? '+' : ''}${ether(wei)} ETH`

/** The title of a scenario, with how hard it strikes where that is not once. */
const titleWords = ({ title, severity }: Document['scenario']): string =>
  severity === 1 ? title : `${title}, ${short(severity)} times as hard`

const strategyWords = ({ strategy: { name, params } }: Document): string => {
  const { leverage, size, asset } = params
  const unit = typeof asset === 'string' ? asset : 'ETH'
  const times = typeof leverage === 'number' ? ` ${short(leverage)}x` : ''
  const sized = typeof size === 'number' ? `, ${short(size)} ${unit}` : ''
  return `${name}${times}${sized}`
}

const STANDINGS: Readonly<Record<Verdict['standings'][number], string>> = {
  liquidated: 'LIQUIDATED',
  liquidatable: 'LIQUIDATABLE',
  illiquid: 'ILLIQUID',
}

export const standingWords = ({ standings }: Verdict): string =>
  standings.length === 0 ? 'WITHIN LIMITS' : standings.map(standing => STANDINGS[standing]).join(', ')

const lowestWords = ({ health }: Verdict): string =>
  health
    ? `health factor ${healthFactor(BigInt(health.lowestWad))} at its lowest (${day(health.atSeconds)})`
    : 'no debt'

/** What a liquidation cost; of the last collateral it is the lenders' loss. */
const lossWords = ({ liquidations }: Verdict): string => {
  const loss = BigInt(liquidations.lossWei)
  return loss < 0n
    ? `all collateral taken; ${ether(-loss)} ETH of debt unpaid, the lenders’ loss`
    : `cost ${ether(loss)} ETH`
}

const liquidationRow = (verdict: Verdict): VerdictRow => {
  const { health, liquidations, standings } = verdict
  const label = 'Liquidation'
  if (!health) return { label, lines: ['none: there is no debt'] }
  if (liquidations.count > 0)
    return {
      label,
      lines: [
        `${counted(liquidations.count, 'time')} from ${day(liquidations.firstAtSeconds ?? 0)} on; ${lossWords(verdict)}`,
        lowestWords(verdict),
      ],
    }
  const lines = standings.includes('liquidatable')
    ? ['none, although anyone could: no liquidator found a profit', lowestWords(verdict)]
    : [`none; ${lowestWords(verdict)}`]
  return { label, lines }
}

const bandOf = ({ halfDepthBps, twiceDepthBps }: Way): readonly string[] => {
  if (halfDepthBps === null && twiceDepthBps === null) return []
  const side = (cost: number | null): string => (cost === null ? 'not possible' : costWords(cost))
  return [`${side(twiceDepthBps)} at twice the depth of the pools, ${side(halfDepthBps)} at half`]
}

const costOf = ({ costBps, costWei }: Way): string =>
  costBps < 0
    ? `${costWords(costBps)} (${ether(-BigInt(costWei))} ETH)`
    : `up to ${costWords(costBps)} of net worth (${ether(BigInt(costWei))} ETH)`

const exitOf = ({ exits }: Verdict, id: PatienceId) => exits.find(({ patience }) => patience === id)

const nowRow = (verdict: Verdict): VerdictRow => {
  const exit = exitOf(verdict, 'now')
  const label = 'Exit now'
  if (!exit?.way) return { label, lines: [`no way out on ${day(exit?.atSeconds ?? 0)}`] }
  return { label, lines: [`${costOf(exit.way)}, ${day(exit.atSeconds)}`, ...bandOf(exit.way)] }
}

const withinWords = (verdict: Verdict, id: PatienceId): string => {
  const exit = exitOf(verdict, id)
  if (!exit) return ''
  return exit.way
    ? `${costWords(exit.way.costBps)} within ${DAYS[id]} (${day(exit.atSeconds)})`
    : `no way within ${DAYS[id]} (${day(exit.atSeconds)})`
}

const queueWords = ({ queue }: Verdict): readonly string[] =>
  queue
    ? [
        `the queue took ${decimal(queue.shortestDays, 0)} to ${decimal(queue.longestDays, 0)} days from ${day(queue.fromSeconds)} on`,
      ]
    : []

const withinRow = (verdict: Verdict): VerdictRow => ({
  label: 'With time',
  lines: [`${withinWords(verdict, 'days7')}; ${withinWords(verdict, 'days30')}`, ...queueWords(verdict)],
})

const waitingRow = (verdict: Verdict): VerdictRow => {
  const [{ waiting }, any] = [verdict, exitOf(verdict, 'any')]
  const label = 'By waiting'
  if (!waiting || !any?.way) return { label, lines: [`no way out on ${day(any?.atSeconds ?? 0)}`] }
  const cost = any.way.costBps <= 0 ? 'no loss' : `up to ${costWords(any.way.costBps)}`
  const bad = waiting.badDays - waiting.medianDays < 0.05 ? '' : ` (bad case ${decimal(waiting.badDays, 0)})`
  return {
    label,
    lines: [`${cost}; longest ${wholeDays(waiting.medianDays)}${bad}, ${day(waiting.atSeconds)}`],
  }
}

const limitsRow = ({ limits: { costBps, days, daysMissed, daysSeen } }: Verdict): VerdictRow => ({
  label: 'Limits',
  lines: [
    `${decimal(costBps / 100, 0)} % within ${days} days: ${
      daysMissed === 0 ? `kept on all ${daysSeen} days` : `missed on ${daysMissed} of ${daysSeen} days`
    }`,
  ],
})

/** Staking tokens count at their rate: whose, where it is Lido's. */
const fairWords = (document: Document): string =>
  everHeld(reading(document), ['stETH', 'wstETH']) ? 'at Lido’s rate' : 'at fair value'

const worthRow = (document: Document): VerdictRow => {
  const { atSeconds, fairWei, soldWei } = document.verdict.worth
  const sold = soldWei === null ? 'cannot be sold at once' : `${ether(BigInt(soldWei))} if sold`
  return {
    label: 'Worth',
    lines: [`${ether(BigInt(fairWei))} ETH ${fairWords(document)}, ${day(atSeconds)}; ${sold}`],
  }
}

const PARTS: Readonly<Record<Verdict['change']['parts'][number]['kind'], string>> = {
  penalty: 'liquidation penalty',
  dollars: 'dollars against ether',
  rates: 'staking rates',
  interest: 'interest',
  trades: 'trades, fees and the rest',
}

/** Parts below this, in wei, are left to the JSON. */
const CRUMB = 10n ** 14n

const changeRow = (document: Document): VerdictRow => {
  const { wei, parts } = document.verdict.change
  const { first, last } = reading(document)
  const start = BigInt(first.equityWei)
  const share = start === 0n ? '' : ` (${percent(Number((BigInt(wei) * 1_000_000n) / start) / 100)})`
  const shown = parts
    .map(part => ({ words: PARTS[part.kind], wei: BigInt(part.wei) }))
    .filter(part => part.wei > CRUMB || part.wei < -CRUMB)
    .map(part => `${signedEther(part.wei)} ${part.words}`)
  return {
    label: 'Net worth',
    lines: [
      `${signedEther(BigInt(wei))}${share} to ${day(last.atSeconds)}, at fair value`,
      ...(shown.length > 1 ? [listed(shown)] : []),
    ],
  }
}

const times = (severity: number): string =>
  severity < 0.1 ? String(Number(severity.toPrecision(2))) : short(severity)

const FATES = ['illiquid', 'liquidatable', 'liquidated'] as const

const loadLineRow = ({ loadLine }: Document): readonly VerdictRow[] => {
  if (!loadLine) return []
  const found = FATES.flatMap(fate => {
    const { severity } = loadLine[fate]
    if (severity === null) return []
    return [isAnyOfIt(severity) ? `${fate} at any strength` : `${fate} from ${times(severity)}x`]
  })
  const never = FATES.filter(fate => loadLine[fate].severity === null)
  const { searchedTo } = loadLine.liquidated
  const tail =
    never.length === 0
      ? []
      : [
          `never ${never.length === 3 ? 'illiquid, liquidatable or liquidated' : never.join(' or ')} up to ${short(searchedTo)}x`,
        ]
  return [{ label: 'Load line', lines: [[...found, ...tail].join('; ')] }]
}

const figureWords = (value: number, unit: string): string => {
  if (unit === 'fraction') return `${decimal(value * 100, 2)} %`
  if (unit === 'ETH' && value < 100) return `${decimal(value, 4)} ETH`
  return `${decimal(value, unit === 'USD' ? 2 : 0)} ${unit}`
}

const eventRow = ({ verdict: { shortfalls, absentThen } }: Document): readonly VerdictRow[] => {
  const lines = [
    ...shortfalls.map(
      ({ name, unit, recorded, here }) =>
        `this run is milder: ${name} ${figureWords(here, unit)}, ${figureWords(recorded, unit)} then`,
    ),
    ...absentThen.map(what => `${what} did not exist then; this run has it`),
  ]
  return lines.length === 0 ? [] : [{ label: 'The event', lines }]
}

/** How far an input at an end of its band moves a cost, in basis points. */
const spreadOf = (way: Way | null | undefined): number =>
  way?.halfDepthBps == null || way.twiceDepthBps === null ? 0 : Math.abs(way.halfDepthBps - way.twiceDepthBps)

const restsRow = (document: Document): VerdictRow => {
  const { exits, waiting } = document.verdict
  const moved = exits.some(({ way }) => spreadOf(way) >= 1)
  const waits = waiting && waiting.badDays - waiting.medianDays >= 0.5
  const { timestamp, origin } = document.provenance
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10)
  const market = `${origin === 'embedded' ? 'the market' : `the market from ${origin === 'rpc' ? 'a node' : 'a file'}`} of ${date}`
  const named = [
    ...(moved ? ['pool depths (moves it most)'] : []),
    ...(waits ? ['forecast waiting times'] : []),
    market,
  ]
  return { label: 'Rests on', lines: [named.join('; ')] }
}

/** The verdict as lines, worst first: what happened, what leaving costs by patience, and what it rests on. */
export const verdictBlock = (document: Document): VerdictBlock => {
  const { verdict } = document
  return {
    title: `${strategyWords(document)} · ${titleWords(document.scenario)}`,
    standing: standingWords(verdict),
    isBad: verdict.standings.length > 0,
    rows: [
      liquidationRow(verdict),
      nowRow(verdict),
      withinRow(verdict),
      waitingRow(verdict),
      limitsRow(verdict),
      worthRow(document),
      changeRow(document),
      ...loadLineRow(document),
      ...eventRow(document),
      restsRow(document),
    ],
  }
}
