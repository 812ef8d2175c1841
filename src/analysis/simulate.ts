import { withBands } from '../exit/bands.js'
import { exitsBySize, type SizedExits } from '../exit/exitSizes.js'
import { exitPlanner } from '../exit/frontier.js'
import { leavingTogether, type Together } from '../exit/together.js'
import { seedPositions } from '../fork/build/pools.js'
import type { Progress } from '../fork/genesis.js'
import type { PositionRequest } from '../fork/lensDecode.js'
import { DEFAULT_DAY, seedBook } from '../fork/seed.js'
import { createForkWorld } from '../fork/world/forkWorld.js'
import { type Chain, type Origin, openChain, originName, runsKnownCode } from '../fork/world/origin.js'
import { FOLLOWED_BORROWERS, fitPopulation, peopled, populated } from '../fork/world/populated.js'
import { type StartMarket, startMarket } from '../fork/world/startMarket.js'
import { CROWD, OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { NO_POPULATION, type Population } from '../market/population.js'
import type { Strategy } from '../position/strategy.js'
import { AAVE } from '../protocols/aave/addresses.js'
import type { Address } from '../protocols/assets.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import type { Scenario } from '../scenario/scenario.js'
import { type ActorName, cast } from '../simulation/actors/cast.js'
import { fixedExits, type WayOut } from '../simulation/exitPlanner.js'
import type { Frame, RunEvent } from '../simulation/frame.js'
import { createModelWorld } from '../simulation/model/modelWorld.js'
import { type Management, unmanaged } from '../simulation/policies/policy.js'
import { compareMarkets, QUANTITIES } from '../simulation/reconcile/quantities.js'
import { type Run, run } from '../simulation/run.js'
import type { World } from '../simulation/world.js'
import { EXIT_READINGS, worstOf } from './measures/exits.js'
import { settleExits } from './settleExits.js'
import { type Tried, tryWay } from './tryWay.js'

/** Which worlds a run happens in. */
export type Worlds = 'model' | 'fork' | 'both'

/** How far model and fork were ever apart in one group of numbers, in its smallest unit. */
export type Reconciled = {
  readonly name: string
  readonly maxDifference: bigint
  /** Numbers compared over all frames. */
  readonly compared: number
  readonly where: string | null
  readonly atSeconds: number | null
}

/** Leaving the parts of a position, apart and at once, at one frame. */
export type TogetherAt = { readonly atSeconds: number; readonly patiences: readonly Together[] }

export type Simulation = {
  /** One per world; what measures are read from is the first. */
  readonly runs: readonly Run[]
  /** Before the position was opened. */
  readonly start: Market
  /** With the position open, at the first frame. */
  readonly opened: Market
  readonly population: Population
  readonly without: readonly ActorName[]
  /** The same position with nobody managing it, in the model; absent where nobody does anyway. */
  readonly unmanaged?: Run
  /** At the first frame and where leaving at once costs most; empty for a position of one part. */
  readonly together: readonly TogetherAt[]
  /** Empty unless both worlds ran. */
  readonly reconciliation: readonly Reconciled[]
  readonly origin: ReturnType<typeof originName> | 'file'
  /** Of the embedded mainnet's market; null elsewhere. */
  readonly day: string | null
  /** What leaving would bring at other sizes, at the start and when leaving at once cost most. */
  readonly exitsBySize: readonly SizedExits[]
  /** Version of Aave's code that ran. */
  readonly aave: string
  /** Whether the mirrors know the code that ran. */
  readonly verified: boolean
}

export type SimulationRequest = {
  readonly origin: Origin
  /** Start the model from this market instead of a chain's; the fork cannot. */
  readonly market?: Market
  readonly worlds: Worlds
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  readonly management?: Management | undefined
  readonly progress: Progress
  /** Background borrowers of both worlds; nobody unless said otherwise. */
  readonly population?: Population
  /** Who does not act; nobody unless said otherwise. */
  readonly without?: readonly ActorName[]
  /** Whether leaving is asked for at other sizes, six more runs of the model; 'asked' unless said otherwise. */
  readonly sizes?: 'asked' | 'left out'
}

type Recorded = { readonly run: Run; readonly markets: readonly Market[] }

const TRACKED: readonly Address[] = [OWNER, ...Object.values(CROWD), AAVE.collector.toLowerCase() as Address]

/** The provider's ranges on the embedded mainnet; on another chain they hold nothing. */
const providerPositions = (day: string | undefined): readonly PositionRequest[] =>
  Object.entries(seedPositions(seedBook(day))).flatMap(([pool, positions]) =>
    positions.map(({ tickLower, tickUpper }) => ({
      pool: pool as UniswapPoolName,
      owner: CROWD.provider,
      tickLower,
      tickUpper,
    })),
  )

const followedPositions = new Map<string | undefined, readonly PositionRequest[]>()

/** Whom and what a world on a chain reads besides the protocols. */
const subjectsOf = (origin: Origin) => {
  const all = origin.kind === 'embedded' ? (origin.borrowers ?? []).map(borrower => borrower.account) : []
  const followed = FOLLOWED_BORROWERS.filter(account => all.includes(account))
  const borrowers = all.filter(account => !followed.includes(account))
  // They are fitted anew each time they are asked for, and are the same for every world.
  const day = origin.kind === 'embedded' ? origin.day : undefined
  const positions = followedPositions.get(day) ?? providerPositions(day)
  followedPositions.set(day, positions)
  return { tracked: [...TRACKED, ...followed], positions, borrowers }
}

/** A fork as a world, with everyone who matters followed, and `more` accounts beside them. */
export const openForkWorld = async (
  origin: Origin,
  progress: Progress,
  more: readonly Address[] = [],
): Promise<{ world: World; chain: Chain }> => {
  const chain = await openChain(origin, progress)
  const { tracked, positions, borrowers } = subjectsOf(origin)
  const followed = [...new Set([...tracked, ...more])]
  return { world: createForkWorld(chain, followed, positions, borrowers), chain }
}

/** The market that an origin starts with; no chain is opened where its market is cached. */
export const startOf = (origin: Origin, progress: Progress): Promise<StartMarket> =>
  startMarket(origin, progress, {
    subjects: Object.values(subjectsOf(origin)),
    open: () => openForkWorld(origin, progress),
  })

/** Ways out that were carried out on the fork, and what came of it. */
type OnFork = ReadonlyMap<WayOut, Tried>

/** `printed`: seconds of the frames whose exits are printed, as far as they are known before the run. */
const record = async (
  world: World,
  request: SimulationRequest,
  printed: ReadonlySet<number> = new Set(),
): Promise<Recorded> => {
  const { strategy, params, scenario, management, progress } = request
  const markets: Market[] = []
  const onFork = new Map<WayOut, Tried>()
  const done = await run({
    world,
    strategy,
    params,
    scenario,
    management,
    actors: cast(request.without),
    planner: exitPlanner,
    async onFrame(frame, market, of) {
      markets.push(market)
      progress(`${strategy.name} × ${scenario.name} on the ${world.name}: frame ${markets.length} of ${of}`)
      if (world.name !== 'fork') return
      const { ways } = frame.exits.frontier(printed.has(frame.at) ? 'full' : 'frame')
      for (const way of ways) onFork.set(way, await tryWay(world, way))
    },
  })
  return { run: settled(done, markets, { strategy, onFork }), markets }
}

const resultOf = (tried: Tried | undefined): WayOut['onFork'] =>
  tried ? { proceedsWei: tried.proceedsWei, gasUnits: tried.gasUnits } : null

/** The run with its exits worked out: in full and with bands where they are printed. */
const settled = (
  done: Run,
  markets: readonly Market[],
  { strategy, onFork }: { readonly strategy: Strategy; readonly onFork: OnFork },
): Run => {
  const printed = new Set(settleExits(done.frames))
  const frames = done.frames.map((frame, i) => {
    const market = markets[i]
    const found = frame.exits.frontier()
    const tried = { ...found, ways: found.ways.map(way => ({ ...way, onFork: resultOf(onFork.get(way)) })) }
    const leaving = market && {
      market,
      owner: OWNER,
      unwind: strategy.unwind,
      gasPriceWei: frame.gasPriceWei,
    }
    const exits = leaving && printed.has(i) ? withBands(leaving, tried) : tried
    return { ...frame, exits: fixedExits(frame.exits, exits) }
  })
  return { ...done, frames }
}

/** Seconds of the frames whose exits are planned in full. */
const printedIn = ({ run: { frames } }: Recorded): ReadonlySet<number> =>
  new Set(frames.flatMap(({ at, exits }) => (exits.frontier().effort === 'full' ? [at] : [])))

/** The frame at which leaving at once costs most. */
const worstNow = (frames: readonly Frame[]): number =>
  EXIT_READINGS[0] === undefined ? 0 : worstOf(frames, EXIT_READINGS[0])

const togetherAt = (recorded: Recorded | undefined, strategy: Strategy): readonly TogetherAt[] => {
  const { markets = [], run: { frames = [] } = {} } = recorded ?? {}
  return [...new Set([0, worstNow(frames)])].flatMap(i => {
    const [frame, market] = [frames[i], markets[i]]
    if (!frame || !market) return []
    const { gasPriceWei, at } = frame
    const patiences = leavingTogether({ market, strategy, owner: OWNER, gasPriceWei })
    return patiences.length > 0 ? [{ atSeconds: at, patiences }] : []
  })
}

/** What each way brings: on the fork where it was carried out there. */
const exitNumbers = ({ exits }: Frame): readonly (readonly [string, bigint])[] => {
  const { ways, closed } = exits.frontier()
  return [
    ...ways.map(
      ({ way, onFork, proceedsWei }) => [JSON.stringify(way), onFork?.proceedsWei ?? proceedsWei] as const,
    ),
    ...closed.map(({ way, refusal }) => [`${JSON.stringify(way)} is closed: ${refusal.code}`, 1n] as const),
  ]
}

/** Numbers of a frame that are no part of a market: what leaving brings, and what liquidations took. */
const frameQuantities: readonly {
  readonly name: string
  read(frame: Frame): readonly (readonly [string, bigint])[]
}[] = [
  {
    name: 'protocols’ own answers',
    read: frame => [
      ...frame.healths.map(
        ({ venue, healthFactorWad }) => [`health factor at ${venue}`, healthFactorWad] as const,
      ),
      ['lowest healthFactor', frame.lowestHealthFactorWad ?? 0n],
      ['stEthPerToken', frame.shareRateWad],
      ['share rate that is true', frame.trueShareRateWad],
      ['share rate that is known', frame.knownShareRateWad],
      ['get_dy', frame.curvePriceWad],
      ['lowest get_dy', frame.lowestCurvePriceWad],
    ],
  },
  { name: 'equity', read: frame => [['equityWei', frame.equityWei]] },
  { name: 'exit proceeds', read: exitNumbers },
  { name: 'liquidation amounts', read: frame => frame.events.flatMap(liquidationNumbers) },
  { name: 'cascade', read: frame => cascadeNumbers(frame) },
]

const cascadeNumbers = ({ cascade, borrowers }: Frame): readonly (readonly [string, bigint])[] => [
  ...(cascade?.liquidations ?? []).flatMap(
    ({ account, healthFactorWad, seized, covered, badDebtWei }, i) =>
      [
        [`${i} ${account} health factor`, healthFactorWad],
        [`${i} ${account} seized`, seized],
        [`${i} ${account} covered`, covered],
        [`${i} ${account} written off`, badDebtWei],
      ] as const,
  ),
  ...(cascade ? ([['bad debt', cascade.badDebtWei]] as const) : []),
  ...(borrowers
    ? ([
        ['accounts below 1', BigInt(borrowers.eligible)],
        ['lowest health factor', borrowers.lowestHealthFactorWad ?? 0n],
        ['rank', BigInt(borrowers.rank ?? 0)],
      ] as const)
    : []),
]

const liquidationNumbers = (event: RunEvent, i: number): readonly (readonly [string, bigint])[] =>
  event.kind === 'liquidation'
    ? [
        [`${i} seized ${event.collateral}`, event.seized],
        [`${i} covered ${event.debt}`, event.covered],
      ]
    : []

type Worst = { difference: bigint; where: string | null; at: number | null; compared: number }

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

const note = (worst: Worst, difference: bigint, where: string, at: number): void => {
  if (magnitude(difference) <= worst.difference) return
  worst.difference = magnitude(difference)
  worst.where = where
  worst.at = at
}

const compareFrames = (model: Frame, fork: Frame, table: ReadonlyMap<string, Worst>): void => {
  for (const quantity of frameQuantities) {
    const worst = table.get(quantity.name)
    if (!worst) continue
    const own = new Map(quantity.read(model))
    const chain = new Map(quantity.read(fork))
    for (const where of new Set([...own.keys(), ...chain.keys()])) {
      worst.compared += 1
      note(worst, (own.get(where) ?? 0n) - (chain.get(where) ?? 0n), where, fork.at)
    }
  }
}

const countOf = (market: Market, name: string): number => {
  let count = 0
  QUANTITIES.find(quantity => quantity.name === name)?.read(market, () => {
    count += 1
  })
  return count
}

/** The largest difference of every quantity over all frames. */
const reconcile = (model: Recorded, fork: Recorded): readonly Reconciled[] => {
  const names = [
    ...QUANTITIES.map(quantity => quantity.name),
    ...frameQuantities.map(quantity => quantity.name),
  ]
  const table = new Map(
    names.map(name => [name, { difference: 0n, where: null, at: null, compared: 0 } as Worst]),
  )
  for (const [i, frame] of fork.run.frames.entries()) {
    const [ours, theirs, own] = [model.markets[i], fork.markets[i], model.run.frames[i]]
    if (!ours || !theirs || !own) throw new Error('the worlds recorded different frames')
    for (const found of compareMarkets(ours, theirs, [])) {
      const worst = table.get(found.quantity)
      if (worst) note(worst, found.difference, found.where, frame.at)
    }
    for (const [name, worst] of table) worst.compared += countOf(theirs, name)
    compareFrames(own, frame, table)
  }
  return [...table].map(([name, { difference, where, at, compared }]) => ({
    name,
    maxDifference: difference,
    compared,
    where,
    atSeconds: at,
  }))
}

/** What the mirrors mirror. */
const MIRRORED = 'Aave v3.6.0'

/** Which of Aave's code a chain runs, in words. */
export const aaveWords = (known: boolean): string => (known ? MIRRORED : 'another implementation than v3.6.0')

/**
 * The population as a chain is to be built with it. One of a user's, or for the market of another day, is put together in
 * memory first: an error then names the account.
 */
const fittedFor = async (request: SimulationRequest): Promise<Population> => {
  const { population = NO_POPULATION, scenario } = request
  const asItIs = population.kind !== 'file' && (scenario.overlay ?? []).length === 0
  if (asItIs || population.borrowers.length === 0) return population
  const { market: bare } = await startOf(request.origin, request.progress)
  const fitted = await fitPopulation(bare, population, scenario)
  peopled(bare, fitted)
  return fitted.population
}

/** The model takes a population of any size without a chain that holds it. */
const inMemory = async (request: SimulationRequest) => {
  const { market, known } = await startOf(request.origin, request.progress)
  const fitted = await fitPopulation(market, request.population ?? NO_POPULATION, request.scenario)
  const start = peopled(market, fitted)
  const model = await record(createModelWorld(start), request)
  return { start, known, population: fitted.population, model, fork: undefined }
}

/**
 * The model runs first, also where only the fork's run is asked for: it knows which exits are printed, and the fork can
 * carry out a way only while it stands at its frame.
 */
const onChain = async (request: SimulationRequest) => {
  const population = await fittedFor(request)
  const { world, chain } = await openForkWorld(populated(request.origin, population), request.progress)
  try {
    const start = await world.market()
    const known = await runsKnownCode(chain)
    const model = await record(createModelWorld(start), request)
    const fork = await record(world, request, printedIn(model))
    return { start, known, population, model: request.worlds === 'both' ? model : undefined, fork }
  } finally {
    await world.close()
  }
}

const fromChain = (request: SimulationRequest) =>
  request.worlds === 'model' ? inMemory(request) : onChain(request)

const sizedExits = ({ runs: [first], start }: Managed, request: SimulationRequest) => {
  const frames = first?.frames ?? []
  const worst = frames[worstNow(frames)]?.at ?? 0
  const { strategy, params, scenario, management, without } = request
  const actors = () => cast(without)
  const moments = [...new Set([0, worst])]
  return exitsBySize({ market: start, strategy, params, scenario, management, actors, moments })
}

/** One strategy under one scenario, in the worlds asked for, each from the same market. */
export const simulate = async (request: SimulationRequest): Promise<Simulation> => {
  const managed = await simulateManaged(request)
  const sized = request.sizes === 'left out' ? [] : await sizedExits(managed, request)
  const done = { ...managed, exitsBySize: sized }
  if (!request.management) return done
  const { run: alone } = await record(createModelWorld(done.start), {
    ...request,
    management: unmanaged(request.management),
  })
  return { ...done, unmanaged: alone }
}

type Managed = Omit<Simulation, 'exitsBySize'>

const simulateManaged = async (request: SimulationRequest): Promise<Managed> => {
  if (request.market) {
    const fitted = await fitPopulation(request.market, request.population ?? NO_POPULATION, request.scenario)
    const start = peopled(request.market, fitted)
    const recorded = await record(createModelWorld(start), request)
    return {
      runs: [recorded.run],
      population: fitted.population,
      without: request.without ?? [],
      opened: recorded.markets[0] ?? start,
      start,
      together: togetherAt(recorded, request.strategy),
      reconciliation: [],
      origin: 'file',
      day: null,
      aave: aaveWords(true),
      verified: true,
    }
  }
  const { start, model, fork, known, population } = await fromChain(request)
  const reconciliation = model && fork ? reconcile(model, fork) : []
  const runs = [fork, model].flatMap(recorded => (recorded ? [recorded.run] : []))
  const aave = aaveWords(known)
  const opened = (fork ?? model)?.markets[0] ?? start
  const origin = originName(request.origin)
  const without = request.without ?? []
  const together = togetherAt(fork ?? model, request.strategy)
  const day = request.origin.kind === 'embedded' ? (request.origin.day ?? DEFAULT_DAY) : null
  const told = { origin, day, aave, verified: known, population, without }
  return { runs, start, opened, together, reconciliation, ...told }
}
