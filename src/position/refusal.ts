import type { Asset } from '../protocols/assets.js'
import type { LenderName, Method } from './method.js'

/** What there is of something and what is needed of it, in the asset's smallest unit. */
type Shortage = { readonly asset: Asset; readonly there: bigint; readonly needed: bigint }

type Nothing = Readonly<Record<never, never>>

/** Every way in which something does not go, with the facts of it; amounts in the asset's smallest unit. */
type RefusalFacts = {
  /** A contract's own reason, for which there is no code. */
  readonly contract: { readonly reason: string }
  readonly proceedsBelowDebt: Nothing
  readonly lenderShort: Nothing
  readonly loanShort: Shortage & { readonly lender: LenderName }
  readonly wouldBeLiquidatable: Nothing
  readonly queuePaused: Nothing
  readonly collateralGone: Nothing
  readonly balanceShort: Nothing
  readonly supplyCapFull: Nothing
  readonly borrowCapFull: Nothing
  readonly rocketPoolShort: Shortage
  /** `refillWei`: ether a day. */
  readonly etherFiShort: Shortage & { readonly refillWei: bigint }
  readonly etherFiPoolShort: Nothing
  /**
   * A trade that would pass the floor of price: `most` of `asset` is traded, at that cost against fair value; `restBps`
   * is how far below fair value arithmetic has the rest, null where the pools have nothing for it at any price.
   */
  readonly depthExhausted: {
    readonly asset: Asset
    readonly into: Asset
    readonly wanted: bigint
    readonly most: bigint
    readonly costBps: number | null
    readonly restBps: number | null
  }
  readonly stillHolds: { readonly what: string; readonly valueWei: bigint }
  readonly stillOwes: { readonly what: string; readonly valueWei: bigint }
  readonly noVenue: Nothing
  readonly noVenueFor: { readonly asset: Asset }
  readonly validatorNotSold: Nothing
  readonly notRedeemed: Nothing
  readonly redeemedOffChain: { readonly asset: Asset }
  readonly interestOutgrows: {
    readonly medianDays: number
    readonly badDays: number
    readonly owed: bigint
    readonly asset: Asset
    readonly ratePerYear: number
    readonly lender: LenderName
  }
  readonly collateralLocked: Nothing
  readonly nothingQueues: Nothing
  readonly nothingLeft: Nothing
  readonly lidoRequestsWait: Nothing
  readonly issuerRequestsWait: Nothing
  readonly validatorsLeave: Nothing
  readonly lessThanOneValidator: Nothing
  readonly nothingSold: Nothing
  readonly discountNotEstimated: { readonly asset: Asset }
  readonly noDiscount: { readonly nowBps: number; readonly leftBps: number }
  readonly discountStillOpen: Nothing
  readonly interestTakesAll: Nothing
  readonly noOtherLender: Nothing
  readonly partOfDebt: Nothing
  readonly lenderAbsent: { readonly lender: string }
  readonly creditShort: Shortage & { readonly lender: string }
  /** Every method that was tried, each with why it does not go. */
  readonly everyMethod: { readonly tried: readonly { readonly method: Method; readonly refusal: Refusal }[] }
  /** A plan that was being carried out. */
  readonly legRefused: { readonly cause: Refusal }
  readonly notPaid: Nothing
}

export type RefusalCode = keyof RefusalFacts

/** Why something does not go: a code that decides, and the facts that words are made of. */
export type Refusal = {
  [C in RefusalCode]: { readonly code: C; readonly facts: RefusalFacts[C] }
}[RefusalCode]

/** What came instead of a result. */
export type Refused = { readonly ok: false; readonly refusal: Refusal }

export const refusal = <C extends RefusalCode>(code: C, facts: RefusalFacts[C]): Refusal =>
  ({ code, facts }) as Refusal

export const refused = <C extends RefusalCode>(code: C, facts: RefusalFacts[C]): Refused => ({
  ok: false,
  refusal: refusal(code, facts),
})

/** Reasons of the contracts, as the chain gives them, that mean the same to one who leaves wherever they come from. */
const REVERTS: Readonly<Record<string, RefusalCode>> = {
  // WETH9 refuses without a word, the loan's repayment among others.
  '': 'proceedsBelowDebt',
  'transferFrom reverted': 'proceedsBelowDebt',
  // Aave counts its free liquidity below zero; Morpho's token refuses to leave.
  'Panic(0x11)': 'lenderShort',
  'transfer reverted': 'lenderShort',
  'insufficient liquidity': 'lenderShort',
  HealthFactorLowerThanLiquidationThreshold: 'wouldBeLiquidatable',
  'insufficient collateral': 'wouldBeLiquidatable',
  CollateralCannotCoverNewBorrow: 'wouldBeLiquidatable',
  ResumedExpected: 'queuePaused',
  NotEnoughAvailableUserBalance: 'collateralGone',
  'ERC20: transfer amount exceeds balance': 'balanceShort',
  SupplyCapExceeded: 'supplyCapFull',
  BorrowCapExceeded: 'borrowCapFull',
  InsufficientLiquidity: 'etherFiPoolShort',
}

/** A contract's reason as a refusal; one that is not known here stays the contract's own. */
export const refusalOfRevert = (reason: string): Refusal => {
  const code = REVERTS[reason]
  return code === undefined ? refusal('contract', { reason }) : ({ code, facts: {} } as Refusal)
}
