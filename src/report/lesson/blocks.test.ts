import { describe, expect, test } from 'vitest'
import { lessonSection } from '../html/lessonPage.js'
import { lessonMarkdown } from '../render/lessonMarkdown.js'
import { piecesOf, point, source, subtitle, table, text, verbatim } from './blocks.js'
import type { Lesson } from './lesson.js'

const HOSTILE = `<script>alert(1)</script> "quoted" 'and' **strong** [[term]] \`code\` | \u202Ereversed\u202C ${'x'.repeat(500)}`

const lesson = (name: string): Lesson => ({
  strategy: name,
  params: { note: name },
  block: '1',
  opening: [text(`**${verbatim(name)}.** about`)],
  chapters: [
    {
      id: 'one',
      title: name,
      blocks: [
        subtitle(verbatim(name)),
        point(verbatim(name)),
        table(verbatim(name), [{ title: 'a' }, { title: 'b', align: 'right' }], [[verbatim(name), '1']]),
        source(verbatim(name)),
      ],
    },
  ],
  questions: [
    {
      ask: verbatim(name),
      moves: [verbatim(name)],
      preset: { scenario: 'calm', params: { note: name } },
      answer: verbatim(name),
      why: 'because',
    },
  ],
  terms: [{ term: 'share rate', meaning: 'see [[share rate]] and [[nothing|no such term]]', here: '1' }],
  assumed: [name],
})

describe('pieces of a lesson’s text', () => {
  test('marks are read, terms may read otherwise, a backslash takes a mark’s meaning away', () => {
    expect(piecesOf('a **b** `c` [[d]] [[e|f]] \\*g\\*')).toEqual([
      { kind: 'plain', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'plain', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'plain', text: ' ' },
      { kind: 'term', text: 'd', term: 'd' },
      { kind: 'plain', text: ' ' },
      { kind: 'term', text: 'f', term: 'e' },
      { kind: 'plain', text: ' ' },
      { kind: 'plain', text: '*' },
      { kind: 'plain', text: 'g' },
      { kind: 'plain', text: '*' },
    ])
  })

  test('verbatim text of others shows its marks and has none', () => {
    const pieces = piecesOf(verbatim(HOSTILE))
    expect(pieces.every(piece => piece.kind === 'plain')).toBe(true)
    expect(pieces.map(piece => piece.text).join('')).toContain('**strong** [[term]] `code`')
  })
})

describe('a lesson with hostile names', () => {
  test('HTML: no element and no attribute but ours; a term leads to its entry, an unknown one is text', () => {
    const page = lessonSection([lesson(HOSTILE)])
    expect(page).not.toMatch(/<script/i)
    expect(page).not.toMatch(/style=|onclick=/)
    expect(page).toContain('<a class="term" href="#lesson1-share-rate">share rate</a> and no such term')
    expect(page.match(/data-explore="([^"]*)"/)?.[1]).not.toMatch(/[<>]/)
  })

  test('Markdown: shown as text, tables keep their columns', () => {
    const page = lessonMarkdown(lesson(HOSTILE))
    expect(page).not.toMatch(/(?<!\\)<script/)
    const row = page.split('\n').find(line => line.startsWith('| ') && line.endsWith('| 1 |'))
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(3)
  })

  test('two lessons on one page: ids differ, the second is folded', () => {
    const page = lessonSection([lesson('one'), lesson('two')])
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page).toContain('<details><summary>two</summary>')
  })
})
