import type { Document } from '../document.js'
import { struckOf } from '../sections/cascade.js'
import { reading } from '../sections/read.js'
import { decimal } from '../text.js'
import { fallenChart } from './fallen.js'
import type { Drawn, Page } from './plot.js'
import { fellChart, soldChart } from './sold.js'
import type { Palette } from './theme.js'
import type { TimeLine } from './timeline.js'

/** Where a chart is drawn, and what its ids begin with. */
export type Place = { readonly page: Page; readonly id: string }

/** A colour of a chart and what it stands for. */
export type CascadeKey = { readonly name: string; readonly colour: keyof Palette }

/** A chart of a cascade with what its colours stand for. */
export type CascadeChart = { readonly drawn: Drawn; readonly keys: readonly CascadeKey[] }

const ether = (wei: string): number => Number(wei) / 1e18

const whole = (value: number): string => decimal(value, 0)

/** What nobody took by the end of a day, and what nobody will ever pay; undefined where there was neither. */
export const leftLine = (document: Document, id: string): TimeLine | undefined => {
  const { frames } = reading(document)
  const left = ({ borrowers }: (typeof frames)[number]): number => ether(borrowers?.eligibleDebtWei ?? '0')
  const deficit = ({ borrowers }: (typeof frames)[number]): number => ether(borrowers?.deficitWei ?? '0')
  const [most, last] = [Math.max(...frames.map(left)), Math.max(...frames.map(deficit))]
  if (most === 0 && last === 0) return undefined
  return {
    id: `${id}-left`,
    title: 'Debt that nobody liquidated by the day’s end, and bad debt, ETH',
    description: `At most ${whole(most)} ETH stood below a health factor of 1 at the end of a day; bad debt came to ${whole(last)} ETH.`,
    unit: '',
    least: 1,
    series: [
      { name: 'below a health factor of 1', colour: 'blue', of: left },
      { name: 'bad debt', colour: 'rust', of: deficit },
    ],
  }
}

/** A cascade as pictures; nothing where nobody was liquidated beside this position. */
export const cascadeCharts = (document: Document, place: Place): readonly CascadeChart[] => {
  const { frames } = reading(document)
  const struck = struckOf(frames)
  if (struck.length === 0 || frames.every(({ borrowers }) => borrowers === null)) return []
  return [fallenChart, soldChart, fellChart].map(chart => chart(struck, place))
}
