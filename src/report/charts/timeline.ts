import type { Document } from '../document.js'
import { isShock, shockLetter, shockWords } from '../sections/shocks.js'
import { decimal } from '../text.js'
import { type Chart, type Drawn, draw, type Page, Plot } from './plot.js'
import { colour, type Palette } from './theme.js'

type Frame = Document['runs'][number]['frames'][number]

type Point = { readonly day: number; readonly value: number }

const DAY = 86_400

const WAD = 1e18
const RAY = 1e27

const dayOf = (frame: Frame): number => frame.atSeconds / DAY

/** A kind of event on a time line: the letter on the charts, and its words. */
export type Mark = { readonly letter: string; readonly words: string; readonly days: readonly number[] }

type Noted = { readonly letter: string; readonly words: string; readonly day: number }

/** Who sent the liquidation of a block, as words after it; empty where no transaction tells. */
const liquidatorOf = ({ events }: Frame, block: string): string => {
  const sent = events.find(
    event =>
      event.kind === 'transaction' &&
      event.block === block &&
      event.refused === null &&
      event.role === 'liquidator',
  )
  return sent?.kind === 'transaction' ? `, by ${sent.by}` : ''
}

const eventsOf = (frame: Frame): readonly Noted[] =>
  frame.events.flatMap((event): Noted[] => {
    const day = dayOf(frame)
    if (event.kind === 'liquidation') {
      const what = `${event.collateral} seized for ${event.debt}`
      return [{ letter: 'L', words: `liquidation: ${what}${liquidatorOf(frame, event.block)}`, day }]
    }
    if (event.kind !== 'transaction') return []
    if (event.role === 'lidoOracle' && event.refused !== null)
      return [{ letter: 'R', words: `a report of Lido was refused: ${event.refused}`, day }]
    if (isShock(event.by)) return [{ letter: shockLetter(event.by), words: shockWords(event.by), day }]
    if (event.role !== 'policy') return []
    const letter = event.what.split(', ').includes('lido.claim') ? 'Q' : 'P'
    const end = event.refused === null ? '' : `, refused: ${event.refused}`
    return [{ letter, words: `the owner’s ${event.by}: ${event.what}${end}`, day }]
  })

const gasOf = (frame: Frame, before: Frame | undefined): readonly Noted[] =>
  before && before.gasPriceWei !== frame.gasPriceWei
    ? [{ letter: shockLetter('gas'), words: shockWords('gas'), day: dayOf(frame) }]
    : []

/** What happened, each kind once with its days. */
export const marksOf = (frames: readonly Frame[]): readonly Mark[] => {
  const noted = frames.flatMap((frame, i) => [...eventsOf(frame), ...gasOf(frame, frames[i - 1])])
  const keys = [...new Set(noted.map(({ letter, words }) => `${letter} ${words}`))]
  return keys.map(key => {
    const same = noted.filter(({ letter, words }) => `${letter} ${words}` === key)
    const [first] = same
    return {
      letter: first?.letter ?? '',
      words: first?.words ?? '',
      days: [...new Set(same.map(({ day }) => day))],
    }
  })
}

/** Days with a letter each; of days close together only the first has its letter drawn. */
const letters = (marks: readonly Mark[], span: number) => {
  const days = [...new Set(marks.flatMap(mark => mark.days))].sort((a, b) => a - b)
  let last = Number.NEGATIVE_INFINITY
  return days.map(day => {
    const here = [...new Set(marks.filter(mark => mark.days.includes(day)).map(({ letter }) => letter))]
    const text = here.sort().join('')
    const shown = day - last > span * 0.05
    if (shown) last = day
    return { day, text: shown ? text : '' }
  })
}

export type Series = {
  readonly name: string
  readonly colour: keyof Palette
  readonly of: (frame: Frame) => number | null
}

export type TimeLine = {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly unit: string
  /** Smallest span of the axis: what moves less is shown as standing still. */
  readonly least: number
  readonly series: readonly Series[]
  /** Values that were lower at some block between two frames; shown as dots where they differ. */
  readonly lowest?: (frame: Frame) => number | null
  /** A level that matters, and its name. */
  readonly level?: { readonly at: number; readonly name: string }
}

const pointsOf = (frames: readonly Frame[], series: Series): readonly Point[] =>
  frames.flatMap(frame => {
    const value = series.of(frame)
    return value === null ? [] : [{ day: dayOf(frame), value }]
  })

/** Model and fork over each other: a wide pale line below, a thin one above. */
const seriesMarks = (runs: Document['runs'], series: Series): readonly Plot.Markish[] => {
  const [first, second] = runs.map(run => pointsOf(run.frames, series))
  const line = (points: readonly Point[], options: Plot.LineYOptions) =>
    Plot.lineY(points, { x: 'day', y: 'value', stroke: colour(series.colour), ...options })
  return [
    ...(second && first ? [line(first, { strokeWidth: 5, strokeOpacity: 0.3 })] : []),
    line(second ?? first ?? [], { strokeWidth: 1.5 }),
  ]
}

const levelMarks = ({ level }: TimeLine): readonly Plot.Markish[] =>
  level
    ? [
        Plot.ruleY([level.at], { stroke: colour('rust'), strokeDasharray: '4 3' }),
        Plot.text([level], {
          y: 'at',
          text: 'name',
          frameAnchor: 'left',
          dx: 4,
          dy: -7,
          fill: colour('alarm'),
          textAnchor: 'start',
        }),
      ]
    : []

/** A dip that the frames do not show must be this deep, of the value, to have a dot. */
const DIP = 0.0005

const dips = (frames: readonly Frame[], { lowest, series }: TimeLine): readonly Plot.Markish[] => {
  const [main] = series
  if (!lowest || !main) return []
  const found = frames.flatMap(frame => {
    const [low, value] = [lowest(frame), main.of(frame)]
    const isDip = low !== null && (value === null || low < value * (1 - DIP))
    return isDip ? [{ day: dayOf(frame), value: low }] : []
  })
  return found.length === 0 ? [] : [Plot.dot(found, { x: 'day', y: 'value', r: 2.5, fill: colour('rust') })]
}

/** From the lowest to the highest value and any level that matters, at least `least` wide. */
const domainOf = (runs: Document['runs'], { series, lowest, level, least }: TimeLine): [number, number] => {
  const frames = runs.flatMap(run => run.frames)
  const values = [...series.map(one => one.of), ...(lowest ? [lowest] : [])]
    .flatMap(of => frames.map(of))
    .filter(value => value !== null)
  const all = level ? [...values, level.at] : values
  const [low, high] = [Math.min(...all), Math.max(...all)]
  if (all.length === 0) return [0, 1]
  const missing = Math.max(0, least - (high - low))
  return [low - missing / 2, high + missing / 2]
}

const TICKS = 4

/** Decimals that tell the ticks of an axis apart. */
const digitsFor = (span: number): number =>
  Math.min(6, Math.max(0, Math.ceil(-Math.log10(span / TICKS) - 0.3)))

const axes = (
  line: TimeLine,
  span: number,
  domain: readonly [number, number],
): Pick<Plot.PlotOptions, 'x' | 'y'> => {
  const digits = digitsFor(domain[1] - domain[0])
  return {
    x: { label: 'day', labelAnchor: 'center', domain: [0, span], ticks: 5, nice: false, labelArrow: 'none' },
    y: {
      label: null,
      grid: true,
      domain: [...domain],
      nice: TICKS,
      ticks: TICKS,
      tickFormat: (value: number) => `${decimal(value, digits)}${line.unit}`,
    },
  }
}

const eventMarks = (marks: readonly Mark[], span: number): readonly Plot.Markish[] => {
  const at = letters(marks, span)
  return [
    Plot.ruleX(at, { x: 'day', stroke: colour('soft'), strokeOpacity: 0.35 }),
    Plot.text(at, {
      x: 'day',
      text: 'text',
      frameAnchor: 'top',
      dy: -11,
      fontWeight: 700,
      fill: colour('soft'),
    }),
  ]
}

/** One quantity, or a few of one unit, over the days of a scenario. */
export const timeLine = (page: Page, document: Document, line: TimeLine): Drawn => {
  const frames = document.runs[0]?.frames ?? []
  const span = frames.at(-1) ? dayOf(frames.at(-1) as Frame) : 1
  const chart: Chart = {
    id: line.id,
    title: line.title,
    description: line.description,
    options: {
      ...axes(line, span, domainOf(document.runs, line)),
      marks: [
        ...eventMarks(marksOf(frames), span),
        ...levelMarks(line),
        ...line.series.flatMap(series => seriesMarks(document.runs, series)),
        ...dips(frames, line),
      ],
    },
  }
  return draw(page, chart)
}

/** Values of a frame as numbers, for charts and nothing else: a double is finer than a pixel. */
export const seen = {
  lowestHealth: (frame: Frame): number | null =>
    frame.lowestHealthFactorWad === null ? null : Number(frame.lowestHealthFactorWad) / WAD,
  health: (frame: Frame): number | null =>
    frame.healthFactorWad === null ? null : Number(frame.healthFactorWad) / WAD,
  equity: (frame: Frame): number => Number(frame.equityWei) / WAD,
  sold: (frame: Frame): number | null => (frame.soldNowWei === null ? null : Number(frame.soldNowWei) / WAD),
  curve: (frame: Frame): number => Number(frame.curvePriceWad) / WAD,
  uniswap: (frame: Frame): number => Number(frame.uniswapPriceWad) / WAD,
  shareRate: (frame: Frame): number => Number(frame.shareRateWad) / WAD,
  utilisation: (frame: Frame): number => Number(frame.wethUtilisationRay) / RAY,
  borrowRate: (frame: Frame): number => Number(frame.wethBorrowRateRay) / RAY,
  etherPrice: (frame: Frame): number => Number(frame.etherPriceBase) / 1e8,
} as const
