import { AAVE } from '../protocols/aave/addresses.js'
import { type Address, ASSETS } from '../protocols/assets.js'
import { CAPOS, FEEDS, MARKET_SOURCES, PUBLIC_FEEDS } from '../protocols/chainlink/addresses.js'
import { CURVE } from '../protocols/curve/addresses.js'
import { BEACON } from '../protocols/ethereum/addresses.js'
import { ETHER_FI } from '../protocols/etherfi/addresses.js'
import { LIDO } from '../protocols/lido/addresses.js'
import { MORPHO } from '../protocols/morpho/addresses.js'
import { ROCKET_POOL } from '../protocols/rocketpool/addresses.js'
import { STAKEWISE } from '../protocols/stakewise/addresses.js'
import { UNISWAP, UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import { VALIDATORS } from '../protocols/validators/addresses.js'
import { CROWD, OWNER } from './crowd.js'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** Every address in a value, however deep. */
const addressesIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? ADDRESS.test(value)
      ? [value.toLowerCase()]
      : []
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(addressesIn)
      : []

const CONTRACTS = [
  [AAVE, ASSETS, BEACON, CAPOS, CURVE, ETHER_FI, FEEDS, LIDO, MARKET_SOURCES, MORPHO, PUBLIC_FEEDS],
  [ROCKET_POOL, STAKEWISE, UNISWAP, UNISWAP_POOLS, VALIDATORS],
]

const TAKEN: ReadonlyMap<string, string> = new Map([
  ...addressesIn(CONTRACTS).map(address => [address, 'a contract of the market'] as const),
  ...addressesIn(CROWD).map(address => [address, 'an account of the crowd'] as const),
  [OWNER, 'the account whose position is watched'],
])

/** Addresses below this are precompiled contracts, zero among them. */
const LOWEST = 0x10000n

/** Whose an account is that nobody else can be, in words; undefined where it is free to be somebody's. */
export const systemAccount = (account: Address): string | undefined =>
  BigInt(account) < LOWEST ? 'no account of anybody' : TAKEN.get(account.toLowerCase())
