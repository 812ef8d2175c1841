import { rangeText, valueText } from '../../fork/inputText.js'
import { type Input, inputsOf, type Seed } from '../../fork/seedSchema.js'

const DAY_MS = 86_400_000

/** A month counts from its first day. */
const timeOf = (day: string): number => Date.parse(day.length === 7 ? `${day}-01` : day)

/** How old a figure is on the day of the market; negative where its record is later. */
const ageDays = (input: Input<unknown>, day: string): number =>
  Math.round((timeOf(day) - timeOf(input.asOf)) / DAY_MS)

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

/** Days to a month, months to two years, then years. */
const spanText = (days: number): string => {
  if (days < 31) return plural(days, 'day')
  return days < 730 ? plural(Math.round(days / 30.4), 'month') : plural(Math.round(days / 365), 'year')
}

const ageText = (days: number): string => {
  if (days === 0) return 'of the day'
  return days > 0 ? `${spanText(days)} old` : `${spanText(-days)} later`
}

const lineOf = ([id, input]: readonly [string, Input<unknown>], day: string): string => {
  const range = rangeText(input)
  const value = `${valueText(input.value)} ${input.unit}`.trim()
  const facts = [
    `${value}${range === null ? '' : ` (${range})`}`,
    `${input.standing}, ${input.asOf}, ${ageText(ageDays(input, day))}`,
    input.source,
  ]
  return [`${input.what}  [${id}]`, ...facts.map(text => `  ${text}`)].join('\n')
}

/** Every input of a market, oldest first; of the same age in the order of the file. */
export const marketText = (seed: Seed): string => {
  const aged = inputsOf(seed).map(entry => ({ entry, age: ageDays(entry[1], seed.day) }))
  const lines = aged.sort((a, b) => b.age - a.age).map(({ entry }) => lineOf(entry, seed.day))
  return `Market of ${seed.day}: ${seed.about}\n\n${lines.join('\n')}\n`
}

/** The days of which there is a market, a line each. */
export const marketList = (seeds: readonly Seed[], usual: string): string =>
  seeds.map(({ day, about }) => `${day}  ${about}${day === usual ? ' (the usual one)' : ''}\n`).join('')
