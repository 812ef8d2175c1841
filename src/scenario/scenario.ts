import { type Shock, type ShockKind, scaleShock } from './shocks/registry.js'

export type { Shock, ShockKind } from './shocks/registry.js'

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
  /** What today's market has and the event's had not, where that makes a run too kind. */
  readonly absentThen?: string
  readonly figure?: {
    readonly quantity: KnownQuantity
    readonly value: number
    /** A peak within a day, which runs by days do not aim at. */
    readonly withinDay?: true
    /** Of a price: where it stood when the scenario begins, from which a run on today's market falls. */
    readonly from?: number
  }
}

/** A history scenario strikes today's market, or the market of its day. */
export type Mode = 'today' | 'then'

export type Scenario = {
  readonly name: string
  /** What reports call it; its name in words where it has none. */
  readonly title?: string
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
    /** It happens or not: there is nothing to scale. */
    readonly isSwitch?: true
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

/** A scenario's name in words: `price-cap` is `Price cap`. */
export const titleOf = ({ name, title }: Pick<Scenario, 'name' | 'title'>): string => {
  const words = name.replaceAll('-', ' ')
  return title ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** The scenario with each shock as many times as hard as its kind says; its timing stays. */
export const scaleKinds = (scenario: Scenario, severityOf: (kind: ShockKind) => number): Scenario => ({
  ...scenario,
  steps: scenario.steps.map(step => ({
    ...step,
    shocks: step.shocks.flatMap(shock => scaleShock(shock, severityOf(shock.kind))),
  })),
})

/** The scenario with every shock `severity` times as hard; its timing stays. */
export const scaleScenario = (scenario: Scenario, severity: number): Scenario =>
  scaleKinds(scenario, () => severity)
