import { encodeFunctionData, type Hex, numberToHex, parseAbi, toHex } from 'viem'
import type { Market, Wallet } from '../../market/market.js'
import { type Action, nestedActions, type Tx } from '../../position/action.js'
import { lowestHealth } from '../../position/holdings.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import type { Address } from '../../protocols/assets.js'
import { CURVE } from '../../protocols/curve/addresses.js'
import { LIDO } from '../../protocols/lido/addresses.js'
import { type Lowered, lowerBlock, lowerBlocks } from '../../simulation/model/modelWorld.js'
import type { Answers, Block, Outcome, Trial, World } from '../../simulation/world.js'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import { encodeActions } from '../calls.js'
import type { Read } from '../chainProtocol.js'
import type { Rpc } from '../ipc.js'
import {
  decodeWallet,
  encodeWalletCall,
  LENS_ADDRESS,
  type MarketRequest,
  readAnswers,
  readMarket,
} from '../lens.js'
import type { PositionRequest } from '../lensDecode.js'
import type { Words } from '../lensWords.js'
import { chainEntries } from '../registry.js'
import type { Chain } from './origin.js'
import { reasonOf } from './reasons.js'

/** Emptied positions that are still read before they are forgotten together. */
const FORGET_AT = 10

const GAS_PER_TX = 400_000_000
type SimulatedCall = {
  readonly status: Hex
  readonly gasUsed: Hex
  readonly returnData: Hex
  readonly error?: { readonly data?: Hex; readonly message?: string }
}

const call = (tx: Tx) => ({
  from: tx.from,
  to: tx.from,
  data: encodeActions(tx.actions, tx.from),
  gas: numberToHex(GAS_PER_TX),
  gasPrice: '0x0',
})

const positionKeys = (actions: readonly Action[], owner: Address): readonly PositionRequest[] =>
  actions.flatMap(action => {
    if (action.kind !== 'uniswap.mint') return positionKeys(nestedActions(action), owner)
    const { pool, tickLower, tickUpper } = action
    return [{ pool, owner, tickLower, tickUpper }]
  })

const keyOf = (key: PositionRequest): string => `${key.pool} ${key.owner} ${key.tickLower} ${key.tickUpper}`

const GETTERS = parseAbi([
  'function getUserAccountData(address user) view returns (uint256, uint256, uint256, uint256, uint256, uint256 healthFactor)',
  'function get_dy(int128 i, int128 j, uint256 dx) view returns (uint256)',
  'function stEthPerToken() view returns (uint256)',
])

/** The last word of an answer. */
const lastWord = (words: Words | undefined): bigint => words?.big(words.length - 1) ?? 0n

/** Where the contracts of questions stand, one behind the other. */
const QUESTION_ADDRESSES = 0xa5c5n

const QUESTIONS = chainEntries().flatMap(([, { question }], i) =>
  question ? [{ ...question, at: toHex(QUESTION_ADDRESSES + BigInt(i), { size: 20 }) }] : [],
)

const CURVE_PRICE: Read = {
  target: CURVE.pool,
  data: encodeFunctionData({ abi: GETTERS, functionName: 'get_dy', args: [1n, 0n, WAD] }),
}
const SHARE_RATE: Read = {
  target: LIDO.wstEth,
  data: encodeFunctionData({ abi: GETTERS, functionName: 'stEthPerToken' }),
}

const accountRead = (who: Address): Read => ({
  target: AAVE.pool,
  data: encodeFunctionData({ abi: GETTERS, functionName: 'getUserAccountData', args: [who] }),
})

/** Asked of the protocols' own code, all in one call. */
const askProtocols = async (rpc: Rpc, who: Address): Promise<Answers> => {
  const [account, curve, rate, ...limits] = await readAnswers(rpc, [
    accountRead(who),
    CURVE_PRICE,
    SHARE_RATE,
    ...QUESTIONS.map(({ at, call: ask }) => ({ target: at, data: ask(who) })),
  ])
  const others = QUESTIONS.flatMap(({ decode }, i) => decode(limits[i]?.hex() ?? '0x'))
  const aave = lastWord(account)
  const healths = aave === MAX_UINT256 ? others : [{ venue: 'aave', healthFactorWad: aave }, ...others]
  return {
    healthFactorWad: lowestHealth(healths),
    healths,
    curvePriceWad: lastWord(curve),
    shareRateWad: lastWord(rate),
  }
}

/** What was sent came to, and among it what the model refused to route, in the order that was asked. */
const withRefused = (lowered: readonly Lowered[], sent: readonly Outcome[]): readonly Outcome[] => {
  const rest = [...sent]
  return lowered.flatMap(one => (one.ok ? rest.splice(0, 1) : [one.outcome]))
}

/** Anvil as a world: actions become transactions of an executor at the sender's own address. */
export const createForkWorld = (
  chain: Chain,
  tracked: readonly Address[],
  positions: readonly PositionRequest[],
  borrowers: readonly Address[] = [],
): World => {
  const { rpc } = chain.anvil
  const prepared = new Set<Address>()
  const known = new Map(positions.map(key => [keyOf(key), key]))
  const requestOf = (): MarketRequest => ({
    tracked,
    borrowers,
    positions: [...known.values()],
  })
  let request = requestOf()
  let latest: Market | undefined
  /** What the protocols answered about an account since the last block. */
  let answered = new Map<Address, Promise<Answers>>()

  /** Positions made in these transactions are read from now on. */
  const follow = (txs: readonly Tx[]): void => {
    const made = txs.flatMap(tx => positionKeys(tx.actions, tx.from)).filter(key => !known.has(keyOf(key)))
    if (made.length === 0) return
    for (const key of made) known.set(keyOf(key), key)
    request = requestOf()
  }

  /** The executor's code at every sender, as EIP-7702 would place it. */
  const prepare = async (txs: readonly Tx[]): Promise<void> => {
    for (const { from } of txs) {
      if (prepared.has(from)) continue
      await rpc('anvil_setCode', [from, chain.contracts.executor])
      prepared.add(from)
    }
  }

  const outcomeOf = async (hash: Hex): Promise<Outcome> => {
    const receipt = (await rpc('eth_getTransactionReceipt', [hash])) as { status: Hex; gasUsed: Hex }
    const gasUsed = BigInt(receipt.gasUsed)
    if (receipt.status === '0x1') return { status: 'done', gasUsed }
    // Without a tracer: anvil keeps what a mined transaction returned, not the state to trace it again.
    const trace = (await rpc('debug_traceTransaction', [hash, {}])) as { returnValue?: Hex }
    return { status: 'reverted', reason: reasonOf(trace.returnValue, chain.contracts.errors), gasUsed }
  }

  /** Positions that were emptied are not read again, so that a read does not grow with every move of a range. */
  const forgetEmptied = (read: Market): void => {
    const held = new Set(
      Object.entries(read.uniswap).flatMap(([pool, state]) =>
        state.positions
          .filter(p => p.liquidity > 0n || p.tokensOwed0 > 0n || p.tokensOwed1 > 0n)
          .map(p => keyOf({ ...p, pool: pool as PositionRequest['pool'] })),
      ),
    )
    const emptied = [...known.keys()].filter(key => !held.has(key))
    if (emptied.length < FORGET_AT) return
    for (const key of emptied) known.delete(key)
    request = requestOf()
  }

  let placed: Promise<unknown> | undefined
  /** What reads is placed once: with each call it would be most of what is sent. */
  const placeReaders = (): Promise<unknown> => {
    placed ??= Promise.all([
      rpc('anvil_setCode', [LENS_ADDRESS, chain.contracts.lens]),
      ...QUESTIONS.map(({ at, contract }) => rpc('anvil_setCode', [at, chain.contracts.questions[contract]])),
    ])
    return placed
  }

  const market = async (): Promise<Market> => {
    if (latest) return latest
    await placeReaders()
    latest = await readMarket(rpc, request)
    forgetEmptied(latest)
    return latest
  }

  const block: World['block'] = async (seconds, asked) => {
    const before = await market()
    const timestamp = before.block.timestamp + seconds
    const lowered = lowerBlock(before, { seconds, txs: asked })
    const txs = lowered.flatMap(one => (one.ok ? [one.tx] : []))
    await prepare(txs)
    follow(txs)
    const hashes: Hex[] = []
    for (const tx of txs) hashes.push((await rpc('eth_sendTransaction', [call(tx)])) as Hex)
    await rpc('evm_mine', [timestamp])
    latest = undefined
    answered = new Map()
    const [sent] = await Promise.all([Promise.all(hashes.map(outcomeOf)), market()])
    return withRefused(lowered, sent)
  }

  const ask: World['ask'] = who => {
    const asked = answered.get(who) ?? placeReaders().then(() => askProtocols(rpc, who))
    answered.set(who, asked)
    return asked
  }

  const simulatedOutcome = (result: SimulatedCall): Outcome =>
    result.status === '0x1'
      ? { status: 'done', gasUsed: BigInt(result.gasUsed) }
      : {
          status: 'reverted',
          reason: reasonOf(result.error?.data ?? result.returnData, chain.contracts.errors),
          gasUsed: BigInt(result.gasUsed),
        }

  const tryBlocks = async (blocks: readonly Block[], who: Address): Promise<Trial> => {
    const present = await market()
    const lowered = lowerBlocks(present, blocks)
    const sent = lowered.map(entry => entry.flatMap(one => (one.ok ? [one.tx] : [])))
    await prepare(sent.flat())
    let time = present.block.timestamp
    const calls = sent.map((txs, i) => {
      time += blocks[i]?.seconds ?? 0
      return { blockOverrides: { time: numberToHex(time) }, calls: txs.map(call) }
    })
    const lens = {
      blockOverrides: { time: numberToHex(time) },
      calls: [{ to: LENS_ADDRESS, data: encodeWalletCall(who), gas: numberToHex(GAS_PER_TX) }],
    }
    const results = (await rpc('eth_simulateV1', [{ blockStateCalls: [...calls, lens] }, 'latest'])) as {
      calls: SimulatedCall[]
    }[]
    const last = results.at(-1)?.calls[0]
    const wallet: Wallet = last ? decodeWallet(last.returnData) : {}
    const outcomes = results.slice(0, -1).map(entry => entry.calls.map(simulatedOutcome))
    return { outcomes: outcomes.map((done, i) => withRefused(lowered[i] ?? [], done)), wallet }
  }

  const rehearse: World['rehearse'] = async blocks => {
    const present = await market()
    // Before the snapshot: what is prepared stays prepared.
    await prepare(blocks.flatMap(entry => entry.txs))
    const [followed, snapshot] = [[...known], await rpc('evm_snapshot')]
    try {
      const outcomes: (readonly Outcome[])[] = []
      for (const { seconds, txs } of blocks) outcomes.push(await block(seconds, txs))
      return { outcomes, market: await market() }
    } finally {
      await rpc('evm_revert', [snapshot])
      known.clear()
      for (const [key, position] of followed) known.set(key, position)
      request = requestOf()
      latest = present
      answered = new Map()
    }
  }

  return {
    name: 'fork',
    market,
    ask,
    block,
    try: tryBlocks,
    rehearse,
    close: () => chain.anvil.stop(),
  }
}
