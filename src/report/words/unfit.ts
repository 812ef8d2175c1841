import type { Bound, Shortage } from '../../analysis/fit.js'
import { ASSETS, type Asset } from '../../protocols/assets.js'

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 4 })

const amountOf = (units: bigint, asset: Asset): string =>
  `${(Number(units) / 10 ** ASSETS[asset].decimals).toLocaleString('en-US', { maximumFractionDigits: 0 })} ${asset}`

const REASONS: Readonly<Record<string, string>> = {
  CollateralCannotCoverNewBorrow: 'the collateral is worth too little for so much debt here',
  HealthFactorLowerThanLiquidationThreshold: 'the position would be liquidatable at once',
  'insufficient collateral': 'the collateral is worth too little for so much debt here',
  SupplyCapExceeded: 'the supply cap of a reserve has no room for so much collateral',
  BorrowCapExceeded: 'the borrow cap of a reserve has no room for so much debt',
  NotBorrowableInEMode: 'this e-mode lends nothing of that asset here',
  ReserveFrozen: 'a reserve is frozen: it takes no new collateral and no new debt',
  ReservePaused: 'a reserve is paused',
  StakeLimit: 'Lido stakes no more in one block',
  STAKE_LIMIT: 'Lido stakes no more in one block',
}

const shortageWords = ({ venue, asset, free, wanted }: Shortage): string =>
  `${venue} has ${amountOf(free, asset)} to lend, and this position borrows ${amountOf(wanted, asset)}`

/** Why a market does not take a position: what is missing, or the protocol's reason in words with its name. */
export const unfitWords = (reason: string, shortages: readonly Shortage[]): string => {
  if (shortages.length > 0) return shortages.map(shortageWords).join('; ')
  const words = REASONS[reason]
  return words === undefined ? reason : `${words} (${reason})`
}

type Params = Readonly<Record<string, unknown>>

const atOthers = (params: Params, knob: string): string => {
  const others = ['size', 'leverage', 'ltv', 'healthFactor'].filter(
    key => key !== knob && typeof params[key] === 'number',
  )
  return others.map(key => `${key} ${number(Number(params[key]))}`).join(', ')
}

const assetOf = (params: Params): string => (typeof params['asset'] === 'string' ? ` ${params['asset']}` : '')

const boundWords = ({ knob, value }: Bound, params: Params): string => {
  const at = atOthers(params, knob)
  const unit = knob === 'size' ? assetOf(params) : ''
  return `${knob} ${number(value)}${unit} ${knob === 'healthFactor' ? 'at least' : 'at most'}${at ? ` at ${at}` : ''}`
}

/** The outermost values that the market takes, each with the other parameters as they are. */
export const boundsWords = (bounds: readonly Bound[], params: Params): string =>
  bounds.map(bound => boundWords(bound, params)).join('; or ')
