import { exitPlanner } from '../exit/frontier.js'
import type { Market } from '../market/market.js'
import type { Strategy } from '../position/strategy.js'
import { type Scenario, scaleScenario } from '../scenario/scenario.js'
import { type ActorName, cast } from '../simulation/actors/cast.js'
import type { ExitLimits } from '../simulation/exitPlanner.js'
import { createModelWorld } from '../simulation/model/modelWorld.js'
import type { Management } from '../simulation/policies/policy.js'
import { type Run, type RunRequest, run } from '../simulation/run.js'
import type { World } from '../simulation/world.js'
import { SECONDS_PER_DAY } from '../units/fixed.js'
import { isAnyOfIt } from './leastSeverity.js'

/** Ways to go under. */
export type Fate = 'liquidatable' | 'liquidated' | 'illiquid'

export type Crossing = {
  /** Smallest severity found at which it happens; null where it does not, up to `searchedTo`. */
  readonly severity: number | null
  /** Largest severity tried at which it does not happen, below `severity`. */
  readonly survives: number | null
  readonly searchedTo: number
  readonly reason: string
}

export type LoadLine = Readonly<Record<Fate, Crossing>>

export type LoadLineRequest = {
  readonly market: Market
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  readonly management?: Management | undefined
  readonly limits: ExitLimits
  /** Who does not act; nobody unless said otherwise. */
  readonly without?: readonly ActorName[] | undefined
  /** Called before each run, and awaited: a caller may let other things happen between, and show how far the search is. */
  readonly onTry?: (tries: Tries) => void | Promise<void>
}

/** Runs begun, and how many there will be at most. */
export type Tries = { readonly begun: number; readonly most: number }

const WAD = 10n ** 18n

/** Whether a run ended in a fate. */
export const meets = (fate: Fate, done: Run, limits: ExitLimits): boolean => {
  switch (fate) {
    case 'liquidatable':
      return done.frames.some(
        frame => frame.lowestHealthFactorWad !== null && frame.lowestHealthFactorWad < WAD,
      )
    case 'liquidated':
      return done.frames.some(frame => frame.events.some(event => event.kind === 'liquidation'))
    case 'illiquid':
      return done.frames.some(frame => frame.exits.keeping(limits) === undefined)
  }
}

/** Severities tried before the first crossing is narrowed down: survival need not be monotone. */
const SCAN = [0, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10]
/** The crossing is narrowed down to one part in a hundred. */
const PRECISION = 0.01
/** Halvings of a step of the scan, at most: down to the least severity, and from there to the precision. */
const HALVINGS = 15

/** Runs one severity in a world. */
export const runAt = (
  request: Pick<LoadLineRequest, 'strategy' | 'params' | 'scenario' | 'management' | 'without'>,
  at: { readonly world: World; readonly severity: number; readonly onFrame?: RunRequest['onFrame'] },
): Promise<Run> =>
  run({
    world: at.world,
    strategy: request.strategy,
    params: request.params,
    scenario: scaleScenario(request.scenario, at.severity),
    actors: cast(request.without),
    management: request.management,
    planner: exitPlanner,
    ...(at.onFrame ? { onFrame: at.onFrame } : {}),
  })

/** In the order in which a position usually meets them. */
export const FATES: readonly Fate[] = ['liquidatable', 'liquidated', 'illiquid']

/** Lowest health factor at any block; infinite without debt. */
const lowestOf = ({ frames }: Run): number =>
  Math.min(
    ...frames.map(frame =>
      frame.lowestHealthFactorWad === null
        ? Number.POSITIVE_INFINITY
        : Number(frame.lowestHealthFactorWad) / 1e18,
    ),
  )

/** What became of the share rate, which is what Aave's price of wstETH follows. */
const sharesFell = ({ frames }: Run): string => {
  const events = frames.flatMap(frame => frame.events)
  if (events.some(event => event.kind === 'transaction' && event.refused === 'IncorrectCLBalanceDecrease'))
    return 'Lido’s sanity check refuses reports, and the old share rate stands'
  const falls = frames
    .slice(1)
    .map((frame, i) => Number(frame.shareRateWad) / Number(frames[i]?.shareRateWad ?? 1n) - 1)
  const worst = Math.min(0, ...falls)
  return worst < -1e-5
    ? `the share rate falls by ${(-100 * worst).toFixed(2)} % at most in a day`
    : 'Aave’s price follows the share rate, which does not fall'
}

const short = (days: number): string => String(Math.round(days * 10) / 10)

const why = (fate: Fate, done: Run, limits: ExitLimits): string => {
  const low = lowestOf(done)
  if (fate === 'illiquid') {
    const first = done.frames.find(frame => frame.exits.keeping(limits) === undefined)
    return first
      ? `no way out keeps to ${limits.costBps} bps and ${limits.days} days on day ${short(first.at / SECONDS_PER_DAY)}`
      : `a way out keeps to ${limits.costBps} bps and ${limits.days} days throughout`
  }
  if (low === Number.POSITIVE_INFINITY) return 'the position has no debt'
  const text = low.toFixed(4)
  if (meets(fate, done, limits)) return `the health factor falls to ${text}`
  if (fate === 'liquidated' && low < 1)
    return `the health factor falls to ${text}, but liquidating does not pay`
  return `the health factor stays at ${text} or above; ${sharesFell(done)}`
}

/** The first crossing of each fate, found on the model by a scan and a bisection. */
export const findLoadLine = async (request: LoadLineRequest): Promise<LoadLine> => {
  const { market, scenario, limits, onTry } = request
  const known = new Map<number, Run>()
  const largest = scenario.severity.largest
  const turns = scenario.severity.turns ?? []
  const severities = [...new Set([...SCAN, ...turns, largest])]
    .filter(severity => severity <= largest)
    .sort((a, b) => a - b)
  const most = 2 * severities.length + FATES.length * HALVINGS
  // One run for all marks: its exits are asked for only where the mark is about them.
  const at = async (severity: number): Promise<Run> => {
    const seen = known.get(severity)
    if (seen) return seen
    await onTry?.({ begun: known.size + 1, most })
    const done = await runAt(request, { world: createModelWorld(market), severity })
    known.set(severity, done)
    return done
  }
  const find = async (fate: Fate): Promise<Crossing> => {
    let low: number | null = null
    let nearest: Run | undefined
    for (const severity of severities) {
      const done = await at(severity)
      if (meets(fate, done, limits)) return narrow(fate, low, severity)
      // No scenario and no policy borrows: whoever owes nothing is not asked again.
      if (fate !== 'illiquid' && lowestOf(done) === Number.POSITIVE_INFINITY)
        return { severity: null, survives: largest, searchedTo: largest, reason: why(fate, done, limits) }
      low = severity
      if (!nearest || lowestOf(done) < lowestOf(nearest)) nearest = done
    }
    const reason = `${why(fate, nearest ?? (await at(largest)), limits)}, at the ${severities.length} severities tried`
    return { severity: null, survives: low, searchedTo: largest, reason }
  }
  const narrow = async (fate: Fate, from: number | null, to: number): Promise<Crossing> => {
    if (from === null) {
      const reason = `already without any of it: ${why(fate, await at(to), limits)}`
      return { severity: to, survives: null, searchedTo: largest, reason }
    }
    let [low, high] = [from, to]
    while (high - low > PRECISION * high && !(low === 0 && isAnyOfIt(high))) {
      const middle = Number(((low + high) / 2).toPrecision(6))
      if (meets(fate, await at(middle), limits)) high = middle
      else low = middle
    }
    const reason = why(fate, await at(high), limits)
    return { severity: high, survives: low, searchedTo: largest, reason }
  }
  const found: Partial<Record<Fate, Crossing>> = {}
  for (const fate of FATES) found[fate] = await find(fate)
  return found as LoadLine
}
