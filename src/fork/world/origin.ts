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
import { type Contracts, embeddedMainnet, type Progress } from '../genesis.js'

/** Where a fork's state comes from. */
export type Origin =
  /** With these borrowers on Aave, taken out of the crowd's share. */
  | { readonly kind: 'embedded'; readonly borrowers?: readonly Borrower[] }
  | { readonly kind: 'rpc'; readonly url: string; readonly block: bigint | undefined }

/** A chain to run on, with our own contracts in place. */
export type Chain = {
  readonly anvil: Anvil
  readonly contracts: Contracts
  readonly origin: Origin['kind']
  /** Of the embedded mainnet, whose code the mirrors know. */
  readonly genesisFile: string
}

const MAINNET = 1n
const WHALE_ETHER = 10_000_000n * 10n ** 18n

type Answer = { readonly result?: Hex; readonly error?: { readonly message: string } }

/** `fetch` keeps the reason in its cause. */
const whyUnreachable = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string }
  return code ?? message ?? error.message
}

/** One request to the user's own RPC. Errors never carry its URL. */
const ask = async (url: string, method: string, params: readonly unknown[]): Promise<Hex> => {
  const unreachable = (cause: string) =>
    new EnvironmentError('The fork URL does not answer.', {
      facts: { request: method },
      hint: 'Check the URL, the key in it, and that this machine may reach it.',
      cause: cause.replaceAll(url, '<fork URL>'),
    })
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(20_000),
  }).catch(error => {
    throw unreachable(whyUnreachable(error))
  })
  const answer = (await response.json().catch(() => null)) as Answer | null
  if (typeof answer?.result !== 'string')
    throw unreachable(answer?.error?.message ?? `status ${response.status}, and no JSON-RPC in the answer`)
  return answer.result
}

const checkChain = async (url: string): Promise<void> => {
  const chainId = BigInt(await ask(url, 'eth_chainId', []))
  if (chainId !== MAINNET)
    throw new EnvironmentError('The fork URL serves another chain than Ethereum mainnet.', {
      facts: { 'chain id': String(chainId), expected: '1' },
      hint: 'Give the URL of a mainnet node.',
    })
}

const startRpcFork = async (url: string, block: bigint | undefined): Promise<Anvil> => {
  await checkChain(url)
  const head = BigInt(await ask(url, 'eth_blockNumber', []))
  if (block !== undefined && block > head)
    throw new EnvironmentError('The fork block is in the future of the fork URL.', {
      facts: { block: String(block), head: String(head) },
      hint: `Give --fork-block a number up to ${head}, or leave it out for the newest.`,
    })
  return startAnvil({ kind: 'fork', url, block: block ?? head })
}

const codeOf = async (anvil: Anvil, address: Address): Promise<Hex> =>
  (await anvil.rpc('eth_getCode', [address, 'latest'])) as Hex

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

/** A feed that answers what the real one answered, and can be told otherwise. Slots: see contracts/Feed.sol. */
const replaceFeed = async (anvil: Anvil, address: Address, feed: Hex): Promise<void> => {
  const call = (selector: Hex) =>
    anvil.rpc('eth_call', [{ to: address, data: selector }, 'latest']) as Promise<Hex>
  const [answer, decimals] = [await call('0x50d25bcd'), await call('0x313ce567')]
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

/** A fresh chain. Throws `EnvironmentError` when the origin cannot be reached or is another chain. */
export const openChain = async (origin: Origin, progress: Progress): Promise<Chain> => {
  const embedded = await embeddedMainnet(progress, origin.kind === 'embedded' ? origin.borrowers : [])
  if (origin.kind === 'embedded') {
    const { genesisFile: file, number, timestamp, contracts } = embedded
    return {
      anvil: await startAnvil({ kind: 'genesis', file, number, timestamp }),
      contracts,
      origin: 'embedded',
      genesisFile: file,
    }
  }
  const anvil = await startRpcFork(origin.url, origin.block)
  try {
    await prepareFork(anvil, embedded.contracts)
  } catch (error) {
    await anvil.stop()
    throw new EnvironmentError('The fork URL stopped answering while the fork was prepared.', {
      hint: 'Try again, or another provider.',
      cause: String(error instanceof Error ? error.message : error).replaceAll(origin.url, '<fork URL>'),
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
