import { basename } from 'node:path'
import type { Market } from '../../market/market.js'
import type { World } from '../../simulation/world.js'
import { cached, hashOf, readCached } from '../cache.js'
import type { Progress } from '../genesis.js'
import { type Chain, mainnetOf, type Origin, runsKnownCode } from './origin.js'

/** A market before anybody acts, and whether the mirrors know the code that it runs on. */
export type StartMarket = { readonly market: Market; readonly known: boolean }

/** Opens a chain to read it from. `subjects` is whom and what it reads besides the protocols. */
export type ChainReader = {
  readonly subjects: readonly unknown[]
  open(): Promise<{ readonly world: World; readonly chain: Chain }>
}

const readFrom = async ({ open }: ChainReader): Promise<StartMarket> => {
  const { world, chain } = await open()
  try {
    return { market: await world.market(), known: await runsKnownCode(chain) }
  } finally {
    await world.close()
  }
}

/** Keeps the order of keys, in which markets are walked through. */
const packed = (market: Market): string =>
  JSON.stringify(market, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

const unpacked = (text: string): Market =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Market

/** Undefined where a text is no market. */
const marketIn = (text: string): Market | undefined => {
  const market = unpacked(text)
  return market?.block?.timestamp > 0 && market.aave?.reserves && market.wallets ? market : undefined
}

/**
 * The market that an origin starts with. That of the embedded mainnet is cached beside the genesis that it is read from,
 * so that the model alone needs no anvil.
 */
export const startMarket = async (
  origin: Origin,
  progress: Progress,
  reader: ChainReader,
): Promise<StartMarket> => {
  if (origin.kind !== 'embedded') return readFrom(reader)
  const { genesisFile } = await mainnetOf(origin, progress)
  const key = hashOf(basename(genesisFile), JSON.stringify(reader.subjects))
  const file = await cached('market', key, async () => packed((await readFrom(reader)).market))
  return { market: readCached(file, marketIn), known: true }
}
