import type { Asset } from '../protocols/assets.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'

/** Something that happens to the market, as data. Basis points and whole ether; times are the step's. */
export type Shock =
  /** A feed's answer, against its answer when the scenario began. An oracle moves; no market does. */
  | { readonly kind: 'price'; readonly feed: FeedName; readonly changeBps: number }
  /** Holders sell stETH and wstETH until both pools pay `discountBps` less than fair. A market moves; Aave's price does not. */
  | { readonly kind: 'depeg'; readonly discountBps: number }
  /** Others trade until the USDC/WETH pool's price of ether stands here, against its price when the scenario began. */
  | { readonly kind: 'etherMarket'; readonly changeBps: number }
  /** This share of Lido's validators, by balance, is slashed at once. */
  | { readonly kind: 'slash'; readonly shareBps: number }
  /** Lenders withdraw until this share of the reserve is borrowed. */
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

/** Seconds since the scenario began. */
export type Step = { readonly at: number; readonly shocks: readonly Shock[] }

export type Scenario = {
  readonly name: string
  /** One or two sentences a treasurer understands. */
  readonly about: string
  readonly source: string
  /** Figures that no source gives. */
  readonly assumed: readonly string[]
  /** How long to watch, in days; a frame is recorded each day. */
  readonly days: number
  /** How severity scales it, in words, and the largest severity that still means something. */
  readonly severity: {
    readonly meaning: string
    readonly largest: number
    /** Severities next to which the outcome turns, for a search to try. */
    readonly turns?: readonly number[]
  }
  readonly steps: readonly Step[]
}

const share = (bps: number, severity: number): number =>
  Math.round(10_000 * (1 - (1 - bps / 10_000) ** severity))

/** The same shock, `severity` times as hard. Shares and prices cannot pass 100 %. */
const scaleShock = (shock: Shock, severity: number): Shock => {
  switch (shock.kind) {
    case 'price':
    case 'etherMarket':
      return { ...shock, changeBps: Math.max(-9_999, Math.round(shock.changeBps * severity)) }
    case 'depeg':
      return { ...shock, discountBps: Math.min(9_999, Math.round(shock.discountBps * severity)) }
    case 'slash':
      return { ...shock, shareBps: Math.min(10_000, Math.round(shock.shareBps * severity)) }
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
  }
}

/** The scenario with each shock as many times as hard as its kind says; its timing stays. */
export const scaleKinds = (scenario: Scenario, severityOf: (kind: Shock['kind']) => number): Scenario => ({
  ...scenario,
  steps: scenario.steps.map(step => ({
    ...step,
    shocks: step.shocks.map(shock => scaleShock(shock, severityOf(shock.kind))),
  })),
})

/** The scenario with every shock `severity` times as hard; its timing stays. */
export const scaleScenario = (scenario: Scenario, severity: number): Scenario =>
  scaleKinds(scenario, () => severity)
