import type { Scenario, Shock } from '../../scenario/scenario.js'
import { decimal, short } from '../text.js'

/** Each kind of shock as a reader knows it. A new kind is a line here. */
const LABELS: Readonly<Record<Shock['kind'], string>> = {
  price: 'Oracle price',
  etherMarket: 'Market price of ether',
  tokenMarket: 'Discounts of other staking tokens',
  depeg: 'Depeg of stETH',
  slash: 'Slashing',
  slashValidators: 'Validators slashed',
  outage: 'Validators off',
  consensusFork: 'Rules of another fork',
  lidoVersion: 'Another version of Lido',
  drain: 'Lenders leave Aave',
  leave: 'Liquidity leaves the pools',
  withdrawals: 'Others queue at Lido',
  exitQueue: 'Ethereum’s exit queue',
  gas: 'Gas price',
  sell: 'A large sale',
  recover: 'The market recovers',
  halt: 'A feed stops',
  priceCap: 'Aave’s price cap set wrong',
  priceSource: 'Another price source',
  eModeCut: 'E-mode threshold cut',
  thresholdCut: 'Liquidation threshold cut',
  eModeTerms: 'Terms of an e-mode',
  collateralTerms: 'Terms of a collateral',
  eModeBorrow: 'What an e-mode lends',
  rateCurve: 'Another rate curve',
  freeze: 'A reserve frozen',
  pause: 'A reserve paused',
  caps: 'Supply and borrow caps',
  capsReached: 'Caps reached',
  withdrawalsPaused: 'Lido’s withdrawals paused',
  poolDrained: 'A pool drained',
  rate: 'An issuer’s rate falls',
  redeemed: 'Others redeem rETH and weETH first',
  mintAndBorrow: 'Tokens minted without backing',
  curveA: 'Curve’s A of that day',
  curveBalances: 'Curve’s balances of that day',
  etherAt: 'Ether’s price of that day',
  stakedEtherAt: 'Staked ether’s price of that day',
  wethUtilisation: 'Utilisation of that day',
}

/** A kind of shock as a reader knows it. */
export const shockLabel = (kind: Shock['kind']): string => LABELS[kind]

/** What a switch of a shock says where it is on. */
const SWITCHES: Readonly<Record<string, string>> = {
  own: 'and all of the owner’s',
  leak: 'without finality',
}

/** One field of a shock; its name carries the unit. */
const fieldWords = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? (SWITCHES[name] ?? name) : ''
  if (typeof value !== 'number') return String(value)
  if (name === 'othersBps') return `and ${decimal(value / 100, value % 100 === 0 ? 0 : 2)} % of others’`
  if (name === 'days') return `for ${short(value)} days`
  if (name.endsWith('Bps')) return `${decimal(value / 100, value % 100 === 0 ? 0 : 2)} %`
  if (name === 'ether') return `${decimal(value, 0)} ETH`
  if (name === 'gwei') return `${short(value)} gwei`
  return `${name} ${short(value)}`
}

const shockWords = (shock: Shock): string =>
  Object.entries(shock)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => fieldWords(name, value))
    .filter(words => words !== '')
    .join(' ')

/** What a kind of shock does in a scenario that is scaled already, step by step: `day 1: 3.27 %; day 3: 5.23 %`. */
export const kindWords = (scenario: Scenario, kind: Shock['kind']): string =>
  scenario.steps
    .flatMap(({ at, shocks }) =>
      shocks
        .filter(shock => shock.kind === kind)
        .map(shock => `day ${short(at / 86_400)}: ${shockWords(shock)}`),
    )
    .join('; ')

/** `healthFactor` as `health factor`. */
export const spaced = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
