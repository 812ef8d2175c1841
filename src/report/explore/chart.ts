import { htmlText } from '../markup.js'

/** A line of a chart: a name, a class of the style sheet, and its points (x in days). */
export type Line = {
  readonly name: string
  readonly kind: 'measured' | 'yours'
  readonly points: readonly (readonly [x: number, y: number])[]
}

export type Chart = {
  readonly title: string
  readonly lines: readonly Line[]
  /** Drawn across, with its name: where liquidation begins. */
  readonly level?: { readonly at: number; readonly name: string }
  /** Day that is marked. */
  readonly marked: number
  /** Of the drawing, in its own units: as wide as the place it gets, so that its words stay legible. */
  readonly width: number
  say(value: number): string
}

const HEIGHT = 220
const MARGIN = { top: 12, right: 16, bottom: 30, left: 64 }

type Scale = (value: number) => number

const scale = (from: readonly [number, number], to: readonly [number, number]): Scale => {
  const span = from[1] - from[0] || 1
  return value => to[0] + ((value - from[0]) / span) * (to[1] - to[0])
}

/** Round steps of 1, 2 or 5 that cover a range in about `count` parts. */
export const ticks = ([low, high]: readonly [number, number], count: number): readonly number[] => {
  const rough = (high - low) / count || 1
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

const extent = (values: readonly number[]): readonly [number, number] => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low) * 0.08 || Math.abs(high) * 0.001 || 1
  return [low - room, high + room]
}

const fixed = (value: number): string => value.toFixed(1)

const path = (points: Line['points'], x: Scale, y: Scale): string =>
  points.map(([at, value], i) => `${i === 0 ? 'M' : 'L'}${fixed(x(at))} ${fixed(y(value))}`).join('')

const yAxis = (y: Scale, range: readonly [number, number], { say, width }: Chart): string =>
  ticks(range, 4)
    .map(
      value =>
        `<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${fixed(y(value))}" y2="${fixed(y(value))}"/>` +
        `<text class="tick" x="${MARGIN.left - 8}" y="${fixed(y(value))}" dy="0.32em" text-anchor="end">${htmlText(say(value))}</text>`,
    )
    .join('')

const xAxis = (x: Scale, range: readonly [number, number], count: number): string =>
  ticks(range, count)
    .map(
      value =>
        `<text class="tick" x="${fixed(x(value))}" y="${HEIGHT - 10}" text-anchor="middle">day ${value}</text>`,
    )
    .join('')

const summaryOf = ({ title, lines, say }: Chart): string => {
  const parts = lines.map(({ name, points }) => {
    const values = points.map(([, value]) => value)
    return `${name}: from ${say(values[0] ?? 0)} to ${say(values.at(-1) ?? 0)}, lowest ${say(Math.min(...values))}`
  })
  return `${title}. ${parts.join('. ')}.`
}

/** A line chart as SVG text. Its words are escaped, its numbers are ours; colours come from the style sheet. */
export const drawChart = (chart: Chart): string => {
  const { width } = chart
  const points = chart.lines.flatMap(line => line.points)
  if (points.length === 0) return ''
  const levels = chart.level ? [chart.level.at] : []
  const days: readonly [number, number] = [0, Math.max(...points.map(([at]) => at))]
  const range = extent([...points.map(([, value]) => value), ...levels])
  const x = scale(days, [MARGIN.left, width - MARGIN.right])
  const y = scale(range, [HEIGHT - MARGIN.bottom, MARGIN.top])
  const level = chart.level
    ? `<line class="level" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${fixed(y(chart.level.at))}" y2="${fixed(y(chart.level.at))}"/>` +
      `<text class="level-name" x="${MARGIN.left + 4}" y="${fixed(y(chart.level.at) - 5)}">${htmlText(chart.level.name)}</text>`
    : ''
  const day = fixed(x(chart.marked))
  const marked = `<line class="marked" x1="${day}" x2="${day}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}"/>`
  const drawn = chart.lines
    .map(line => `<path class="line ${line.kind}" d="${path(line.points, x, y)}"/>`)
    .join('')
  return `<svg viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${htmlText(summaryOf(chart))}">${yAxis(y, range, chart)}${xAxis(x, days, width > 480 ? 6 : 3)}${level}${marked}${drawn}</svg>`
}
