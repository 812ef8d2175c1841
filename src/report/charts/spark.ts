import type { Document } from '../document.js'
import { type Drawn, draw, type Page, Plot } from './plot.js'
import { colour } from './theme.js'

type Frame = Document['runs'][number]['frames'][number]

/** One line without axes, to be read beside others on the same scale. */
export type Spark = {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Lowest and highest value of all that stand beside it. */
  readonly domain: readonly [number, number]
  readonly of: (frame: Frame) => number | null
  /** A level that matters. */
  readonly level?: number
}

/** Draws a small line of a report's first run. */
export const spark = (page: Page, document: Document, line: Spark): Drawn => {
  const points = (document.runs[0]?.frames ?? []).flatMap(frame => {
    const value = line.of(frame)
    return value === null ? [] : [{ day: frame.atSeconds / 86_400, value }]
  })
  const levels = line.level === undefined ? [] : [line.level]
  return draw(page, {
    id: line.id,
    title: line.title,
    description: line.description,
    options: {
      width: 150,
      height: 44,
      marginTop: 3,
      marginRight: 3,
      marginBottom: 3,
      marginLeft: 3,
      axis: null,
      y: { domain: [...line.domain] },
      marks: [
        Plot.ruleY(levels, { stroke: colour('rust'), strokeDasharray: '3 3' }),
        Plot.lineY(points, { x: 'day', y: 'value', stroke: colour('blue') }),
      ],
    },
  })
}
