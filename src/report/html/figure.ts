import type { Drawn } from '../charts/plot.js'
import type { Palette } from '../charts/theme.js'
import { type Html, html, NOTHING, trusted } from './markup.js'

/** A colour of a chart and what it stands for. */
export type Key = { readonly colour: keyof Palette; readonly name: string }

const legend = (keys: readonly Key[], least: number): Html =>
  keys.length < least
    ? NOTHING
    : html` <span class="keys">${keys.map(({ colour, name }) => html`<span class="key ${colour}">${name}</span> `)}</span>`

/** A chart under its title, with a legend where it has more than one colour, or `least` says otherwise. */
export const figure = ({ title, svg }: Drawn, keys: readonly Key[], least = 2): Html =>
  html`<figure><figcaption><strong>${title}</strong>${legend(keys, least)}</figcaption>${trusted(svg.outerHTML)}</figure>`
