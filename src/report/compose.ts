import { createHash } from 'node:crypto'
import type { Verdict } from '../analysis/limits.js'
import { carryOf } from '../analysis/measures/carry.js'
import { exposures } from '../analysis/measures/exposures.js'
import { healthMaps } from '../analysis/measures/healthMap.js'
import { DATED_SHARES, type MarketShares } from '../analysis/measures/marketShares.js'
import { none, toNumber } from '../analysis/measures/measure.js'
import { measureRun } from '../analysis/measures/measures.js'
import { sensitivities } from '../analysis/measures/sensitivities.js'
import type { Simulation } from '../analysis/simulate.js'
import { rangeText, valueText } from '../fork/inputText.js'
import { seedBook } from '../fork/seed.js'
import { inputsOf } from '../fork/seedSchema.js'
import { OWNER } from '../market/crowd.js'
import { marketToJson } from '../market/json.js'
import type { Population } from '../market/population.js'
import { equityWei, layersOf, layerValueWei } from '../position/holdings.js'
import { SALE_FLOOR_ASSUMED } from '../routing/saleFloor.js'
import { type ChosenRules, etherFiVersionOf, lidoVersionOf } from '../scenario/rules.js'
import { type Scenario, titleOf } from '../scenario/scenario.js'
import type { Management } from '../simulation/policies/policy.js'
import { max } from '../units/fixed.js'
import { type Document, documentSchema } from './document.js'
import { runJson, sizedExitsJson } from './frameJson.js'
import { knownJson } from './known.js'
import { type RulesJson, rulesJson } from './rules.js'
import { verdictOf } from './verdict/verdict.js'
import { verdictJson } from './verdicts.js'
import { VERSION } from './version.js'

/** What the actors and the loop take for granted in every run. */
const ALWAYS_ASSUMED = [
  'Chainlink’s stETH/ETH feed follows what Curve pays, fee included: every 0.5 %, and once a day; ezETH/ETH follows its pool likewise',
  'an arbitrageur ties up to 10,000 ether in Lido’s queue with wstETH that is cheaper than waiting is worth',
  'ether is traded elsewhere at the feeds’ price: 1 billion dollars buy it in the USDC pool where it is cheaper there',
  'liquidity providers keep their ranges around the share rate; half leave when the market pays 4.7 % less, and stay away',
  'three liquidate: one with 50,000 WETH of its own and from 0.1 ETH of profit on, one with flash loans, and one with 25,000 WETH and 50 million of each stablecoin who may also keep aTokens (for 0.5 %) or queue at Lido, from 1 ETH on; half a block’s gas is theirs',
  'seized staking tokens are sold on the pools that are here, rETH and weETH also to their issuers; WBTC has no pool and can only be kept; USDT and DAI cannot be bought',
  SALE_FLOOR_ASSUMED,
  'the crowd’s own accounts stand for many and are not liquidated',
  'the largest seeded loop pays back debt from a health factor of 1.02 down, where that costs at most 1 %',
  'nobody but Lido, for those who asked it to withdraw, joins Ethereum’s exit queue, unless the scenario says so; the stake of the network stays as it is',
  'all rewards of Lido’s validators are swept; it keeps 5,000 ether in its buffer and sends the rest to validators the same day, which earn at once',
  'gas is charged from a table of units; the chain runs at zero fees',
]

/** Every figure of the embedded mainnet's seed, with its source, its own day and its range. */
const seedLines = (day: string): Document['provenance']['seed'] =>
  inputsOf(seedBook(day).seed).map(([id, input]) => ({
    id,
    figure: input.what,
    value: valueText(input.value),
    unit: input.unit,
    source: input.source,
    asOf: input.asOf,
    standing: input.standing,
    range: rangeText(input),
  }))

export type ReportRequest = {
  /** Rules that were chosen instead of the market's own. */
  readonly rules?: ChosenRules
  readonly simulation: Simulation
  readonly strategy: {
    readonly name: string
    readonly about: string
    readonly params: Readonly<Record<string, unknown>>
  }
  /** As named in the library, before it was scaled. */
  readonly scenario: Scenario
  readonly severity: number
  readonly management?: Management | undefined
  /** The dated table unless it was refreshed. */
  readonly marketShares?: MarketShares | undefined
  readonly loadLine: Document['loadLine']
  /** What became of the limits that were given; empty where none was. */
  readonly verdicts?: readonly Verdict[]
}

const populationJson = ({ kind, source, assumed, seed, borrowers }: Population) => ({
  kind,
  seed,
  accounts: borrowers.length,
  source,
  assumed,
})

const stateHash = (simulation: Simulation): string =>
  createHash('sha256').update(marketToJson(simulation.start)).digest('hex')

const smallest = (line_: Document['loadLine']) => {
  if (!line_) return none('not asked for')
  const found = Object.values(line_).flatMap(entry => (entry.severity === null ? [] : [entry.severity]))
  if (found.length > 0) return { ok: true, value: Math.min(...found), unit: 'severity' } as const
  return none(`none up to ${line_.liquidatable.searchedTo}: ${line_.liquidatable.reason}`)
}

/** Of one, to six digits. */
const partOf = (part: bigint, all: bigint): number => Number((part * 1_000_000n) / all) / 1e6

const exposuresOf = ({ simulation, marketShares = DATED_SHARES }: ReportRequest): Document['exposures'] => {
  const { opened } = simulation
  const net = equityWei(opened, OWNER)
  const gross = layersOf(opened, OWNER).reduce(
    (sum, layer) => sum + max(0n, layerValueWei(opened, layer)),
    0n,
  )
  const { asOf, source, allStakedEther, liquidEther, shares } = marketShares
  const stands = exposures(opened, OWNER).map(({ kind, name, valueWei }) => {
    const staked = shares.find(share => kind === 'protocol' && share.protocol === name)?.stakedEther
    return {
      kind,
      name,
      valueWei: String(valueWei),
      shareOfGross: partOf(valueWei, gross),
      shareOfNet: net > 0n ? partOf(valueWei, net) : null,
      shareOfStakedEther: staked === undefined ? null : Number((staked / allStakedEther).toFixed(6)),
      shareOfLiquidStaking: staked === undefined ? null : Number((staked / liquidEther).toFixed(6)),
    }
  })
  const assumed = shares
    .filter(share => stands.some(one => one.name === share.protocol))
    .map(share => `${share.protocol}: ${share.source}${share.assumed ? ' (assumed)' : ''}`)
  return { stands, marketShares: { asOf, source: [source, ...assumed].join('; ') } }
}

const togetherOf = ({ together }: Simulation): Document['together'] =>
  together.map(({ atSeconds, patiences }) => ({
    atSeconds,
    patiences: patiences.map(({ patience, parts, togetherWei }) => ({
      patience,
      parts: parts.map(({ part, valueWei, costWei }) => ({
        part,
        valueWei: String(valueWei),
        costWei: costWei === null ? null : String(costWei),
      })),
      togetherWei: togetherWei === null ? null : String(togetherWei),
    })),
  }))

const managementOf = ({ simulation, management }: ReportRequest): Document['management'] => {
  const [first] = simulation.runs
  if (!management || !simulation.unmanaged || !first) return null
  const { name, about } = management.policy
  const sent = first.frames
    .flatMap(frame => frame.events)
    .flatMap(event => (event.kind === 'transaction' && event.role === 'policy' ? [event] : []))
  const gasWei = first.frames.reduce((sum, frame) => sum + frame.ownGasWei, 0n)
  return {
    policy: name,
    about,
    settings: { ...management.settings },
    actions: sent.length,
    refused: sent.filter(event => event.refused !== null).length,
    gasEth: toNumber(gasWei),
    without: measureRun(simulation.unmanaged),
  }
}

/** Whose rules ran, the scenario's own included. */
const rulesOf = ({ simulation, scenario, rules = {} }: ReportRequest): RulesJson => {
  const { lido, etherfi, block } = simulation.start
  const ran = {
    lido: lidoVersionOf(scenario, lido.version),
    etherfi: etherFiVersionOf(scenario, etherfi.version),
  }
  return rulesJson(ran, block, rules)
}

/** What was asked to happen, and beside what is recorded of it the same numbers of this run. */
const scenarioJson = ({ simulation, scenario, severity }: ReportRequest): Document['scenario'] => ({
  name: scenario.name,
  title: titleOf(scenario),
  severity,
  about: scenario.about,
  source: scenario.source,
  assumed: [...scenario.assumed],
  family: scenario.family,
  mode: scenario.mode ?? null,
  parts: [...(scenario.parts ?? [])],
  known: knownJson(scenario.known ?? [], simulation.runs[0]?.frames ?? [], scenario.mode),
})

/** One report, checked against its own schema. */
export const composeDocument = (request: ReportRequest): Document => {
  const { simulation, strategy, loadLine, verdicts = [] } = request
  const [first] = simulation.runs
  if (!first) throw new Error('a report needs a run')
  const { block } = simulation.start
  const measures = { ...measureRun(first), loadLine: smallest(loadLine) }
  const runs = simulation.runs.map(runJson)
  const told = scenarioJson(request)
  const distances = sensitivities(simulation.opened, OWNER).map(one => ({ ...one }))
  return documentSchema.parse({
    plimsoll: VERSION,
    verdict: verdictOf({ runs, measures, scenario: told, sensitivities: distances }),
    strategy,
    scenario: told,
    management: managementOf(request),
    provenance: {
      origin: simulation.origin,
      chainId: 1,
      block: String(block.number),
      timestamp: block.timestamp,
      stateHash: stateHash(simulation),
      aave: simulation.aave,
      verified: simulation.verified,
      population: populationJson(simulation.population),
      without: [...simulation.without],
      rules: rulesOf(request),
      day: simulation.day,
      seed: simulation.day === null ? [] : seedLines(simulation.day),
      assumed: ALWAYS_ASSUMED,
    },
    runs,
    measures,
    ...(verdicts.length > 0 ? { verdicts: verdicts.map(verdictJson) } : {}),
    sensitivities: distances,
    exposures: exposuresOf(request),
    together: togetherOf(simulation),
    exitsBySize: simulation.exitsBySize.map(sizedExitsJson),
    healthMaps: healthMaps(simulation.opened, OWNER),
    carry: layersOf(simulation.opened, OWNER).map(layer => carryOf(simulation.opened, layer)),
    loadLine,
    reconciliation: {
      quantities: simulation.reconciliation.map(entry => ({
        ...entry,
        maxDifference: String(entry.maxDifference),
      })),
    },
  })
}
