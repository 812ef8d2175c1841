import { expect, test } from 'vitest'
import { asText, fenced, table } from '../text.js'
import { fromMarkdown, inline, plainOf } from './fromMarkdown.js'

test('marks become elements, escaped marks stay text', () => {
  expect(inline('a **b *c* d** `e*f` \\*g\\*').html).toBe(
    'a <strong>b <em>c</em> d</strong> <code>e*f</code> *g*',
  )
  expect(inline('2 * 3 ** 4').html).toBe('2 * 3 ** 4')
})

test.each([
  '<script>alert(1)</script>',
  '**bold** | `code` \\',
  '[x](javascript:alert(1))',
  '"quoted" & &amp; &lt;',
  '*a* _b_ ~c~ $d$ #e',
  '\\\\|\\|',
])('text of others arrives as it is: %s', text => {
  expect(plainOf(asText(text))).toBe(text)
  const { html } = fromMarkdown(table([{ title: 'A' }, { title: 'B' }], [[asText(text), 'next']]), 'c')
  expect(html.match(/<td/g)).toHaveLength(1)
  expect(html).toContain('<td>next</td>')
  expect(html).not.toMatch(/<script|<a /)
})

test('a table has a caption, headers with scopes, and numbers to the right', () => {
  const markdown = table([{ title: 'Who' }, { title: 'How much', align: 'right' }], [['**all**', '1,000']])
  const { html } = fromMarkdown(markdown, 'Everything')
  expect(html).toContain('<caption>Everything</caption>')
  expect(html).toContain('<th scope="col">Who</th><th scope="col" class="n">How much</th>')
  expect(html).toContain('<th scope="row"><strong>all</strong></th><td class="n">1,000</td>')
})

test('a line that ends in a colon becomes the caption of the table below it', () => {
  const markdown = `How far:\n\n${table([{ title: 'A' }], [['1']])}`
  const { html } = fromMarkdown(markdown, 'other')
  expect(html).toContain('<caption>How far</caption>')
  expect(html).not.toContain('other')
  expect(html.match(/How far/g)).toHaveLength(2)
})

test('lists, paragraphs and fenced blocks', () => {
  const { html } = fromMarkdown(`One\ntwo\n\n- a\n- b\n\n${fenced('x <y>\n\n```z', 'sh')}`, '')
  expect(html).toBe(
    '<p>One two</p><ul><li>a</li><li>b</li></ul><pre tabindex="0"><code>x &lt;y&gt;\n\n```z</code></pre>',
  )
})
