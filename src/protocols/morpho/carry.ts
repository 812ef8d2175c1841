import { SECONDS_PER_YEAR } from '../../units/fixed.js'
import type { Carry, Claim } from '../protocol.js'
import type { CoreStates } from '../states.js'
import { borrowRate } from './irm.js'
import { collateralTokenOf, marketNow } from './market.js'
import type { MorphoMarket, MorphoMarketName, MorphoState } from './state.js'

/** The rate of this second, a year, without compounding. */
const yearlyRate = (market: MorphoMarket): number =>
  Number(borrowRate(market, market.lastUpdate).avgRateWad * SECONDS_PER_YEAR) / 1e18

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`

/** Lenders share what borrowers pay, less the market's fee. */
const lenders = (market: MorphoMarket): number => {
  const used = Number(market.totalBorrowAssets) / Number(market.totalSupplyAssets || 1n)
  return yearlyRate(market) * used * (1 - Number(market.feeWad) / 1e18)
}

/** What stands in one of Morpho's markets earns or costs beside the tokens' own. */
export const morphoCarry = (state: MorphoState, { block }: CoreStates, claim: Claim): Carry => {
  const name = claim.details['market'] as MorphoMarketName
  const market = marketNow(state, name, block.timestamp)
  const [part] = claim.parts
  if (part && part.amount < 0n) {
    const rate = yearlyRate(market)
    return { perYear: -rate, from: `${percent(rate)} interest to those who lend on Morpho`, without: null }
  }
  if (part?.asset === collateralTokenOf(name))
    return { perYear: 0, from: 'collateral earns no interest on Morpho', without: null }
  const rate = lenders(market)
  return { perYear: rate, from: `${percent(rate)} interest from those who borrow on Morpho`, without: null }
}
