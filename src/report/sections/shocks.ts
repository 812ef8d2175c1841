import type { Shock } from '../../scenario/scenario.js'
import { ether, fixed, ofWad, percentOfRay } from '../text.js'
import type { Frame } from './read.js'

type Words = {
  readonly what: string
  /** What the frames show of it: a name and a value; null where no field does. */
  readonly seen: { readonly name: string; readonly of: (frame: Frame) => string } | null
}

const queue = (wei: string): string => `${ether(BigInt(wei))} ETH`

const EXIT_QUEUE: Words['seen'] = { name: 'Ethereum’s exit queue', of: frame => queue(frame.exitQueueWei) }

const CURVE_PRICE: Words['seen'] = {
  name: 'stETH on Curve',
  of: frame => ofWad(BigInt(frame.curvePriceWad), 4),
}
const WETH_BORROWED: Words['seen'] = {
  name: 'WETH borrowed',
  of: frame => `${percentOfRay(BigInt(frame.wethUtilisationRay))} %`,
}
const WETH_RATE: Words['seen'] = {
  name: 'WETH borrow rate',
  of: frame => `${percentOfRay(BigInt(frame.wethBorrowRateRay))} %`,
}
const WSTETH_PRICE: Words['seen'] = {
  name: 'Aave’s price of wstETH',
  of: frame => fixed(BigInt(frame.wstEthPriceBase), { decimals: 8, digits: 2 }),
}

const SHOCKS: Readonly<Record<Shock['kind'], Words>> = {
  price: {
    what: 'a feed’s price moved',
    seen: {
      name: 'ETH/USD',
      of: frame => fixed(BigInt(frame.etherPriceBase), { decimals: 8, digits: 2 }),
    },
  },
  depeg: {
    what: 'holders sold stETH and wstETH into the pools',
    seen: CURVE_PRICE,
  },
  etherMarket: { what: 'ether’s price moved in the dollar pool', seen: null },
  slash: { what: 'validators were slashed', seen: EXIT_QUEUE },
  slashValidators: { what: 'validators were slashed', seen: EXIT_QUEUE },
  outage: { what: 'validators stopped attesting', seen: null },
  consensusFork: { what: 'the consensus layer took another fork’s rules', seen: EXIT_QUEUE },
  lidoVersion: { what: 'Lido’s reports were judged by another version', seen: null },
  drain: {
    what: 'lenders withdrew from Aave and Morpho',
    seen: WETH_BORROWED,
  },
  leave: { what: 'liquidity providers left the pools', seen: null },
  withdrawals: {
    what: 'others asked Lido to withdraw',
    seen: { name: 'Lido’s queue', of: frame => queue(frame.withdrawalQueueWei) },
  },
  exitQueue: {
    what: 'Ethereum’s exit queue changed',
    seen: EXIT_QUEUE,
  },
  gas: {
    what: 'the gas price changed',
    seen: {
      name: 'gas',
      of: frame => `${fixed(BigInt(frame.gasPriceWei), { decimals: 9, digits: 2 })} gwei`,
    },
  },
  halt: { what: 'a feed’s nodes stopped, or went on', seen: null },
  priceCap: { what: 'the cap of a price was set wrong', seen: WSTETH_PRICE },
  priceSource: { what: 'Aave took another price source', seen: WSTETH_PRICE },
  eModeCut: { what: 'governance cut an e-mode', seen: null },
  thresholdCut: { what: 'governance cut a liquidation threshold', seen: null },
  eModeTerms: { what: 'governance set an e-mode', seen: null },
  collateralTerms: { what: 'governance set the terms of a collateral', seen: null },
  eModeBorrow: { what: 'governance changed what an e-mode lets borrow', seen: null },
  rateCurve: { what: 'governance changed a rate curve', seen: WETH_RATE },
  freeze: { what: 'a reserve was frozen, or opened again', seen: null },
  pause: { what: 'a reserve was paused, or went on', seen: null },
  caps: { what: 'governance changed supply and borrow caps', seen: null },
  capsReached: { what: 'supply and borrow caps were lowered to what is there', seen: null },
  withdrawalsPaused: { what: 'Lido’s withdrawals were paused, or went on', seen: null },
  sell: { what: 'a holder sold at any price', seen: CURVE_PRICE },
  recover: { what: 'buyers came back', seen: CURVE_PRICE },
  poolDrained: { what: 'a pool was emptied by a thief', seen: CURVE_PRICE },
  tokenMarket: { what: 'holders sold another staking token, or buyers came back', seen: null },
  rate: { what: 'another staking token’s rate changed', seen: null },
  redeemed: { what: 'others redeemed rETH and asked for weETH’s ether', seen: null },
  mintAndBorrow: { what: 'tokens without backing became collateral', seen: WETH_BORROWED },
  curveA: { what: 'Curve’s A moved', seen: null },
  curveBalances: { what: 'Curve’s balances were set', seen: null },
  etherAt: { what: 'ether’s price was set', seen: null },
  stakedEtherAt: { what: 'the price of staked ether was set', seen: null },
  wethUtilisation: { what: 'lenders came or left', seen: WETH_BORROWED },
}

/** Whether a transaction belongs to a shock, and not to someone who acts of their own. */
export const isShock = (by: string): by is Shock['kind'] => Object.hasOwn(SHOCKS, by)

export const shockWords = (kind: Shock['kind']): string => SHOCKS[kind].what

/** What the frames show of a shock, before and after. */
export const shockSeen = (kind: Shock['kind'], frame: Frame, before: Frame | undefined): string => {
  const { seen } = SHOCKS[kind]
  if (!seen) return ''
  const [then, now] = [before ? seen.of(before) : '', seen.of(frame)]
  return then === '' || then === now ? `${seen.name} ${now}` : `${seen.name} ${then} → ${now}`
}
