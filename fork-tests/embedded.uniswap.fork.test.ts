import { createRequire } from 'node:module'
import { type Address, type Hex, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMarket } from '../src/fork/lens.js'
import { seedBook } from '../src/fork/seed.js'
import { type Chain, openChain } from '../src/fork/world/origin.js'
import { ASSETS } from '../src/protocols/assets.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import { UNISWAP } from '../src/protocols/uniswap/addresses.js'
import { quoteExactInput, quoteExactOutput } from '../src/protocols/uniswap/quote.js'
import { codeOf, read, send, sendData } from './outsider.js'

// Neither package loads as an ES module.
const require = createRequire(import.meta.url)
const sdk = require('@uniswap/v3-sdk') as typeof import('@uniswap/v3-sdk')
const { CurrencyAmount, Percent, Token } = require('@uniswap/sdk-core') as typeof import('@uniswap/sdk-core')

/** Lido docs; SOURCES A.4. */
const POOL: Address = '0x109830a1AAaD605BbF02a9dFA7B0B92EC2FB7dAa'
const FEE = 100
const WETH = ASSETS.WETH.address
const WSTETH = ASSETS.wstETH.address
const MANAGER = UNISWAP.nonfungiblePositionManager
const WAD = 10n ** 18n
/** A fresh account: no code of ours, no funds. */
const PROVIDER: Address = '0x00000000000000000000000000000000000a11ce'
const TRADER: Address = '0x000000000000000000000000000000000000b0b5'

let chain: Chain
let time = seedBook().timestamp
beforeAll(async () => {
  chain = await openChain({ kind: 'embedded' }, () => undefined)
})
afterAll(() => chain.anvil.stop())

const get = <T>(to: Address, signature: string, ...args: readonly unknown[]): Promise<T> =>
  read<T>(chain.anvil.rpc, { to, signature, args })

const transact = async (
  from: Address,
  to: Address,
  signature: string,
  args: readonly unknown[],
  value = 0n,
) => {
  time += 12
  const receipt = await send(chain.anvil.rpc, { to, signature, args }, { from, value, at: time })
  expect(receipt.done, `${signature} ${args.join()}`).toBe(true)
}

const market = () =>
  readMarket(chain.anvil.rpc, { lensCode: chain.contracts.lens, tracked: [], positions: [] })

const QUOTE = (kind: 'Input' | 'Output') =>
  `quoteExact${kind}Single((address tokenIn, address tokenOut, uint256 amount, uint24 fee, uint160 limit)) returns (uint256, uint160, uint32, uint256)`

/** Gives an account `ether` wei each of WETH and wstETH, through the tokens' own doors, approved to `spender`. */
const fund = async (account: Address, ether: bigint, spender: Address) => {
  await chain.anvil.rpc('anvil_setBalance', [account, numberToHex(3n * ether)])
  await transact(account, WETH, 'deposit()', [], ether)
  await transact(account, LIDO.stEth, 'submit(address)', [`0x${'0'.repeat(40)}`], ether)
  await transact(account, LIDO.stEth, 'approve(address,uint256)', [WSTETH, 2n * ether])
  await transact(account, WSTETH, 'wrap(uint256)', [ether - 2n])
  for (const token of [WETH, WSTETH])
    await transact(account, token, 'approve(address,uint256)', [spender, 2n ** 255n])
}

describe('the wstETH/WETH pool', () => {
  test('is where the factory and mainnet have it', async () => {
    expect(await codeOf(chain.anvil.rpc, POOL)).not.toBe('0x')
    const getPool = 'getPool(address,address,uint24) view returns (address)'
    expect(await get(UNISWAP.factory, getPool, WSTETH, WETH, FEE)).toBe(POOL)
    expect(await get(POOL, 'token0() view returns (address)')).toBe(WSTETH)
    expect(await get(POOL, 'token1() view returns (address)')).toBe(WETH)
  })

  test.each([1n, WAD / 1000n, WAD, 100n * WAD, 1_000n * WAD])(
    'QuoterV2 quotes a sale of %s wei, both ways, as the mirror does',
    async amount => {
      const pool = (await market()).uniswap['wstETH/WETH 0.01%']
      for (const [tokenIn, tokenOut] of [
        ['wstETH', 'WETH'],
        ['WETH', 'wstETH'],
      ] as const) {
        const args = {
          tokenIn: ASSETS[tokenIn].address,
          tokenOut: ASSETS[tokenOut].address,
          amount,
          fee: FEE,
          limit: 0n,
        }
        const [amountOut, sqrtPriceX96After] = await get<[bigint, bigint]>(
          UNISWAP.quoterV2,
          QUOTE('Input'),
          args,
        )
        const mirrored = quoteExactInput(pool, tokenIn, amount)
        expect(mirrored).toMatchObject({ amountOut, sqrtPriceX96After })
        const [amountIn] = await get<[bigint]>(UNISWAP.quoterV2, QUOTE('Output'), args)
        expect(quoteExactOutput(pool, tokenIn, amount).amountIn).toBe(amountIn)
      }
    },
  )
})

describe('a position through @uniswap/v3-sdk', () => {
  const poolOf = async () => {
    const [sqrtPriceX96, tick] = await get<[bigint, number]>(
      POOL,
      'slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)',
    )
    const liquidity = await get<bigint>(POOL, 'liquidity() view returns (uint128)')
    const [token0, token1] = [new Token(1, WSTETH, 18), new Token(1, WETH, 18)]
    return {
      token0,
      token1,
      tick,
      pool: new sdk.Pool(token0, token1, FEE, String(sqrtPriceX96), String(liquidity), tick),
    }
  }

  const minted = async () => {
    const { pool, tick } = await poolOf()
    const amounts = { amount0: String(50n * WAD), amount1: String(50n * WAD), useFullPrecision: true }
    const position = sdk.Position.fromAmounts({
      pool,
      tickLower: tick - 10,
      tickUpper: tick + 10,
      ...amounts,
    })
    const { calldata, value } = sdk.NonfungiblePositionManager.addCallParameters(position, {
      recipient: PROVIDER,
      deadline: time + 3_600,
      slippageTolerance: new Percent(1, 1_000),
    })
    expect(BigInt(value)).toBe(0n)
    time += 12
    const receipt = await sendData(chain.anvil.rpc, MANAGER, calldata as Hex, { from: PROVIDER, at: time })
    expect(receipt.done).toBe(true)
    const owned = 'tokenOfOwnerByIndex(address,uint256) view returns (uint256)'
    return { position, tokenId: await get<bigint>(MANAGER, owned, PROVIDER, 0n) }
  }

  const FIELDS =
    'uint96, address, address token0, address token1, uint24 fee, int24 lower, int24 upper, uint128 liquidity'
  const POSITIONS = `positions(uint256) view returns (${FIELDS}, uint256, uint256, uint128 owed0, uint128 owed1)`

  const balances = () =>
    Promise.all(
      [WSTETH, WETH].map(token => get<bigint>(token, 'balanceOf(address) view returns (uint256)', PROVIDER)),
    )

  test('is minted with the liquidity the SDK says, earns from a trade, and collects what it earned', async () => {
    await fund(PROVIDER, 100n * WAD, MANAGER)
    await fund(TRADER, 400n * WAD, UNISWAP.router)
    const { position, tokenId } = await minted()
    const row = await get<readonly unknown[]>(MANAGER, POSITIONS, tokenId)
    expect(row.slice(2, 8)).toEqual([
      WSTETH,
      WETH,
      FEE,
      position.tickLower,
      position.tickUpper,
      BigInt(String(position.liquidity)),
    ])
    const swap =
      'exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 minimum, uint160 limit))'
    const trade = {
      tokenIn: WETH,
      tokenOut: WSTETH,
      fee: FEE,
      recipient: TRADER,
      deadline: BigInt(time + 3_600),
    }
    await transact(TRADER, UNISWAP.router, swap, [{ ...trade, amountIn: 300n * WAD, minimum: 0n, limit: 0n }])

    const signature =
      'collect((uint256 id, address to, uint128 max0, uint128 max1)) returns (uint256, uint256)'
    const max = 2n ** 128n - 1n
    const args = [{ id: tokenId, to: PROVIDER, max0: max, max1: max }]
    const call = { to: MANAGER, signature, args, from: PROVIDER }
    const [owed0 = 0n, owed1 = 0n] = await read<bigint[]>(chain.anvil.rpc, call)
    expect(owed0).toBe(0n)
    expect(owed1).toBeGreaterThan(0n)

    const { token0, token1 } = await poolOf()
    const { calldata } = sdk.NonfungiblePositionManager.collectCallParameters({
      tokenId: String(tokenId),
      recipient: PROVIDER,
      expectedCurrencyOwed0: CurrencyAmount.fromRawAmount(token0, String(owed0)),
      expectedCurrencyOwed1: CurrencyAmount.fromRawAmount(token1, String(owed1)),
    })
    const before = await balances()
    time += 12
    expect(
      (await sendData(chain.anvil.rpc, MANAGER, calldata as Hex, { from: PROVIDER, at: time })).done,
    ).toBe(true)
    const after = await balances()
    expect(after.map((balance, i) => balance - (before[i] ?? 0n))).toEqual([owed0, owed1])
  })
})
