import type { SizedExits } from '../exit/exitSizes.js'
import { OWNER } from '../market/crowd.js'
import type { Frontier, WayOut } from '../simulation/exitPlanner.js'
import type { Frame, RunEvent, ValuedLayer } from '../simulation/frame.js'
import { isAtOnce } from '../simulation/patience.js'
import type { Run } from '../simulation/run.js'
import { borrowersJson, cascadeJson } from './cascadeJson.js'
import type { Document } from './document.js'
import { methodWords } from './words/methods.js'
import { refusalWords } from './words/refusals.js'
import { kindOf, wayName } from './words/ways.js'

const layerJson = (entry: ValuedLayer): Document['runs'][number]['frames'][number]['layers'][number] => {
  const value = { valueWei: String(entry.valueWei) }
  switch (entry.kind) {
    case 'wallet':
    case 'aave.debt':
      return { kind: entry.kind, asset: entry.asset, amountUnits: String(entry.amount), ...value }
    case 'aave.supply': {
      const { kind, asset, amount, collateral } = entry
      return { kind, asset, amountUnits: String(amount), collateral, ...value }
    }
    case 'lido.withdrawal': {
      const { kind, requestId, amount, finalized } = entry
      return { kind, requestId, amountWei: String(amount), finalized, ...value }
    }
    case 'claim': {
      const { kind, protocol, label, parts, details } = entry
      const amounts = parts.map(({ asset, amount }) => ({ asset, amountUnits: String(amount) }))
      return { kind, protocol, label, parts: amounts, details: { ...details }, ...value }
    }
  }
}

type ExitsJson = Document['runs'][number]['frames'][number]['exits']

const wayJson = (found: WayOut): ExitsJson['ways'][number] => {
  const { plan, sold: _, onFork, band, way: kind, ...way } = found
  return {
    ...way,
    kind: kindOf(kind),
    name: wayName(kind),
    method: methodWords(plan.method),
    proceedsWei: String(way.proceedsWei),
    gasUnits: String(way.gasUnits),
    gasWei: String(way.gasWei),
    band: band && { ...band },
    onFork: onFork && { proceedsWei: String(onFork.proceedsWei), gasUnits: String(onFork.gasUnits) },
    assumed: [...way.assumed],
  }
}

const exitsJson = ({ effort, ways, closed }: Frontier): ExitsJson => ({
  effort,
  ways: ways.map(wayJson),
  closed: closed.map(({ way, refusal }) => ({
    kind: kindOf(way),
    name: wayName(way),
    reason: refusalWords(refusal),
  })),
})

/** No exits were asked for. */
const NOT_ASKED: Frontier = { effort: 'frame', ways: [], closed: [] }

const soldNow = ({ ways }: Frontier): string | null => {
  const now = ways.find(isAtOnce)
  return now ? String(now.proceedsWei - now.gasWei) : null
}

const eventJson = (happened: RunEvent): Document['runs'][number]['frames'][number]['events'][number] => {
  if (happened.kind === 'transaction') return { ...happened, block: String(happened.block) }
  const { kind, block, collateral, seized, debt, covered, lossWei } = happened
  return {
    kind,
    block: String(block),
    collateral,
    seizedUnits: String(seized),
    debt,
    coveredUnits: String(covered),
    lossWei: String(lossWei),
  }
}

const orNull = (value: bigint | null): string | null => (value === null ? null : String(value))

/**
 * A frame as it stands in a report, with the exits that were asked for. Apart from the schema, because the report's page
 * makes frames too.
 */
export const frameJson = (
  seen: Frame,
  exits: Frontier = NOT_ASKED,
): Document['runs'][number]['frames'][number] => ({
  atSeconds: seen.at,
  block: String(seen.block),
  timestamp: seen.timestamp,
  healthFactorWad: orNull(seen.healthFactorWad),
  lowestHealthFactorWad: orNull(seen.lowestHealthFactorWad),
  equityWei: String(seen.equityWei),
  layers: seen.layers.map(layerJson),
  liquidity: seen.liquidity && {
    valueWei: String(seen.liquidity.valueWei),
    feesWei: String(seen.liquidity.feesWei),
    heldWei: String(seen.liquidity.heldWei),
    inRange: seen.liquidity.inRange,
  },
  shareRateWad: String(seen.shareRateWad),
  trueShareRateWad: String(seen.trueShareRateWad),
  knownShareRateWad: String(seen.knownShareRateWad),
  bunker: seen.bunker,
  wstEthPriceBase: String(seen.wstEthPriceBase),
  etherPriceBase: String(seen.etherPriceBase),
  usdcPriceBase: String(seen.usdcPriceBase),
  curvePriceWad: String(seen.curvePriceWad),
  lowestCurvePriceWad: String(seen.lowestCurvePriceWad),
  uniswapPriceWad: String(seen.uniswapPriceWad),
  wethUtilisationRay: String(seen.wethUtilisationRay),
  wethBorrowRateRay: String(seen.wethBorrowRateRay),
  wethFreeWei: String(seen.wethFreeWei),
  withdrawalQueueWei: String(seen.withdrawalQueueWei),
  exitQueueWei: String(seen.exitQueueWei),
  gasPriceWei: String(seen.gasPriceWei),
  ownGasWei: String(seen.ownGasWei),
  soldNowWei: soldNow(exits),
  exits: exitsJson(exits),
  events: seen.events.map(eventJson),
  borrowers: borrowersJson(seen.borrowers),
  cascade: cascadeJson(seen.cascade, OWNER),
})

/** A run as it stands in a report. */
export const runJson = (done: Run): Document['runs'][number] => ({
  world: done.world,
  openingCostWei: String(done.openingCostWei),
  frames: done.frames.map(frame => frameJson(frame, frame.exits.frontier())),
})

/** What leaving at another size brings, as it stands in a report. */
export const sizedExitsJson = (sized: SizedExits): Document['exitsBySize'][number] => ({
  ...sized,
  equityWei: orNull(sized.equityWei),
  exits: exitsJson(sized.exits),
})
