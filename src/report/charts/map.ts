import type { Document } from '../document.js'
import { decimal } from '../text.js'
import { type Drawn, draw, type Page, Plot } from './plot.js'
import { colour } from './theme.js'

type HealthMap = Document['healthMaps'][number]
type Axis = HealthMap['x']

/** A value of an axis as it is read. */
const saidOn =
  (axis: Axis) =>
  (value: number): string => {
    const span = Math.abs((axis.values.at(-1) ?? 1) - (axis.values[0] ?? 0))
    const percent = `${decimal(value * 100, span < 0.05 ? 1 : 0)} %`
    switch (axis.unit) {
      case 'change':
        return value > 0 ? `+${percent}` : percent
      case 'perYear':
        return percent
      case 'ratio':
        return decimal(value, 2)
    }
  }

const stepOf = ({ values }: Axis): number => ((values.at(-1) ?? 1) - (values[0] ?? 0)) / (values.length - 1)

const tintOf = (health: number): string =>
  colour(health < 1 ? 'sunk' : health < 1.05 ? 'near' : health < 1.15 ? 'fine' : 'sea')

const cellsOf = (map: HealthMap) => {
  const [dx, dy] = [stepOf(map.x) / 2, stepOf(map.y) / 2]
  return map.healthFactors.flatMap((row, j) =>
    row.map((health, i) => {
      const [x, y] = [map.x.values[i] ?? 0, map.y.values[j] ?? 0]
      const text = health > 9.99 ? '> 9.9' : (Math.floor(health * 100) / 100).toFixed(2)
      return { x, y, x1: x - dx, x2: x + dx, y1: y - dy, y2: y + dy, fill: tintOf(health), text }
    }),
  )
}

const scaleOf = (axis: Axis): Plot.ScaleOptions => {
  const half = stepOf(axis) / 2
  return {
    domain: [(axis.values[0] ?? 0) - half, (axis.values.at(-1) ?? 1) + half],
    label: null,
    ticks: axis.values.filter((_, i) => i % 2 === 0) as number[],
    tickFormat: saidOn(axis),
  }
}

const lineMark = (line: HealthMap['line'], options: Plot.LineOptions): readonly Plot.Markish[] =>
  line.length < 2
    ? []
    : [
        Plot.line(
          line.map(([x, y]) => ({ x, y })),
          { x: 'x', y: 'y', stroke: colour('rust'), strokeWidth: 2.5, ...options },
        ),
      ]

/** Health factors over two risk factors, with the load line on them. */
export const healthMap = (page: Page, map: HealthMap, id: string): Drawn => {
  const low = Math.min(...map.healthFactors.flat())
  const sunk = low < 1 ? 'The load line crosses it.' : 'No point of it is below 1.'
  const cells = cellsOf(map)
  return draw(page, {
    id,
    title: `Health factor (${map.venue}) over ${map.x.factor} and ${map.y.factor}`,
    description: `${map.about} Lowest on the map: ${decimal(low, 2)}. ${sunk}`,
    options: {
      height: 250,
      marginTop: 8,
      marginLeft: 50,
      x: { ...scaleOf(map.x), label: map.x.factor, labelAnchor: 'center', labelArrow: 'none' },
      y: scaleOf(map.y),
      marks: [
        Plot.rect(cells, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill' }),
        Plot.text(cells, { x: 'x', y: 'y', text: 'text', fill: colour('ink'), fontSize: 11 }),
        ...lineMark(map.line, {}),
        ...lineMark(map.marketLine ?? [], { strokeDasharray: '3 4', strokeWidth: 2 }),
      ],
      clip: true,
    },
  })
}
