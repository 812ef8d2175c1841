import { createHash } from 'node:crypto'
import type { SizePoint, SizeRow } from '../../exit/bySize.js'
import type { Execution } from '../../exit/execute/execute.js'
import { PACES_ASSUMED } from '../../exit/forecast/cases.js'
import { RATES_ASSUMED } from '../../exit/forecast/rateCases.js'
import type { ExitReport, OpenOption, Option } from '../../exit/option.js'
import type { Method } from '../../exit/options/candidates.js'
import { costBps } from '../../exit/quote.js'
import { marketToJson } from '../../market/json.js'
import type { Market } from '../../market/market.js'
import { SALE_FLOOR_ASSUMED } from '../../routing/saleFloor.js'
import type { ChosenRules } from '../../scenario/rules.js'
import type { DepthBand } from '../../simulation/exitPlanner.js'
import { keepsTime } from '../../simulation/patience.js'
import { abs } from '../../units/fixed.js'
import { rulesJson } from '../rules.js'
import { moveJson } from '../sections/exit/move.js'
import { VERSION } from '../version.js'
import { methodWords } from '../words/methods.js'
import { refusalWords } from '../words/refusals.js'
import { kindOf, venueName, wayName } from '../words/ways.js'
import { type ExecutionJson, type ExitDocument, type ExitOptionJson, exitSchema } from './document.js'

export type ExitDocumentRequest = {
  readonly strategy: ExitDocument['strategy']
  readonly scenario: ExitDocument['scenario']
  readonly origin: ExitDocument['provenance']['origin']
  readonly aave: string
  /** Whether the mirrors know the code that ran. */
  readonly verified: boolean
  /** On which the plan was made. */
  readonly market: Market
  /** What --rules chose. */
  readonly rules: ChosenRules
  readonly report: ExitReport
  readonly bands: ReadonlyMap<Option, DepthBand | null>
  readonly asked: string
  readonly limits: ExitDocument['limits']
  readonly bySize: readonly SizeRow[]
  readonly executed: readonly Execution[]
}

const ASSUMED: readonly string[] = [
  'a queue’s days are a forecast; interest and rewards go on in the plan as on its day',
  ...PACES_ASSUMED,
  ...RATES_ASSUMED,
  SALE_FLOOR_ASSUMED,
  'gas is charged from a table of units at the day’s price; the chain runs at zero fees',
]

const methodJson = ({ method, result }: Method) => ({
  method: methodWords(method),
  costBps: result.ok ? result.costBps : null,
  reason: result.ok ? null : refusalWords(result.refusal),
})

const openJson = (option: OpenOption, band: DepthBand | null, owner: string): ExitOptionJson => {
  const { quote } = option
  return {
    possible: true,
    name: wayName(option.way),
    kind: kindOf(option.way),
    method: methodWords(quote.plan.method),
    proceedsWei: String(quote.proceedsWei),
    lowWei: String(option.lowWei),
    highWei: String(option.highWei),
    gasUnits: String(quote.gasUnits),
    gasWei: String(quote.gasWei),
    costBps: quote.costBps,
    days: { early: quote.earlyDays, median: quote.medianDays, bad: quote.badDays },
    aloneDays: quote.aloneDays,
    soldShare: option.soldShare,
    sales: salesOf(option),
    transactions: quote.plan.legs.flatMap(leg => leg.txs).filter(tx => tx.from === owner).length,
    dependsOn: option.dependsOn.map(one => ({ ...one })),
    methods: option.methods.map(methodJson),
    band: band && { ...band },
    assumed: [...quote.plan.assumed],
  }
}

/** What is sold on each venue altogether. */
const salesOf = ({ quote }: OpenOption) => {
  const sums = new Map<string, { venue: string; asset: string; sold: bigint }>()
  for (const { venue, asset, amount } of quote.sold) {
    const name = venueName(venue)
    const before = sums.get(`${name} ${asset}`)?.sold ?? 0n
    sums.set(`${name} ${asset}`, { venue: name, asset, sold: before + amount })
  }
  return [...sums.values()].map(({ sold, ...rest }) => ({ ...rest, soldUnits: String(sold) }))
}

const optionJson = (option: Option, band: DepthBand | null, owner: string): ExitOptionJson =>
  option.possible
    ? openJson(option, band, owner)
    : {
        possible: false,
        name: wayName(option.way),
        kind: kindOf(option.way),
        reason: refusalWords(option.refusal),
        methods: option.methods.map(methodJson),
      }

const point = (one: SizePoint) => ({ ...one })

const sizeJson = ({ shareWad, fairWei, market, queue, frontier }: SizeRow) => ({
  shareWad: String(shareWad),
  fairWei: String(fairWei),
  market: market && point(market),
  queue: queue && point(queue),
  frontier: frontier.map(point),
})

const waitOutJson = ({ waitOut }: ExitReport): ExitDocument['waitOut'] =>
  waitOut.ok
    ? {
        possible: true,
        days: {
          early: waitOut.wait.earlyDays,
          median: waitOut.wait.medianDays,
          bad: waitOut.wait.badDays,
        },
        discountNowBps: waitOut.discountNowBps,
        discountLeftBps: waitOut.discountLeftBps,
        closedCostBps: waitOut.closedCostBps,
        openCostBps: waitOut.openCostBps,
        assumed: [...waitOut.assumed],
      }
    : { possible: false, reason: refusalWords(waitOut.refusal) }

/** Whether a plan that was carried out came out inside what it had stated. */
const isInside = ({ chosen, proceedsWei, days }: Execution): boolean | null => {
  if (!chosen || proceedsWei === null) return null
  const { earlyDays, badDays, plan } = chosen.quote
  const waits = plan.waits?.length ?? 0
  const inTime = days >= earlyDays && days <= badDays
  const paid = proceedsWei >= chosen.lowWei && proceedsWei <= chosen.highWei
  return waits === 0 ? proceedsWei === chosen.quote.proceedsWei : inTime && paid
}

const text = (wei: bigint | null): string | null => (wei === null ? null : String(wei))

/** What it really cost, gas of the table taken off. */
const executedCost = ({ chosen, proceedsWei, report }: Execution): number | null =>
  chosen && proceedsWei !== null ? costBps(report.fairWei, proceedsWei - chosen.quote.gasWei) : null

const breaksOf = (done: Execution, { patienceDays, maxCostBps }: ExitDocument['limits']) => {
  const cost = executedCost(done)
  if (cost === null) return []
  const { days } = done
  const late = !keepsTime({ costBps: cost, medianDays: days, badDays: days }, patienceDays)
  const dear = maxCostBps !== null && cost > maxCostBps
  return [...(late ? (['patience'] as const) : []), ...(dear ? (['cost'] as const) : [])]
}

/** A wait this much longer than planned, in days, is the queue's. */
const LATE_DAYS = 0.5

/** Costs and days are printed to a tenth: what differs by less is as planned. */
const UNSEEN = 0.05

/** What moved an execution furthest from its plan; null where no printed number shows it. */
export const becauseOf = (done: Execution): ExecutionJson['because'] => {
  const { apart: error, chosen } = done
  if (!error || !chosen) return null
  const apart = (days: number): boolean =>
    error.waits.some(wait => Math.abs(wait.days - wait.plannedDays) > days)
  if (apart(LATE_DAYS)) return 'queue'
  const cost = executedCost(done)
  if (cost === null || Math.abs(cost - chosen.quote.costBps) < UNSEEN) return null
  const parts = [
    ['queue', apart(UNSEEN) ? abs(error.queueWei) : 0n],
    ['rates', abs(error.rateWei)],
    ['prices', abs(error.priceWei)],
  ] as const
  const [most] = [...parts].sort((a, b) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : 0))
  return most && most[1] > 0n ? most[0] : null
}

const executionJson = (done: Execution, limits: ExitDocument['limits']): ExecutionJson => ({
  world: done.world,
  tried: done.tried.map(({ way, plannedWei, returnedWei, reason }) => ({
    name: wayName(way),
    plannedWei: String(plannedWei),
    returnedWei: text(returnedWei),
    differenceWei: returnedWei === null ? null : String(returnedWei - plannedWei),
    reason,
  })),
  plan: done.chosen ? wayName(done.chosen.way) : null,
  legs: done.legs.map(leg => ({
    days: leg.days,
    transactions: leg.transactions,
    prompt: leg.prompt,
    differenceWei: text(leg.differenceWei),
    claimedWei: String(leg.claimedWei),
    refused: leg.refused,
  })),
  plannedWei: text(done.chosen?.quote.proceedsWei ?? null),
  lowWei: text(done.chosen?.lowWei ?? null),
  highWei: text(done.chosen?.highWei ?? null),
  proceedsWei: text(done.proceedsWei),
  days: done.days,
  costBps: executedCost(done),
  breaks: breaksOf(done, limits),
  because: becauseOf(done),
  inside: isInside(done),
  apart: done.apart && {
    totalWei: String(done.apart.totalWei),
    queueWei: String(done.apart.queueWei),
    rateWei: String(done.apart.rateWei),
    priceWei: String(done.apart.priceWei),
    waits: done.apart.waits.map(wait => ({ ...wait })),
  },
  failure: done.failure && refusalWords(done.failure),
})

const stateHash = (market: Market): string => createHash('sha256').update(marketToJson(market)).digest('hex')

/** One exit as a document, checked against its own schema. */
export const composeExit = (request: ExitDocumentRequest, owner: string): ExitDocument => {
  const { market, report, bands, limits } = request
  return exitSchema.parse({
    plimsoll: VERSION,
    kind: 'exit',
    strategy: request.strategy,
    scenario: request.scenario,
    provenance: {
      origin: request.origin,
      chainId: 1,
      block: String(market.block.number),
      timestamp: market.block.timestamp,
      stateHash: stateHash(market),
      aave: request.aave,
      verified: request.verified,
      gasPriceWei: String(report.gasPriceWei),
      rules: rulesJson(
        { lido: market.lido.version, etherfi: market.etherfi.version },
        market.block,
        request.rules,
      ),
      assumed: [...ASSUMED],
    },
    size: { asked: request.asked, shareWad: String(report.shareWad), fairWei: String(report.fairWei) },
    limits,
    options: report.options.map(option => optionJson(option, bands.get(option) ?? null, owner)),
    frontier: report.frontier.map(({ way }) => wayName(way)),
    recommended: report.recommended ? wayName(report.recommended.way) : null,
    withinLimits: report.recommended !== null && report.withinCost,
    waitOut: waitOutJson(report),
    moves: report.moves.map(moveJson),
    bySize: request.bySize.map(sizeJson),
    executed: request.executed.map(done => executionJson(done, limits)),
  })
}
