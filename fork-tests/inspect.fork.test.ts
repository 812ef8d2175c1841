import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { readHoldingsFile } from '../src/cli/input/holdingsFile.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import type { Rpc } from '../src/fork/ipc.js'
import { OWNER } from '../src/market/crowd.js'
import { parseHeld } from '../src/position/held/parse.js'
import type { HeldPart } from '../src/position/held/parts.js'
import { type Address, ASSETS } from '../src/protocols/assets.js'
import { lpBalanceOf } from '../src/protocols/curve/liquidity.js'
import { UNISWAP } from '../src/protocols/uniswap/addresses.js'
import { openPosition } from '../src/simulation/opening.js'
import type { World } from '../src/simulation/world.js'

const EXAMPLE = '1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve'
const WAD = 10n ** 18n

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-inspect-'))
let world: World
let node: Server

/** A node as users have one: JSON-RPC over HTTP, in front of the embedded mainnet. */
const serve = (rpc: Rpc): Promise<Server> => {
  type Asked = { readonly id: number; readonly method: string; readonly params?: readonly unknown[] }
  const one = async ({ id, method, params = [] }: Asked) => {
    try {
      return { jsonrpc: '2.0', id, result: await rpc(method, params as never) }
    } catch (error) {
      return { jsonrpc: '2.0', id, error: { code: -32_000, message: (error as Error).message } }
    }
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = JSON.parse(body) as Asked | readonly Asked[]
    const answer = Array.isArray(asked) ? await Promise.all(asked.map(one)) : await one(asked as Asked)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)))
}

const hold = async (holdings: string): Promise<void> => {
  const strategy = await loadStrategy('held')
  await openPosition(world, { strategy, params: { holdings, size: 1 } }, OWNER)
}

const ABI = parseAbi([
  'function approve(address, uint256) returns (bool)',
  'function mint((address, address, uint24, int24, int24, uint256, uint256, uint256, uint256, address, uint256))',
])

/** One wstETH and one WETH become an NFT of the position manager. */
const mintNft = async (rpc: Rpc): Promise<void> => {
  const send = (to: Address, data: `0x${string}`) =>
    rpc('eth_sendTransaction', [{ from: OWNER, to, data, gas: numberToHex(2_000_000), gasPrice: '0x0' }])
  const manager = UNISWAP.nonfungiblePositionManager
  const [token0, token1] = [ASSETS.wstETH.address, ASSETS.WETH.address]
  for (const token of [token0, token1])
    await send(token, encodeFunctionData({ abi: ABI, functionName: 'approve', args: [manager, WAD] }))
  const late = 10n ** 12n
  const order = [token0, token1, 100, 1_900, 2_100, WAD, WAD, 0n, 0n, OWNER, late] as const
  await send(manager, encodeFunctionData({ abi: ABI, functionName: 'mint', args: [order] }))
  await world.block(12, [])
}

const plimsoll = (...args: readonly string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>(done => {
    const child = spawn(process.execPath, [resolve('bin/plimsoll.js'), ...args], { cwd: folder })
    const said = { out: '', err: '' }
    child.stdout.on('data', chunk => {
      said.out += chunk
    })
    child.stderr.on('data', chunk => {
      said.err += chunk
    })
    child.on('close', code => done({ code, ...said }))
  })

beforeAll(async () => {
  const opened = await openForkWorld({ kind: 'embedded' }, () => undefined)
  world = opened.world
  await hold('1 wstETH; 1 WETH')
  await mintNft(opened.chain.anvil.rpc)
  await hold(EXAMPLE)
  node = await serve(opened.chain.anvil.rpc)
})

afterAll(async () => {
  node.close()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

type TwiceRead = { what: string; by: string; ours: string; theirs: string }

describe('inspect', () => {
  test('an account behind a node becomes a position, to the wei, each reading beside a second one', async () => {
    const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}/`
    const done = await plimsoll('inspect', OWNER, '--fork-url', url, '--write', 'treasury.yaml', '--json')
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('wrote treasury.yaml')])
    const [account] = readHoldingsFile(join(folder, 'treasury.yaml'))
    const held = parseHeld(account?.text ?? '')
    const { curve } = await world.market()
    const expected: readonly HeldPart[] = [
      {
        kind: 'aave',
        eMode: 1,
        supplies: [{ asset: 'wstETH', amount: 1_200n * WAD }],
        debts: [{ asset: 'WETH', amount: 800n * WAD }],
      },
      { kind: 'curve', lp: lpBalanceOf(curve, OWNER) },
      { kind: 'wallet', asset: 'stETH', amount: 300n * WAD },
    ]
    for (const part of expected) expect(held).toContainEqual(part)
    expect(held).toContainEqual(
      expect.objectContaining({
        kind: 'uniswap',
        pool: 'wstETH/WETH 0.01%',
        tickLower: 1_900,
        tickUpper: 2_100,
      }),
    )
    const { readTwice } = JSON.parse(done.out) as { readTwice: readonly TwiceRead[] }
    expect(readTwice.map(({ what, by }) => `${what}: ${by}`)).toEqual([
      'health factor at aave: the protocol’s own code',
      'wstETH supplied to Aave: @aave/math-utils',
      'WETH owed to Aave: @aave/math-utils',
      'health factor at aave: @aave/math-utils',
      expect.stringMatching(/^token 0 of Uniswap NFT \d+: @uniswap\/v3-sdk$/),
      expect.stringMatching(/^token 1 of Uniswap NFT \d+: @uniswap\/v3-sdk$/),
    ])
    for (const { what, by, ours, theirs } of readTwice) {
      const apart = BigInt(ours) - BigInt(theirs)
      // Aave's SDK rounds balances half up, and sums dollars that the pool floors and ceils to 8 decimals.
      const allowed =
        what.startsWith('health') && by.startsWith('@') ? 10n ** 9n : by.startsWith('@') ? 1n : 0n
      expect(apart < 0n ? -apart : apart, what).toBeLessThanOrEqual(allowed)
    }
    expect(BigInt(readTwice[0]?.ours ?? 0)).toBeGreaterThan(WAD)
  })

  test('an account without anything is said to have nothing', async () => {
    const done = await plimsoll('inspect', `0x${'12'.repeat(20)}`)
    expect(done.code).toBe(0)
    expect(done.out).toContain('Nothing is held that Plimsoll follows.')
    expect(done.out).not.toContain('Read twice')
  })
})
