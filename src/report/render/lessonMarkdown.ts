import { type Block, type Chapter, type Inline, type Piece, piecesOf } from '../lesson/blocks.js'
import type { Term } from '../lesson/glossary.js'
import type { Lesson } from '../lesson/lesson.js'
import type { Question } from '../lesson/questions/question.js'
import { asText, blocks, table } from '../text.js'

/** `health factor` as the anchor that a heading of that text has. */
const anchorOf = (term: string): string => term.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')

/** `asText` trims, and pieces meet at spaces. */
const escaped = (raw: string): string => {
  const [, before = '', after = ''] = /^(\s*).*?(\s*)$/s.exec(raw) ?? []
  return raw.trim() === '' ? raw : `${before && ' '}${asText(raw)}${after && ' '}`
}

const pieceText = (piece: Piece): string => {
  switch (piece.kind) {
    case 'plain':
      return escaped(piece.text)
    case 'strong':
      return `**${inline(piece.text)}**`
    case 'code':
      return `\`${piece.text}\``
    case 'term':
      return `[${escaped(piece.text)}](#${anchorOf(piece.term)})`
  }
}

const inline = (said: Inline): string => piecesOf(said).map(pieceText).join('')

const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return inline(block.text)
    case 'subtitle':
      return `### ${inline(block.text)}`
    case 'point':
      return `> ${inline(block.text)}`
    case 'list':
      return block.items.map(item => `- ${inline(item)}`).join('\n')
    case 'steps':
      return block.items.map((item, i) => `${i + 1}. ${inline(item)}`).join('\n')
    case 'table':
      return blocks([
        `*${inline(block.title)}*`,
        table(
          block.columns,
          block.rows.map(row => row.map(inline)),
        ),
      ])
    case 'source':
      return `*Source: ${inline(block.text)}*`
  }
}

const chapterText = ({ title, blocks: parts }: Chapter, i: number): string =>
  blocks([`## ${i + 1}. ${asText(title)}`, ...parts.map(blockText)])

const questionText = ({ ask, moves, answer, why }: Question, i: number): string =>
  blocks([
    `### Question ${i + 1}`,
    inline(ask),
    `*Check it with the sliders of the HTML report:* ${moves.map(inline).join('; ')}.`,
    `<details><summary>Answer</summary>\n\n${inline(answer)}\n\n*Why:* ${inline(why)}\n\n</details>`,
  ])

const termText = ({ term, meaning, here }: Term): string =>
  blocks([`### ${asText(term)}`, `${inline(meaning)}${here === undefined ? '' : ` *Here:* ${inline(here)}`}`])

const setting = (params: Lesson['params']): string =>
  Object.entries(params)
    .map(([key, value]) => `${asText(key)} = ${asText(String(value))}`)
    .join(', ')

/** A lesson as Markdown. The same lesson gives the same bytes. */
export const lessonMarkdown = (lesson: Lesson): string =>
  `${blocks([
    `# The path of staked ether: ${asText(lesson.strategy)}`,
    ...lesson.opening.map(blockText),
    `*Parameters: ${setting(lesson.params)}. Market of block ${lesson.block}.*`,
    ...lesson.chapters.map(chapterText),
    ...(lesson.questions.length > 0 ? ['## Questions', ...lesson.questions.map(questionText)] : []),
    '## Words',
    ...lesson.terms.map(termText),
    ...(lesson.assumed.length > 0
      ? ['## What is assumed', lesson.assumed.map(said => `- ${asText(said)}`).join('\n')]
      : []),
  ])}\n`
