import type { Staked } from './factors/parameters.js'

/** What a unit of a leg is worth: a price that the futures know. */
export type Price =
  | { readonly kind: 'ether' }
  | { readonly kind: 'staked'; readonly token: Staked }
  | { readonly kind: 'dollar' }
  | { readonly kind: 'bitcoin' }

/** Reserves of Aave whose utilisation is a factor. */
export type CurveName = 'WETH' | 'USDC'

/** How a balance grows. */
export type Interest =
  | { readonly kind: 'none' }
  /** At what the reserve's curve asks, touched each step. */
  | { readonly kind: 'borrow' | 'supply'; readonly curve: CurveName }
  /** At a yearly rate that stays: a reserve whose utilisation is no factor. */
  | { readonly kind: 'still'; readonly ratePerYear: number; readonly compounds: boolean }
  | { readonly kind: 'morpho'; readonly market: string }

/** Whole units of something: for a rebasing token, of its share. */
export type Leg = {
  readonly asset: string
  readonly price: Price
  readonly units: number
  readonly interest: Interest
}

/** Fractions: threshold 0.95, bonus 1.01, the protocol's share of the bonus 0.1. */
export type Collateral = Leg & {
  readonly threshold: number
  readonly bonus: number
  readonly feeOfBonus: number
}

/** A loan as the kernel takes it, whoever lends. */
export type LoanFacts = {
  readonly at: string
  readonly rule: 'aave' | 'morpho'
  /** Whether a discount on the market lowers the lender's price. */
  readonly sees: 'share rate' | 'market'
  readonly collateral: readonly Collateral[]
  readonly debt: readonly Leg[]
}

/** One position: loans and what is held free of debt. */
export type PositionFacts = {
  readonly name: string
  readonly loans: readonly LoanFacts[]
  readonly holdings: readonly Leg[]
}

/** A reserve's rate curve and where it stands; fractions, rates a year. */
export type CurveFacts = {
  readonly utilisation: number
  readonly optimal: number
  readonly base: number
  readonly slope1: number
  readonly slope2: number
  readonly reserveFactor: number
}

export type StakedFacts = {
  readonly rate: number
  /** Below the share rate, as a fraction of it. */
  readonly discount: number
  /** The lender's cap on the rate: now, and its growth a year in units of the rate. */
  readonly cap: { readonly now: number; readonly perYear: number } | null
}

/** What the futures start from. */
export type MarketFacts = {
  /** Unix time in seconds. */
  readonly at: number
  readonly etherUsd: number
  readonly bitcoinUsd: number
  readonly dollarUsd: number
  readonly staked: Readonly<Partial<Record<Staked, StakedFacts>>>
  readonly curves: Readonly<Record<CurveName, CurveFacts>>
  /** By name: utilisation, and the yearly rate at target. */
  readonly morpho: Readonly<Record<string, { readonly utilisation: number; readonly rateAtTarget: number }>>
  readonly exitQueueEther: number
}

/** What is drawn: everything a shard depends on. The same spec gives the same bytes on any machine. */
export type PathSpec = {
  readonly model: 'calibrated' | 'bootstrap'
  readonly seed: number
  readonly paths: number
  readonly days: number
  readonly stepsPerDay: number
  readonly market: MarketFacts
  readonly positions: readonly PositionFacts[]
  readonly tilt: Tilt | null
}

/** Importance sampling: how the draws are bent, which weights undo. */
export type Tilt = {
  /** Added to ether's standard normals over the whole horizon, in standard deviations of the horizon. */
  readonly etherShift: number
  /** Crashes, and slashings, come so many times as often. */
  readonly crashTimes: number
  readonly slashingTimes: number
}

const families = (loan: LoanFacts): ReadonlySet<string> =>
  new Set(
    [...loan.collateral, ...loan.debt].map(({ price }) => (price.kind === 'staked' ? 'ether' : price.kind)),
  )

/** Whether ether's price moves a loan's health: its legs are not all of ether. */
export const isPriceSensitive = ({ loans }: PositionFacts): boolean =>
  loans.some(loan => families(loan).size > 1 || (loan.sees === 'market' && loan.debt.length > 0))

/** Steps a day: hourly where a price can liquidate a loan, else one. */
export const stepsFor = (positions: readonly PositionFacts[]): number =>
  positions.some(isPriceSensitive) ? 24 : 1
