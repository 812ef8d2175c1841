import { expect, test } from 'vitest'
import { DEFAULT_DAY, seedBook, seedDays } from '../../fork/seed.js'
import { inputsOf } from '../../fork/seedSchema.js'
import { marketList, marketText } from './marketTable.js'

const { seed } = seedBook()

test('every input is shown once, oldest first, with its age, its range and its source', () => {
  const text = marketText(seed)
  expect(text.match(/^ {2}(recorded|derived|assumed), /gm)).toHaveLength(inputsOf(seed).length)
  const days = [...text.matchAll(/^ {2}(?:recorded|derived|assumed), (\d{4}-\d{2}(?:-\d{2})?), /gm)]
  const dates = days.map(([, date = '']) => (date.length === 7 ? `${date}-01` : date))
  expect(dates).toEqual([...dates].sort())
  expect(text).toContain('ETH in Curve’s stETH pool  [curve.eth]')
  expect(text).toContain('24000 ETH (12000 to 28000)')
  expect(text).toMatch(/derived, 2024-11-28, 12 months old/)
  expect(text).toContain('of the day')
  expect(text).toMatch(/\d+ months later/)
})

test('the list names each market and the usual one', () => {
  const list = marketList(
    seedDays().map(day => seedBook(day).seed),
    DEFAULT_DAY,
  )
  expect(list.split('\n')).toHaveLength(seedDays().length + 1)
  expect(list).toContain(`${DEFAULT_DAY}  ${seed.about} (the usual one)`)
})
