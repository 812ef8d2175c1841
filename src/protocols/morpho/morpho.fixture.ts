import type { Address } from '../assets.js'
import { MORPHO_MARKET_NAMES } from './addresses.js'
import { supplyCollateral } from './collateral.js'
import type { MorphoMarket, MorphoMarketName, MorphoState } from './state.js'
import { supply } from './supply.js'

export const LENDER: Address = '0x0a'
export const BORROWER: Address = '0x0b'
/** Where every fixture's markets begin. */
export const START = 1_765_267_796
export const NAME: MorphoMarketName = 'exchange rate'
/** 1.221293 WETH a wstETH. */
export const PRICE = 1_221_293n * 10n ** 30n

/** A market that was created and never used; the rate at target is 2.5 % a year. */
export const emptyMarket = (overrides: Partial<MorphoMarket> = {}): MorphoMarket => ({
  totalSupplyAssets: 0n,
  totalSupplyShares: 0n,
  totalBorrowAssets: 0n,
  totalBorrowShares: 0n,
  lastUpdate: START,
  feeWad: 0n,
  rateAtTargetWad: 792_744_799n,
  positions: {},
  ...overrides,
})

export const emptyMorpho = (overrides: Partial<MorphoMarket> = {}): MorphoState => ({
  markets: Object.fromEntries(
    MORPHO_MARKET_NAMES.map(name => [name, emptyMarket(overrides)]),
  ) as MorphoState['markets'],
  cash: {},
  feeRecipient: '0x00',
})

/** WETH supplied by the lender, wstETH by the borrower, nothing borrowed. */
export const funded = (weth: bigint, wstEth: bigint, overrides: Partial<MorphoMarket> = {}): MorphoState => {
  const order = { market: NAME, assets: weth, shares: 0n, owner: LENDER }
  const { state } = supply(emptyMorpho(overrides), order, START)
  return supplyCollateral(state, { market: NAME, assets: wstEth, owner: BORROWER })
}
