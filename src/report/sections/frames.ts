import { PATIENCES, type Patience } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import {
  asText,
  bps,
  type Column,
  duration,
  ether,
  fixed,
  healthFactor,
  ofWad,
  percentOfRay,
  short,
  table,
} from '../text.js'
import {
  everHeld,
  everOwed,
  type Frame,
  liquidationsOf,
  lowestHealth,
  patienceOf,
  type Reading,
  reading,
  transactionsOf,
  wayAt,
  worstFrame,
} from './read.js'
import { isShock } from './shocks.js'

const MOST = 16

const notable = (frame: Frame): boolean =>
  liquidationsOf(frame).length > 0 ||
  transactionsOf(frame).some(sent => sent.refused !== null || isShock(sent.by))

/** First, last, all with events, the worst ones, and evenly spaced others up to sixteen. */
const framesShown = (read: Reading): readonly Frame[] => {
  const { frames, first, last } = read
  if (frames.length <= MOST) return frames
  const worst = [lowestHealth(read)?.frame, ...PATIENCES.map(patience => worstFrame(read, patience))]
  const shown = new Set<Frame>([first, last, ...frames.filter(notable)])
  for (const frame of worst) if (frame) shown.add(frame)
  const free = MOST - shown.size
  for (let i = 1; i <= free; i++) {
    const frame = frames[Math.round((i * (frames.length - 1)) / (free + 1))]
    if (frame) shown.add(frame)
  }
  return frames.filter(frame => shown.has(frame))
}

type Cell = Column & { readonly show: (frame: Frame) => string }

const exitCell = (frame: Frame, patience: Patience): string => {
  const way = wayAt(frame, patience)
  return way ? `${bps(way.costBps)} bps, ${asText(way.name)}, ${duration(way.medianDays)}` : 'no way'
}

const health = (wad: string | null): string => {
  if (wad === null) return 'no debt'
  const text = healthFactor(BigInt(wad))
  return BigInt(wad) < 10n ** 18n ? `**${text}**` : text
}

/** Patiences that stand in the table; the CSV has all. */
const SHOWN: readonly Patience[] = [patienceOf('now'), patienceOf('days30')]

const CELLS: readonly Cell[] = [
  {
    title: 'Day',
    align: 'right',
    show: frame => short(frame.atSeconds / 86_400),
  },
  { title: 'Health factor', align: 'right', show: frame => health(frame.healthFactorWad) },
  { title: 'Lowest since', align: 'right', show: frame => health(frame.lowestHealthFactorWad) },
  { title: 'Net worth, ETH', align: 'right', show: frame => ether(BigInt(frame.equityWei)) },
  {
    title: 'Sold at once, ETH',
    align: 'right',
    show: ({ soldNowWei }) => (soldNowWei === null ? 'no way' : ether(BigInt(soldNowWei))),
  },
  { title: 'Share rate', align: 'right', show: frame => ofWad(BigInt(frame.shareRateWad), 5) },
  { title: 'stETH on Curve', align: 'right', show: frame => ofWad(BigInt(frame.curvePriceWad), 4) },
  { title: 'wstETH on Uniswap', align: 'right', show: frame => ofWad(BigInt(frame.uniswapPriceWad), 4) },
  {
    title: 'WETH borrowed',
    align: 'right',
    show: frame => `${percentOfRay(BigInt(frame.wethUtilisationRay))} %`,
  },
  { title: 'WETH rate', align: 'right', show: frame => `${percentOfRay(BigInt(frame.wethBorrowRateRay))} %` },
  ...SHOWN.map(
    (patience): Cell => ({
      title: `Exit ${patience.name}`,
      show: frame => exitCell(frame, patience),
    }),
  ),
]

const ETHER_PRICE: Cell = {
  title: 'ETH, USD',
  align: 'right',
  show: frame => fixed(BigInt(frame.etherPriceBase), { decimals: 8, digits: 2 }),
}

const HEALTH = ['Health factor', 'Lowest since']
const OF_LIDO = ['Share rate', 'stETH on Curve', 'wstETH on Uniswap']

const cellsFor = (read: Reading): readonly Cell[] => {
  const { frames, first } = read
  const steady = frames.every(frame => frame.etherPriceBase === first.etherPriceBase)
  const all = steady ? CELLS : [...CELLS.slice(0, 5), ETHER_PRICE, ...CELLS.slice(5)]
  const hidden = [...(everOwed(read) ? [] : HEALTH), ...(everHeld(read, ['stETH', 'wstETH']) ? [] : OF_LIDO)]
  return all.filter(cell => !hidden.includes(cell.title))
}

/** The frames as a table; the JSON has all of them. */
export const framesTable = (document: Document): string => {
  const read = reading(document)
  const shown = framesShown(read)
  const cells = cellsFor(read)
  const rows = shown.map(frame => cells.map(cell => cell.show(frame)))
  const left = read.frames.length - shown.length
  const rest =
    left > 0
      ? `

${shown.length} of ${read.frames.length} frames are shown; the JSON has all.`
      : ''
  return `${table(cells, rows)}${rest}`
}
