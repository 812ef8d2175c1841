import { encodeFunctionData, type Hex, numberToHex, parseAbi } from 'viem'
import type { Rpc } from '../../mainnet/anvil.js'
import { encodeActions } from '../../mainnet/calls.js'
import {
  decodeWallet,
  encodeWalletCall,
  LENS_ADDRESS,
  type MarketRequest,
  readMarket,
} from '../../mainnet/lens.js'
import type { PositionRequest } from '../../mainnet/lensDecode.js'
import { chainEntries } from '../../mainnet/registry.js'
import type { Market, Wallet } from '../../market/market.js'
import { type Action, nestedActions, type Tx } from '../../position/action.js'
import { lowestHealth } from '../../position/holdings.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import type { Address } from '../../protocols/assets.js'
import { CURVE } from '../../protocols/curve/addresses.js'
import { LIDO } from '../../protocols/lido/addresses.js'
import type { Health } from '../../protocols/protocol.js'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import type { Answers, Block, Outcome, Trial, World } from '../world.js'
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

const view = async (rpc: Rpc, to: Address, data: Hex): Promise<Hex> =>
  (await rpc('eth_call', [{ to, data }, 'latest'])) as Hex

/** The last word of an answer. */
const lastWord = (answer: Hex): bigint => BigInt(`0x${answer.slice(-64)}`)

/** Where a question's contract stands for its call. */
const QUESTION_ADDRESS: Address = '0x000000000000000000000000000000000000a5c5'

/** Health factors at the protocols that plug in, by contracts that are placed for the call. */
const askHealths = async (chain: Chain, who: Address): Promise<readonly Health[]> => {
  const answers = chainEntries().map(async ([, { question }]) => {
    if (!question) return []
    const code = chain.contracts.questions[question.contract]
    const request = { to: QUESTION_ADDRESS, data: question.call(who) }
    const answer = await chain.anvil.rpc('eth_call', [request, 'latest', { [QUESTION_ADDRESS]: { code } }])
    return question.decode(answer as Hex)
  })
  return (await Promise.all(answers)).flat()
}

const askProtocols = async (chain: Chain, who: Address): Promise<Answers> => {
  const { rpc } = chain.anvil
  const [others, account, curve, rate] = await Promise.all([
    askHealths(chain, who),
    view(
      rpc,
      AAVE.pool,
      encodeFunctionData({ abi: GETTERS, functionName: 'getUserAccountData', args: [who] }),
    ),
    view(rpc, CURVE.pool, encodeFunctionData({ abi: GETTERS, functionName: 'get_dy', args: [1n, 0n, WAD] })),
    view(rpc, LIDO.wstEth, encodeFunctionData({ abi: GETTERS, functionName: 'stEthPerToken' })),
  ])
  const aave = lastWord(account)
  const healths = aave === MAX_UINT256 ? others : [{ venue: 'aave', healthFactorWad: aave }, ...others]
  return {
    healthFactorWad: lowestHealth(healths),
    healths,
    curvePriceWad: lastWord(curve),
    shareRateWad: lastWord(rate),
  }
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
  /** The lens is placed once: with each call it would be most of what is sent. */
  const placeLens = (): Promise<unknown> => {
    placed ??= rpc('anvil_setCode', [LENS_ADDRESS, chain.contracts.lens])
    return placed
  }

  const market = async (): Promise<Market> => {
    if (latest) return latest
    await placeLens()
    latest = await readMarket(rpc, request)
    forgetEmptied(latest)
    return latest
  }

  const block: World['block'] = async (seconds, txs) => {
    const timestamp = (await market()).block.timestamp + seconds
    await prepare(txs)
    follow(txs)
    const hashes: Hex[] = []
    for (const tx of txs) hashes.push((await rpc('eth_sendTransaction', [call(tx)])) as Hex)
    await rpc('evm_setNextBlockTimestamp', [timestamp])
    await rpc('evm_mine')
    latest = undefined
    answered = new Map()
    const outcomes: Outcome[] = []
    for (const hash of hashes) outcomes.push(await outcomeOf(hash))
    return outcomes
  }

  const ask: World['ask'] = who => {
    const asked = answered.get(who) ?? askProtocols(chain, who)
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
    const now = (await market()).block.timestamp
    await prepare(blocks.flatMap(entry => entry.txs))
    let time = now
    const calls = blocks.map(entry => {
      time += entry.seconds
      return { blockOverrides: { time: numberToHex(time) }, calls: entry.txs.map(call) }
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
    return { outcomes: results.slice(0, -1).map(entry => entry.calls.map(simulatedOutcome)), wallet }
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
