import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { report as made } from '../fork-tests/explored.js'
import type { Document } from '../src/report/document.js'
import { exploreSection, prepareExplorer } from '../src/report/explore/explore.js'
import { renderHtml } from '../src/report/html.js'
import { findChromium } from '../src/report/render/pdf.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { median, report, round, timed } from './median.js'

// The page of one report with its explorer, a page of 13 strategies × 17 scenarios, and how soon a reader can use one.
// Run: npx tsx bench/html.bench.ts

const ONE_LIMIT_MS = 2_000
const ONE_LIMIT_KB = 1_500
const STATIC_LIMIT_KB = 500
const MANY_LIMIT_MS = 10_000
const MANY_LIMIT_KB = 5_000
const READY_LIMIT_MS = 1_000
const [STRATEGIES, SCENARIO_COUNT] = [13, 17]

const kilobytes = (html: string): number => round(Buffer.byteLength(html) / 1_000)

const loop = await made({ name: 'wsteth-loop', scenario: 'slashing', worlds: 'both' })
const { market } = loop.subject
const loan = await made({ name: 'wsteth-usdc', scenario: 'eth-crash', worlds: 'model', market })

let page = ''
const oneMs = await timed(async () => {
  const explore = exploreSection(await prepareExplorer([loop.subject], SCENARIOS))
  page = renderHtml([loop.document], { explore })
})
report({
  name: 'one report as HTML, with its explorer',
  ms: round(oneMs),
  limitMs: ONE_LIMIT_MS,
  ofLimit: round(oneMs / ONE_LIMIT_MS, 2),
  kilobytes: kilobytes(page),
  limitKilobytes: ONE_LIMIT_KB,
})
report({
  name: 'one report as HTML, without it',
  kilobytes: kilobytes(renderHtml([loop.document])),
  limitKilobytes: STATIC_LIMIT_KB,
})

/** As many reports as a sweep has, of two that were run: what is drawn depends on their sizes and not on their numbers. */
const many = Array.from({ length: STRATEGIES * SCENARIO_COUNT }, (_, i): Document => {
  const { document } = i % 2 === 0 ? loop : loan
  return {
    ...document,
    strategy: { ...document.strategy, name: `strategy-${Math.floor(i / SCENARIO_COUNT)}` },
    scenario: { ...document.scenario, name: `scenario-${i % SCENARIO_COUNT}` },
  }
})
let all = ''
const manyMs = await timed(() => {
  all = renderHtml(many)
})
report({
  name: `${STRATEGIES} strategies × ${SCENARIO_COUNT} scenarios as HTML, without the explorer`,
  ms: round(manyMs),
  limitMs: MANY_LIMIT_MS,
  ofLimit: round(manyMs / MANY_LIMIT_MS, 2),
  kilobytes: kilobytes(all),
  limitKilobytes: MANY_LIMIT_KB,
})

const program = findChromium(process.env)
if (program === undefined) console.log('skipped: no Chromium on this machine, so no page was opened')
else {
  const { chromium } = await import('playwright-core')
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] })
  for (const [name, html] of [
    ['one report', page],
    [`${many.length} reports`, all],
  ] as const) {
    const file = join(folder, `${many.length}.html`)
    writeFileSync(file, html)
    const times: number[] = []
    for (let i = 0; i < 5; i++) {
      const opened = await browser.newPage()
      await opened.goto(pathToFileURL(file).href)
      times.push(
        Number(await opened.evaluate('performance.getEntriesByType("navigation")[0].domInteractive')),
      )
      await opened.close()
    }
    const ms = median(times)
    report({
      name: `${name}: interactive after`,
      ms: round(ms),
      limitMs: READY_LIMIT_MS,
      ofLimit: round(ms / READY_LIMIT_MS, 2),
    })
  }
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
