import { ASSETS, type Asset } from '../../protocols/assets.js'
import { FEEDS } from '../../protocols/chainlink/addresses.js'
import type { FeedName } from '../../protocols/chainlink/state.js'
import { UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import type { ChoiceField, FlagField, NumberField } from './define.js'

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(record) as K[]

export const RESERVE: ChoiceField<Asset> = {
  kind: 'choice',
  of: keysOf(ASSETS).filter(asset => asset !== 'ETH' && asset !== 'stETH'),
  about: 'a reserve of Aave',
}
export const FEED: ChoiceField<FeedName> = { kind: 'choice', of: keysOf(FEEDS), about: 'a Chainlink feed' }
export const POOL: ChoiceField<UniswapPoolName | 'curve'> = {
  kind: 'choice',
  of: ['curve', ...keysOf(UNISWAP_POOLS)],
  about: 'Curve, or a pool of Uniswap',
}
export const SHARE: NumberField = {
  kind: 'number',
  least: 0,
  most: 10_000,
  about: 'a share, in basis points',
}
export const CHANGE: NumberField = {
  kind: 'number',
  least: -9_999,
  most: 1_000_000,
  about: 'change in basis points against the start',
}
export const BPS: NumberField = { kind: 'number', least: 0, most: 10_000, whole: true, about: 'basis points' }
export const AMOUNT: NumberField = { kind: 'number', least: 0, most: 1e9, about: 'whole tokens' }
export const CATEGORY: NumberField = { kind: 'number', least: 1, most: 255, whole: true, about: 'an e-mode' }
export const COUNT: NumberField = {
  kind: 'number',
  least: 0,
  most: 1_000_000,
  whole: true,
  about: 'validators',
}
export const FLAG: FlagField = { kind: 'flag' }
export const OWN: FlagField = { kind: 'flag', optional: true, about: 'to the owner’s own validators too' }

/** Terms of a collateral, or of an e-mode. */
export const TERMS = {
  ltvBps: BPS,
  thresholdBps: BPS,
  bonusBps: { kind: 'number', least: 1, most: 5_000, whole: true } as NumberField,
} as const
