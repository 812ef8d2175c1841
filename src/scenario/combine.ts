import type { Scenario, Step } from './scenario.js'
import { scaleScenario } from './scenario.js'

/** A scenario and how hard it strikes. */
export type Part = { readonly scenario: Scenario; readonly severity: number }

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

const named = ({ scenario, severity }: Part): string =>
  severity === 1 ? scenario.name : `${scenario.name}@${severity}`

const merged = (parts: readonly Scenario[], stepsOf: (scenario: Scenario) => readonly Step[]) =>
  parts.flatMap(stepsOf).sort((a, b) => a.at - b.at)

/** Small factors multiply each other, so the room that is left is that of the part nearest to its end. */
const room = (parts: readonly Part[]): number =>
  Math.max(1, Math.min(...parts.map(({ scenario, severity }) => scenario.severity.largest / severity)))

const severityOf = (parts: readonly Part[]): Scenario['severity'] => {
  const turns = unique(
    parts.flatMap(({ scenario, severity }) => (scenario.severity.turns ?? []).map(turn => turn / severity)),
  )
  const meaning = `all of them at once: ${parts.map(part => `${part.scenario.name} ${part.scenario.severity.meaning}`).join('; ')}`
  return { meaning, largest: room(parts), ...(turns.length > 0 ? { turns } : {}) }
}

const modeOf = (scaled: readonly Scenario[]): Pick<Scenario, 'mode'> => {
  const modes = scaled.flatMap(({ mode }) => (mode ? [mode] : []))
  const [first] = modes
  if (first === undefined) return {}
  return { mode: modes.includes('then') ? 'then' : first }
}

/**
 * Several scenarios at once, each as hard as it says: all their shocks at their own times, in one run as long as the
 * longest. Where two move the same thing, the later shock stands, and of two at one time that of the scenario named
 * last.
 */
export const combine = (parts: readonly Part[]): Scenario => {
  const scaled = parts.map(({ scenario, severity }) => scaleScenario(scenario, severity))
  const [first] = scaled
  if (!first) throw new RangeError('nothing to combine')
  const overlay = merged(scaled, scenario => scenario.overlay ?? [])
  const known = scaled.flatMap(scenario => scenario.known ?? [])
  return {
    name: parts.map(named).join('+'),
    family: first.family,
    about: scaled.map(scenario => scenario.about).join(' And: '),
    source: unique(scaled.map(scenario => scenario.source)).join('; '),
    assumed: unique([...scaled.flatMap(scenario => scenario.assumed), 'that they happen together']),
    days: Math.max(...scaled.map(scenario => scenario.days)),
    severity: severityOf(parts),
    steps: merged(scaled, scenario => scenario.steps),
    ...(known.length > 0 ? { known } : {}),
    ...modeOf(scaled),
    ...(overlay.length > 0 ? { overlay } : {}),
    parts: parts.map(({ scenario, severity }) => ({ name: scenario.name, severity })),
  }
}
