import { type Block, type Chapter, type Inline, type Piece, piecesOf } from '../lesson/blocks.js'
import type { Term } from '../lesson/glossary.js'
import type { Lesson } from '../lesson/lesson.js'
import type { Question } from '../lesson/questions/question.js'
import { htmlText } from '../markup.js'

/** Ids of one lesson; a page may hold several. */
type Place = { readonly prefix: string; readonly terms: ReadonlySet<string> }

const idOf = ({ prefix }: Place, name: string): string =>
  `${prefix}-${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}`

const pieceHtml = (piece: Piece, place: Place): string => {
  const text = htmlText(piece.text)
  switch (piece.kind) {
    case 'plain':
      return text
    case 'strong':
      return `<strong>${inline(piece.text, place)}</strong>`
    case 'code':
      return `<code>${text}</code>`
    case 'term':
      return place.terms.has(piece.term)
        ? `<a class="term" href="#${idOf(place, piece.term)}">${text}</a>`
        : text
  }
}

const inline = (said: Inline, place: Place): string =>
  piecesOf(said)
    .map(piece => pieceHtml(piece, place))
    .join('')

const tableOf = (block: Extract<Block, { kind: 'table' }>, place: Place): string => {
  const align = block.columns.map(column => (column.align === 'right' ? ' class="number"' : ''))
  const title = inline(block.title, place)
  const head = block.columns.map(
    (column, i) => `<th scope="col"${align[i]}>${inline(column.title, place)}</th>`,
  )
  const cell = (text: Inline, i: number): string =>
    i === 0
      ? `<th scope="row">${inline(text, place)}</th>`
      : `<td${align[i] ?? ''}>${inline(text, place)}</td>`
  const rows = block.rows.map(row => `<tr>${row.map(cell).join('')}</tr>`)
  return `<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(block.title)}"><table><caption>${title}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

const items = (entries: readonly Inline[], place: Place): string =>
  entries.map(entry => `<li>${inline(entry, place)}</li>`).join('')

const blockHtml = (block: Block, place: Place): string => {
  switch (block.kind) {
    case 'text':
      return `<p>${inline(block.text, place)}</p>`
    case 'subtitle':
      return `<h4>${inline(block.text, place)}</h4>`
    case 'point':
      return `<p class="point">${inline(block.text, place)}</p>`
    case 'list':
      return `<ul>${items(block.items, place)}</ul>`
    case 'steps':
      return `<ol>${items(block.items, place)}</ol>`
    case 'table':
      return tableOf(block, place)
    case 'source':
      return `<p class="source">Source: ${inline(block.text, place)}</p>`
  }
}

const chapterHtml = ({ id, title, blocks }: Chapter, i: number, place: Place): string =>
  `<h3 id="${idOf(place, `chapter ${id}`)}">${i + 1}. ${htmlText(title)}</h3>${blocks.map(block => blockHtml(block, place)).join('\n')}`

const questionHtml = (
  { ask, moves, preset, answer, why }: Question,
  strategy: string,
  place: Place,
): string =>
  `<li class="question"><p><strong>${inline(ask, place)}</strong></p>
<p>Sliders:</p><ul>${items(moves, place)}</ul>
<p class="set" hidden><a href="#explore" data-explore="${htmlText(JSON.stringify({ strategy, ...preset }))}">Set the sliders so</a></p>
<details><summary>Answer</summary><p>${inline(answer, place)}</p><p><strong>Why.</strong> ${inline(why, place)}</p></details></li>`

const termHtml = ({ term, meaning, here }: Term, place: Place): string =>
  `<dt id="${idOf(place, term)}">${htmlText(term)}</dt><dd>${inline(meaning, place)}${here === undefined ? '' : ` <strong>Here:</strong> ${inline(here, place)}`}</dd>`

const contents = ({ chapters, questions }: Lesson, place: Place): string => {
  const links = chapters.map(
    ({ id, title }) => `<li><a href="#${idOf(place, `chapter ${id}`)}">${htmlText(title)}</a></li>`,
  )
  const more = questions.length > 0 ? `<li><a href="#${place.prefix}-questions">Questions</a></li>` : ''
  return `<ol class="contents">${links.join('')}${more}<li><a href="#${place.prefix}-words">Words</a></li></ol>`
}

const lessonHtml = (lesson: Lesson, i: number): string => {
  const place = { prefix: `lesson${i + 1}`, terms: new Set(lesson.terms.map(({ term }) => term)) }
  const questions = lesson.questions.map(question => questionHtml(question, lesson.strategy, place))
  const assumed = lesson.assumed.map(said => `<li>${htmlText(said)}</li>`)
  return [
    ...lesson.opening.map(block => blockHtml(block, place)),
    contents(lesson, place),
    ...lesson.chapters.map((chapter, n) => chapterHtml(chapter, n, place)),
    ...(questions.length > 0
      ? [`<h3 id="${place.prefix}-questions">Questions</h3>`, `<ol>${questions.join('')}</ol>`]
      : []),
    `<h3 id="${place.prefix}-words">Words</h3><dl>${lesson.terms.map(term => termHtml(term, place)).join('')}</dl>`,
    `<details><summary>What the scenarios assume</summary><ul>${assumed.join('')}</ul></details>`,
  ].join('\n')
}

/** Lessons as a part of a page; the first stands open, others are folded. */
export const lessonSection = (lessons: readonly Lesson[]): string => {
  const [first, ...others] = lessons
  if (!first) return ''
  const folded = others.map(
    (lesson, i) =>
      `<details><summary>${htmlText(lesson.strategy)}</summary>${lessonHtml(lesson, i + 1)}</details>`,
  )
  return [
    '<h2 id="lesson-title">The lesson: the path of staked ether</h2>',
    lessonHtml(first, 0),
    ...folded,
  ].join('\n')
}
