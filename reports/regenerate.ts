import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Strategy } from '../src/index.js'
import { composeDocument } from '../src/report/compose.js'
import type { Document } from '../src/report/document.js'
import { renderMarkdown } from '../src/report/markdown.js'
import { VERSION } from '../src/report/version.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { loadLineJson } from '../src/report/loadLine.js'
import { proveLoadLine } from '../src/world/fork/prove.js'
import { findLoadLine, USUAL_EXIT_LIMITS } from '../src/world/loadLine.js'
import { simulate } from '../src/world/simulate.js'
import { strategy as wstethLoop } from '../strategies/wsteth-loop.js'
import { strategy as wstethUsdc } from '../strategies/wsteth-usdc.js'

/** The reports that are committed beside this file. */
export const SAMPLES: readonly { readonly strategy: Strategy; readonly scenarios: readonly string[] }[] = [
  { strategy: wstethLoop as Strategy, scenarios: ['calm', 'depeg', 'slashing', 'liquidity-crunch', 'eth-crash'] },
  { strategy: wstethUsdc as Strategy, scenarios: ['calm', 'eth-crash', 'liquidity-crunch'] },
]

const documentOf = async (strategy: Strategy, name: string): Promise<Document> => {
  const scenario = SCENARIOS.find(known => known.name === name)
  if (!scenario) throw new Error(`there is no scenario "${name}"`)
  const params = strategy.params.parse({})
  const simulation = await simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy,
    params,
    scenario,
    progress: () => {},
  })
  const found = await findLoadLine({ market: simulation.start, strategy, params, scenario, limits: USUAL_EXIT_LIMITS })
  const proofs = await proveLoadLine(found, {
    strategy,
    params,
    scenario,
    limits: USUAL_EXIT_LIMITS,
    origin: { kind: 'embedded' },
    progress: () => {},
  })
  return composeDocument({
    simulation,
    strategy: { name: strategy.name, about: strategy.about, params: params as Record<string, unknown> },
    scenario,
    severity: 1,
    loadLine: loadLineJson(found, USUAL_EXIT_LIMITS, proofs),
  })
}

/** A sample as it is committed: name of the file beside this one, and its text. */
export type SampleFile = { readonly name: string; readonly text: string }

/** Runs one sample in both worlds and writes nothing. */
export const sampleFiles = async ({ strategy, scenarios }: (typeof SAMPLES)[number]): Promise<readonly SampleFile[]> => {
  const reports: Document[] = []
  for (const name of scenarios) reports.push(await documentOf(strategy, name))
  return [
    { name: `${strategy.name}.md`, text: renderMarkdown(reports) },
    { name: `${strategy.name}.json`, text: `${JSON.stringify({ plimsoll: VERSION, reports }, null, 2)}\n` },
  ]
}

const writeAll = async (): Promise<void> => {
  for (const sample of SAMPLES)
    for (const { name, text } of await sampleFiles(sample)) {
      writeFileSync(new URL(name, import.meta.url), text)
      process.stderr.write(`reports/${name}: ${Math.round(text.length / 1024)} KB\n`)
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeAll()
  process.exit(0)
}
