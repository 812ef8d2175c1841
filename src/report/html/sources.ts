import type { Document } from '../document.js'
import { legend } from '../sections/legend.js'
import { provenanceOf } from '../sections/provenance.js'
import { reconciliation } from '../sections/reconciliation.js'
import { fromMarkdown } from './fromMarkdown.js'
import { type Html, html, isolated, NOTHING } from './markup.js'
import { cutTexts } from './names.js'

const wholeTexts = (documents: readonly Document[]): Html => {
  const all = documents.flatMap(cutTexts)
  const once = all.filter(
    ([what, text], i) => all.findIndex(other => other[0] === what && other[1] === text) === i,
  )
  return once.length === 0
    ? NOTHING
    : html`<details id="whole"><summary>Names and texts that were cut above, whole</summary><dl>${once.map(([what, text]) => html`<dt>${isolated(what)}</dt><dd>${isolated(text)}</dd>`)}</dl></details>`
}

/** A text whose first paragraph stands open, with the rest folded under a title. */
const folded = (markdown: string, title: string, caption: string): Html => {
  const [first = '', ...rest] = markdown.split('\n\n')
  const open = fromMarkdown(first, caption)
  return rest.length === 0
    ? open
    : html`${open}<details><summary>${title}</summary>${fromMarkdown(rest.join('\n\n'), caption)}</details>`
}

/** How the numbers were checked, what the tables mean, and where everything comes from. */
export const sourcesSections = (documents: readonly Document[], whole: readonly Document[]): Html =>
  html`<section id="reconciliation" aria-labelledby="reconciliation-title"><h2 id="reconciliation-title">Model and fork</h2>${folded(reconciliation(documents), 'Every number that was compared', 'Model against fork, every number of every frame')}</section><section id="provenance" aria-labelledby="provenance-title"><h2 id="provenance-title">Where it comes from</h2><details><summary>How to read the tables</summary>${fromMarkdown(legend(documents), '')}</details>${wholeTexts(whole)}<details><summary>Market, sources, assumptions, commands</summary>${fromMarkdown(provenanceOf(documents), 'Figures of the seed, with their sources')}</details></section>`
