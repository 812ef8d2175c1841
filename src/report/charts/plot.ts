import * as Plot from '@observablehq/plot'
import { FONT, SMALL } from './theme.js'

/** The marks that charts are made of: Observable Plot, which is imported here and nowhere else. */
export { Plot }

/** Where elements are made: `document` in a browser, linkedom's on Node. */
export type Page = NonNullable<Plot.PlotOptions['document']>

/** An element as far as charts touch one; the same in a browser and in linkedom. */
export type SvgElement = {
  readonly outerHTML: string
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  getAttribute(name: string): string | null
  querySelectorAll(selector: string): Iterable<SvgElement>
  insertBefore(child: SvgElement, before: unknown): void
  remove(): void
  textContent: string | null
  readonly firstChild: unknown
}

type Maker = { createElementNS(space: string, name: string): SvgElement }

export type Chart = {
  /** Unique on its page. */
  readonly id: string
  /** What it shows. */
  readonly title: string
  /** What a reader who cannot see it should know. */
  readonly description: string
  readonly options: Plot.PlotOptions
}

/** A chart with what a page says about it. */
export type Drawn = { readonly title: string; readonly svg: SvgElement }

const NUMBERS = ['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height', 'points']

/** A tenth of a pixel is enough, and half the bytes. */
const rounded = (text: string): string => text.replace(/(-?\d+)\.(\d)\d+/g, '$1.$2')

/** Plot writes a style sheet into each chart, which a strict page refuses, and labels that a picture's title replaces. */
const tidy = (svg: SvgElement): void => {
  for (const style of [...svg.querySelectorAll('style')]) style.remove()
  for (const element of svg.querySelectorAll('*')) {
    element.removeAttribute('aria-label')
    element.removeAttribute('aria-hidden')
    element.removeAttribute('aria-description')
    for (const name of NUMBERS) {
      const value = element.getAttribute(name)
      if (value?.includes('.')) element.setAttribute(name, rounded(value))
    }
  }
}

const named = (page: Maker, svg: SvgElement, { id, title, description }: Chart): void => {
  const add = (name: 'title' | 'desc', text: string): void => {
    const element = page.createElementNS('http://www.w3.org/2000/svg', name)
    element.setAttribute('id', `${id}-${name}`)
    element.textContent = text
    svg.insertBefore(element, svg.firstChild)
  }
  add('desc', description)
  add('title', title)
  svg.setAttribute('id', id)
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-labelledby', `${id}-title ${id}-desc`)
  svg.setAttribute('font-family', FONT.replaceAll('"', "'"))
}

/** Draws a chart as an SVG element with a title and a description, without styles of its own. */
export const draw = (page: Page, chart: Chart): Drawn => {
  const svg = Plot.plot({
    ...SMALL,
    marginTop: 18,
    marginRight: 12,
    marginLeft: 46,
    marginBottom: 34,
    className: 'chart',
    ...chart.options,
    document: page,
  }) as unknown as SvgElement
  tidy(svg)
  named(page as unknown as Maker, svg, chart)
  return { title: chart.title, svg }
}
