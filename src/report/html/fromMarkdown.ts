import { type Html, html, NOTHING, trusted } from './markup.js'

// Reads the Markdown that this folder's neighbour writes, and only that: paragraphs, tables, lists, fenced blocks,
// `**strong**`, `*emphasis*` and code, with other people's text escaped by `asText`. Whatever it meets ends as text.

type Span = { readonly tag: 'strong' | 'em' | 'code'; readonly mark: string }

const SPANS: readonly Span[] = [
  { tag: 'code', mark: '`' },
  { tag: 'strong', mark: '**' },
  { tag: 'em', mark: '*' },
]

/** Where a mark closes, passing over escaped characters; −1 where it does not. */
const closing = (text: string, from: number, mark: string): number => {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\' && mark !== '`') i++
    else if (text.startsWith(mark, i)) return i
  }
  return -1
}

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1')

const spanAt = (text: string, at: number): readonly [Html, number] | undefined => {
  const span = SPANS.find(one => text.startsWith(one.mark, at) && /\S/.test(text[at + one.mark.length] ?? ''))
  if (!span) return undefined
  const { tag, mark } = span
  const end = closing(text, at + mark.length, mark)
  if (end <= at + mark.length) return undefined
  const inner = text.slice(at + mark.length, end)
  const body = tag === 'code' ? html`${inner}` : inline(inner)
  return [html`${trusted(`<${tag}>`)}${body}${trusted(`</${tag}>`)}`, end + mark.length]
}

/** One line of Markdown. */
export const inline = (text: string): Html => {
  const parts: Html[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') parts.push(html`${unescaped(plain)}`)
    plain = ''
  }
  for (let i = 0; i < text.length; ) {
    const isEscape = text[i] === '\\'
    const found = isEscape ? undefined : spanAt(text, i)
    if (found) {
      flush()
      parts.push(found[0])
      i = found[1]
    } else {
      const length = isEscape ? 2 : 1
      plain += text.slice(i, i + length)
      i += length
    }
  }
  flush()
  return html`${parts}`
}

/** Cells of a row, cut at the bars that are not escaped. */
const cells = (line: string): readonly string[] => {
  const found: string[] = []
  let start = 1
  for (let i = 1; i < line.length; i++) {
    if (line[i] === '\\') i++
    else if (line[i] === '|') {
      found.push(line.slice(start, i).trim())
      start = i + 1
    }
  }
  return found
}

const isTable = (lines: readonly string[]): boolean =>
  (lines[0]?.startsWith('|') ?? false) && /^\|( :?-+:? \|)+$/.test(lines[1] ?? '')

/** A table that scrolls on its own where the page is narrow. The first cell of a row names it. */
const tableOf = (lines: readonly string[], caption: string): Html => {
  const [head = '', rules = '', ...rest] = lines
  const right = cells(rules).map(rule => rule.endsWith(':'))
  const side = (i: number): Html => (right[i] ? html` class="n"` : NOTHING)
  const header = cells(head).map((cell, i) => html`<th scope="col"${side(i)}>${inline(cell)}</th>`)
  const rows = rest.map(line => {
    const all = cells(line).map((cell, i) =>
      i === 0 && cell !== ''
        ? html`<th scope="row"${side(i)}>${inline(cell)}</th>`
        : html`<td${side(i)}>${inline(cell)}</td>`,
    )
    return html`<tr>${all}</tr>`
  })
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${header}</tr></thead><tbody>${rows}</tbody></table></div>`
}

const listOf = (lines: readonly string[]): Html =>
  html`<ul>${lines.map(line => html`<li>${inline(line.replace(/^- /, ''))}</li>`)}</ul>`

const FENCE = /^(`{3,})(\w*)$/

const blockOf = (text: string, caption: string): Html => {
  const lines = text.split('\n')
  if (isTable(lines)) return tableOf(lines, caption)
  if (lines.every(line => line.startsWith('- '))) return listOf(lines)
  return html`<p>${inline(lines.join(' '))}</p>`
}

/** Blocks of a text, fenced ones whole. */
const split = (markdown: string): readonly string[] => {
  const blocks: string[] = []
  let fence = ''
  let current: string[] = []
  const flush = (): void => {
    if (current.length > 0) blocks.push(current.join('\n'))
    current = []
  }
  for (const line of markdown.split('\n')) {
    const opens = FENCE.exec(line)?.[1]
    if (fence === '' && opens !== undefined) {
      flush()
      fence = opens
      current = [line]
    } else if (fence !== '') {
      current.push(line)
      if (line === fence) {
        flush()
        fence = ''
      }
    } else if (line === '') flush()
    else current.push(line)
  }
  flush()
  return blocks
}

const codeOf = (block: string): Html => {
  const lines = block.split('\n')
  return html`<pre tabindex="0"><code>${lines.slice(1, -1).join('\n')}</code></pre>`
}

/**
 * Markdown of a report as markup. A table's caption is `caption`, or the line above it where that ends in a colon.
 * Checked against the Markdown of real reports: every cell arrives.
 */
export const fromMarkdown = (markdown: string, caption: string): Html => {
  const blocks = split(markdown)
  const parts: Html[] = []
  for (const [i, block] of blocks.entries()) {
    const next = blocks[i + 1] ?? ''
    const above = blocks[i - 1] ?? ''
    if (FENCE.test(block.split('\n')[0] ?? '')) parts.push(codeOf(block))
    else if (block.endsWith(':') && isTable(next.split('\n'))) continue
    else parts.push(blockOf(block, above.endsWith(':') ? plainOf(above.slice(0, -1)) : caption))
  }
  return html`${parts}`
}

/** A line of Markdown without its marks. */
export const plainOf = (line: string): string =>
  inline(line)
    .html.replace(/<\/?(strong|em|code)>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
