import type { Shock } from '../../scenario/scenario.js'

/** What happened, in words, by the kind of shock. */
const SHOCKS: Readonly<Record<Shock['kind'], string>> = {
  price: 'a feed’s price moved',
  depeg: 'holders sold stETH and wstETH into the pools',
  etherMarket: 'ether’s price moved in the dollar pool',
  slash: 'validators of Lido were slashed',
  drain: 'lenders withdrew from Aave',
  leave: 'liquidity providers left',
  withdrawals: 'others queued at Lido',
  exitQueue: 'Ethereum’s exit queue changed',
  gas: 'the gas price changed',
}

/** Whether a transaction belongs to a shock, and not to someone who acts of their own. */
export const isShock = (by: string): by is Shock['kind'] => Object.hasOwn(SHOCKS, by)

export const shockWords = (kind: Shock['kind']): string => SHOCKS[kind]
