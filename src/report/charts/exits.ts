import { wayWithin } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { decimal, short } from '../text.js'
import { patienceKeys } from './patiences.js'
import { type Drawn, draw, type Page, Plot } from './plot.js'
import { colour } from './theme.js'

type Exits = Document['runs'][number]['frames'][number]['exits']

/** Round costs, the roundest first: an axis takes as many of them as it has room for. */
const COST_TICKS = [
  [-1_000, -100, -10, 0, 10, 100, 1_000, 10_000],
  [-50, -5, 5, 50, 500, 5_000],
  [-20, -2, 2, 20, 200, 2_000],
]

const ENOUGH = 4

const costTicks = (low: number, high: number): number[] => {
  let found: number[] = []
  for (const ticks of COST_TICKS) {
    if (found.length >= ENOUGH) break
    found = [...found, ...ticks.filter(tick => tick >= low && tick <= high)]
  }
  return found
}

/** An axis of costs in basis points: their order of size matters, and a gain is below zero. */
export const costAxis = (costs: readonly number[]): Plot.ScaleOptions => {
  const [low, high] = [Math.min(0, ...costs), Math.max(10, ...costs)]
  return {
    type: 'symlog',
    constant: 10,
    domain: [low, high],
    label: null,
    grid: true,
    ticks: costTicks(low, high),
    tickFormat: (value: number) => decimal(value, 0),
  }
}

type Point = { readonly size: number; readonly cost: number; readonly stroke: string }

const sizePoints = (document: Document, atSeconds: number): readonly Point[] =>
  document.exitsBySize
    .filter(sized => sized.atSeconds === atSeconds)
    .flatMap(({ equityWei, exits }) =>
      patienceKeys(document).flatMap(({ days, colour: name }) => {
        const way = wayWithin(exits.ways, days)
        return way && equityWei !== null
          ? [{ size: Number(equityWei) / 1e18, cost: way.costBps, stroke: colour(name) }]
          : []
      }),
    )

const EVERY_POWER = [0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

/** Cost of leaving, in basis points of net worth, against the size of the position, at one moment. */
export const costBySize = (
  page: Page,
  document: Document,
  chart: { readonly id: string; readonly title: string; readonly atSeconds: number },
): Drawn => {
  const points = sizePoints(document, chart.atSeconds)
  const sizes = points.map(({ size }) => size)
  const all = document.exitsBySize.flatMap(({ exits }) => exits.ways.map(({ costBps }) => costBps))
  const span = [Math.min(...sizes), Math.max(...sizes)] as const
  return draw(page, {
    id: chart.id,
    title: chart.title,
    description:
      'A line for each patience, where a way out ends in time at that size; both scales grow by tens.',
    options: {
      x: {
        type: 'log',
        domain: [...span],
        label: 'net worth, ETH',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: EVERY_POWER.filter(tick => tick >= span[0] && tick <= span[1]),
        tickFormat: (value: number) => decimal(value, value < 1 ? 2 : 0),
      },
      y: costAxis(all),
      marks: [
        Plot.ruleY([0], { stroke: colour('soft'), strokeOpacity: 0.5 }),
        Plot.lineY(points, { x: 'size', y: 'cost', z: 'stroke', stroke: 'stroke' }),
        Plot.dot(points, { x: 'size', y: 'cost', r: 2.5, fill: 'stroke' }),
      ],
    },
  })
}

type FrontierPoint = {
  readonly days: number
  readonly cost: number
  readonly stroke: string
  readonly fill: string
}

const pointsOf = (ways: Exits['ways'], isFilled: 'filled' | 'hollow'): readonly FrontierPoint[] =>
  ways.map(({ medianDays, costBps }) => {
    const stroke = colour('blue')
    return { days: medianDays, cost: costBps, stroke, fill: isFilled === 'filled' ? stroke : colour('paper') }
  })

/** Round numbers of days. */
export const DAY_TICKS = [0, 1, 5, 20, 50, 100, 200, 500]

/** Cost against days by each way out, at the start (hollow) and at a worst moment (filled). */
export const costByDays = (
  page: Page,
  chart: {
    readonly id: string
    readonly title: string
    readonly start: Exits['ways']
    readonly worst: Exits['ways']
  },
): Drawn => {
  const ways = [...pointsOf(chart.start, 'hollow'), ...pointsOf(chart.worst, 'filled')]
  const last = Math.max(1, ...ways.map(({ days }) => days)) * 1.08
  return draw(page, {
    id: chart.id,
    title: chart.title,
    description: `A point for each way out: ${ways.map(({ days, cost }) => `${short(days)} days, ${short(cost)} bps`).join('; ')}.`,
    options: {
      x: {
        type: 'sqrt',
        domain: [0, last],
        label: 'days',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: DAY_TICKS.filter(tick => tick <= last),
        tickFormat: (value: number) => decimal(value, 0),
      },
      y: costAxis(ways.map(({ cost }) => cost)),
      marks: [
        Plot.ruleY([0], { stroke: colour('soft'), strokeOpacity: 0.5 }),
        Plot.dot(ways, { x: 'days', y: 'cost', r: 5, stroke: 'stroke', fill: 'fill', strokeWidth: 1.5 }),
      ],
    },
  })
}
