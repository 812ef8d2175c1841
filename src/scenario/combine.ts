import { type Scenario, type Shock, type Step, scaleScenario, titleOf } from './scenario.js'
import type { Standing } from './shocks/define.js'
import { changeOf, factorOf, product } from './shocks/joins.js'
import { happensOnce, joinShock, standingOf, yieldsTo } from './shocks/registry.js'

/** A scenario and how hard it strikes. */
export type Part = { readonly scenario: Scenario; readonly severity: number }

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

const titled = ({ scenario, severity }: Part): string =>
  severity === 1 ? titleOf(scenario) : `${titleOf(scenario)} × ${severity}`

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

/** As often as the one that is looked at most often. */
const framesOf = (scaled: readonly Scenario[]): Pick<Scenario, 'frameEveryDays'> => {
  const frameEveryDays = Math.min(...scaled.map(scenario => scenario.frameEveryDays ?? 1))
  return frameEveryDays > 1 ? { frameEveryDays } : {}
}

const modeOf = (scaled: readonly Scenario[]): Pick<Scenario, 'mode'> => {
  const modes = scaled.flatMap(({ mode }) => (mode ? [mode] : []))
  const [first] = modes
  if (first === undefined) return {}
  return { mode: modes.includes('then') ? 'then' : first }
}

/** What one scenario asks of everything at a time, by what it sets. */
type Asked = Map<string, Standing>

const ask = (asked: Asked, at: number, shock: Shock): void => {
  const standing = standingOf(shock, at)
  if (!standing) return
  const before = asked.get(standing.level.of)
  if (!before || !yieldsTo(shock, before)) asked.set(standing.level.of, standing)
}

/** What one scenario asks of ether: its two feeds and the dollar pool, as factors of the start. */
type EtherAsked = { readonly ether: number; readonly dollar: number; readonly market: number }

const etherOf = (asked: Asked): EtherAsked => {
  const factor = (level: string): number => {
    const shock = asked.get(level)?.shock as Shock | undefined
    return shock?.kind === 'price' || shock?.kind === 'etherMarket' ? factorOf(shock) : 1
  }
  return { ether: factor('price ETH/USD'), dollar: factor('price USDC/USD'), market: factor('etherMarket') }
}

/** The dollar pool stands where the joined feeds put it, times how far each scenario holds it off its own feeds. */
const joinedMarket = (asked: readonly EtherAsked[]): Shock => {
  const feeds = product(asked.map(one => one.ether)) / product(asked.map(one => one.dollar))
  const apart = asked.reduce((sum, { ether, dollar, market }) => sum * ((market * dollar) / ether), 1)
  return { kind: 'etherMarket', changeBps: changeOf(feeds * apart) }
}

const joined = (shock: Shock, all: readonly Asked[], at: number): readonly Shock[] => {
  if (shock.kind === 'etherMarket') return [joinedMarket(all.map(etherOf))]
  const level = standingOf(shock, at)?.level.of
  if (level === undefined) return [shock]
  return joinShock(
    shock,
    all.flatMap(asked => asked.get(level) ?? []),
    at,
  )
}

/** A level is set once at a time, whoever asks for it; what happens twice, like a sale, does. */
const withoutRepeats = (shocks: readonly Shock[]): readonly Shock[] => {
  const seen = new Set<string>()
  return shocks.filter(shock => {
    if (!happensOnce(shock)) return true
    const text = JSON.stringify(shock)
    return seen.has(text) ? false : seen.add(text)
  })
}

/** The steps of all at once: each scenario keeps its own path, and what they ask of one thing together is joined. */
const joinedSteps = (scaled: readonly Scenario[]): readonly Step[] => {
  const all = scaled.map((): Asked => new Map())
  const heed = (at: number, shocksOf: (scenario: Scenario) => readonly Shock[]): readonly Shock[] =>
    scaled.flatMap((scenario, i) =>
      shocksOf(scenario).map(shock => {
        ask(all[i] ?? new Map(), at, shock)
        return shock
      }),
    )
  heed(-1, scenario => (scenario.overlay ?? []).flatMap(step => step.shocks))
  const times = unique(scaled.flatMap(({ steps }) => steps.map(({ at }) => at))).toSorted((a, b) => a - b)
  return times.map(at => {
    const here = heed(at, ({ steps }) => steps.filter(step => step.at === at).flatMap(step => step.shocks))
    return { at, shocks: withoutRepeats(here.flatMap(shock => joined(shock, all, at))) }
  })
}

/** What a combination takes for granted. */
const TOGETHER_ASSUMED =
  'that they happen together: falls of one price multiply and a rise softens none of them; of discounts, exit queues, gas, what is borrowed and what is closed the worse stands, and a recovery undoes only its own scenario’s discount'

/**
 * Several scenarios at once, each as hard as it says, in one run as long as the longest: sales, leavers and cuts all
 * happen, and what sets a level is joined with what the others ask of the same thing then, so that nothing is milder than
 * in any of them alone. Of rules of a fork, of Lido's version and of figures of another day the later stands.
 */
export const combine = (parts: readonly Part[]): Scenario => {
  const scaled = parts.map(({ scenario, severity }) => scaleScenario(scenario, severity))
  const [first] = scaled
  if (!first) throw new RangeError('nothing to combine')
  const overlay = merged(scaled, scenario => scenario.overlay ?? [])
  const known = scaled.flatMap(scenario => scenario.known ?? [])
  return {
    name: parts.map(named).join('+'),
    title: parts.map(titled).join(' and '),
    family: first.family,
    about: scaled.map(scenario => scenario.about).join(' And: '),
    source: unique(scaled.map(scenario => scenario.source)).join('; '),
    assumed: unique([...scaled.flatMap(scenario => scenario.assumed), TOGETHER_ASSUMED]),
    days: Math.max(...scaled.map(scenario => scenario.days)),
    severity: severityOf(parts),
    steps: joinedSteps(scaled),
    ...(known.length > 0 ? { known } : {}),
    ...modeOf(scaled),
    ...framesOf(scaled),
    ...(overlay.length > 0 ? { overlay } : {}),
    parts: parts.map(({ scenario, severity }) => ({ name: scenario.name, severity })),
  }
}
