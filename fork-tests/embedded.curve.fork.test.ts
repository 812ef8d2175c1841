import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Address, encodeAbiParameters, keccak256, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../src/fork/anvil.js'
import { type Chain, openChain } from '../src/fork/world/origin.js'
import { CURVE } from '../src/protocols/curve/addresses.js'
import { CURVE_VECTORS, SIZES } from '../src/protocols/curve/getDy.fixture.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import { mulDivCeil } from '../src/units/fixed.js'
import { codeOf, encode, read, sendData, store, tryCall } from './outsider.js'

const ETHER = 10n ** 18n
const A_PRECISION = 100n

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

const slotOf = (account: Address, mapping: bigint): bigint =>
  BigInt(keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [account, mapping])))

let chain: Chain
beforeAll(async () => {
  chain = await openChain({ kind: 'embedded' }, () => undefined)
})
afterAll(() => chain.anvil.stop())

describe('get_dy of our pool', () => {
  const get = (to: Address, signature: string, ...args: readonly unknown[]) =>
    read<bigint>(chain.anvil.rpc, { to, signature, args })

  /** The pool holds what the vector says, to the wei: what a share's rounding leaves over counts as admin fees. */
  const put = async ({ A, fee, balances: [eth, stEth] }: (typeof CURVE_VECTORS)[number]) => {
    const { rpc } = chain.anvil
    const shares = await get(LIDO.stEth, 'getTotalShares() view returns (uint256)')
    const pooled = await get(LIDO.stEth, 'getTotalPooledEther() view returns (uint256)')
    await store(rpc, LIDO.stEth, slotOf(CURVE.pool, SHARES_SLOT), mulDivCeil(stEth, shares, pooled))
    const held = await get(LIDO.stEth, 'balanceOf(address) view returns (uint256)', CURVE.pool)
    await store(rpc, CURVE.pool, POOL.adminBalances, 0n)
    await store(rpc, CURVE.pool, POOL.adminBalances + 1n, held - stEth)
    for (const slot of [POOL.initialA, POOL.futureA]) await store(rpc, CURVE.pool, slot, A * A_PRECISION)
    await store(rpc, CURVE.pool, POOL.fee, fee)
    await rpc('anvil_setBalance', [CURVE.pool, numberToHex(eth)])
  }

  test.each(CURVE_VECTORS)('equals the real bytecode: $label', async vector => {
    await put(vector)
    const balance = 'balances(uint256) view returns (uint256)'
    expect(await get(CURVE.pool, balance, 0n)).toBe(vector.balances[0])
    expect(await get(CURVE.pool, balance, 1n)).toBe(vector.balances[1])
    expect(await get(CURVE.pool, 'A() view returns (uint256)')).toBe(vector.A)
    const dy = (i: bigint, j: bigint) =>
      Promise.all(
        SIZES.map(size =>
          get(CURVE.pool, 'get_dy(int128,int128,uint256) view returns (uint256)', i, j, size * ETHER),
        ),
      )
    expect(await dy(1n, 0n)).toEqual(vector.stEthSold)
    expect(await dy(0n, 1n)).toEqual(vector.ethSold)
  })
})

const STATE = fileURLToPath(new URL('../../shared/state/curve-lido-15746199.json', import.meta.url))
const stateIsThere = existsSync(STATE)
if (!stateIsThere)
  process.stderr.write(`skipped: our Curve pool against the real bytecode, as ${STATE} is absent\n`)

/** Mainnet at block 15746199, as far as it was recorded: the real pool with the real Lido. */
const RECORDED = { number: 15_746_199n, timestamp: 1_665_748_715 }
/** Unread, and so absent from the recording: slots of the real pool's owner and LP token, Lido's active flag. */
const REAL = {
  owner: 4n,
  lpToken: 5n,
  lidoActive: 0x644132c4ddd5bb6f0655d5fe2870dcec7870e6be4758890f366b83441f9fdecen,
}
const OWNER: Address = '0xeCb456EA5365865EbAb8a2661B0c503410e9B347'
const TRADER: Address = '0x00000000000000000000000000000000000000b1'
const LP_SUPPLY = 1_180_000n * ETHER

type Dump = {
  readonly accounts: Readonly<
    Record<Address, { nonce: number; balance: string; code: string; storage: object }>
  >
}

const genesisOf = (dump: Dump): string => {
  const alloc = Object.entries(dump.accounts).map(([address, account]) => [
    address,
    { ...account, nonce: numberToHex(account.nonce) },
  ])
  const config = { chainId: 1 }
  return JSON.stringify({
    config,
    gasLimit: '0x77359400',
    difficulty: '0x0',
    alloc: Object.fromEntries(alloc),
  })
}

/** What both chains share: a trader with ether, stETH, LP tokens and an allowance; a token of ours for the absent LP. */
const prepare = async ({ rpc }: Anvil, lpCode: string): Promise<void> => {
  await rpc('anvil_setCode', [CURVE.lpToken, lpCode])
  await store(rpc, CURVE.lpToken, LP.totalSupply, LP_SUPPLY)
  await store(rpc, CURVE.lpToken, slotOf(TRADER, LP.balanceOf), LP_SUPPLY / 2n)
  await store(rpc, CURVE.lpToken, LP.minter, BigInt(CURVE.pool))
  await store(rpc, LIDO.stEth, REAL.lidoActive, 1n)
  await store(rpc, LIDO.stEth, slotOf(TRADER, SHARES_SLOT), 1_500_000n * ETHER)
  await rpc('anvil_setBalance', [TRADER, numberToHex(3_000_000n * ETHER)])
  await rpc('anvil_setBalance', [OWNER, numberToHex(ETHER)])
  const approve = encode({ signature: 'approve(address,uint256)', args: [CURVE.pool, 2n ** 255n] })
  const { done } = await sendData(rpc, LIDO.stEth, approve, { from: TRADER, at: RECORDED.timestamp + 60 })
  expect(done).toBe(true)
}

/** Our pool's code in place of the real one's, holding what the real one says it holds. */
const replacePool = async (real: Anvil, ours: Anvil, poolCode: string): Promise<void> => {
  const get = (signature: string, ...args: bigint[]) =>
    read<bigint>(real.rpc, { to: CURVE.pool, signature: `${signature} view returns (uint256)`, args })
  const A = (await get('A()')) * A_PRECISION
  const words: readonly (readonly [bigint, bigint])[] = [
    [POOL.coins, BigInt('0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE')],
    [POOL.coins + 1n, BigInt(LIDO.stEth)],
    [POOL.adminBalances, await get('admin_balances(uint256)', 0n)],
    [POOL.adminBalances + 1n, await get('admin_balances(uint256)', 1n)],
    [POOL.fee, await get('fee()')],
    [POOL.adminFee, await get('admin_fee()')],
    [POOL.owner, BigInt(OWNER)],
    [POOL.lpToken, BigInt(CURVE.lpToken)],
    [POOL.initialA, A],
    [POOL.futureA, A],
  ]
  await ours.rpc('anvil_setCode', [CURVE.pool, poolCode])
  for (let slot = 0n; slot < 20n; slot += 1n) await store(ours.rpc, CURVE.pool, slot, 0n)
  for (const [slot, value] of words) await store(ours.rpc, CURVE.pool, slot, value)
}

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

const observe = async ({ rpc }: Anvil): Promise<readonly unknown[]> => [
  ...(await Promise.all(
    GETTERS.map(([to, signature, ...args]) => read<bigint>(rpc, { to, signature, args })),
  )),
  ...(await Promise.all([CURVE.pool, TRADER].map(account => rpc('eth_getBalance', [account, 'latest'])))),
]

describe.skipIf(!stateIsThere)('our pool against the real bytecode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-curve-'))
  let real: Anvil
  let ours: Anvil

  beforeAll(async () => {
    const file = join(folder, 'genesis.json')
    writeFileSync(file, genesisOf(JSON.parse(readFileSync(STATE, 'utf8')) as Dump))
    real = await startAnvil({ kind: 'genesis', file, ...RECORDED })
    ours = await startAnvil({ kind: 'genesis', file, ...RECORDED })
    const lpCode = await codeOf(chain.anvil.rpc, CURVE.lpToken)
    for (const anvil of [real, ours]) await prepare(anvil, lpCode)
    await store(real.rpc, CURVE.pool, REAL.owner, BigInt(OWNER))
    await store(real.rpc, CURVE.pool, REAL.lpToken, BigInt(CURVE.lpToken))
    await replacePool(real, ours, await codeOf(chain.anvil.rpc, CURVE.pool))
  })

  afterAll(async () => {
    await Promise.all([real?.stop(), ours?.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  test('the two are different code at the same address, over the same stETH', async () => {
    expect(await codeOf(real.rpc, CURVE.pool)).not.toBe(await codeOf(ours.rpc, CURVE.pool))
    expect(await codeOf(real.rpc, LIDO.stEth)).toBe(await codeOf(ours.rpc, LIDO.stEth))
    expect(await observe(ours)).toEqual(await observe(real))
  })

  const COUNT = 120

  test(`${COUNT} random trades: the same results, the same refusals, the same balances`, async () => {
    const below = randomBelow(7n)
    let at = RECORDED.timestamp + 120
    const done = { true: 0, false: 0 }
    const both = async (trade: Trade, from: Address) => {
      at += 12 + Number(below(1_000n))
      const data = encode(trade)
      const tx = { from, to: CURVE.pool, data, value: numberToHex(trade.value), gas: numberToHex(20_000_000) }
      const say = `${trade.signature} ${trade.args.join()} value ${trade.value} at ${at}`
      expect(await tryCall(ours.rpc, tx), say).toBe(await tryCall(real.rpc, tx))
      const sending = { from, value: trade.value, at }
      const [a, b] = [
        await sendData(ours.rpc, CURVE.pool, data, sending),
        await sendData(real.rpc, CURVE.pool, data, sending),
      ]
      expect(a.done, say).toBe(b.done)
      expect(await observe(ours), say).toEqual(await observe(real))
      done[`${b.done}`] += 1
      return b.done
    }
    for (let k = 0; k < COUNT; k += 1) {
      await both(tradeFrom(below), TRADER)
      if (k === 40) {
        const ramp = { signature: 'ramp_A(uint256,uint256)', args: [200n, BigInt(at + 90_000)], value: 0n }
        expect(await both(ramp, OWNER)).toBe(true)
      }
      if (k === 80) expect(await both({ signature: 'stop_ramp_A()', args: [], value: 0n }, OWNER)).toBe(true)
      if (k === 100)
        expect(await both({ signature: 'withdraw_admin_fees()', args: [], value: 0n }, OWNER)).toBe(true)
    }
    expect(done.true).toBeGreaterThan(COUNT / 2)
    expect(done.false).toBeGreaterThan(5)
  })
})
