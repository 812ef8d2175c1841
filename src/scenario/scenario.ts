import type { Asset } from '../protocols/assets.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { type FlowShock, scaleFlow } from './flows.js'
import { type GovernanceShock, scaleGovernance } from './governance.js'
import type { OverlayShock } from './overlay.js'
import { scaleValidators, type ValidatorShock } from './validators.js'

/** Something that happens to the market, as data. Basis points and whole ether; times are the step's. */
export type Shock =
  /** A feed's answer, against its answer when the scenario began. An oracle moves; no market does. */
  | { readonly kind: 'price'; readonly feed: FeedName; readonly changeBps: number }
  /** Holders sell stETH and wstETH until both pools pay `discountBps` less than fair. A market moves; Aave's price does not. */
  | { readonly kind: 'depeg'; readonly discountBps: number }
  /** Others trade until the USDC/WETH pool's price of ether stands here, against its price when the scenario began. */
  | { readonly kind: 'etherMarket'; readonly changeBps: number }
  /** Lenders withdraw until this share of Aave's reserve, and of each Morpho market that lends it, is borrowed. */
  | { readonly kind: 'drain'; readonly asset: Asset; readonly utilisationBps: number }
  /** Liquidity providers take this share of the pools' liquidity away. */
  | {
      readonly kind: 'leave'
      readonly pools: readonly (UniswapPoolName | 'curve')[]
      readonly shareBps: number
    }
  /** Others ask Lido to withdraw this much ether. */
  | { readonly kind: 'withdrawals'; readonly ether: number }
  /** Ethereum's exit queue stands at this much ether. */
  | { readonly kind: 'exitQueue'; readonly ether: number }
  | { readonly kind: 'gas'; readonly gwei: number }
  | GovernanceShock
  | FlowShock
  | OverlayShock
  | ValidatorShock

/** Seconds since the scenario began. */
export type Step = { readonly at: number; readonly shocks: readonly Shock[] }

/** What goes wrong, as a risk officer sorts it. */
export type Family =
  | 'baseline'
  | 'market'
  | 'validators'
  | 'liquidity'
  | 'oracle and governance'
  | 'protocol failure'
  | 'history'

/** Numbers of a run that can stand beside what is recorded of an event. */
export type KnownQuantity =
  /** Lowest price of one stETH on Curve, fee included, in ether. */
  | 'curvePriceLow'
  /** Lowest price of ether by Aave's feed, in dollars. */
  | 'etherDollarsLow'
  /** Highest share of WETH on Aave that is borrowed. */
  | 'wethUtilisationHigh'
  /** Highest rate a year that WETH borrowers pay, as a fraction. */
  | 'wethBorrowRateHigh'
  /** Longest Ethereum exit queue, in ether. */
  | 'exitQueueHigh'
  /** How far below its exchange rate Aave ever priced wstETH, as a fraction. */
  | 'aavePriceBelowRate'
  /** Lowest price of USDC by Aave's feed, in dollars. */
  | 'usdcDollarsLow'
  /** Of each wstETH seized from loops against ether, in ether: lost by a wrong price, and as bonus. */
  | 'wrongPricePerWstEth'
  | 'bonusPerWstEth'
  /** Bonus, and debt that nobody paid, over the debt covered, as fractions. */
  | 'bonusOverDebt'
  | 'badDebtOverDebt'

/** What happened then: a sentence with its figures, where it is from, and the number of a run that it can be held against. */
export type Known = {
  readonly said: string
  readonly source: string
  readonly figure?: {
    readonly quantity: KnownQuantity
    readonly value: number
    /** Of a price: where it stood when the scenario begins, from which a run on today's market falls. */
    readonly from?: number
  }
}

/** A history scenario strikes today's market, or the market of its day. */
export type Mode = 'today' | 'then'

export type Scenario = {
  readonly name: string
  readonly family: Family
  /** One or two sentences a treasurer understands. */
  readonly about: string
  readonly source: string
  /** Figures that no source gives. */
  readonly assumed: readonly string[]
  /** How long to watch, in days; a frame is recorded each day unless `frameEveryDays` says otherwise. */
  readonly days: number
  /**
   * Days from one frame to the next, besides those of shocks and the last: only what is looked at. Blocks are made and
   * everyone acts each day all the same.
   */
  readonly frameEveryDays?: number
  /** How severity scales it, in words, and the largest severity that still means something. */
  readonly severity: {
    readonly meaning: string
    readonly largest: number
    /** Severities next to which the outcome turns, for a search to try. */
    readonly turns?: readonly number[]
  }
  readonly steps: readonly Step[]
  /** Of history: what is recorded of the event. */
  readonly known?: readonly Known[]
  /** Of history. */
  readonly mode?: Mode
  /** Brings the market to another day before the position is opened; severity does not touch it. */
  readonly overlay?: readonly Step[]
  /** Of a combination: the scenarios in it and how hard each strikes. */
  readonly parts?: readonly { readonly name: string; readonly severity: number }[]
}

const share = (bps: number, severity: number): number =>
  Math.round(10_000 * (1 - (1 - bps / 10_000) ** severity))

/** A rise is multiplied; a fall compounds, twice as hard is the same fall twice, because no price falls by more than all. */
const priceChange = (changeBps: number, severity: number): number =>
  changeBps >= 0 ? Math.round(changeBps * severity) : Math.max(-9_999, -share(-changeBps, severity))

/** The same shock, `severity` times as hard. Shares and prices cannot pass 100 %. */
const scaleShock = (shock: Shock, severity: number): Shock => {
  switch (shock.kind) {
    case 'price':
    case 'etherMarket':
      return { ...shock, changeBps: priceChange(shock.changeBps, severity) }
    case 'depeg':
      return { ...shock, discountBps: Math.min(9_999, Math.round(shock.discountBps * severity)) }
    case 'slash':
    case 'slashValidators':
    case 'outage':
    case 'consensusFork':
    case 'lidoVersion':
      return scaleValidators(shock, severity)
    case 'drain':
      return {
        ...shock,
        utilisationBps: severity === 0 ? 0 : Math.max(0, 10_000 - (10_000 - shock.utilisationBps) / severity),
      }
    case 'leave':
      return { ...shock, shareBps: share(shock.shareBps, severity) }
    case 'withdrawals':
    case 'exitQueue':
      return { ...shock, ether: shock.ether * severity }
    case 'gas':
      return { ...shock, gwei: shock.gwei * severity }
    case 'halt':
    case 'priceCap':
    case 'priceSource':
    case 'eModeCut':
    case 'thresholdCut':
    case 'eModeTerms':
    case 'collateralTerms':
    case 'eModeBorrow':
    case 'rateCurve':
    case 'freeze':
    case 'pause':
    case 'caps':
    case 'capsReached':
    case 'withdrawalsPaused':
      return scaleGovernance(shock, severity)
    case 'sell':
    case 'recover':
    case 'poolDrained':
    case 'tokenMarket':
    case 'rate':
    case 'redeemed':
    case 'mintAndBorrow':
      return scaleFlow(shock, severity)
    case 'curveA':
    case 'curveBalances':
    case 'etherAt':
    case 'stakedEtherAt':
    case 'wethUtilisation':
      return shock
  }
}

/** Shocks that are no amount: with none of a scenario they do not happen at all. */
const SWITCHES: ReadonlySet<Shock['kind']> = new Set([
  'halt',
  'priceCap',
  'priceSource',
  'eModeTerms',
  'collateralTerms',
  'eModeBorrow',
  'rateCurve',
  'freeze',
  'pause',
  'caps',
  'capsReached',
  'withdrawalsPaused',
  'recover',
  'tokenMarket',
  'mintAndBorrow',
  'curveA',
  'curveBalances',
  'etherAt',
  'stakedEtherAt',
  'wethUtilisation',
  'consensusFork',
  'lidoVersion',
] satisfies readonly Shock['kind'][])

const scaled = (shock: Shock, severity: number): readonly Shock[] =>
  severity === 0 && SWITCHES.has(shock.kind) ? [] : [scaleShock(shock, severity)]

/** The scenario with each shock as many times as hard as its kind says; its timing stays. */
export const scaleKinds = (scenario: Scenario, severityOf: (kind: Shock['kind']) => number): Scenario => ({
  ...scenario,
  steps: scenario.steps.map(step => ({
    ...step,
    shocks: step.shocks.flatMap(shock => scaled(shock, severityOf(shock.kind))),
  })),
})

/** The scenario with every shock `severity` times as hard; its timing stays. */
export const scaleScenario = (scenario: Scenario, severity: number): Scenario =>
  scaleKinds(scenario, () => severity)
