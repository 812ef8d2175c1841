import type { Row } from '../../analysis/compare.js'
import { decimal, short } from '../text.js'
import { costAxis, DAY_TICKS } from './exits.js'
import { type Drawn, draw, type Page, Plot } from './plot.js'
import { colour, type Palette } from './theme.js'

type Compared = Extract<Row, { readonly kind: 'compared' }>

const COLOURS = ['blue', 'rust', 'green', 'violet', 'amber'] as const satisfies readonly (keyof Palette)[]
/** Behind the first five, colours come again with another line. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3'] as const

/** The colour of a position's line. */
export const lineColour = (i: number): (typeof COLOURS)[number] => COLOURS[i % COLOURS.length] ?? 'blue'

const dashOf = (i: number): string => DASHES[Math.floor(i / COLOURS.length) % DASHES.length] ?? ''

/** Days for which a way out was bound to end, and what it costs; without those for which there was none. */
const pointsOf = ({ curve }: Compared) =>
  curve.flatMap(({ days, costBps }) => (costBps === null ? [] : [{ days, cost: costBps }]))

const described = (row: Compared): string =>
  `${row.position}: ${
    pointsOf(row)
      .map(({ days, cost }) => `${days === 0 ? 'at once' : `within ${short(days)} days`} ${short(cost)} bps`)
      .join(', ') || 'no way out in time'
  }`

/** Cost against patience at its worst over the scenarios: a line for each position. */
export const costByPatience = (page: Page, rows: readonly Compared[]): Drawn => {
  const costs = rows.flatMap(row => pointsOf(row).map(({ cost }) => cost))
  return draw(page, {
    id: 'cost-by-patience',
    title: 'Cost of leaving against patience',
    description: `At its worst over the scenarios. ${rows.map(described).join('; ')}.`,
    options: {
      width: 620,
      height: 300,
      x: {
        type: 'sqrt',
        domain: [0, 31],
        label: 'days',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: [...DAY_TICKS.filter(tick => tick < 7), 7, 14, 30],
        tickFormat: (value: number) => decimal(value, 0),
      },
      y: costAxis(costs),
      marks: [
        Plot.ruleY([0], { stroke: colour('soft'), strokeOpacity: 0.5 }),
        ...rows.flatMap((row, i) => [
          Plot.lineY(pointsOf(row), {
            x: 'days',
            y: 'cost',
            stroke: colour(lineColour(i)),
            strokeWidth: 2,
            strokeDasharray: dashOf(i),
            curve: 'step-after',
          }),
          Plot.dot(pointsOf(row), { x: 'days', y: 'cost', r: 3, fill: colour(lineColour(i)) }),
        ]),
      ],
    },
  })
}
