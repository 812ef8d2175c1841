import type { Document } from '../document.js'

/** Longer names and texts of others are cut on the page; the whole stands in its own place. */
const LONGEST = { name: 60, text: 600 } as const

/** A text of at most so many characters, its cut marked. */
const cut = (text: string, longest: number): string => {
  const letters = [...text]
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`
}

const cutParams = (params: Document['strategy']['params']): Document['strategy']['params'] =>
  Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      cut(key, LONGEST.name),
      typeof value === 'string' ? cut(value, LONGEST.name) : value,
    ]),
  )

/** A document whose names fit a page. */
export const fitted = (document: Document): Document => {
  const { strategy, scenario } = document
  return {
    ...document,
    strategy: {
      name: cut(strategy.name, LONGEST.name),
      about: cut(strategy.about, LONGEST.text),
      params: cutParams(strategy.params),
    },
    scenario: {
      ...scenario,
      name: cut(scenario.name, LONGEST.name),
      title: cut(scenario.title, LONGEST.name),
      about: cut(scenario.about, LONGEST.text),
      source: cut(scenario.source, LONGEST.text),
    },
  }
}

/** What `fitted` cut of a document, whole: what it is, and the text. */
export const cutTexts = ({ strategy, scenario }: Document): readonly (readonly [string, string])[] => {
  const all: readonly (readonly [string, string, number])[] = [
    ['Name of the strategy', strategy.name, LONGEST.name],
    ['About the strategy', strategy.about, LONGEST.text],
    ...Object.entries(strategy.params).flatMap(([key, value]): [string, string, number][] =>
      typeof value === 'string' ? [[`Parameter ${cut(key, LONGEST.name)}`, value, LONGEST.name]] : [],
    ),
    ['Name of the scenario', scenario.name, LONGEST.name],
    ['About the scenario', scenario.about, LONGEST.text],
    ['Source of the scenario', scenario.source, LONGEST.text],
  ]
  return all.flatMap(([what, text, longest]): [string, string][] =>
    [...text].length > longest ? [[what, text]] : [],
  )
}
