import type { SizedExits } from '../exit/exitSizes.js'
import { OWNER } from '../market/crowd.js'
import type { ExitQuote, Frame, RunEvent, ValuedLayer } from '../simulation/frame.js'
import type { Run } from '../simulation/run.js'
import { borrowersJson, cascadeJson } from './cascadeJson.js'
import type { Document } from './document.js'
import { methodWords, throughWords } from './words/methods.js'

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

const called = ({ through }: ExitQuote) => (through === undefined ? {} : { through: throughWords(through) })

const exitJson = (quote: ExitQuote): Document['runs'][number]['frames'][number]['exits'][number] =>
  quote.possible
    ? {
        ...quote,
        ...called(quote),
        method: methodWords(quote.method),
        proceedsWei: String(quote.proceedsWei),
        gasUnits: String(quote.gasUnits),
        gasWei: String(quote.gasWei),
        measuredGasUnits: String(quote.measuredGasUnits),
        assumed: [...quote.assumed],
      }
    : { ...quote, ...called(quote) }

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

/** A frame as it stands in a report. Apart from the schema, because the report's page makes frames too. */
export const frameJson = (seen: Frame): Document['runs'][number]['frames'][number] => ({
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
  exits: seen.exits.map(exitJson),
  events: seen.events.map(eventJson),
  borrowers: borrowersJson(seen.borrowers),
  cascade: cascadeJson(seen.cascade, OWNER),
})

/** A run as it stands in a report. */
export const runJson = (done: Run): Document['runs'][number] => ({
  world: done.world,
  openingCostWei: String(done.openingCostWei),
  frames: done.frames.map(frameJson),
})

/** What leaving at another size brings, as it stands in a report. */
export const sizedExitsJson = (sized: SizedExits): Document['exitsBySize'][number] => ({
  ...sized,
  equityWei: orNull(sized.equityWei),
  exits: sized.exits.map(exitJson),
})
