import type { Seen } from '../../scenario/shocks/define.js'
import { isShockKind, SHOCKS, type ShockKind } from '../../scenario/shocks/registry.js'
import { ether, fixed, ofWad, percentOfRay } from '../text.js'
import type { Frame } from './read.js'

type Reading = { readonly name: string; readonly of: (frame: Frame) => string }

const queue = (wei: string): string => `${ether(BigInt(wei))} ETH`

/** How a frame shows what a shock did. */
const READINGS: Readonly<Record<Seen, Reading>> = {
  exitQueue: { name: 'Ethereum’s exit queue', of: frame => queue(frame.exitQueueWei) },
  lidoQueue: { name: 'Lido’s queue', of: frame => queue(frame.withdrawalQueueWei) },
  curvePrice: { name: 'stETH on Curve', of: frame => ofWad(BigInt(frame.curvePriceWad), 4) },
  wethBorrowed: {
    name: 'WETH borrowed',
    of: frame => `${percentOfRay(BigInt(frame.wethUtilisationRay))} %`,
  },
  wethRate: { name: 'WETH borrow rate', of: frame => `${percentOfRay(BigInt(frame.wethBorrowRateRay))} %` },
  wstEthPrice: {
    name: 'Aave’s price of wstETH',
    of: frame => fixed(BigInt(frame.wstEthPriceBase), { decimals: 8, digits: 2 }),
  },
  etherPrice: {
    name: 'ETH/USD',
    of: frame => fixed(BigInt(frame.etherPriceBase), { decimals: 8, digits: 2 }),
  },
  gasPrice: {
    name: 'gas',
    of: frame => `${fixed(BigInt(frame.gasPriceWei), { decimals: 9, digits: 2 })} gwei`,
  },
}

/** Whether a transaction belongs to a shock, and not to someone who acts of their own. */
export const isShock = isShockKind

export const shockWords = (kind: ShockKind): string => SHOCKS[kind].happened

/** What the frames show of a shock, before and after. */
export const shockSeen = (kind: ShockKind, frame: Frame, before: Frame | undefined): string => {
  const { seen } = SHOCKS[kind]
  if (!seen) return ''
  const { name, of } = READINGS[seen]
  const [then, now] = [before ? of(before) : '', of(frame)]
  return then === '' || then === now ? `${name} ${now}` : `${name} ${then} → ${now}`
}

/** What a shock is marked with on a time line, by what it moves: sales, queues, ether's price, what is borrowed, gas. */
const LETTERS: Readonly<Record<Seen, string>> = {
  curvePrice: 'S',
  exitQueue: 'W',
  lidoQueue: 'W',
  etherPrice: 'E',
  wstEthPrice: 'O',
  wethBorrowed: 'B',
  wethRate: 'B',
  gasPrice: 'G',
}

/** The letter of a shock on a time line; slashing and rules have their own. */
export const shockLetter = (kind: ShockKind): string => {
  if (kind === 'slash' || kind === 'slashValidators') return 'X'
  const { seen } = SHOCKS[kind]
  return seen ? LETTERS[seen] : 'C'
}
