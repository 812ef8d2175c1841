/// <reference lib="dom" />
import { type Scenario, type Shock, scaleKinds } from '../../../scenario/scenario.js'
import { kindsOf, momentsOf } from '../engine.js'
import type { Choice, Explorer } from '../session.js'
import { kindWords, shockLabel } from '../words.js'
import { make } from './dom.js'
import { parameterInput, rangeInput } from './inputs.js'

const SECONDS_PER_DAY = 86_400

/** Takes a choice to the next one, and has it computed. */
export type Change = (next: (before: Choice) => Choice) => void

const parameterInputs = (explorer: Explorer, choice: Choice, change: Change): readonly HTMLElement[] => {
  const { controls, params } = explorer.caseOf(choice)
  return controls.map(control => {
    const { name } = control
    return parameterInput(control, choice.params[name] ?? params[name], value =>
      change(before => ({ ...before, params: { ...before.params, [name]: value } })),
    ).element
  })
}

const shockInput = (
  {
    scenario,
    kind,
    severity,
  }: { readonly scenario: Scenario; readonly kind: Shock['kind']; readonly severity: number },
  change: Change,
): HTMLElement => {
  const about = (times: number): string =>
    kindWords(
      scaleKinds(scenario, () => times),
      kind,
    )
  const input = rangeInput(
    {
      id: `explore-shock-${kind}`,
      label: `${shockLabel(kind)}: times as hard`,
      about: about(severity),
      lowest: 0,
      highest: Math.max(1, scenario.severity.largest),
      whole: false,
      scale: 'linear',
      value: severity,
      unit: ' times as hard',
    },
    value => {
      input.note(about(value))
      change(before => ({ ...before, severities: { ...before.severities, [kind]: value } }))
    },
  )
  return input.element
}

const nearest = (moments: readonly number[], days: number): number =>
  moments.reduce(
    (best, at, i) =>
      Math.abs(at / SECONDS_PER_DAY - days) < Math.abs((moments[best] ?? 0) / SECONDS_PER_DAY - days)
        ? i
        : best,
    0,
  )

const dayInput = (scenario: Scenario, choice: Choice, change: Change): HTMLElement => {
  const moments = momentsOf(scenario)
  return rangeInput(
    {
      id: 'explore-day',
      label: 'Day to leave',
      about: 'Ways out are worked out for this day. The run goes on to the end.',
      lowest: 0,
      highest: scenario.days,
      whole: moments.every(at => at % SECONDS_PER_DAY === 0),
      scale: 'linear',
      value: (moments[choice.chosen] ?? 0) / SECONDS_PER_DAY,
      unit: ' days',
    },
    value => change(before => ({ ...before, chosen: nearest(moments, value) })),
  ).element
}

const group = (title: string, elements: readonly HTMLElement[], empty: string): HTMLElement =>
  make(
    'fieldset',
    {},
    make('legend', {}, title),
    ...(elements.length > 0 ? elements : [make('p', { class: 'about' }, empty)]),
  )

/** The controls of a choice: what the position is, how hard each kind of shock strikes, when it is left. */
export const drawPanel = (explorer: Explorer, choice: Choice, change: Change): readonly HTMLElement[] => {
  const scenario = explorer.scenarioOf(choice)
  const usual = explorer.usualSeverity(choice)
  const shocks = kindsOf(scenario).map(kind =>
    shockInput({ scenario, kind, severity: choice.severities[kind] ?? usual }, change),
  )
  return [
    group('The position', parameterInputs(explorer, choice, change), 'This strategy has nothing to set.'),
    group(`What happens: ${scenario.name}`, shocks, 'Nothing happens here: only time passes.'),
    group('Leaving', [dayInput(scenario, choice, change)], ''),
  ]
}
