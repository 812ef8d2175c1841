import { SECONDS_PER_DAY, SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { stEthPerToken } from '../lido/wsteth.js'
import type { Factors, MovableDebt } from '../protocol.js'
import type { CoreStates } from '../states.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from './addresses.js'
import { healthFactorWad, type Priced } from './health.js'
import { positionOf } from './market.js'
import { wMulDown, wTaylorCompounded } from './math.js'
import type { MorphoMarketName, MorphoState } from './state.js'
import { pricedMarket } from './view.js'

const PRICING: Readonly<Record<MorphoMarketName, string>> = {
  'market price':
    'This market of Morpho multiplies the share rate by Chainlink’s stETH/ETH, so the peg alone can liquidate; all is counted in ether, so its dollar price moves nothing.',
  'exchange rate':
    'This market of Morpho prices wstETH by its share rate alone and counts in ether, so neither the dollar nor the peg moves anything.',
}

const pricedAt = (priced: Priced, { lido, chainlink }: CoreStates, factors: Factors): Priced => {
  const { collateralToken, seesDepeg } = MORPHO_MARKETS[priced.name]
  const rate = (stEthPerToken(lido) * factors.shareRateWad(collateralToken)) / WAD
  const peg = factors.pegWad ?? chainlink.feeds['stETH/ETH'].answer
  return { ...priced, priceE36: rate * (seesDepeg ? peg : WAD) }
}

/** Debts grow as `_accrueInterest` would have them grow in one go. */
const accrued = (priced: Priced, { interest }: Factors): Priced => {
  if (interest === null) return priced
  const { market } = priced
  const seconds = BigInt(interest.days * SECONDS_PER_DAY)
  const grown = wTaylorCompounded(interest.rateWad / SECONDS_PER_YEAR, seconds)
  const totalBorrowAssets = market.totalBorrowAssets + wMulDown(market.totalBorrowAssets, grown)
  return { ...priced, market: { ...market, totalBorrowAssets } }
}

const debtIn = (priced: Priced, core: CoreStates, owner: Address): MovableDebt => {
  const { loanToken, collateralToken, seesDepeg } = MORPHO_MARKETS[priced.name]
  return {
    venue: `Morpho, ${priced.name}`,
    owed: [loanToken],
    secures: [collateralToken],
    seesPeg: seesDepeg,
    pricing: PRICING[priced.name],
    healthFactorWad: factors => healthFactorWad(accrued(pricedAt(priced, core, factors), factors), owner),
  }
}

/** An account's debts on Morpho under moved risk factors, by Morpho's own arithmetic. */
export const morphoMovable = (state: MorphoState, core: CoreStates, owner: Address): readonly MovableDebt[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    const priced = pricedMarket(state, name, { ...core, now: core.block.timestamp })
    return priced && positionOf(priced.market, owner).borrowShares > 0n ? [debtIn(priced, core, owner)] : []
  })
