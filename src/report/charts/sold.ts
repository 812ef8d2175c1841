import type { Struck } from '../sections/cascade.js'
import { day, decimal } from '../text.js'
import type { CascadeChart, CascadeKey, Place } from './cascade.js'
import { draw, Plot } from './plot.js'
import { colour } from './theme.js'

const ether = (wei: string): number => Number(wei) / 1e18

const whole = (value: number): string => decimal(value, 0)

type Kind = Struck['cascade']['outlets'][number]['kind']

const OUTLETS: readonly (CascadeKey & { readonly kinds: readonly Kind[] })[] = [
  { name: 'sold on Curve', colour: 'rust', kinds: ['curve'] },
  { name: 'sold on Uniswap', colour: 'green', kinds: ['uniswap'] },
  { name: 'into Lido’s queue', colour: 'blue', kinds: ['lidoQueue'] },
  { name: 'kept: WETH or aTokens', colour: 'amber', kinds: ['asItIs', 'aToken'] },
  { name: 'elsewhere', colour: 'violet', kinds: ['issuer'] },
]

type Gone = { readonly day: string; readonly name: string; readonly value: number }

const goneOf = (struck: readonly Struck[]): readonly Gone[] =>
  struck.flatMap(({ atSeconds, cascade }) =>
    OUTLETS.map(({ name, kinds }) => {
      const here = cascade.outlets.filter(({ kind }) => kinds.includes(kind))
      return {
        day: day(atSeconds),
        name,
        value: here.reduce((sum, { valueWei }) => sum + ether(valueWei), 0),
      }
    }).filter(({ value }) => value > 0),
  )

/** What the liquidators did with the collateral, by the day. */
export const soldChart = (struck: readonly Struck[], { page, id }: Place): CascadeChart => {
  const gone = goneOf(struck)
  const keys = OUTLETS.filter(({ name }) => gone.some(one => one.name === name))
  const sum = (name: string): number =>
    gone.filter(one => one.name === name).reduce((total, { value }) => total + value, 0)
  const bars = gone.map(one => ({
    ...one,
    fill: colour(keys.find(({ name }) => name === one.name)?.colour ?? 'soft'),
  }))
  const drawn = draw(page, {
    id: `${id}-sold`,
    title: 'What became of the collateral seized, ETH at fair value',
    description: `${keys.map(({ name }) => `${name}: ${whole(sum(name))} ETH`).join('; ')}.`,
    options: {
      marginLeft: 56,
      x: { domain: struck.map(({ atSeconds }) => day(atSeconds)), label: null, padding: 0.35 },
      y: { label: null, grid: true, ticks: 4, tickFormat: whole },
      marks: [
        Plot.barY(bars, { x: 'day', y: 'value', fill: 'fill', order: null }),
        Plot.ruleY([0], { stroke: colour('soft') }),
      ],
    },
  })
  return { drawn, keys }
}

const CURVE: CascadeKey = { name: 'Curve', colour: 'rust' }
const UNISWAP: CascadeKey = { name: 'Uniswap', colour: 'green' }

const fallsOf = (struck: readonly Struck[]) =>
  struck.flatMap(({ atSeconds, cascade }) => [
    {
      ...{ day: day(atSeconds), key: CURVE, dx: -6 },
      before: ether(cascade.curvePriceBeforeWad),
      lowest: ether(cascade.curvePriceLowestWad),
    },
    {
      ...{ day: day(atSeconds), key: UNISWAP, dx: 6 },
      before: ether(cascade.uniswapPriceBeforeWad),
      lowest: ether(cascade.uniswapPriceLowestWad),
    },
  ])

const deepestWords = ({ day: when, key, before, lowest }: ReturnType<typeof fallsOf>[number]): string =>
  `Lowest on ${when}: ${decimal(lowest, 4)} on ${key.name}, from ${decimal(before, 4)} just before.`

/** How far the pools fell in the blocks of the liquidations: from just before to the lowest. */
export const fellChart = (struck: readonly Struck[], { page, id }: Place): CascadeChart => {
  const falls = fallsOf(struck)
  const [deepest] = [...falls].sort((a, b) => a.lowest - b.lowest)
  const low = Math.min(0.999, deepest?.lowest ?? 1)
  const drawn = draw(page, {
    id: `${id}-fell`,
    title: 'How far the pools fell meanwhile: price of staked ether, of fair value',
    description: deepest ? deepestWords(deepest) : '',
    options: {
      x: { domain: struck.map(({ atSeconds }) => day(atSeconds)), label: null, type: 'band' },
      y: { label: null, grid: true, domain: [low, 1], nice: 4, ticks: 4 },
      marks: [CURVE, UNISWAP].flatMap(key => {
        const own = falls.filter(one => one.key === key)
        const [dx, stroke] = [own[0]?.dx ?? 0, colour(key.colour)]
        return [
          Plot.ruleX(own, { x: 'day', y1: 'before', y2: 'lowest', dx, stroke, strokeWidth: 3 }),
          Plot.dot(own, { x: 'day', y: 'lowest', dx, fill: stroke, r: 3.5 }),
          Plot.dot(own, { x: 'day', y: 'before', dx, fill: colour('paper'), stroke, r: 3 }),
        ]
      }),
    },
  })
  return {
    drawn,
    keys: [CURVE, UNISWAP].map(key => ({ ...key, name: `${key.name}, before (hollow) to lowest` })),
  }
}
