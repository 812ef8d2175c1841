import type { Struck } from '../sections/cascade.js'
import { counted, day, decimal, healthFactor, listed } from '../text.js'
import type { CascadeChart, CascadeKey, Place } from './cascade.js'
import { draw, Plot } from './plot.js'
import { colour } from './theme.js'

const ether = (wei: string): number => Number(wei) / 1e18

const whole = (value: number): string => decimal(value, 0)

type Fallen = {
  readonly place: number
  readonly atSeconds: number
  readonly health: number
  readonly debt: number
  readonly own: boolean
  readonly bad: boolean
}

/** Every listed liquidation, one after the other. */
const fallenOf = (struck: readonly Struck[]): readonly Fallen[] =>
  struck
    .flatMap(({ atSeconds, cascade }) => cascade.list.map(one => ({ atSeconds, one })))
    .map(({ atSeconds, one }, i) => ({
      place: i + 1,
      atSeconds,
      health: ether(one.healthFactorWad),
      debt: ether(one.coveredWei),
      own: one.own,
      bad: one.badDebtWei !== '0',
    }))

/** Of all marks, what the name of a day takes. */
const NARROW = 0.13

/** Where each day begins; of days close together only the first is named. */
const beginnings = (fallen: readonly Fallen[]) => {
  const first = fallen.filter((one, i) => one.atSeconds !== fallen[i - 1]?.atSeconds)
  let last = Number.NEGATIVE_INFINITY
  return first.map(({ place, atSeconds }) => {
    const shown = place - last > fallen.length * NARROW
    if (shown) last = place
    return { place: place - 0.5, text: shown ? day(atSeconds) : '', at: atSeconds }
  })
}

const spoken = ({ atSeconds, health, debt }: Fallen): string =>
  `${day(atSeconds)} at ${healthFactor(BigInt(Math.round(health * 1e9)) * 10n ** 9n)}, ${whole(debt)} ETH of debt`

const fallenWords = (fallen: readonly Fallen[], struck: readonly Struck[]): string => {
  const own = fallen.filter(one => one.own)
  const [largest] = [...fallen].sort((a, b) => b.debt - a.debt)
  const all = struck.reduce((sum, { cascade }) => sum + cascade.liquidations, 0)
  const unlisted = struck.reduce((sum, { cascade }) => sum + cascade.unlisted, 0)
  return [
    `${counted(all, 'liquidation')}: ${listed(struck.map(({ atSeconds, cascade }) => `${cascade.liquidations} on ${day(atSeconds)}`))}.`,
    largest ? `The largest: ${spoken(largest)}.` : '',
    own.length === 0 ? 'This position was not among them.' : `This position: ${own.map(spoken).join('; ')}.`,
    unlisted === 0 ? '' : `${counted(unlisted, 'smaller one')} not drawn.`,
  ]
    .filter(text => text !== '')
    .join(' ')
}

const OTHERS: CascadeKey = { name: 'someone else', colour: 'blue' }
const OWN: CascadeKey = { name: 'this position (▼)', colour: 'rust' }
const BAD: CascadeKey = { name: 'debt left that nobody pays (crossed)', colour: 'violet' }

const kindOf = ({ own, bad }: Fallen): CascadeKey => (own ? OWN : bad ? BAD : OTHERS)

/** Who was liquidated when: each a mark, by its health factor then, as large as the debt that was covered. */
export const fallenChart = (struck: readonly Struck[], { page, id }: Place): CascadeChart => {
  const fallen = fallenOf(struck)
  const days = beginnings(fallen)
  const low = Math.min(...fallen.map(({ health }) => health))
  const dots = fallen.map(one => ({ ...one, fill: colour(kindOf(one).colour) }))
  const drawn = draw(page, {
    id: `${id}-fallen`,
    title: 'Who was liquidated, one after the other: health factor, sized by debt',
    description: fallenWords(fallen, struck),
    options: {
      x: { domain: [0.5, fallen.length + 0.5], axis: null },
      y: { domain: [low - (1 - low) * 0.1, 1], label: null, grid: true, ticks: 4, nice: true },
      r: { type: 'sqrt', domain: [0, Math.max(...fallen.map(({ debt }) => debt))], range: [1.5, 13] },
      marks: [
        Plot.ruleX(days, { x: 'place', stroke: colour('soft'), strokeOpacity: 0.35 }),
        Plot.text(days, {
          x: 'place',
          text: 'text',
          frameAnchor: 'bottom',
          textAnchor: 'start',
          dx: 1,
          dy: 16,
          fill: colour('soft'),
        }),
        Plot.dot(dots, {
          x: 'place',
          y: 'health',
          r: 'debt',
          fill: 'fill',
          fillOpacity: 0.45,
          stroke: 'fill',
          strokeWidth: 1.2,
          sort: { channel: '-r' },
        }),
        Plot.dot(
          dots.filter(({ bad }) => bad),
          { x: 'place', y: 'health', r: 4, symbol: 'times', stroke: 'fill', strokeWidth: 1.5 },
        ),
        Plot.text(
          dots.filter(({ own }) => own),
          {
            x: 'place',
            y: 'health',
            text: () => '▼',
            dy: -11,
            fill: colour('alarm'),
            stroke: colour('paper'),
            strokeWidth: 2,
          },
        ),
      ],
    },
  })
  const kinds = [OTHERS, OWN, BAD].filter(kind => fallen.some(one => kindOf(one) === kind))
  return { drawn, keys: kinds }
}
