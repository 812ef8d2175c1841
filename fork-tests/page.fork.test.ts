import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Document } from '../src/report/document.js'
import { exploreSection, prepareExplorer } from '../src/report/explore/explore.js'
import { renderHtml } from '../src/report/html.js'
import { findChromium, printPdf } from '../src/report/render/pdf.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { report } from './explored.js'

const program = findChromium(process.env)
if (program === undefined)
  process.stderr.write(
    'page.fork.test.ts: skipped, because there is no Chromium on this machine; CHROME_PATH names one.\n',
  )

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-page-'))

let browser: Browser
let documents: readonly Document[]
/** Pages by name, as a reader opens them: files. */
const files: Record<string, string> = {}

const write = (name: string, html: string): void => {
  const path = join(folder, `${name}.html`)
  writeFileSync(path, html)
  files[name] = pathToFileURL(path).href
}

const HOSTILE = [
  '<script>globalThis.taken = 1</script>',
  '"><img src=x onerror="globalThis.taken = 1">',
  `'"\`</title></style></script><h1>`,
  '\u202Esdrawkcab \u2067 \u200Ftfel',
  'x'.repeat(10_000),
  `${'word '.repeat(2_000)}`,
]

const named = (document: Document, name: string): Document => ({
  ...document,
  strategy: {
    ...document.strategy,
    name,
    about: name,
    params: { ...document.strategy.params, [name]: name },
  },
  scenario: {
    ...document.scenario,
    name,
    title: name,
    about: name,
    source: name,
    assumed: [name, ...document.scenario.assumed],
  },
})

beforeAll(async () => {
  if (program === undefined) return
  const loop = await report({ name: 'wsteth-loop', scenario: 'depeg', worlds: 'both' })
  const { market } = loop.subject
  const loan = await report({ name: 'wsteth-usdc', scenario: 'eth-crash', worlds: 'model', market })
  documents = [loop.document, loan.document]
  const explore = exploreSection(await prepareExplorer([loop.subject, loan.subject], SCENARIOS))
  write('one', renderHtml([loop.document], { explore }))
  write('two', renderHtml(documents, { explore }))
  for (const [i, name] of HOSTILE.entries()) write(`hostile${i}`, renderHtml([named(loan.document, name)]))
  browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] })
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Opened = { readonly page: Page; readonly said: readonly string[]; readonly asked: readonly string[] }

/** A page, with everything its console said and everything it asked for beside itself. */
const open = async (name: string, options: BrowserContextOptions = {}): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const said: string[] = []
  const asked: string[] = []
  page.on('console', message => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => said.push(`error: ${error.message}`))
  page.on('dialog', dialog => {
    said.push('a dialog opened')
    void dialog.dismiss()
  })
  page.on('request', request => asked.push(request.url()))
  await page.goto(files[name] ?? '', { waitUntil: 'load' })
  return { page, said, asked: asked.filter(url => url !== files[name]) }
}

const PHONE = { viewport: { width: 390, height: 844 } }

/** Width between the margins of A4, in CSS pixels: 210 mm less twice 14. */
const PAPER = { viewport: { width: Math.floor((182 / 25.4) * 96), height: 1_000 } }

/** Tables, and cells, that stick out of what they stand in; run in the page. */
const CUT = `(() => {
  const found = []
  const room = document.documentElement.clientWidth
  for (const table of document.querySelectorAll('table')) {
    if (table.closest('#explore')) continue // Paper cannot be played with.
    const { right, width } = table.getBoundingClientRect()
    if (width === 0) found.push('not shown: ' + table.caption?.textContent)
    if (right > room + 1) found.push('cut: ' + table.caption?.textContent + ' ends at ' + right + ' of ' + room)
    for (const cell of table.querySelectorAll('th, td'))
      if (cell.scrollWidth > cell.clientWidth + 1) found.push('cell: ' + cell.textContent.slice(0, 60))
  }
  return found.slice(0, 5)
})()`

describe.skipIf(program === undefined)('a report in a browser', () => {
  test.each([
    ['one', {}],
    ['two', {}],
    ['two', { colorScheme: 'dark' }],
    ['two', { javaScriptEnabled: false }],
    ['two', PHONE],
  ] as const)(
    '%s, %o: opens from disk, says nothing on the console, asks for nothing',
    async (name, options) => {
      const { page, said, asked } = await open(name, options)
      await page.waitForTimeout(500)
      expect({ said, asked }).toEqual({ said: [], asked: [] })
      await page.context().close()
    },
  )

  test('what is not its own cannot run: the policy refuses a script that is added', async () => {
    const { page, said } = await open('one')
    await page.evaluate(`{
      const added = document.createElement('script')
      added.textContent = 'globalThis.taken = 1'
      document.body.append(added)
    }`)
    expect(await page.evaluate('globalThis.taken')).toBeUndefined()
    expect(said.join()).toContain('Content Security Policy')
    await page.context().close()
  })

  test('without JavaScript it is a whole report: verdict, charts, tables', async () => {
    const { page } = await open('two', { javaScriptEnabled: false })
    expect(await page.locator('header .verdict div').count()).toBeGreaterThan(7)
    expect(await page.locator('svg[role=img]').count()).toBeGreaterThan(20)
    await page.locator('#s1 > summary').click()
    await page.locator('#s1 summary', { hasText: 'Exits by size' }).click()
    expect(
      await page
        .getByRole('table', { name: /^Exits by size/ })
        .first()
        .isVisible(),
    ).toBe(true)
    await page.context().close()
  })

  test.each([
    ['a phone', PHONE],
    ['a desktop', {}],
  ] as const)('on %s nothing but tables is wider than the page', async (_, options) => {
    const { page } = await open('two', options)
    await page.evaluate(`for (const folded of document.querySelectorAll('details')) folded.open = true`)
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0)
    await page.context().close()
  })

  test.each([
    ['a desktop', {}, 8 * 900],
    ['a phone', PHONE, 14 * 844],
  ] as const)('on %s it is short before anything is unfolded', async (_, options, most) => {
    const { page } = await open('two', options)
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(most)
    await page.context().close()
  })

  test('by keyboard: the skip link first, seen when it has the focus, and each stop has an outline', async () => {
    const { page } = await open('two')
    await page.keyboard.press('Tab')
    const first = page.locator(':focus')
    expect(await first.textContent()).toBe('Skip to the report')
    expect((await first.boundingBox())?.x).toBeGreaterThanOrEqual(0)
    const outlines = new Set<string>()
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab')
      outlines.add(String(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')))
    }
    expect([...outlines].filter(style => style === 'none')).toEqual([])
    await page.context().close()
  })

  test('a link of the bar leads to its part, and the bar does not cover its heading', async () => {
    const { page } = await open('two')
    await page.getByRole('link', { name: 'Map', exact: true }).click()
    await page.waitForTimeout(200)
    const bar = await page.locator('nav.top').boundingBox()
    const heading = await page.locator('#map-title').boundingBox()
    expect(heading?.y).toBeGreaterThanOrEqual(bar?.height ?? 0)
    expect(heading?.y).toBeLessThan(400)
    await page.context().close()
  })
})

describe.skipIf(program === undefined)('a report on paper', () => {
  test.each(['one', 'two', 'hostile0', 'hostile4', 'hostile5'])(
    '%s: no table is cut, none is folded away',
    async name => {
      const { page } = await open(name, PAPER)
      await page.emulateMedia({ media: 'print' })
      expect(await page.evaluate(CUT)).toEqual([])
      await page.context().close()
    },
  )

  test('the check sees a table that is cut', async () => {
    const { page } = await open('one', PAPER)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(
      `document.querySelector('td').textContent = 'x'.repeat(10), document.querySelector('table').classList.add('wide')`,
    )
    await page.evaluate(`document.querySelector('table').style.width = '1200px'`)
    expect(await page.evaluate(CUT)).not.toEqual([])
    await page.context().close()
  })

  test('the same reports give the same PDF, dated by their data', async () => {
    const print = () =>
      printPdf(renderHtml(documents), { timestamp: 1_765_267_796, environment: process.env })
    const [first, second] = [await print(), await print()]
    expect(first.subarray(0, 5).toString()).toBe('%PDF-')
    expect(first.toString('latin1')).toContain("/CreationDate (D:20251209080956+00'00')")
    expect(first.equals(second)).toBe(true)
  })
})

test('without a Chromium the error says what to install', async () => {
  const environment = { PATH: '', CHROME_PATH: join(folder, 'none') }
  await expect(printPdf('', { timestamp: 0, environment })).rejects.toMatchObject({
    name: 'EnvironmentError',
    details: { hint: expect.stringContaining('apt-get install chromium') },
  })
})

describe.skipIf(program === undefined)('hostile names', () => {
  test.each(HOSTILE.map((name, i) => [name.slice(0, 30), i] as const))(
    '%s: text, and nothing breaks',
    async (_, i) => {
      const { page, said, asked } = await open(`hostile${i}`, PHONE)
      expect({ said, asked }).toEqual({ said: [], asked: [] })
      expect(await page.evaluate('globalThis.taken')).toBeUndefined()
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.locator('h1').innerText()).toContain((HOSTILE[i] ?? '').trim().slice(0, 12))
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.viewport.width)
      expect((await page.locator('h1').boundingBox())?.height).toBeLessThan(400)
      expect(await page.locator('footer').innerText()).toMatch(/^Made by Plimsoll/)
      await page.context().close()
    },
  )

  test('a name that was cut is there in whole, where the page says', async () => {
    const { page } = await open('hostile4')
    await page.locator('#whole summary').click()
    const all = await page.locator('#whole dd').allInnerTexts()
    expect(all).toContain('x'.repeat(10_000))
    await page.context().close()
  })
})
