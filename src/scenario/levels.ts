import type { Shock } from './scenario.js'

/** The last shock of a scenario that set a level, and when: what it asks for until it says something else. */
export type Standing = { readonly shock: Shock; readonly at: number }

/**
 * What a shock sets, where it sets a level that stands until the next; undefined where it is a flow, a cut of what is
 * there, or a rule of which the later stands.
 */
export const levelOf = (shock: Shock): string | undefined => {
  switch (shock.kind) {
    case 'price':
    case 'halt':
      return `${shock.kind} ${shock.feed}`
    case 'etherMarket':
    case 'exitQueue':
    case 'gas':
    case 'withdrawalsPaused':
      return shock.kind
    case 'depeg':
    case 'recover':
    case 'stakedEtherAt':
    case 'sell':
    case 'curveBalances':
      return 'discount'
    case 'poolDrained':
      return shock.pool === 'curve' || shock.pool.startsWith('wstETH') ? 'discount' : undefined
    case 'drain':
      return `borrowed ${shock.asset}`
    case 'wethUtilisation':
      return 'borrowed WETH'
    case 'rate':
    case 'tokenMarket':
    case 'priceCap':
    case 'priceSource':
    case 'rateCurve':
    case 'freeze':
    case 'pause':
    case 'collateralTerms':
      return `${shock.kind} ${shock.asset}`
    case 'caps':
    case 'capsReached':
      return `caps ${shock.asset}`
    case 'eModeTerms':
      return `${shock.kind} ${shock.category}`
    case 'leave':
    case 'withdrawals':
    case 'redeemed':
    case 'mintAndBorrow':
    case 'slash':
    case 'slashValidators':
    case 'outage':
    case 'eModeCut':
    case 'thresholdCut':
    case 'consensusFork':
    case 'lidoVersion':
    case 'eModeBorrow':
    case 'curveA':
    case 'etherAt':
      return undefined
  }
}

/** How far below fair a shock puts staked ether, basis points; all of it where that cannot be told beforehand. */
export const discountOf = (shock: Shock): number => {
  if (shock.kind === 'depeg' || shock.kind === 'recover') return shock.discountBps
  return shock.kind === 'stakedEtherAt' ? Math.round((1 - shock.price) * 10_000) : UNTOLD
}

/** Of a sale, a theft, or balances that are set: the pool itself says what it comes to. */
export const UNTOLD = 10_000

/** Share of a reserve that is borrowed, basis points. */
export const borrowedOf = (shock: Shock): number => {
  if (shock.kind === 'drain') return shock.utilisationBps
  return shock.kind === 'wethUtilisation' ? shock.shareBps : 0
}

/** What a scenario asks for after `shock`: sellers and leaving lenders only bring a level up, buyers only down. */
export const standingAfter = (before: Shock | undefined, shock: Shock): Shock => {
  if (before === undefined) return shock
  if (shock.kind === 'depeg') return discountOf(before) > shock.discountBps ? before : shock
  if (shock.kind === 'recover') return discountOf(before) < shock.discountBps ? before : shock
  if (shock.kind === 'drain') return borrowedOf(before) > shock.utilisationBps ? before : shock
  return shock
}
