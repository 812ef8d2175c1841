/** Markup that is safe to put on a page: its text was escaped when it was made. */
export type Html = { readonly html: string }

type Part = Html | string | number | readonly Part[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that no page may hold: controls, but for the line's end, and halves of a character. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/gu

/** Text as it stands in markup and between quotes. */
const escapeHtml = (text: string): string =>
  text
    .replace(FORBIDDEN, found => (found === '\n' ? found : '�'))
    .replace(/[&<>"']/g, found => ESCAPES[found] ?? found)

const written = (part: Part): string => {
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(written).join('')
}

/** Markup from a template: what is put into it is escaped, unless it is markup already. */
export const html = (literal: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: literal.map((text, i) => text + (i < parts.length ? written(parts[i] ?? '') : '')).join(''),
})

/** Markup of others that is known to be safe: a chart's SVG, a style sheet. */
export const trusted = (markup: string): Html => ({ html: markup })

export const NOTHING: Html = { html: '' }

/** Text of others, kept apart from the direction of what stands around it. */
export const isolated = (text: string): Html => html`<bdi>${text}</bdi>`
