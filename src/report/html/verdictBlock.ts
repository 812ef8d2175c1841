import type { VerdictBlock } from '../blocks.js'
import { type Html, html, isolated } from './markup.js'

/** A verdict as a list of terms: what each line is about, and what it says. */
export const verdictRows = ({ rows }: VerdictBlock): Html =>
  html`<dl class="verdict">${rows.map(
    ({ label, lines }) =>
      html`<div><dt>${label}</dt><dd>${lines.map((line, i) => (i === 0 ? isolated(line) : html` <br><span class="soft">${isolated(line)}</span>`))}</dd></div>`,
  )}</dl>`

/** What a verdict comes to, as a badge. */
export const badge = ({ standing, isBad }: VerdictBlock): Html =>
  html`<span class="badge ${isBad ? 'c-sunk' : 'c-fine'}">${standing}</span>`
