import type { Asset } from '../protocols/assets.js'

/** Who lends for a transaction, or over time. */
export type LenderName = 'aave' | 'morpho'

/**
 * How a plan goes about it: an id with its facts where the engine made it. A text is what a strategy calls its own plan:
 * it is shown, and nothing is decided by it.
 */
export type Method =
  | string
  | { readonly id: 'alreadyEther' | 'atOnce' | 'oneTicket' | 'burnt' | 'liquidityOut' | 'refinance' }
  | { readonly id: 'fromHeld'; readonly asset: Asset }
  | {
      readonly id: 'flashDebt' | 'flashCollateral'
      readonly loans: readonly { readonly lender: LenderName; readonly asset: Asset }[]
    }
  | { readonly id: 'steps' | 'lidoRequests' | 'lidoRounds' | 'etherFiRounds'; readonly count: number }
  | { readonly id: 'validators'; readonly mustActivate: boolean }
  | { readonly id: 'partThenQueue'; readonly byLoan: boolean; readonly asset: Asset; readonly waits: number }

/** Whose queue a plan goes through, by id; a text of a strategy's own is shown as it is. */
export type Through =
  | 'lidoQueue'
  | 'etherFiRequests'
  | 'stakeWiseRedeemer'
  | 'rocketPool'
  | 'exitQueue'
  | 'issuer'
  | (string & {})
