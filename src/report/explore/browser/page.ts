/// <reference lib="dom" />

import { bps, counted, day, decimal, duration, shellWord } from '../../text.js'
import { type Chart, drawChart, type Line } from '../chart.js'
import { kindsOf } from '../engine.js'
import type { FrameJson } from '../payload.js'
import type { Choice, Explorer } from '../session.js'
import { agreementOf, compare, outcome, type Row, type Seen } from '../summary.js'
import { make, svgOf } from './dom.js'

const WAD = 1e18

const lineOf = (
  seen: Seen,
  name: string,
  kind: Line['kind'],
  read: (frame: FrameJson) => string | null,
): Line => ({
  name,
  kind,
  points: seen.frames.flatMap(frame => {
    const value = read(frame)
    return value === null ? [] : [[frame.atSeconds / 86_400, Number(value) / WAD] as const]
  }),
})

type Pair = { readonly heading: string; readonly measured: Seen; readonly yours: Seen }

const chartsOf = ({ heading, measured, yours }: Pair, width: number): readonly Chart[] => {
  const marked = (yours.frames[yours.chosen]?.atSeconds ?? 0) / 86_400
  const both = (read: (frame: FrameJson) => string | null): readonly Line[] =>
    [lineOf(measured, heading, 'measured', read), lineOf(yours, 'Yours', 'yours', read)].filter(
      line => line.points.length > 0,
    )
  return [
    {
      title: 'Health factor by day',
      lines: both(frame => frame.healthFactorWad),
      level: { at: 1, name: '1: below, anyone may liquidate' },
      marked,
      width,
      say: value => decimal(value, 3),
    },
    {
      title: 'Net worth by day, ETH',
      lines: both(frame => frame.equityWei),
      marked,
      width,
      say: value => decimal(value, Math.abs(value) >= 10_000 ? 0 : 1),
    },
  ]
}

/** Of a chart, by the room there is. */
const widthOf = (place: HTMLElement): number => Math.min(640, Math.max(320, place.clientWidth || 640))

const figureOf = (chart: Chart, { heading }: Pair): HTMLElement => {
  const drawn = drawChart(chart)
  if (drawn === '') return make('p', { class: 'about' }, `${chart.title}: there is no debt.`)
  const key = make(
    'p',
    { class: 'line-names' },
    make('span', { class: 'swatch measured' }),
    heading,
    make('span', { class: 'swatch yours' }),
    'Yours',
  )
  return make('figure', {}, make('figcaption', {}, chart.title), key, svgOf(drawn))
}

const rowOf = (row: Row): HTMLElement =>
  make(
    'tr',
    row.changed ? { class: 'changed' } : {},
    make('th', { scope: 'row' }, row.name),
    make('td', {}, row.measured),
    make('td', {}, row.yours),
    make('td', {}, row.difference),
  )

const tableOf = (heading: string, caption: string, rows: readonly Row[]): HTMLElement => {
  const titles = ['Figure', heading, 'Yours', 'Difference']
  const head = make('tr', {}, ...titles.map(title => make('th', { scope: 'col' }, title)))
  return make(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make(
      'table',
      {},
      make('caption', {}, caption),
      make('thead', {}, head),
      make('tbody', {}, ...rows.map(rowOf)),
    ),
  )
}

/** The figures that changed, and folded under them the others; all of them open where none changed. */
const figuresOf = (pair: Pair, isUnfolded: boolean): readonly HTMLElement[] => {
  const rows = compare(pair.measured, pair.yours)
  const [changed, same] = [rows.filter(row => row.changed), rows.filter(row => !row.changed)]
  if (changed.length === 0) return [tableOf(pair.heading, 'Nothing changed', same)]
  const first = tableOf(pair.heading, 'What changed', changed)
  if (same.length === 0) return [first]
  const summary = make('summary', {}, `${counted(same.length, 'figure')} unchanged`)
  const rest = tableOf(pair.heading, 'What did not change', same)
  return [first, make('details', { class: 'same', open: isUnfolded }, summary, rest)]
}

const exitWords = ({ ways, closed }: Seen['exits']): readonly string[] => [
  ...ways.map(way => `${way.name}: ${bps(way.costBps)} bps, ${duration(way.medianDays)}, ${way.method}`),
  ...closed.map(way => `${way.name}: closed, because ${way.reason}`),
]

const exitsOf = (yours: Seen): HTMLElement =>
  make(
    'div',
    {},
    make('h4', {}, `Ways out on ${day(yours.frames[yours.chosen]?.atSeconds ?? 0)}, with your settings`),
    make('ul', {}, ...exitWords(yours.exits).map(words => make('li', {}, words))),
  )

const proofWords = (pair: Pair, measured: boolean): string => {
  if (!measured)
    return 'This report did not run this scenario, so yours stands beside the model at the report’s own settings.'
  const { frames, numbers, differ, where } = agreementOf(pair.measured, pair.yours)
  const said = `${decimal(numbers, 0)} numbers of ${counted(frames, 'frame')}`
  return differ === 0
    ? `These are the report’s own settings: ${said} were computed again in this page, and all equal the report’s, to the wei.`
    : `At the report’s own settings ${decimal(differ, 0)} of ${said} differ from the report’s, first ${where}. That is a fault.`
}

/** The command that makes this run with a fork; undefined where shocks of different severity have no command. */
const commandOf = (explorer: Explorer, choice: Choice): string | undefined => {
  const usual = explorer.usualSeverity(choice)
  const kinds = kindsOf(explorer.scenarioOf(choice))
  const hard = new Set(kinds.map(kind => choice.severities[kind] ?? usual))
  if (hard.size > 1) return undefined
  const [severity = usual] = [...hard]
  const scenario = severity === 1 ? choice.scenario : `${choice.scenario}@${severity}`
  const { strategy, params, without } = explorer.caseOf(choice)
  const settings = Object.entries({ ...params, ...choice.params }).map(([key, value]) =>
    shellWord(`${key}=${value}`),
  )
  const set = settings.length > 0 ? ` --set ${settings.join(' ')}` : ''
  const managing = explorer.managingOf(choice)
  const numbers = Object.entries(managing?.settings ?? {}).map(([key, value]) => `${key}=${value}`)
  const policy = managing ? ` --policy ${shellWord(`${managing.policy}:${numbers.join(',')}`)}` : ''
  const others = without.length > 0 ? ` --without ${without.join(',')}` : ''
  return `plimsoll run ${shellWord(strategy)} --scenario ${scenario}${policy}${others}${set}`
}

/** The charts' place in the results: it stays where it is while figures change around it. */
const chartsIn = (shown: HTMLElement): HTMLElement =>
  shown.querySelector<HTMLElement>('.charts') ?? make('div', { class: 'charts' })

/**
 * Every figure that follows from a choice, drawn anew into `targets`; the answer draws the charts, which take longer and
 * can wait until the hand rests.
 */
export const drawResults = async (
  explorer: Explorer,
  choice: Choice,
  targets: { readonly said: HTMLElement; readonly shown: HTMLElement },
): Promise<() => void> => {
  const started = performance.now()
  const yours = await explorer.yours(choice)
  const spent = performance.now() - started
  const { heading, measured, result } = await explorer.baseline(choice)
  if (!yours.ok || !result.ok) {
    targets.said.textContent = !yours.ok ? yours.reason : result.ok ? '' : result.reason
    targets.shown.replaceChildren()
    return () => undefined
  }
  const pair: Pair = { heading, measured: result.seen, yours: yours.seen }
  const untouched =
    Object.keys(choice.params).length === 0 &&
    Object.keys(choice.severities).length === 0 &&
    choice.managing === undefined
  targets.said.textContent = outcome(yours.seen)
  const command = commandOf(explorer, choice)
  const notes = [
    ...(untouched || !measured ? [make('p', { class: 'proof' }, proofWords(pair, measured))] : []),
    make(
      'p',
      { class: 'about' },
      `The model ran ${counted(yours.seen.frames.length, 'frame')} in ${decimal(spent, 0)} ms, in this page.`,
    ),
    ...(command === undefined
      ? []
      : [make('p', { class: 'about' }, 'The same on real protocol code: ', make('code', {}, command))]),
  ]
  const charts = chartsIn(targets.shown)
  const isUnfolded = targets.shown.querySelector<HTMLDetailsElement>('details.same')?.open ?? false
  targets.shown.replaceChildren(charts, ...figuresOf(pair, isUnfolded), exitsOf(yours.seen), ...notes)
  return () => {
    const drawn = chartsOf(pair, widthOf(targets.shown)).map(chart => figureOf(chart, pair))
    charts.replaceChildren(...drawn)
  }
}
