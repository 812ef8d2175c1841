import { gzipSync } from 'node:zlib'
import { type Bound, boundOf, knobsOf } from '../../analysis/fit.js'
import { marketToJson } from '../../market/json.js'
import type { Market } from '../../market/market.js'
import type { Strategy } from '../../position/strategy.js'
import type { Scenario } from '../../scenario/scenario.js'
import { ACTOR_NAMES, type ActorName } from '../../simulation/actors/cast.js'
import type { Document } from '../document.js'
import { htmlText } from '../markup.js'
import { propertiesOf } from '../properties.js'
import { bundle, type Source } from './bundle.js'
import { controlsOf } from './controls.js'
import type { Case, Managing, Measured, Payload } from './payload.js'
import { EXPLORE_CSS } from './style.js'

/** One run that can be explored: what was run, from which market, and what came of it. */
export type Subject = {
  readonly strategy: Strategy
  /** The strategy's source, to bundle. */
  readonly file: string
  /** As the strategy's schema gave them. */
  readonly params: Readonly<Record<string, unknown>>
  /** As it stands in the library, not scaled. */
  readonly scenario: Scenario
  readonly severity: number
  /** Before the position was opened. */
  readonly market: Market
  readonly managing: Managing | null
  readonly without: readonly ActorName[]
  readonly measured: Measured
}

/** What a page needs to be explored; `problems` says what cannot be, and why. */
export type Exploration = {
  readonly script: string
  readonly payload: Payload
  readonly problems: readonly string[]
}

const managingOf = ({ management }: Document): Managing | null =>
  management && { policy: management.policy, settings: management.settings }

const isActor = (name: string): name is ActorName => ACTOR_NAMES.some(known => known === name)

/** What of a subject stands in its report; undefined without a run. */
export const reported = (
  document: Document,
): Pick<Subject, 'severity' | 'managing' | 'without' | 'measured'> | undefined => {
  const [first] = document.runs
  if (!first) return undefined
  const { world, openingCostWei, frames } = first
  return {
    severity: document.scenario.severity,
    managing: managingOf(document),
    without: document.provenance.without.filter(isActor),
    measured: { world, openingCostWei, frames },
  }
}

/** Only what the comparison reads: two hundred reports in one file would not fit otherwise. */
const slim = (measured: Measured): Measured => ({
  ...measured,
  frames: measured.frames.map(frame => ({
    ...frame,
    layers: [],
    events: frame.events.filter(event => event.kind === 'liquidation'),
  })),
})

/** Above this many reports in one file, frames carry only what is compared. */
const MANY = 20

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  return /error: (.*)/i.exec(text)?.[1] ?? text.split('\n')[0] ?? text
}

type Bundled = {
  readonly script: string
  readonly names: ReadonlySet<string>
  readonly problems: readonly string[]
}

/** All strategies in one script; where one cannot be bundled, the rest without it. */
const bundleAll = async (sources: readonly Source[]): Promise<Bundled> => {
  try {
    return { script: await bundle(sources), names: new Set(sources.map(({ name }) => name)), problems: [] }
  } catch {
    const tried = await Promise.all(sources.map(source => bundle([source]).then(() => undefined, firstLine)))
    const kept = sources.filter((_, i) => tried[i] === undefined)
    const problems = sources.flatMap(({ name }, i) =>
      tried[i] === undefined ? [] : [`${name} cannot be explored here: ${tried[i]}.`],
    )
    const script = kept.length > 0 ? await bundle(kept) : ''
    return { script, names: new Set(kept.map(({ name }) => name)), problems }
  }
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

/** Each strategy once, by its name. */
const sourcesOf = (subjects: readonly Subject[]): readonly Source[] =>
  distinct(subjects.map(({ strategy }) => strategy.name)).flatMap(name => {
    const found = subjects.find(({ strategy }) => strategy.name === name)
    return found ? [{ name, file: found.file }] : []
  })

/** Each scenario once: those of the runs first. */
const scenariosOf = (subjects: readonly Subject[], library: readonly Scenario[]): readonly Scenario[] => {
  const all = [...subjects.map(({ scenario }) => scenario), ...library]
  return all.filter((entry, i) => all.findIndex(other => other.name === entry.name) === i)
}

/** How far the market lets those parameters go whose schema sets no bound. */
const marketBounds = async ({ strategy, params, market }: Subject): Promise<readonly Bound[]> => {
  const properties = propertiesOf(strategy.params)
  const found: Bound[] = []
  for (const knob of knobsOf(params)) {
    const { maximum } = properties[knob] ?? {}
    if (knob === 'size' || (maximum !== undefined && knob !== 'healthFactor')) continue
    const bound = await boundOf(market, { strategy, params }, knob)
    if (bound) found.push(bound)
  }
  return found
}

/**
 * Bundles the exact model with the strategies, and packs the market and what was measured. `library` are scenarios worth
 * trying beside those that ran. Same input, same bytes.
 */
export const prepareExplorer = async (
  subjects: readonly Subject[],
  library: readonly Scenario[],
): Promise<Exploration> => {
  const { script, names, problems } = await bundleAll(sourcesOf(subjects))
  const shown = subjects.filter(({ strategy }) => names.has(strategy.name))
  const texts = shown.map(({ market }) => marketToJson(market))
  const markets = distinct(texts)
  const bounds = await Promise.all(shown.map(subject => marketBounds(subject)))
  const cases = shown.map(
    ({ strategy, params, scenario, severity, managing, without, measured }, i): Case => ({
      strategy: strategy.name,
      params,
      controls: controlsOf(propertiesOf(strategy.params), params, bounds[i]),
      scenario: scenario.name,
      severity,
      managing,
      without,
      market: markets.indexOf(texts[i] ?? ''),
      measured: subjects.length > MANY ? slim(measured) : measured,
    }),
  )
  return { script, payload: { markets, scenarios: scenariosOf(shown, library), cases }, problems }
}

const pack = (payload: Payload): string => gzipSync(JSON.stringify(payload), { level: 9 }).toString('base64')

const INTRODUCTION =
  'Move a slider, and the exact model that made this report runs again, in this page, on the market of its block. Nothing is sent anywhere. Every figure stands beside the one the report measured.'

/** The explorer as a part of a page: its markup with its data, its script, its style. */
export const exploreSection = ({
  script,
  payload,
  problems,
}: Exploration): { readonly html: string; readonly script: string; readonly css: string } => {
  const said = problems.map(problem => `<p class="about">${htmlText(problem)}</p>`).join('')
  const heading = '<h2 id="explore-title">Explore</h2>'
  if (payload.cases.length === 0) return { html: `${heading}${said}`, script: '', css: EXPLORE_CSS }
  const html = [
    heading,
    `<p>${INTRODUCTION}</p>${said}`,
    '<p id="explore-needs-script" class="needs-script">Exploring needs JavaScript. Everything else in this report is complete without it.</p>',
    '<div id="explore-app" hidden></div>',
    `<script type="application/octet-stream" id="explore-data">${pack(payload)}</script>`,
  ].join('\n')
  return { html, script, css: EXPLORE_CSS }
}
