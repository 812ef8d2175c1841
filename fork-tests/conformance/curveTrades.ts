import { readFileSync } from 'node:fs'
import { type Address, encodeAbiParameters, keccak256, numberToHex } from 'viem'
import type { Anvil } from '../../src/fork/anvil.js'
import { CURVE } from '../../src/protocols/curve/addresses.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { encode, read, sendData, store, tryCall } from '../outsider.js'

// Trades with Curve's pool of ether and stETH: how they are drawn, done and written down.

const ETHER = 10n ** 18n

/** Storage of contracts/CurvePool.sol and CurveLp.sol, in the order of their declarations. */
const POOL = {
  coins: 0n,
  adminBalances: 2n,
  fee: 4n,
  adminFee: 5n,
  owner: 6n,
  lpToken: 7n,
  initialA: 8n,
  futureA: 9n,
}
const LP = { totalSupply: 0n, balanceOf: 1n, minter: 3n }
/** `shares` of stETH, ours and Lido's: the first variable. */
const SHARES_SLOT = 0n
const LP_SUPPLY = 1_180_000n * ETHER
const TRADER_ENDOWMENT = { ether: 3_000_000n * ETHER, shares: 1_500_000n * ETHER, lp: LP_SUPPLY / 2n }

const OWNER: Address = '0xeCb456EA5365865EbAb8a2661B0c503410e9B347'
const TRADER: Address = '0x00000000000000000000000000000000000000b1'

const slotOf = (account: Address, mapping: bigint): bigint =>
  BigInt(keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [account, mapping])))

/** One call: by whom, seconds since the start, and what came of it. */
export type Step = {
  readonly by: 'trader' | 'owner'
  readonly after: number
  readonly signature: string
  readonly args: readonly (string | readonly string[])[]
  readonly value: string
  /** Return data, `reverts`, or the text of Curve's own refusal. */
  readonly answer: string
  readonly done: boolean
  /** The answers of `GETTERS` afterwards, and the ether of the pool and of the trader less what it began with. */
  readonly state: readonly string[]
}

/** What the pool and stETH hold when a recording begins; wei, shares, and A with two more digits. */
export type Start = {
  readonly totalShares: string
  readonly totalPooledEther: string
  readonly poolEther: string
  readonly poolShares: string
  readonly adminBalances: readonly [string, string]
  readonly fee: string
  readonly adminFee: string
  readonly aPrecise: string
}

export type Recording = { readonly start: Start; readonly steps: readonly Step[] }

/** The committed recording of the real bytecode. */
export const committed = (): Recording =>
  JSON.parse(
    readFileSync(new URL('../../src/protocols/curve/vectors/trades.json', import.meta.url), 'utf8'),
  ) as Recording

/** Numerical Recipes' 64-bit linear congruence: the same trades every time. */
const randomBelow = (seed: bigint) => {
  let state = seed
  return (limit: bigint): bigint => {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n)
    return ((state >> 11n) * limit) >> 53n
  }
}

type Trade = { readonly signature: string; readonly args: readonly unknown[]; readonly value: bigint }

/** Sizes from a wei to 60,000 coins, evenly over the orders of magnitude; every function that moves money. */
const tradeFrom = (below: (limit: bigint) => bigint): Trade => {
  const size = () => below(60_000n * ETHER) >> below(60n)
  const [x, y] = [size(), size()]
  const trades: readonly Trade[] = [
    { signature: 'exchange(int128,int128,uint256,uint256)', args: [0n, 1n, x, 0n], value: x },
    { signature: 'exchange(int128,int128,uint256,uint256)', args: [1n, 0n, x, 0n], value: 0n },
    { signature: 'exchange(int128,int128,uint256,uint256)', args: [1n, below(3n), x, x], value: 0n },
    { signature: 'add_liquidity(uint256[2],uint256)', args: [[x, y], 0n], value: x },
    { signature: 'add_liquidity(uint256[2],uint256)', args: [[0n, y], x], value: below(2n) },
    { signature: 'remove_liquidity(uint256,uint256[2])', args: [x, [0n, 0n]], value: 0n },
    { signature: 'remove_liquidity_imbalance(uint256[2],uint256)', args: [[x, y], 2n ** 200n], value: 0n },
    { signature: 'remove_liquidity_one_coin(uint256,int128,uint256)', args: [x, below(2n), 0n], value: 0n },
  ]
  const trade = trades[Number(below(BigInt(trades.length)))]
  if (!trade) throw new RangeError('no such trade')
  return trade
}

const GETTERS: readonly (readonly [Address, string, ...unknown[]])[] = [
  [CURVE.pool, 'balances(uint256) view returns (uint256)', 0n],
  [CURVE.pool, 'balances(uint256) view returns (uint256)', 1n],
  [CURVE.pool, 'admin_balances(uint256) view returns (uint256)', 0n],
  [CURVE.pool, 'admin_balances(uint256) view returns (uint256)', 1n],
  [CURVE.pool, 'A_precise() view returns (uint256)'],
  [CURVE.pool, 'get_virtual_price() view returns (uint256)'],
  [CURVE.pool, 'get_dy(int128,int128,uint256) view returns (uint256)', 0n, 1n, 5n * ETHER + 3n],
  [CURVE.pool, 'get_dy(int128,int128,uint256) view returns (uint256)', 1n, 0n, 5n * ETHER + 3n],
  [
    CURVE.pool,
    'calc_token_amount(uint256[2],bool) view returns (uint256)',
    [7n * ETHER, 1_234n * ETHER],
    true,
  ],
  [
    CURVE.pool,
    'calc_token_amount(uint256[2],bool) view returns (uint256)',
    [999n * ETHER, 3n * ETHER],
    false,
  ],
  [CURVE.pool, 'calc_withdraw_one_coin(uint256,int128) view returns (uint256)', 77n * ETHER, 0n],
  [CURVE.pool, 'calc_withdraw_one_coin(uint256,int128) view returns (uint256)', 77n * ETHER, 1n],
  [CURVE.lpToken, 'totalSupply() view returns (uint256)'],
  [CURVE.lpToken, 'balanceOf(address) view returns (uint256)', TRADER],
  [LIDO.stEth, 'sharesOf(address) view returns (uint256)', CURVE.pool],
  [LIDO.stEth, 'sharesOf(address) view returns (uint256)', TRADER],
]

const observe = async ({ rpc }: Anvil): Promise<readonly string[]> => {
  const answers = await Promise.all(
    GETTERS.map(([to, signature, ...args]) => read<bigint>(rpc, { to, signature, args })),
  )
  const balances = await Promise.all(
    [CURVE.pool, TRADER].map(async account =>
      BigInt(String(await rpc('eth_getBalance', [account, 'latest']))),
    ),
  )
  return [...answers, ...balances].map(String)
}

/** Curve's own words; what stETH says differs by its version, and has no words here. */
const CURVE_WORDS: readonly string[] = [
  'Exchange resulted in fewer coins than expected',
  'Slippage screwed you',
  'Withdrawal resulted in fewer coins than expected',
  'Not enough coins removed',
]

const answerOf = (answered: string): string => {
  if (!answered.startsWith('reverts')) return answered
  const text = Buffer.from(answered.slice('reverts 0x'.length), 'hex').toString('latin1')
  return CURVE_WORDS.find(words => text.includes(words)) ?? 'reverts'
}

/** Names and amounts of a call, with a ramp's end as seconds since the start. */
type Order = Pick<Step, 'by' | 'after' | 'signature' | 'args' | 'value'>

const RAMP = 'ramp_A(uint256,uint256)'

const numbers = (args: Step['args'], start: number, signature: string): readonly unknown[] =>
  args.map((arg, i) => {
    if (typeof arg !== 'string') return arg.map(BigInt)
    return BigInt(arg) + (signature === RAMP && i === 1 ? BigInt(start) : 0n)
  })

/** Tries a call, then sends it, then reads everything. */
const carryOut = async (anvil: Anvil, order: Order, start: number): Promise<Step> => {
  const from = order.by === 'owner' ? OWNER : TRADER
  const value = BigInt(order.value)
  const args = numbers(order.args, start, order.signature)
  const data = encode({ signature: order.signature, args })
  const at = start + order.after
  const tx = { from, to: CURVE.pool, data, value: numberToHex(value), gas: numberToHex(20_000_000) }
  const answer = answerOf(await tryCall(anvil.rpc, tx))
  const { done } = await sendData(anvil.rpc, CURVE.pool, data, { from, value, at })
  return { ...order, answer, done, state: await observe(anvil) }
}

const written = ({ signature, args, value }: Trade): Pick<Step, 'signature' | 'args' | 'value'> => ({
  signature,
  args: args.map(arg => (Array.isArray(arg) ? arg.map(String) : String(arg))),
  value: String(value),
})

/** The trades of a seed, with a ramp of A, its stop and the owner's fees in between. */
export const ordersOf = (count: number): readonly Order[] => {
  const below = randomBelow(7n)
  let after = 120
  const next = (by: Step['by'], trade: Trade): Order => {
    after += 12 + Number(below(1_000n))
    return { by, after, ...written(trade) }
  }
  const owners: Readonly<Record<number, () => Trade>> = {
    40: () => ({ signature: RAMP, args: [200n, BigInt(after + 90_000)], value: 0n }),
    80: () => ({ signature: 'stop_ramp_A()', args: [], value: 0n }),
    100: () => ({ signature: 'withdraw_admin_fees()', args: [], value: 0n }),
  }
  return Array.from({ length: count }, (_, k) => {
    const trade = next('trader', tradeFrom(below))
    const own = owners[k]
    return own ? [trade, next('owner', own())] : [trade]
  }).flat()
}

/** Both are there: a trader with ether, stETH, LP tokens and an allowance, and an owner with gas. */
export const endow = async ({ rpc }: Anvil, at: number): Promise<void> => {
  await store(rpc, CURVE.lpToken, LP.totalSupply, LP_SUPPLY)
  await store(rpc, CURVE.lpToken, slotOf(TRADER, LP.balanceOf), TRADER_ENDOWMENT.lp)
  await store(rpc, CURVE.lpToken, LP.minter, BigInt(CURVE.pool))
  await store(rpc, LIDO.stEth, slotOf(TRADER, SHARES_SLOT), TRADER_ENDOWMENT.shares)
  await rpc('anvil_setBalance', [TRADER, numberToHex(TRADER_ENDOWMENT.ether)])
  await rpc('anvil_setBalance', [OWNER, numberToHex(ETHER)])
  const approve = encode({ signature: 'approve(address,uint256)', args: [CURVE.pool, 2n ** 255n] })
  const { done } = await sendData(rpc, LIDO.stEth, approve, { from: TRADER, at })
  if (!done) throw new Error('the trader could not approve the pool')
}

const FIRST = (signature: string): string => `${signature} view returns (uint256)`

/** What a pool and its stETH hold. */
export const startOf = async ({ rpc }: Anvil): Promise<Start> => {
  const of = async (to: Address, signature: string, ...args: readonly unknown[]) =>
    String(await read<bigint>(rpc, { to, signature: FIRST(signature), args }))
  return {
    totalShares: await of(LIDO.stEth, 'getTotalShares()'),
    totalPooledEther: await of(LIDO.stEth, 'getTotalPooledEther()'),
    poolEther: String(BigInt(String(await rpc('eth_getBalance', [CURVE.pool, 'latest'])))),
    poolShares: await of(LIDO.stEth, 'sharesOf(address)', CURVE.pool),
    adminBalances: [
      await of(CURVE.pool, 'admin_balances(uint256)', 0n),
      await of(CURVE.pool, 'admin_balances(uint256)', 1n),
    ],
    fee: await of(CURVE.pool, 'fee()'),
    adminFee: await of(CURVE.pool, 'admin_fee()'),
    aPrecise: await of(CURVE.pool, 'A_precise()'),
  }
}

/** Our pool, holding what a recording begins with. */
export const placePool = async ({ rpc }: Anvil, start: Start): Promise<void> => {
  const words: readonly (readonly [bigint, bigint])[] = [
    [POOL.coins, BigInt('0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE')],
    [POOL.coins + 1n, BigInt(LIDO.stEth)],
    [POOL.adminBalances, BigInt(start.adminBalances[0])],
    [POOL.adminBalances + 1n, BigInt(start.adminBalances[1])],
    [POOL.fee, BigInt(start.fee)],
    [POOL.adminFee, BigInt(start.adminFee)],
    [POOL.owner, BigInt(OWNER)],
    [POOL.lpToken, BigInt(CURVE.lpToken)],
    [POOL.initialA, BigInt(start.aPrecise)],
    [POOL.futureA, BigInt(start.aPrecise)],
  ]
  for (let slot = 0n; slot < 20n; slot += 1n) await store(rpc, CURVE.pool, slot, 0n)
  for (const [slot, value] of words) await store(rpc, CURVE.pool, slot, value)
  await store(rpc, LIDO.stEth, slotOf(CURVE.pool, SHARES_SLOT), BigInt(start.poolShares))
  await rpc('anvil_setBalance', [CURVE.pool, numberToHex(BigInt(start.poolEther))])
}

/** Carries out every order and writes down what came of it. */
export const record = async (
  anvil: Anvil,
  orders: readonly Order[],
  start: number,
): Promise<readonly Step[]> => {
  const steps: Step[] = []
  for (const order of orders) steps.push(await carryOut(anvil, order, start))
  return steps
}
