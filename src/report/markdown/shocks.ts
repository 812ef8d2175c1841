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
    seen: { name: 'stETH on Curve', of: frame => ofWad(BigInt(frame.curvePriceWad), 4) },
  },
  etherMarket: { what: 'ether’s price moved in the dollar pool', seen: null },
  slash: { what: 'validators of Lido were slashed', seen: EXIT_QUEUE },
  drain: {
    what: 'lenders withdrew from Aave',
    seen: { name: 'WETH borrowed', of: frame => `${percentOfRay(BigInt(frame.wethUtilisationRay))} %` },
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
