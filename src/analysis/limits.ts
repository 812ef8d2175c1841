import type { Cell } from './measures/measure.js'

/** A limit as it was written: an expression over measures, and the scenarios that it is for. */
export type Limit = {
  readonly text: string
  readonly expression: string
  /** Labels of scenarios, as in `june-2022` or `depeg@2`; null: every scenario must pass. */
  readonly under: readonly string[] | null
}

/** What a limit is judged by: the measures of one position under one scenario, and what it stands on. */
export type Facts = {
  readonly measures: Readonly<Record<string, Cell>>
  /** Of all that is held at fair value, the part that stands on a protocol, rate, oracle, pool or issuer. */
  share(name: string): number
  /** Days on which measures were worst, where that is known. */
  readonly days: Readonly<Record<string, number>>
}

/** A measure as a verdict shows it. */
export type Shown = {
  readonly name: string
  readonly value: number | null
  readonly reason: string | null
  readonly day: number | null
}

export type Status = 'pass' | 'undecided' | 'fail'

/** What became of one limit for one position under one scenario. */
export type Verdict = {
  readonly position: string
  readonly scenario: string
  readonly limit: string
  readonly status: Status
  readonly shown: readonly Shown[]
  /** Why it failed without a value, or which input decides. */
  readonly note: string | null
}

/** Splits `EXPRESSION under A,B` before anything evaluates it. */
export const splitLimit = (text: string): Limit => {
  const [, expression = text, scenarios] = /^(.*?)\s+under\s+(\S.*)$/s.exec(text.trim()) ?? []
  const under = scenarios === undefined ? null : scenarios.split(',').map(name => name.trim())
  return { text: text.trim(), expression: expression.trim(), under }
}

export const appliesTo = ({ under }: Limit, scenario: string): boolean =>
  under === null || under.includes(scenario)

/** A compiled expression: whether it holds; or the first measure in it that has no value, and why. */
export type Holds = (facts: Facts) => boolean | { readonly missing: string; readonly reason: string }

export type Compiled = {
  readonly limit: Limit
  /** Measures in it. */
  readonly names: readonly string[]
  /** Plimsoll's own measures that those rest on: what must be measured to judge it. */
  readonly needs: readonly string[]
  /** Names of its `share("…")`. */
  readonly shares: readonly string[]
  readonly holds: Holds
}

/** A user's own measure, `NAME = EXPRESSION` over the others. */
export type OwnMeasure = {
  readonly name: string
  readonly expression: string
  /** Plimsoll's own measures that it rests on. */
  readonly needs: readonly string[]
  /** Names of its `share("…")`. */
  readonly shares: readonly string[]
  /** A value, or why there is none; never throws. */
  compute(facts: Facts): Cell
}

/** What is judged, and the measures of a user that it may name. */
export type Limits = { readonly limits: readonly Compiled[]; readonly own: readonly OwnMeasure[] }

export const NO_LIMITS: Limits = { limits: [], own: [] }

/** Facts with a user's own measures, each over those before it. */
export const withOwn = (facts: Facts, own: readonly OwnMeasure[]): Facts => {
  const measures: Record<string, Cell> = { ...facts.measures }
  for (const one of own) measures[one.name] = one.compute({ ...facts, measures })
  return { ...facts, measures }
}

const shownOf = ({ names, shares }: Compiled, { measures, days, share }: Facts): readonly Shown[] => [
  ...names.map(name => {
    const cell = measures[name]
    return {
      name,
      value: cell?.ok ? cell.value : null,
      reason: cell?.ok ? null : (cell?.reason ?? 'not measured'),
      day: days[name] ?? null,
    }
  }),
  ...shares.map(name => ({ name: `share of ${name}`, value: share(name), reason: null, day: null })),
]

export type Pair = { readonly position: string; readonly scenario: string }

/** An input that was moved to an end of its band, and what is measured there. */
export type Moved = { readonly input: string; readonly facts: Facts }

/**
 * Judges a limit. Where an input at an end of its band turns the verdict, nothing is decided: the input is named. A
 * measure without a value fails, with its reason.
 */
export const judge = (
  compiled: Compiled,
  facts: Facts,
  { position, scenario, moved }: Pair & { readonly moved: readonly Moved[] },
): Verdict => {
  const { limit, holds } = compiled
  const held = holds(facts)
  const base = { position, scenario, limit: limit.text, shown: shownOf(compiled, facts) }
  if (typeof held !== 'boolean')
    return { ...base, status: 'fail', note: `${held.missing} could not be computed: ${held.reason}` }
  const turned = moved.filter(({ facts: there }) => (holds(there) === true) !== held)
  const [first] = turned
  if (first) {
    const there = held ? 'does not hold' : 'holds'
    return {
      ...base,
      status: 'undecided',
      note: `${turned.map(({ input }) => input).join(', ')}: it ${there} there`,
    }
  }
  return { ...base, status: held ? 'pass' : 'fail', note: null }
}

const RANK: Readonly<Record<Status, number>> = { pass: 0, undecided: 1, fail: 2 }

/** Less than this, relative, is no change. */
const SAME = 1e-9

const movedWorse = (
  now: Shown,
  before: Shown | undefined,
  worse: 'lower' | 'higher' | undefined,
): boolean => {
  if (now.value === null || before === undefined || before.value === null)
    return now.value === null && before?.value !== null && before !== undefined
  const change = now.value - before.value
  return (worse === 'lower' ? -change : change) > SAME * Math.max(1, Math.abs(before.value))
}

/** Whether a verdict is worse than in an earlier check; one that was not there before is worse unless it passes. */
export const becameWorse = (
  now: Verdict,
  before: Verdict | undefined,
  worseOf: (measure: string) => 'lower' | 'higher' | undefined,
): boolean => {
  if (now.status === 'pass') return false
  if (!before || RANK[now.status] > RANK[before.status]) return true
  if (RANK[now.status] < RANK[before.status]) return false
  return now.shown.some(one =>
    movedWorse(
      one,
      before.shown.find(({ name }) => name === one.name),
      worseOf(one.name),
    ),
  )
}
