import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { simulate, type Worlds } from '../src/analysis/simulate.js'
import type { Market } from '../src/market/market.js'
import type { Strategy } from '../src/position/strategy.js'
import { composeDocument } from '../src/report/compose.js'
import type { Document } from '../src/report/document.js'
import { reported, type Subject } from '../src/report/explore/explore.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { scaleScenario } from '../src/scenario/scenario.js'

const FOLDER = new URL('../strategies/', import.meta.url)

/** Every strategy of the library with its source. */
export const library = async (): Promise<readonly { readonly strategy: Strategy; readonly file: string }[]> =>
  Promise.all(
    readdirSync(FOLDER)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map(async name => {
        const { strategy } = (await import(new URL(name, FOLDER).href)) as { strategy: Strategy }
        return { strategy, file: fileURLToPath(new URL(name, FOLDER)) }
      }),
  )

export type Told = { readonly document: Document; readonly subject: Subject }

type Order = {
  readonly name: string
  readonly scenario: string
  readonly severity?: number
  readonly worlds: Worlds
  /** Of the model alone; the embedded mainnet's otherwise. */
  readonly market?: Market
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A report, and what the explorer needs of it. */
export const report = async (order: Order): Promise<Told> => {
  const found = (await library()).find(one => one.strategy.name === order.name)
  const scenario = SCENARIOS.find(one => one.name === order.scenario)
  if (!found || !scenario) throw new Error(`no ${order.name} under ${order.scenario}`)
  const { strategy, file } = found
  const severity = order.severity ?? 1
  const params = strategy.params.parse(order.settings ?? {}) as Readonly<Record<string, unknown>>
  const simulation = await simulate({
    origin: { kind: 'embedded' },
    ...(order.market ? { market: order.market } : {}),
    worlds: order.worlds,
    strategy,
    params,
    scenario: scaleScenario(scenario, severity),
    progress: () => undefined,
  })
  const { name, about } = strategy
  const told = { strategy: { name, about, params }, scenario, severity, loadLine: null }
  const document = composeDocument({ simulation, ...told })
  const seen = reported(document)
  if (!seen) throw new Error('a report has a run')
  return { document, subject: { strategy, file, params, scenario, market: simulation.start, ...seen } }
}
