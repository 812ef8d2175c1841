import type { Scenario, Shock } from '../../scenario/scenario.js'
import { decimal, short } from '../text.js'

/** What a kind of shock is an example of. */
export type RiskName = 'validators' | 'contracts' | 'liquidity' | 'markets' | 'none'

/** Each kind of shock as a reader knows it. A new kind is a line here. */
const SHOCKS: Readonly<Record<Shock['kind'], { readonly label: string; readonly risk: RiskName }>> = {
  price: { label: 'Oracle price', risk: 'markets' },
  etherMarket: { label: 'Market price of ether', risk: 'markets' },
  depeg: { label: 'Depeg of stETH', risk: 'markets' },
  slash: { label: 'Slashing', risk: 'validators' },
  drain: { label: 'Lenders leave Aave', risk: 'liquidity' },
  leave: { label: 'Liquidity leaves the pools', risk: 'liquidity' },
  withdrawals: { label: 'Others queue at Lido', risk: 'liquidity' },
  exitQueue: { label: 'Ethereum’s exit queue', risk: 'liquidity' },
  gas: { label: 'Gas price', risk: 'none' },
  sell: { label: 'A large sale', risk: 'markets' },
  recover: { label: 'The market recovers', risk: 'none' },
  halt: { label: 'A feed stops', risk: 'contracts' },
  priceCap: { label: 'Aave’s price cap set wrong', risk: 'contracts' },
  priceSource: { label: 'Another price source', risk: 'contracts' },
  eModeCut: { label: 'E-mode threshold cut', risk: 'contracts' },
  thresholdCut: { label: 'Liquidation threshold cut', risk: 'contracts' },
  eModeTerms: { label: 'Terms of an e-mode', risk: 'contracts' },
  collateralTerms: { label: 'Terms of a collateral', risk: 'contracts' },
  eModeBorrow: { label: 'What an e-mode lends', risk: 'contracts' },
  rateCurve: { label: 'Another rate curve', risk: 'contracts' },
  freeze: { label: 'A reserve frozen', risk: 'contracts' },
  pause: { label: 'A reserve paused', risk: 'contracts' },
  caps: { label: 'Supply and borrow caps', risk: 'contracts' },
  capsReached: { label: 'Caps reached', risk: 'contracts' },
  withdrawalsPaused: { label: 'Lido’s withdrawals paused', risk: 'contracts' },
  poolDrained: { label: 'A pool drained', risk: 'contracts' },
  rate: { label: 'An issuer’s rate falls', risk: 'contracts' },
  mintAndBorrow: { label: 'Tokens minted without backing', risk: 'contracts' },
  curveA: { label: 'Curve’s A of that day', risk: 'none' },
  curveBalances: { label: 'Curve’s balances of that day', risk: 'none' },
  etherAt: { label: 'Ether’s price of that day', risk: 'none' },
  wethUtilisation: { label: 'Utilisation of that day', risk: 'none' },
}

/** A kind of shock as a reader knows it. */
export const shockLabel = (kind: Shock['kind']): string => SHOCKS[kind].label

/** From the ground up: a scenario that shows several is an example of the first. */
const ORDER: readonly RiskName[] = ['contracts', 'validators', 'markets', 'liquidity']

/** What a scenario is an example of. */
export const riskOf = ({ steps }: Scenario): RiskName => {
  const risks = new Set(steps.flatMap(step => step.shocks.map(shock => SHOCKS[shock.kind].risk)))
  return ORDER.find(risk => risks.has(risk)) ?? 'none'
}

/** One field of a shock; its name carries the unit. */
const fieldWords = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'number') return String(value)
  if (name.endsWith('Bps')) return `${decimal(value / 100, value % 100 === 0 ? 0 : 2)} %`
  if (name === 'ether') return `${decimal(value, 0)} ETH`
  if (name === 'gwei') return `${short(value)} gwei`
  return `${name} ${short(value)}`
}

const shockWords = (shock: Shock): string =>
  Object.entries(shock)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => fieldWords(name, value))
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
