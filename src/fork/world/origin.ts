import { readFileSync } from 'node:fs'
import { type Hex, numberToHex, pad } from 'viem'
import { CROWD } from '../../market/crowd.js'
import type { Borrower } from '../../market/population.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import type { Address } from '../../protocols/assets.js'
import { FEEDS, MARKET_SOURCES, PUBLIC_FEEDS } from '../../protocols/chainlink/addresses.js'
import { BEACON } from '../../protocols/ethereum/addresses.js'
import { LIDO } from '../../protocols/lido/addresses.js'
import { type Anvil, startAnvil } from '../anvil.js'
import { EnvironmentError } from '../errors.js'
import { type Contracts, type EmbeddedMainnet, embeddedMainnet, type Progress } from '../genesis.js'
import { type RelaySource, relayOf } from '../relay/relay.js'
import { seedBook } from '../seed.js'

/** Where a fork's state comes from. */
export type Origin =
  /** The market of a day, the usual one unless said otherwise, with these borrowers on Aave out of the crowd's share. */
  { readonly kind: 'embedded'; readonly day?: string; readonly borrowers?: readonly Borrower[] } | RelaySource

/** How a report names an origin. A recording is the node's own answers, so that its reports are those of the node. */
export const originName = ({ kind }: Origin): 'embedded' | 'rpc' => (kind === 'embedded' ? kind : 'rpc')

/** A chain to run on, with our own contracts in place. */
export type Chain = {
  readonly anvil: Anvil
  readonly contracts: Contracts
  readonly origin: 'embedded' | 'rpc'
  /** Of the embedded mainnet, whose code the mirrors know. */
  readonly genesisFile: string
}

const WHALE_ETHER = 10_000_000n * 10n ** 18n

/** What feeds and their replacements are asked: `latestAnswer()`, `decimals()`. */
const LATEST_ANSWER = '0x50d25bcd'
const DECIMALS = '0x313ce567'

const codeOf = async (anvil: Anvil, address: Address): Promise<Hex> =>
  (await anvil.rpc('eth_getCode', [address, 'latest'])) as Hex

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

/** A feed that answers what the real one answered, and can be told otherwise. Slots: see contracts/Feed.sol. */
const replaceFeed = async (anvil: Anvil, address: Address, feed: Hex): Promise<void> => {
  const call = async (selector: Hex): Promise<Hex> => {
    const answer = (await anvil.rpc('eth_call', [{ to: address, data: selector }, 'latest'])) as Hex
    if (answer !== '0x') return answer
    throw new EnvironmentError('The chain lacks a contract that Plimsoll needs.', {
      facts: { contract: address, selector },
      hint: 'Give a block at which all protocols of `plimsoll list` stand, of Ethereum mainnet.',
    })
  }
  const [answer, decimals] = [await call(LATEST_ANSWER), await call(DECIMALS)]
  const block = (await anvil.rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: Hex }
  await anvil.rpc('anvil_setCode', [address, feed])
  const words = [word(0n), decimals, answer, pad(block.timestamp, { size: 32 }), word(1n)]
  for (const [slot, value] of words.entries())
    await anvil.rpc('anvil_setStorageAt', [address, word(BigInt(slot)), value])
}

/** An adapter that prices at the market, for governance to switch to. Slots: see contracts/MarketPrice.sol. */
const placeMarketPrice = async (
  anvil: Anvil,
  address: Address,
  feed: Address,
  wrapped: bigint,
  code: Hex,
) => {
  await anvil.rpc('anvil_setCode', [address, code])
  const words = [pad(feed, { size: 32 }), pad(FEEDS['ETH/USD'], { size: 32 }), word(wrapped)]
  for (const [slot, value] of words.entries())
    await anvil.rpc('anvil_setStorageAt', [address, word(BigInt(slot)), value])
}

/** Where stETH's own code waits behind the hatch; must equal STASH in contracts/LidoHatch.sol. */
const STASH: Address = '0x00000000000000000000000000000000574a5348'

/** Puts our contracts where the shocks need them; on the embedded mainnet they stand there already. */
const prepareFork = async (anvil: Anvil, contracts: Contracts): Promise<void> => {
  if ((await codeOf(anvil, BEACON)) !== '0x') return
  for (const account of Object.values(CROWD)) {
    await anvil.rpc('anvil_setBalance', [account, numberToHex(WHALE_ETHER)])
    await anvil.rpc('anvil_setCode', [account, contracts.executor])
  }
  await anvil.rpc('anvil_setCode', [BEACON, contracts.beacon])
  await anvil.rpc('anvil_setCode', [STASH, await codeOf(anvil, LIDO.stEth)])
  await anvil.rpc('anvil_setCode', [LIDO.stEth, contracts.lidoHatch])
  for (const feed of [...Object.values(FEEDS), ...Object.values(PUBLIC_FEEDS)])
    await replaceFeed(anvil, feed, contracts.feed)
  const { marketPrice } = contracts
  await placeMarketPrice(anvil, MARKET_SOURCES.wstETH, FEEDS['stETH/ETH'], 1n, marketPrice)
  await placeMarketPrice(anvil, MARKET_SOURCES.ezETH, FEEDS['ezETH/ETH'], 0n, marketPrice)
}

/** The embedded mainnet of an origin; of a fork the plain one, whose contracts it needs. */
export const mainnetOf = (origin: Origin, progress: Progress): Promise<EmbeddedMainnet> => {
  const { borrowers, day } = origin.kind === 'embedded' ? origin : {}
  return embeddedMainnet(progress, borrowers, seedBook(day))
}

/** A fresh chain. Throws `EnvironmentError` when the origin cannot be reached, is another chain, or lacks a contract. */
export const openChain = async (origin: Origin, progress: Progress): Promise<Chain> => {
  const embedded = await mainnetOf(origin, progress)
  if (origin.kind === 'embedded') {
    const { genesisFile: file, number, timestamp, contracts } = embedded
    return {
      anvil: await startAnvil({ kind: 'genesis', file, number, timestamp }),
      contracts,
      origin: 'embedded',
      genesisFile: file,
    }
  }
  const relay = await relayOf(origin, progress)
  const line = await relay.connect()
  const anvil = await startAnvil({ kind: 'fork', line, block: relay.block.number })
  try {
    await prepareFork(anvil, embedded.contracts)
  } catch (error) {
    await anvil.stop()
    if (error instanceof EnvironmentError) throw error
    throw new EnvironmentError('The fork could not be prepared.', {
      hint: 'Give a block at which all protocols of `plimsoll list` stand, of Ethereum mainnet.',
      cause: error instanceof Error ? error.message : String(error),
    })
  }
  return { anvil, contracts: embedded.contracts, origin: 'rpc', genesisFile: embedded.genesisFile }
}

/** Where a proxy of EIP-1967 keeps its implementation. */
const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

const implementationCode = async (anvil: Anvil, proxy: Address): Promise<Hex> => {
  const slot = (await anvil.rpc('eth_getStorageAt', [proxy, IMPLEMENTATION_SLOT, 'latest'])) as Hex
  return codeOf(anvil, `0x${slot.slice(26)}`)
}

/** The pool's code on the embedded mainnet, read off its genesis. */
const embeddedPoolCode = (genesisFile: string): Hex => {
  const { alloc } = JSON.parse(readFileSync(genesisFile, 'utf8')) as {
    alloc: Record<string, { code: Hex; storage: Record<string, Hex> }>
  }
  const implementation = alloc[AAVE.pool.toLowerCase()]?.storage[IMPLEMENTATION_SLOT] ?? '0x'
  return alloc[`0x${implementation.slice(-40)}`]?.code ?? '0x'
}

/** Whether the pool runs the code that the mirrors mirror: that of the embedded mainnet. */
export const runsKnownCode = async ({ anvil, origin, genesisFile }: Chain): Promise<boolean> =>
  origin === 'embedded' || (await implementationCode(anvil, AAVE.pool)) === embeddedPoolCode(genesisFile)
