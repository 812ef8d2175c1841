/// <reference lib="dom" />
import type { Strategy } from '../../../position/strategy.js'
import { momentsOf } from '../../../simulation/run.js'
import { kindsOf } from '../engine.js'
import type { Payload } from '../payload.js'
import { type Choice, createExplorer, type Explorer } from '../session.js'
import { make } from './dom.js'
import { drawResults } from './page.js'
import { type Change, drawPanel } from './panel.js'

/** What a link of the lesson may set. */
type Preset = Partial<Pick<Choice, 'scenario' | 'params' | 'severities'>> & {
  readonly strategy?: string
  readonly day?: number
}

const unpack = async (packed: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}

/** At the report's own settings, to leave on the last day. */
const startingAt = (explorer: Explorer, report: number): Choice => {
  const scenario = explorer.payload.cases[report]?.scenario ?? ''
  const choice: Choice = { report, scenario, params: {}, severities: {}, chosen: 0 }
  return { ...choice, chosen: momentsOf(explorer.scenarioOf(choice)).length - 1 }
}

const withScenario = (explorer: Explorer, choice: Choice, scenario: string): Choice => {
  const next = { ...choice, scenario, severities: {} }
  return { ...next, chosen: momentsOf(explorer.scenarioOf(next)).length - 1 }
}

/** What a link of the lesson sets; a shock that it does not name strikes once as hard, as in the library. */
const withPreset = (explorer: Explorer, before: Choice, preset: Preset): Choice => {
  const own = explorer.payload.cases.findIndex(({ strategy }) => strategy === preset.strategy)
  const start = startingAt(explorer, own < 0 ? before.report : own)
  const next = withScenario(explorer, start, preset.scenario ?? start.scenario)
  const scenario = explorer.scenarioOf(next)
  const severities = Object.fromEntries(kindsOf(scenario).map(kind => [kind, preset.severities?.[kind] ?? 1]))
  const day = preset.day === undefined ? -1 : momentsOf(scenario).indexOf(preset.day * 86_400)
  return { ...next, params: preset.params ?? {}, severities, chosen: day < 0 ? next.chosen : day }
}

const option = (value: string, text: string): HTMLElement => make('option', { value }, text)

const reportSelect = ({ payload }: Explorer): HTMLSelectElement =>
  make(
    'select',
    { id: 'explore-report' },
    ...payload.cases.map(({ strategy, scenario, severity }, i) =>
      option(
        String(i),
        `${strategy} under ${scenario}${severity === 1 ? '' : `, ${severity} times as hard`}`,
      ),
    ),
  )

const scenarioSelect = ({ payload }: Explorer): HTMLSelectElement =>
  make('select', { id: 'explore-scenario' }, ...payload.scenarios.map(({ name }) => option(name, name)))

const labelled = (label: string, select: HTMLSelectElement): HTMLElement =>
  make('div', { class: 'control' }, make('label', { for: select.id }, label), select)

/** Lets the page take what came meanwhile, and paint. */
const breath = (): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, 0)
  })

/**
 * Runs `work` after the page was painted, once for however many calls came meanwhile, and what it leaves for later once
 * no more of them come.
 */
const coalesced = (work: () => Promise<() => void>): (() => void) => {
  let [running, again] = [false, false]
  const go = async (): Promise<void> => {
    running = true
    do {
      again = false
      const rest = await work()
      await breath()
      if (!again) rest()
    } while (again)
    running = false
  }
  return () => {
    again = true
    if (!running) setTimeout(() => void (running || go()), 0)
  }
}

const mount = (root: HTMLElement, explorer: Explorer): void => {
  let choice = startingAt(explorer, 0)
  const said = make('output', { id: 'explore-said', class: 'said', 'aria-live': 'polite' })
  const shown = make('div', { id: 'explore-shown', class: 'shown' })
  const panel = make('div', { class: 'panel' })
  const compute = coalesced(() => drawResults(explorer, choice, { said, shown }))
  const report = reportSelect(explorer)
  const scenario = scenarioSelect(explorer)
  const redraw = (): void => {
    report.value = String(choice.report)
    scenario.value = choice.scenario
    const change: Change = next => {
      choice = next(choice)
      compute()
    }
    const replace: Change = next => {
      choice = next(choice)
      redraw()
    }
    const focused = document.activeElement?.id
    panel.replaceChildren(...drawPanel(explorer, choice, { change, replace }))
    if (focused) document.getElementById(focused)?.focus()
    compute()
  }
  report.addEventListener('change', () => {
    choice = startingAt(explorer, Number(report.value))
    redraw()
  })
  scenario.addEventListener('change', () => {
    choice = withScenario(explorer, choice, scenario.value)
    redraw()
  })
  const reset = make('button', { type: 'button', id: 'explore-reset' }, 'Back to the report’s settings')
  reset.addEventListener('click', () => {
    choice = startingAt(explorer, choice.report)
    redraw()
  })
  root.replaceChildren(
    make('div', { class: 'choose' }, labelled('Report', report), labelled('Scenario', scenario), reset),
    make('div', { class: 'bench' }, panel, shown, said),
  )
  onPreset(preset => {
    choice = withPreset(explorer, choice, preset)
    redraw()
  })
  // Charts are drawn for the width there is.
  window.addEventListener('resize', compute)
  redraw()
}

/** Links of the lesson carry settings: following one moves the sliders. */
const onPreset = (apply: (preset: Preset) => void): void => {
  document.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest('[data-explore]') : null
    const settings = link?.getAttribute('data-explore')
    if (settings) apply(JSON.parse(settings) as Preset)
  })
}

/** Starts the explorer in a page that carries its data, and leaves a page without it as it is. */
export const start = async (strategies: Readonly<Record<string, Strategy>>): Promise<void> => {
  const [data, root] = [document.getElementById('explore-data'), document.getElementById('explore-app')]
  if (!data || !root) return
  const payload = JSON.parse(await unpack(data.textContent ?? '')) as Payload
  const explorer = createExplorer(payload, strategies)
  // For a console: the same engine, without the page.
  Object.assign(globalThis, { plimsoll: { explorer, payload } })
  document.getElementById('explore-needs-script')?.remove()
  root.hidden = false
  for (const link of document.querySelectorAll<HTMLElement>('.set[hidden]')) link.hidden = false
  mount(root, explorer)
}
