import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { getNormalizedDebt } from '../../protocols/aave/reserve.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { pricedMarket } from '../../protocols/morpho/view.js'
import { max, min, mulDivCeil, RAY, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** What Morpho's vaults bring to one market in a day; assumed. */
const A_DAY = 1_000n * WAD
/** Below this it is not worth the gas. */
const SMALLEST = 10n * WAD

/** Whether WETH is no scarcer on Aave than its rate curve is made for: in a squeeze lenders keep what they have. */
const isCalm = ({ aave, block }: Market): boolean => {
  const reserve = aave.reserves.WETH
  if (!reserve) return false
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, block.timestamp), RAY)
  return debt * 10_000n <= (debt + reserve.virtualBalance) * BigInt(reserve.optimalUsageBps)
}

/** WETH that would bring a market back to nine tenths borrowed; nothing where less is. */
const missing = (market: Market, name: MorphoMarketName): bigint => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) return 0n
  const { totalBorrowAssets, totalSupplyAssets } = priced.market
  return max(0n, mulDivCeil(totalBorrowAssets, 10n, 9n) - totalSupplyAssets)
}

const supply = (market: Market): readonly Tx[] =>
  MORPHO_MARKET_NAMES.flatMap((name): readonly Tx[] => {
    const amount = min(A_DAY, missing(market, name))
    if (amount < SMALLEST || (market.wallets[CROWD.lender]?.ETH ?? 0n) < amount) return []
    const wrap = { kind: 'weth.wrap', amount } as const
    return [{ from: CROWD.lender, actions: [wrap, { kind: 'morpho.supply', market: name, amount }] }]
  })

/**
 * Morpho's lenders, once a day: where more than nine tenths of a market is borrowed its rate rises, and money comes that
 * earns less elsewhere. Without them a single loop would drive its own rate up for good.
 */
export const morphoLenders = (): Actor => {
  let acted = 0
  return {
    name: 'lenders on Morpho',
    act(market) {
      if (market.block.timestamp - acted < SECONDS_PER_DAY / 2 || !isCalm(market)) return []
      acted = market.block.timestamp
      return supply(market)
    },
  }
}
