import { paretoOf } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { patienceOf, reading, worstFrame } from '../sections/read.js'
import { short } from '../text.js'
import { type Drawn, draw, type Page, Plot } from './plot.js'
import { colour, type Palette } from './theme.js'

const COLOURS: readonly (keyof Palette)[] = ['blue', 'rust', 'green', 'violet', 'amber']

/** The ways out of one scenario on its worst day, from the quick to the cheap. */
type Keyed = { readonly name: string; readonly colour: keyof Palette }

type Named = { readonly name: string; readonly document: Document }

/** Colours of the scenarios that have one of their own: as many as readers tell apart. */
export const worstDayKeys = (named: readonly Named[]): readonly Keyed[] =>
  named.slice(0, COLOURS.length).map(({ name }, i) => ({ name, colour: COLOURS[i] ?? 'soft' }))

type Point = { readonly days: number; readonly percent: number; readonly stroke: string; readonly z: number }

/** Days of the axis unless a way takes longer. */
const LATEST = 90
/** In per cent; below a hundredth, and below zero, costs are drawn at the foot. */
const [LEAST, MOST] = [0.01, 100]

const clamped = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

const pointsOf = ({ document }: Named, z: number): readonly Point[] => {
  const { ways } = worstFrame(reading(document), patienceOf('days30')).exits
  return paretoOf(ways).map(({ medianDays, costBps }) => ({
    days: medianDays,
    percent: clamped(costBps / 100, LEAST, MOST),
    stroke: colour(COLOURS[z] ?? 'soft'),
    z,
  }))
}

/** A cost holds until a cheaper way ends: to the right of the last point nothing gets cheaper. */
const stepsOf = (points: readonly Point[], last: number): readonly Point[] => {
  const end = points.at(-1)
  return end ? [...points, { ...end, days: last }] : []
}

const DAY_TICKS = [0, 1, 7, 30, 90, 365]
const dayWords = (days: number): string => (days < 1 / 24 ? 'now' : `${short(days)} d`)

const limitMarks = ({ costBps, days }: { readonly costBps: number; readonly days: number }) => {
  const at = costBps / 100
  const inside = [{ x1: 0, x2: days, y1: LEAST, y2: at }]
  return [
    Plot.rect(inside, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: colour('fine') }),
    Plot.ruleX([days], { y1: LEAST, y2: at, stroke: colour('green'), strokeDasharray: '4 3' }),
    Plot.ruleY([at], { x1: 0, x2: days, stroke: colour('green'), strokeDasharray: '4 3' }),
    Plot.text([{ x: 0, y: at }], {
      x: 'x',
      y: 'y',
      text: () => `limit: ${short(at)} % within ${short(days)} days`,
      textAnchor: 'start',
      dx: 5,
      dy: 10,
      fill: colour('ink'),
    }),
  ]
}

/** Cost of leaving against days, on the day of each scenario that is worst for a month's patience, and the owner's limit. */
export const worstDays = (
  page: Page,
  named: readonly Named[],
  chart: { readonly id: string; readonly title: string },
): Drawn => {
  const all = named.map(pointsOf)
  const last = Math.max(LATEST, ...all.flat().map(({ days }) => days * 1.1))
  const limits = named[0]?.document.verdict.limits ?? { costBps: 0, days: 0 }
  const words = all.map((points, i) => {
    const ways = points.map(({ days, percent }) => `${dayWords(days)}, ${short(percent)} %`)
    return `${named[i]?.name ?? ''}: ${ways.length === 0 ? 'no way out' : ways.join('; ')}`
  })
  return draw(page, {
    ...chart,
    description: `A line for each scenario: what leaving costs after so many days. ${words.join('. ')}.`,
    options: {
      height: 260,
      x: {
        type: 'pow',
        exponent: 1 / 3,
        domain: [0, last],
        label: 'days until all is paid',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: DAY_TICKS.filter(tick => tick <= last),
        tickFormat: dayWords,
      },
      y: {
        type: 'log',
        domain: [LEAST, MOST],
        label: null,
        grid: true,
        ticks: [0.01, 0.1, 1, 10, 100],
        tickFormat: (value: number) => (value === LEAST ? '≤ 0.01 %' : `${short(value)} %`),
      },
      marginLeft: 54,
      marks: [
        ...limitMarks(limits),
        Plot.line(
          all.flatMap(points => stepsOf(points, last)),
          { x: 'days', y: 'percent', z: 'z', stroke: 'stroke', strokeWidth: 2, curve: 'step-after' },
        ),
        Plot.dot(all.flat(), { x: 'days', y: 'percent', r: 3, fill: 'stroke' }),
      ],
    },
  })
}
