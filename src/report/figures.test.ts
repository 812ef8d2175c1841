import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { PATIENCES } from '../simulation/patience.js'
import { renderCommittee } from './committee.js'
import type { Document } from './document.js'
import { renderHtml } from './html.js'
import { document, exitsOf, frame, open, queued, wei } from './render/markdown.fixture.js'
import { decimal, fixedFloor } from './text.js'

const sample = (): readonly Document[] => {
  const dear = exitsOf([
    open({
      costBps: 1_234.5,
      proceedsWei: wei(87.655),
      band: { halfDepthBps: 1_500.4, twiceDepthBps: 1_100.2 },
    }),
    queued({ costBps: 37.2, proceedsWei: wei(99.628), medianDays: 41.3, badDays: 77.7 }),
  ])
  const threshold = (severity: number | null) => ({ severity, searchedTo: 5, reason: 'x', proof: null })
  const hard = document({
    frames: [
      frame(0),
      frame(1, { exits: dear, soldNowWei: wei(87.655), lowestHealthFactorWad: wei(1.0432) }),
      frame(2, { equityWei: wei(97.3211) }),
    ],
    loadLine: { liquidatable: threshold(null), liquidated: threshold(2.5), illiquid: threshold(0.72) },
  })
  return [document(), hard]
}

/** Every number of a report's JSON: numbers, and whole numbers of smallest units in text. */
const leaves = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value]
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? [Number(value)] : []
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : []
}

/** Bps and fractions as percentages, wei and wads in whole, seconds in days. */
const SCALES = [1, 1 / 100, 100, 1e-18, 1 / 86_400]

const shapes = (value: number): readonly string[] =>
  SCALES.flatMap(scale => [0, 1, 2, 3, 4].map(digits => decimal(Math.abs(value * scale), digits)))

/** Patiences are named by their days. */
const PATIENCE_DAYS = PATIENCES.map(({ days }) => String(days))

const shownOf = (documents: readonly Document[]): ReadonlySet<string> => {
  const floors = documents.flatMap(({ verdict: { health } }) =>
    health ? [fixedFloor(BigInt(health.lowestWad), { decimals: 18, digits: 4 })] : [],
  )
  const all = documents.flatMap(leaves).flatMap(shapes)
  return new Set([...PATIENCE_DAYS, ...all, ...floors].flatMap(text => [text, text.replace(/\.?0+$/, '')]))
}

/** Numbers in a text, but for those of dates. */
const numbersIn = (text: string): readonly string[] =>
  (text.replace(/\d{4}-\d{2}-\d{2}/g, '').match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map(found =>
    found.replace(/,$/, ''),
  )

const PLACES = ['.verdict dd', '#comparison tbody td', '.limits li', 'details.scenario > summary']

/** Parts of a change as a share of what was there at the start are worked out on the page. */
const WORKED_OUT = /\(−?[\d.]+ %\) to day/

const strangers = (html: string, documents: readonly Document[]): readonly string[] => {
  const shown = shownOf(documents)
  const { document: page } = parseHTML(html)
  return PLACES.flatMap(place => [...page.querySelectorAll(place)])
    .flatMap(element => numbersIn((element.textContent ?? '').replace(WORKED_OUT, '')))
    .filter(text => !shown.has(text))
}

test('every figure of the first screen, the table by patience and the scenarios’ lines is in the JSON', () => {
  const documents = sample()
  expect(strangers(renderHtml(documents), documents)).toEqual([])
})

test('so is every figure of the limits and verdict on paper', () => {
  const documents = sample()
  expect(strangers(renderCommittee(documents), documents)).toEqual([])
})

test('the walk sees a figure that is nowhere in the JSON', () => {
  const documents = sample()
  const html = renderHtml(documents).replace('<dd>', '<dd>777.77 ')
  expect(strangers(html, documents)).toEqual(['777.77'])
})

test('the committee’s pages: limits with their standing, worst first, what it rests on, the command', () => {
  const { document: page } = parseHTML(renderCommittee(sample()))
  const limits = [...page.querySelectorAll('.limits li b')].map(found => found.textContent)
  expect(limits).toEqual(['FAIL', 'PASS'])
  expect(page.querySelector('.rests')?.textContent).toContain('pool depths (moves it most)')
  expect(page.querySelector('.running code')?.textContent).toContain('npx plimsoll run wsteth-loop')
})
