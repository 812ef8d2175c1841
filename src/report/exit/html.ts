import { fromMarkdown, plainOf } from '../html/fromMarkdown.js'
import { html } from '../html/markup.js'
import { renderPage } from '../html/page.js'
import type { ExitDocument } from './document.js'
import { exitIntro, exitSections, exitTitle } from './markdown.js'

/** An exit as one page that opens from disk and asks for nothing: what the Markdown says, part by part. */
export const renderExitHtml = (document: ExitDocument): string => {
  const title = plainOf(exitTitle(document))
  const parts = exitSections(document).map(([heading, body]) => ({
    id: heading.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
    name: heading,
    body,
  }))
  return renderPage({
    title: `${title} · Plimsoll`,
    places: parts,
    header: html`<header><h1>${title}</h1>${fromMarkdown(exitIntro(document).join('\n\n'), '')}</header>`,
    body: html`${parts.map(
      ({ id, name, body }) =>
        html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${name}</h2>${fromMarkdown(body, name)}</section>`,
    )}`,
    footer:
      'Made by Plimsoll. Planned by the exact model and carried out where the report says so. No part of it is advice.',
    script: '',
    css: '',
  })
}
