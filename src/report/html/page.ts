import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './markup.js'
import { STYLE } from './style.js'

/** A part of a page that the bar at its top leads to. */
export type Place = { readonly id: string; readonly name: string }

export type PageParts = {
  readonly title: string
  readonly places: readonly Place[]
  readonly header: Html
  readonly body: Html
  readonly footer: string
  /** Runs when the page is read; empty for none. */
  readonly script: string
  /** Style of what others put on the page. */
  readonly css: string
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing is fetched, and nothing runs or styles but what was written here. */
const policyOf = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    script === '' ? "script-src 'none'" : `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** What would close a script early is written another way; it reads the same in strings. */
const safeScript = (script: string): string =>
  script.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--')

/** A page that stands on its own: no request, no style and no script but its own. */
export const renderPage = ({ title, places, header, body, footer, script, css }: PageParts): string => {
  const safe = safeScript(script)
  const style = `${STYLE}${css.replaceAll('</', '<\\/')}`
  const nav = places.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)
  const code = safe === '' ? '' : trusted(`<script>${safe}</script>`)
  return `<!doctype html>\n${
    html`<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(policyOf(style, safe).replaceAll('"', '&quot;'))}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${trusted(style)}</style></head>
<body><a class="skip" href="#content">Skip to the report</a><nav class="top" aria-label="Parts of the report"><ul>${nav}</ul></nav>
<main class="page" id="content" tabindex="-1">${header}
${body}
<footer><p>${footer}</p></footer></main>${code}</body></html>`.html
  }\n`
}
