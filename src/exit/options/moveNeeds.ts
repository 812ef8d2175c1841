import type { Market } from '../../market/market.js'
import { type Refusal, refusal } from '../../position/refusal.js'
import type { Address } from '../../protocols/assets.js'
import { MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import { pricedMarket } from '../../protocols/morpho/view.js'
import { type Dependency, depthIsAssumed } from '../dependencies.js'
import { type Lender, positionAt } from './migrate.js'

type Path = { readonly from: Lender; readonly to: Lender }

const ether = (wei: bigint): string =>
  (Number(wei / 10n ** 14n) / 1e4).toLocaleString('en-US', { maximumFractionDigits: 1 })

/** WETH that a lender has to lend, wei; undefined where it was never set up. */
const toLend = (market: Market, lender: Lender): bigint | undefined => {
  if (lender === 'aave') return market.aave.reserves.WETH?.virtualBalance
  const priced = pricedMarket(market.morpho, lender, { ...market, now: market.block.timestamp })
  return priced && priced.market.totalSupplyAssets - priced.market.totalBorrowAssets
}

const nameOf = (lender: Lender): string => (lender === 'aave' ? 'Aave' : `Morpho’s market “${lender}”`)

const atMorpho = ({ morpho }: Market): bigint => morpho.cash.wstETH ?? 0n

/** What is missing for a move; undefined where the new lender and the loan have enough. */
export const freeAt = (market: Market, owner: Address, { from, to }: Path): Refusal | undefined => {
  const { collateral, debt } = positionAt(market, owner, from)
  const free = toLend(market, to)
  if (free === undefined) return refusal('lenderAbsent', { lender: nameOf(to) })
  if (free < debt)
    return refusal('creditShort', { lender: nameOf(to), asset: 'WETH', there: free, needed: debt })
  const loan = atMorpho(market)
  if (loan >= collateral) return undefined
  return refusal('loanShort', { lender: 'morpho', asset: 'wstETH', there: loan, needed: collateral })
}

/** What a move needs beyond what its actions say. */
export const needsOf = (market: Market, owner: Address, { from, to }: Path): readonly Dependency[] => {
  const { collateral, debt } = positionAt(market, owner, from)
  const lends = `${nameOf(to)} lends ${ether(debt)} WETH of the ${ether(toLend(market, to) ?? 0n)} it has free now`
  const loan = `a flash loan of ${ether(collateral)} of the ${ether(atMorpho(market))} wstETH at Morpho now`
  const sees = to !== 'aave' && MORPHO_MARKETS[to].seesDepeg
  return [
    // What others lend at Morpho is as assumed as the pools of the embedded mainnet.
    { on: 'free liquidity', what: lends, assumed: to !== 'aave' && depthIsAssumed(market) },
    { on: 'free liquidity', what: loan, assumed: false },
    {
      on: 'borrow rate',
      what: 'the new lender’s rate, which moves with how much of it is borrowed',
      assumed: false,
    },
    {
      on: 'oracle',
      what: sees
        ? 'the new lender prices wstETH at the market: a discount alone can liquidate'
        : 'the new lender prices wstETH by its share rate: a discount does not liquidate',
      assumed: false,
    },
  ]
}
