import { type Address, encodeAbiParameters, keccak256, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chain, openChain } from '../src/fork/world/origin.js'
import { CURVE } from '../src/protocols/curve/addresses.js'
import { CURVE_VECTORS, SIZES } from '../src/protocols/curve/getDy.fixture.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import { type GetDyVectors, sharedVectors } from '../src/protocols/published.fixture.js'
import { mulDivCeil } from '../src/units/fixed.js'
import { read, store } from './outsider.js'

const ETHER = 10n ** 18n
const A_PRECISION = 100n

/** Storage of contracts/CurvePool.sol, in the order of its declarations. */
const POOL = {
  adminBalances: 2n,
  fee: 4n,
  initialA: 8n,
  futureA: 9n,
}
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
  const put = async ({
    A,
    fee,
    balances: [eth, stEth],
  }: Pick<(typeof CURVE_VECTORS)[number], 'A' | 'fee' | 'balances'>) => {
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

  test.each(sharedVectors<GetDyVectors>('curve-steth-get-dy.json'))(
    'equals the real bytecode in every recorded state: $from',
    async ({ vectors }) => {
      for (const { label, A, fee, balances: held, get_dy } of vectors.states) {
        await put({ A: BigInt(A), fee: BigInt(fee), balances: [BigInt(held[0]), BigInt(held[1])] })
        for (const { i, j, dx, dy } of get_dy) {
          const args = [BigInt(i), BigInt(j), BigInt(dx)]
          const got = await get(CURVE.pool, 'get_dy(int128,int128,uint256) view returns (uint256)', ...args)
          expect(String(got), `${label}, ${i} to ${j}, ${dx}`).toBe(dy)
        }
      }
    },
  )
})
