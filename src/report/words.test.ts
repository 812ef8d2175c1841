import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { renderCommittee } from './committee.js'
import { renderHtml } from './html.js'
import { document, frame, wei } from './render/markdown.fixture.js'
import { renderMarkdown } from './render/markdown.js'
import { terminalVerdict } from './render/terminal.js'
import { verdictBlock } from './verdict/block.js'

/** Turns of phrase that readers had to decode; each with one that says the same plainly. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bOf what (is|was)\b/, 'Of what is held → of the position'],
  [/\b(eligible|liquidatable|liquidated|illiquid) none\b/, 'liquidated none up to → never liquidated up to'],
  [/\bstuck\b/i, 'stuck → illiquid'],
  [/\bpeopled\b|\bpopulated\b/i, 'peopled → with borrowers'],
  [/\bas it stood\b/, 'as it stood → unchanged'],
  [/\bGive a (folder|file)\b/, 'Give a folder → Pass a directory'],
  [/\bthe largest difference is\b/, 'the largest difference is 0 → largest difference 0'],
  [/\b(SupplyCapExceeded|NotEnoughBufferedEther|CallerNotAuthorized)\b/, 'errors of Solidity → words'],
  [/\bworst moment for it\b/, 'the worst moment for it → on its worst day'],
]

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const pageText = (html: string): string => parseHTML(html).document.querySelector('main')?.textContent ?? ''

const texts = (): Readonly<Record<string, string>> => {
  const sunk = document({
    frames: [frame(0), frame(1, { lowestHealthFactorWad: wei(0.97), curvePriceWad: wei(0.9) })],
  })
  const docs = readdirSync(`${ROOT}docs`).filter(name => name.endsWith('.md'))
  const files = ['README.md', ...docs.map(name => `docs/${name}`)]
  return {
    ...Object.fromEntries(files.map(name => [name, readFileSync(`${ROOT}${name}`, 'utf8')])),
    terminal: terminalVerdict(verdictBlock(sunk)),
    markdown: renderMarkdown([document(), sunk]),
    page: pageText(renderHtml([document(), sunk])),
    paper: pageText(renderCommittee([document(), sunk])),
  }
}

test('no text of the product has a banned turn of phrase', () => {
  const found = Object.entries(texts()).flatMap(([where, text]) =>
    BANNED.flatMap(([pattern, instead]) => {
      const hit = pattern.exec(text)?.[0]
      return hit === undefined ? [] : [`${where}: "${hit}" (${instead})`]
    }),
  )
  expect(found).toEqual([])
})
