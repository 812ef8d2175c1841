import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import type { Document } from './document.js'
import { renderHtml } from './html.js'
import { document, frame, wei } from './render/markdown.fixture.js'

const line = (severity: number | null) => ({ severity, searchedTo: 10, reason: 'it falls', proof: null })

const sunk = (): Document =>
  document({
    scenario: {
      name: 'eth-crash',
      title: 'Ether crash',
      severity: 1,
      about: 'Ether falls.',
      source: 'none',
      assumed: [],
      family: 'market',
      mode: null,
      parts: [],
      known: [],
    },
    frames: [
      frame(0),
      frame(1, {
        lowestHealthFactorWad: wei(0.97),
        events: [
          { kind: 'transaction', block: '9', by: 'price', role: 'shock', what: 'feed.set', refused: null },
          {
            kind: 'liquidation',
            block: '10',
            collateral: 'wstETH',
            seizedUnits: wei(10),
            debt: 'WETH',
            coveredUnits: wei(12),
            lossWei: wei(0.5),
          },
        ],
      }),
      frame(2),
    ],
    loadLine: { liquidatable: line(0.8), liquidated: line(0.9), illiquid: line(null) },
  })

const pageOf = (documents: readonly Document[]) => parseHTML(renderHtml(documents)).document

/** Every element of a page, in order. */
const all = (page: ReturnType<typeof pageOf>, selector: string) => [...page.querySelectorAll(selector)]

const two = () => [document(), sunk()]

test('the same documents give the same bytes', () => expect(renderHtml(two())).toBe(renderHtml(two())))

test('nothing is fetched: no address, no style attribute, no handler', () => {
  const html = renderHtml(two())
  expect(html).not.toMatch(/\s(src|srcset|style|on\w+)=/)
  expect(html).not.toMatch(/url\(|@import|<(link|iframe|object|embed|base|form)\b/)
  expect(html.match(/\shref="[^#]/g)).toBeNull()
  expect(html).toContain("default-src 'none'")
})

describe('structure', () => {
  const page = pageOf(two())
  test('ids are unique, and every link and label leads to one', () => {
    const ids = all(page, '[id]').map(element => element.getAttribute('id') ?? '')
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [
      ...all(page, 'a[href]').map(element => element.getAttribute('href')?.slice(1) ?? ''),
      ...all(page, '[aria-labelledby]').flatMap(e => e.getAttribute('aria-labelledby')?.split(' ') ?? []),
    ]
    expect(targets.length).toBeGreaterThan(20)
    expect(targets.filter(id => !ids.includes(id))).toEqual([])
  })
  test('headings go down one level at a time, from one h1', () => {
    const levels = all(page, 'h1,h2,h3,h4').map(heading => Number(heading.tagName.slice(1)))
    expect(levels.filter(level => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1)
  })
  test('landmarks: one main, a named nav, named sections', () => {
    expect(all(page, 'main')).toHaveLength(1)
    expect(all(page, 'nav[aria-label]')).toHaveLength(1)
    expect(all(page, 'section:not([aria-labelledby],[aria-label])')).toEqual([])
  })
  test('every table has a caption, and every header a scope', () => {
    const tables = all(page, 'table')
    expect(tables.length).toBeGreaterThan(8)
    for (const table of tables) expect(table.querySelector('caption')?.textContent).toBeTruthy()
    expect(all(page, 'th:not([scope])')).toEqual([])
  })
  test('every picture has a role, a title and a description', () => {
    const pictures = all(page, 'svg:not([aria-hidden])')
    expect(pictures.length).toBeGreaterThan(10)
    for (const picture of pictures) {
      expect(picture.getAttribute('role')).toBe('img')
      expect(picture.querySelector('title')?.textContent).toBeTruthy()
      expect(picture.querySelector('desc')?.textContent).toBeTruthy()
    }
  })
})

test('the first screen is the worst verdict: title, badge, and its lines', () => {
  const [header] = all(pageOf(two()), 'header')
  expect(header?.querySelector('.lead')?.textContent).toContain('Worst of 2:')
  expect(header?.querySelector('.lead')?.textContent).toContain('Ether crash LIQUIDATED')
  expect(header?.querySelector('.verdict')?.textContent).toContain('1 time from day 1 on; cost 0.5000 ETH')
  expect(header?.querySelector('#cost-against-days desc')?.textContent).toContain('calm: now, 0.2 %')
})

test('each of several scenarios is folded to a line with its verdict and a spark line; an only one is open', () => {
  const several = all(pageOf(two()), 'details.scenario')
  expect(several.map(entry => entry.hasAttribute('open'))).toEqual([false, false])
  for (const entry of several) {
    expect(entry.querySelector('summary .badge')?.textContent).toBeTruthy()
    expect(entry.querySelector('summary svg')).not.toBeNull()
  }
  expect(all(pageOf([sunk()]), 'details.scenario[open]')).toHaveLength(1)
})

test('the mark: water at the severity, a letter at each crossing, and what was not found', () => {
  const [mark] = all(pageOf([sunk()]), '#load-line-mark')
  expect(mark?.textContent).toContain('A × 0.8')
  expect(mark?.textContent).toContain('L × 0.9')
  expect(mark?.textContent).toContain('I: none up to × 10')
  expect(all(pageOf([document()]), '#load-line-mark')).toEqual([])
})

test('a time line marks the days of shocks and liquidations', () => {
  const page = pageOf([sunk()])
  const [marks] = all(page, '.marks')
  expect(marks?.textContent).toContain('L day 1: liquidation: wstETH seized for WETH')
  expect(marks?.textContent).toContain('E day 1: a feed’s price moved')
  expect(all(page, '#s1-health text').map(text => text.textContent)).toContain('EL')
})

const HOSTILE: readonly (readonly [string, string])[] = [
  ['a script', '<script>alert(1)</script>'],
  ['an attribute', '" onload="alert(1)" x="'],
  ['quotes', `'"\`&lt;`],
  ['right-to-left marks', '\u202Egnal \u2067x'],
  ['controls', 'a\u0000b\u001b[31m\u0085c'],
  ['ten thousand characters', 'x'.repeat(10_000)],
  ['ten thousand letters of two halves', '𝒳'.repeat(10_000)],
]

/** What pages with harmless names are made of. */
const KNOWN = new Set(all(pageOf(two()), '*').flatMap(element => element.getAttributeNames()))

describe.each(HOSTILE)('%s in a name', (_, name) => {
  const hostile = (): Document => {
    const base = sunk()
    return {
      ...base,
      strategy: { name, about: name, params: { [name]: name, size: 1 } },
      scenario: { ...base.scenario, name, title: name, about: name, source: name, assumed: [name] },
    }
  }
  const page = pageOf([hostile(), document()])
  test('makes no element and no attribute', () => {
    const elements = all(page, '*')
    const attributes = new Set(elements.flatMap(element => element.getAttributeNames()))
    expect(new Set(elements.map(element => element.tagName)).has('SCRIPT')).toBe(false)
    expect([...attributes].filter(attribute => !KNOWN.has(attribute))).toEqual([])
    expect(all(page, 'main')).toHaveLength(1)
    expect(all(page, 'footer')).toHaveLength(1)
  })
  test('shows as text, short on top and whole in its place', () => {
    const title = page.querySelector('h1')?.textContent ?? ''
    expect([...title].length).toBeLessThan(200)
    const letters = [...name].filter(letter => !/[\p{Cc}]/u.test(letter))
    expect([...title].slice(0, 3)).toEqual([...name.replace(/\p{Cc}/gu, '�')].slice(0, 3))
    if (letters.length > 60)
      expect(all(page, '#whole dd').map(entry => entry.textContent)).toContain(letters.join(''))
  })
  test('stands apart from the direction of what is around it', () =>
    expect(page.querySelector('h1 > bdi')).not.toBeNull())
})
