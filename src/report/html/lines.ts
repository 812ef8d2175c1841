import { quickWay, wayWithin } from '../../simulation/patience.js'
import { patienceKeys } from '../charts/patiences.js'
import { seen, type TimeLine } from '../charts/timeline.js'
import type { Document } from '../document.js'
import { reading } from '../sections/read.js'

const HUNDRED = 100

/** A share of what is lent that moves by less than this says nothing. */
const FELT = 0.005

const swing = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

/** The time lines of a scenario; what stays the same throughout is left out. */
export const linesOf = (document: Document, id: string): readonly TimeLine[] => {
  const { frames, first } = reading(document)
  const moves = (of: (frame: (typeof frames)[number]) => number | null): boolean =>
    frames.some(frame => of(frame) !== of(first))
  const isOnAave = frames.some(({ layers }) => layers.some(({ kind }) => kind.startsWith('aave.')))
  const start = seen.shareRate(first)
  const health: TimeLine = {
    id: `${id}-health`,
    title: 'Health factor, day by day',
    description: 'The position can be liquidated below 1.',
    unit: '',
    least: 0.02,
    series: [{ name: 'health factor', colour: 'blue', of: seen.health }],
    lowest: seen.lowestHealth,
    level: { at: 1, name: 'liquidation below 1' },
  }
  const price: TimeLine = {
    id: `${id}-price`,
    title: 'Share rate and market price, of fair value at the start',
    description: 'Lido’s share rate, and what Curve and Uniswap pay for a staked ether.',
    unit: '',
    least: 0.002,
    series: [
      { name: 'share rate', colour: 'blue', of: frame => seen.shareRate(frame) / start },
      { name: 'Curve', colour: 'rust', of: frame => (seen.curve(frame) * seen.shareRate(frame)) / start },
      {
        name: 'Uniswap',
        colour: 'green',
        of: frame => (seen.uniswap(frame) * seen.shareRate(frame)) / start,
      },
    ],
  }
  const percent = (name: string, of: (frame: (typeof frames)[number]) => number) => ({
    name,
    colour: 'blue' as const,
    of: (frame: (typeof frames)[number]) => of(frame) * HUNDRED,
  })
  const equity: TimeLine = {
    id: `${id}-equity`,
    title: 'Net worth, ETH',
    description:
      'What is held less what is owed, in ether: at fair value, and if everything is sold that day.',
    unit: '',
    least: Number(first.equityWei) / 1e20,
    series: [
      { name: 'at fair value', colour: 'blue', of: seen.equity },
      { name: 'if sold that day', colour: 'rust', of: seen.sold },
    ],
  }
  const ether: TimeLine = {
    id: `${id}-ether`,
    title: 'Ether in US dollars',
    description: 'Aave’s price of ether.',
    unit: '',
    least: 10,
    series: [{ name: 'ETH/USD', colour: 'blue', of: seen.etherPrice }],
  }
  const utilisation: TimeLine = {
    id: `${id}-utilisation`,
    title: 'WETH of Aave that is borrowed',
    description: 'Utilisation: at 100 % no WETH can be withdrawn or flash-loaned.',
    unit: ' %',
    least: 1,
    series: [percent('utilisation', seen.utilisation)],
  }
  const rate: TimeLine = {
    id: `${id}-rate`,
    title: 'Interest that borrowers of WETH pay, a year',
    description: 'Aave’s variable borrow rate of WETH.',
    unit: ' %',
    least: 0.5,
    series: [percent('borrow rate', seen.borrowRate)],
  }
  return [
    ...(frames.some(frame => frame.healthFactorWad !== null) ? [health] : []),
    equity,
    price,
    ...(moves(seen.etherPrice) ? [ether] : []),
    ...(isOnAave && swing(frames.map(seen.utilisation)) >= FELT ? [utilisation, rate] : []),
  ]
}

const wei = (text: string | undefined): number | null => (text === undefined ? null : Number(text) / 1e18)

/** Liquidity that is provided against the tokens it was made of, had they been held; nothing where none is. */
export const liquidityLines = (document: Document, id: string): readonly TimeLine[] =>
  reading(document).frames.every(({ liquidity }) => liquidity === null)
    ? []
    : [
        {
          id: `${id}-liquidity`,
          title: 'Liquidity provided, and the same tokens held, ETH',
          description: 'Value of the liquidity with its fees, and of the tokens first provided.',
          unit: '',
          least: 1,
          series: [
            {
              name: 'provided, fees in it',
              colour: 'blue',
              of: ({ liquidity }) => wei(liquidity?.valueWei),
            },
            { name: 'held', colour: 'rust', of: ({ liquidity }) => wei(liquidity?.heldWei) },
          ],
        },
      ]

/** Days of the queue over the days of the scenario: of the quickest way that costs hardly more than the cheapest. */
export const waitingLine = (id: string): TimeLine => ({
  id: `${id}-waiting`,
  title: 'Days until all is paid, leaving that day the cheapest way',
  description: 'The median forecast, and a bad case that one in twenty exceeds.',
  unit: '',
  least: 1,
  series: [
    { name: 'median', colour: 'blue', of: frame => quickWay(frame.exits.ways)?.medianDays ?? null },
    { name: 'bad case', colour: 'rust', of: frame => quickWay(frame.exits.ways)?.badDays ?? null },
  ],
})

/** What leaving costs, over the days of the scenario, for each patience. */
export const leavingLine = (document: Document, id: string): TimeLine => ({
  id: `${id}-leaving`,
  title: 'Cost of leaving that day, bps of net worth',
  description: 'A line for each patience; it breaks off where no way out ends in time. Below zero is a gain.',
  unit: '',
  least: 20,
  series: patienceKeys(document).map(({ days, name, colour }) => ({
    name,
    colour,
    of: frame => wayWithin(frame.exits.ways, days)?.costBps ?? null,
  })),
})
