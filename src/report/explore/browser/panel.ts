/// <reference lib="dom" />
import { type Scenario, type Shock, scaleKinds } from '../../../scenario/scenario.js'
import { POLICIES } from '../../../simulation/policies/policies.js'
import { momentsOf } from '../../../simulation/run.js'
import { SECONDS_PER_DAY } from '../../../units/fixed.js'
import { kindsOf } from '../engine.js'
import type { Managing } from '../payload.js'
import type { Choice, Explorer } from '../session.js'
import { kindWords, shockLabel, spaced } from '../words.js'
import { make } from './dom.js'
import { choiceInput, parameterInput, rangeInput } from './inputs.js'

/** Takes a choice to the next one, and has it computed. */
export type Change = (next: (before: Choice) => Choice) => void

/** `change` has the results computed again; `replace` draws the controls again as well. */
export type Changes = { readonly change: Change; readonly replace: Change }

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

const NOBODY = 'nobody'

/** Numbers of a policy where nothing else is said. */
const usualSettings = (name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(POLICIES.find(policy => policy.name === name)?.settings ?? {}).map(([key, { usual }]) => [
      key,
      usual,
    ]),
  )

const settingInputs = (managing: Managing, change: Change): readonly HTMLElement[] => {
  const settings = POLICIES.find(({ name }) => name === managing.policy)?.settings ?? {}
  return Object.entries(settings).map(([key, { about, unit, usual, least, most }]) => {
    const range = {
      id: `explore-policy-${key}`,
      label: spaced(key),
      about: `${about} (${unit})`,
      lowest: least,
      highest: most,
      whole: false,
      scale: 'linear',
      value: managing.settings[key] ?? usual,
    } as const
    return rangeInput(range, value =>
      change(before => {
        const now = before.managing ?? managing
        return { ...before, managing: { ...now, settings: { ...now.settings, [key]: value } } }
      }),
    ).element
  })
}

/** Who manages the position meanwhile; choosing another draws other settings, so it redraws the panel. */
const policyInputs = (
  explorer: Explorer,
  choice: Choice,
  { change, replace }: Changes,
): readonly HTMLElement[] => {
  const managing = explorer.managingOf(choice)
  const select = choiceInput(
    {
      id: 'explore-policy',
      label: 'policy',
      about:
        POLICIES.find(({ name }) => name === managing?.policy)?.about ??
        'Nobody acts: the position stays as it was opened.',
      options: [NOBODY, ...POLICIES.map(({ name }) => name)],
      value: managing?.policy ?? NOBODY,
    },
    name =>
      replace(before => ({
        ...before,
        managing: name === NOBODY ? null : { policy: name, settings: usualSettings(name) },
      })),
  )
  return [select.element, ...(managing ? settingInputs(managing, change) : [])]
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
export const drawPanel = (explorer: Explorer, choice: Choice, changes: Changes): readonly HTMLElement[] => {
  const { change } = changes
  const scenario = explorer.scenarioOf(choice)
  const usual = explorer.usualSeverity(choice)
  const shocks = kindsOf(scenario).map(kind =>
    shockInput({ scenario, kind, severity: choice.severities[kind] ?? usual }, change),
  )
  return [
    group('The position', parameterInputs(explorer, choice, change), 'This strategy has nothing to set.'),
    group(`What happens: ${scenario.name}`, shocks, 'Nothing happens here: only time passes.'),
    group('Who manages it', policyInputs(explorer, choice, changes), ''),
    group('Leaving', [dayInput(scenario, choice, change)], ''),
  ]
}
