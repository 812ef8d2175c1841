import { encodeFunctionData, type Hex, parseAbi, toFunctionSelector } from 'viem'
import type { Market, Wallet } from '../market/market.js'
import { AAVE, AAVE_RESERVES, type AaveAsset } from '../protocols/aave/addresses.js'
import { type Address, ASSETS, type Asset } from '../protocols/assets.js'
import { CAPOS, FEEDS, MARKET_SOURCES } from '../protocols/chainlink/addresses.js'
import type { FeedName } from '../protocols/chainlink/state.js'
import { CURVE } from '../protocols/curve/addresses.js'
import { BEACON } from '../protocols/ethereum/addresses.js'
import { LIDO, STAKING_ROUTER } from '../protocols/lido/addresses.js'
import { type ProtocolStates, protocolEntries } from '../protocols/registry.js'
import { STAKEWISE } from '../protocols/stakewise/addresses.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import type { Read } from './chainProtocol.js'
import { EnvironmentError } from './errors.js'
import type { Rpc } from './ipc.js'
import {
  decodeAave,
  decodeBalances,
  decodeChainlink,
  decodeCurve,
  decodeEthereum,
  decodeLido,
  decodePool,
  decodeShareRates,
  decodeWallets,
  type LidoBalances,
  type PositionRequest,
  type Subjects,
} from './lensDecode.js'
import { sectionsOf, type Words, wordsOf } from './lensWords.js'
import { readLidoBalances, USUAL_LIDO_VERSION } from './lidoStorage.js'
import { chainEntries } from './registry.js'

/** Where a call places the lens, or a world for as long as it lives; nothing else stands there. */
export const LENS_ADDRESS: Address = '0x0000000000000000000000000000000000001e45'

const ABI = parseAbi([
  'struct PositionKey { address owner; int24 tickLower; int24 tickUpper; }',
  'struct Read { address target; bytes data; }',
  'struct Query { address aavePool; address aaveOracle; address[] reserves; uint256 eModes; address[] tracked; address[] borrowers; address[] tokens; address stEth; address wstEth; address queue; address accountingOracle; address[] stEthHolders; address curvePool; address curveLp; address[] feeds; address[] capos; address[] switchable; address[] rateTokens; bytes4[] rateGetters; address beacon; address[] pools; int24[] tickSpacings; int24[] tickCentres; int24 tickRange; PositionKey[][] positions; Read[] reads; }',
  'function market(Query q) view',
  'function wallet(address owner, address[] tokens) view',
  'function answers(Read[] reads) view',
])

/** `ReadFailed(address target, bytes4 selector)`. */
const READ_FAILED = toFunctionSelector('ReadFailed(address,bytes4)')

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(record) as K[]

const RESERVES = keysOf<AaveAsset>(AAVE_RESERVES)
const TOKENS = keysOf<Asset>(ASSETS).filter(asset => asset !== 'ETH')
const FEED_NAMES = keysOf<FeedName>(FEEDS)
const CAPO_ASSETS = keysOf<keyof typeof CAPOS>(CAPOS)
const SWITCHABLE = keysOf<keyof typeof MARKET_SOURCES>(MARKET_SOURCES)
const POOLS = keysOf<UniswapPoolName>(UNISWAP_POOLS)

/** `getExchangeRate()`, `exchangeRate()`, `getRate()`, `convertToAssets(1e18)`: ether a token, 18 decimals. */
const RATE_GETTERS = {
  rETH: '0xe6aa216c',
  cbETH: '0x3ba0b9a9',
  weETH: '0x679aefce',
  osETH: '0x07a2d13a',
  rsETH: '0x679aefce',
  ezETH: '0x679aefce',
} as const
const RATE_ASSETS = keysOf<keyof typeof RATE_GETTERS>(RATE_GETTERS)
/** Who knows a token's rate: itself, but of osETH. */
const rateProvider = (asset: Asset): Address =>
  asset === 'osETH' ? STAKEWISE.controller : ASSETS[asset].address

/** E-modes between ether and its staking tokens (SOURCES B.2); those of tracked accounts are read as well. */
const E_MODES: readonly number[] = [1, 3, 22, 26]

/** A factor of 13 in price on each side: ezETH fell by four fifths, and what is provided above its rate still counts. */
const TICK_RANGE = 26_000

/** Tick of USDC/WETH at 3,100 dollars; pools of ether and its staking tokens stand near 0. */
const DOLLAR_TICK = 196_000

/** What to read besides the protocols themselves. `atTimestamp` (seconds) moves the clock of the read, not the chain. */
export type MarketRequest = {
  /** Runtime code of Lens.sol; left out where it stands at `LENS_ADDRESS` already. */
  readonly lensCode?: Hex
  readonly tracked: readonly Address[]
  /** Accounts of which only what they have on Aave is read. */
  readonly borrowers?: readonly Address[]
  readonly positions: readonly PositionRequest[]
  readonly atTimestamp?: number
}

/** viem would check the case of each address on every call. */
const lowerOne = (address: Address): Address => address.toLowerCase() as Address

const lower = (addresses: readonly Address[]): readonly Address[] => addresses.map(lowerOne)

const addressesOf = (assets: readonly Asset[]): readonly Address[] =>
  lower(assets.map(asset => ASSETS[asset].address))

const subjectsOf = (request: MarketRequest): Subjects => ({
  reserves: RESERVES,
  tracked: lower(request.tracked),
  borrowers: lower(request.borrowers ?? []),
  tokens: TOKENS,
  stEthHolders: [
    ...new Set(
      lower([
        LIDO.wstEth,
        LIDO.withdrawalQueue,
        CURVE.pool,
        STAKING_ROUTER,
        LIDO.agent,
        LIDO.burner,
        ...request.tracked,
      ]),
    ),
  ],
  feeds: FEED_NAMES,
  capos: CAPO_ASSETS,
  switchable: SWITCHABLE,
  rates: RATE_ASSETS,
  pools: POOLS,
  positions: request.positions,
})

const encodeQuery = (subjects: Subjects): Hex =>
  encodeFunctionData({
    abi: ABI,
    functionName: 'market',
    args: [
      {
        aavePool: AAVE.pool,
        aaveOracle: AAVE.oracle,
        reserves: addressesOf(subjects.reserves),
        eModes: E_MODES.reduce((bits, id) => bits | (1n << BigInt(id)), 0n),
        tracked: subjects.tracked,
        borrowers: subjects.borrowers,
        tokens: addressesOf(subjects.tokens),
        stEth: LIDO.stEth,
        wstEth: LIDO.wstEth,
        queue: LIDO.withdrawalQueue,
        accountingOracle: LIDO.accountingOracle,
        stEthHolders: subjects.stEthHolders,
        curvePool: CURVE.pool,
        curveLp: CURVE.lpToken,
        feeds: lower(FEED_NAMES.map(name => FEEDS[name])),
        capos: lower(CAPO_ASSETS.map(asset => CAPOS[asset])),
        switchable: addressesOf(SWITCHABLE),
        rateTokens: lower(RATE_ASSETS.map(rateProvider)),
        rateGetters: RATE_ASSETS.map(asset => RATE_GETTERS[asset]),
        beacon: BEACON,
        pools: lower(POOLS.map(name => UNISWAP_POOLS[name].address)),
        tickSpacings: POOLS.map(name => UNISWAP_POOLS[name].tickSpacing),
        tickCentres: POOLS.map(name => (name === 'USDC/WETH 0.05%' ? DOLLAR_TICK : 0)),
        tickRange: TICK_RANGE,
        positions: POOLS.map(name =>
          subjects.positions
            .filter(({ pool }) => pool === name)
            .map(({ owner, tickLower, tickUpper }) => ({ owner: lowerOne(owner), tickLower, tickUpper })),
        ),
        reads: chainEntries().flatMap(([, { reads }]) => [...reads(subjects)]),
      },
    ],
  })

type Prepared = { readonly subjects: Subjects; readonly data: Hex }
const prepared = new WeakMap<MarketRequest, Prepared>()

/** Encoding takes as long as decoding, and a run sends the same request again and again. */
const prepare = (request: MarketRequest): Prepared => {
  const known = prepared.get(request)
  if (known) return known
  const subjects = subjectsOf(request)
  const made = { subjects, data: encodeQuery(subjects) }
  prepared.set(request, made)
  return made
}

const hexOf = (value: number): Hex => `0x${value.toString(16)}`

/**
 * The lens in the queue's place, so that it sees the queue's storage: a minimal proxy (ERC-1167) of 45 bytes, because the
 * lens itself is tens of thousands, sent and read with every frame.
 */
const LENS_PROXY: Hex = `0x363d3d373d3d3d363d73${LENS_ADDRESS.slice(2)}5af43d82803e903d91602b57fd5bf3`

const callLens = async (rpc: Rpc, request: MarketRequest, data: Hex): Promise<Hex> => {
  const lens = request.lensCode ? { [LENS_ADDRESS]: { code: request.lensCode } } : {}
  const overrides = { ...lens, [LIDO.withdrawalQueue]: { code: LENS_PROXY } }
  const clock = request.atTimestamp === undefined ? [] : [{ time: hexOf(request.atTimestamp) }]
  try {
    return (await rpc('eth_call', [{ to: LENS_ADDRESS, data }, 'latest', overrides, ...clock])) as Hex
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** The node's own words, without the request that viem repeats. */
const unreadable = (cause: unknown): EnvironmentError => {
  // Anvil that does not answer is no fault of the chain’s.
  if (cause instanceof EnvironmentError) return cause
  const { details, data } = cause as { readonly details?: unknown; readonly data?: unknown }
  const failed =
    typeof data === 'string' && data.startsWith(READ_FAILED) ? wordsOf(data.slice(8), 0, 2) : undefined
  return new EnvironmentError('The chain could not be read.', {
    facts: failed ? { contract: failed.address(0), selector: failed.selector(1) } : {},
    hint: 'A protocol that Plimsoll reads may be missing at that block, or the node may lack state overrides.',
    cause: typeof details === 'string' ? details : cause instanceof Error ? cause.message : String(cause),
  })
}

const section = (sections: readonly Words[], index: number): Words => {
  const words = sections[index]
  if (!words) throw new RangeError(`the lens gave ${sections.length} sections, not the one at ${index}`)
  return words
}

/** Sections of Lens.sol before those of the pools, three of which belong to each pool. */
const POOL_SECTIONS = 15

const ABSENT = new Map(protocolEntries().map(([name, { absent }]) => [name, absent]))

/** States of the protocols that plug in, from the sections behind all others. */
const decodeProtocols = (sections: readonly Words[], subjects: Subjects): ProtocolStates => {
  let next = POOL_SECTIONS + 3 * subjects.pools.length
  const states = chainEntries().map(([name, { reads, decode }]) => {
    const count = reads(subjects).length
    const answers = sections.slice(next, next + count)
    next += count
    return [name, answers.some(words => words.length > 0) ? decode(answers, subjects) : ABSENT.get(name)]
  })
  return Object.fromEntries(states) as ProtocolStates
}

const decodeMarket = (sections: readonly Words[], lido: LidoBalances, subjects: Subjects): Market => {
  const at = (index: number): Words => section(sections, index)
  const pools = subjects.pools.map((name, i) => {
    const first = POOL_SECTIONS + 3 * i
    const words = { pool: at(first), ticks: at(first + 1), positions: at(first + 2) }
    return [name, decodePool(words, name, subjects)] as const
  })
  const aave = { block: at(0), reserves: at(1), accounts: at(2), eModes: at(3) }
  const lidoWords = { lido: at(5), reports: at(6), queue: at(7), requests: at(8), checkpoints: at(9) }
  return {
    ...decodeProtocols(sections, subjects),
    block: { number: at(0).big(0), timestamp: at(0).number(1) },
    aave: decodeAave(aave, subjects),
    lido: decodeLido(lidoWords, lido, subjects),
    curve: decodeCurve(at(10), subjects),
    uniswap: Object.fromEntries(pools) as Market['uniswap'],
    chainlink: decodeChainlink(at(11), at(12), subjects),
    shareRates: decodeShareRates(at(13), subjects),
    ethereum: decodeEthereum(at(14)),
    wallets: decodeWallets(at(4), subjects),
  }
}

/**
 * The whole market as of the latest block, in one round of reads.
 * Throws `EnvironmentError` for a chain that lacks a protocol or has a Lido of an unknown version.
 */
export const readMarket = async (rpc: Rpc, request: MarketRequest): Promise<Market> => {
  const { subjects, data } = prepare(request)
  const [answer, usual] = await Promise.all([
    callLens(rpc, request, data),
    readLidoBalances(rpc, USUAL_LIDO_VERSION),
  ])
  const sections = sectionsOf(answer)
  const version = section(sections, 5).number(0)
  const lido = version === USUAL_LIDO_VERSION ? usual : await readLidoBalances(rpc, version)
  return decodeMarket(sections, lido, subjects)
}

/** Call data for the lens at `LENS_ADDRESS`: one account's ether and tokens. */
export const encodeWalletCall = (owner: Address): Hex =>
  encodeFunctionData({
    abi: ABI,
    functionName: 'wallet',
    args: [owner.toLowerCase() as Address, addressesOf(TOKENS)],
  })

/** The answer to `encodeWalletCall`. */
export const decodeWallet = (answer: Hex): Wallet => {
  const length = 1 + TOKENS.length
  if (answer.length !== 2 + 64 * (2 + length)) throw new RangeError('this is no wallet of the lens')
  return decodeBalances(wordsOf(answer, 2, length), 0, TOKENS)
}

/** Call data for the lens at `LENS_ADDRESS`: what these contracts answer themselves. */
const encodeAnswersCall = (reads: readonly Read[]): Hex =>
  encodeFunctionData({ abi: ABI, functionName: 'answers', args: [reads] })

/**
 * Answers of contracts, each as plain words, in one round. Throws `EnvironmentError` where one does not answer.
 */
export const readAnswers = async (rpc: Rpc, reads: readonly Read[]): Promise<readonly Words[]> => {
  const request = { to: LENS_ADDRESS, data: encodeAnswersCall(reads) }
  const answers = sectionsOf((await rpc('eth_call', [request, 'latest'])) as Hex)
  const silent = reads.find((_, i) => answers[i]?.length === 0)
  if (silent) throw unreadable({ details: `${silent.target} does not answer ${silent.data.slice(0, 10)}` })
  return answers
}
