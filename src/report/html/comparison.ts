import type { Document } from '../document.js'
import { comparison } from '../markdown/comparison.js'
import { fromMarkdown } from './fromMarkdown.js'
import { type Html, html, NOTHING } from './markup.js'

/** Every report beside the others; nothing where there is only one. */
export const comparisonSection = (documents: readonly Document[]): Html =>
  documents.length < 2
    ? NOTHING
    : html`<section id="comparison" aria-labelledby="comparison-title"><h2 id="comparison-title">Side by side</h2>${fromMarkdown(comparison(documents), 'All reports side by side')}</section>`
