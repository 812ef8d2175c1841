import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keccak256, numberToHex, stringToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../../src/fork/anvil.js'
import { type Chain, openChain } from '../../src/fork/world/origin.js'
import { CURVE } from '../../src/protocols/curve/addresses.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { SHARED_FOLDER } from '../../src/protocols/published.fixture.js'
import { codeOf, store } from '../outsider.js'
import { committed, endow, ordersOf, placePool, record, startOf } from './curveTrades.js'

// What the real bytecode of Curve's pool answered to trades is in src/protocols/curve/vectors/trades.json; our pool must
// answer the same. Where the state it was recorded on is there, the recording is made again and compared.

let chain: Chain
beforeAll(async () => {
  chain = await openChain({ kind: 'embedded' }, () => undefined)
})
afterAll(() => chain.anvil.stop())

const slot = (name: string): bigint => BigInt(keccak256(stringToHex(name)))

/** Our stETH at the recorded rate: all of its ether is in the buffer. */
const setRate = async ({ rpc }: Anvil, totalShares: bigint, pooled: bigint): Promise<void> => {
  await store(rpc, LIDO.stEth, slot('lido.StETH.totalAndExternalShares'), totalShares)
  await store(rpc, LIDO.stEth, slot('lido.Lido.bufferedEtherAndDepositedPostReport'), pooled)
  await store(rpc, LIDO.stEth, slot('lido.Lido.clValidatorsBalanceAndClPendingBalance'), 0n)
}

describe('our pool', () => {
  test('answers every recorded trade as the real bytecode did, to the wei', async () => {
    const { anvil, timestamp } = { anvil: chain.anvil, timestamp: await timeOf(chain.anvil) }
    const { start, steps } = committed()
    await setRate(anvil, BigInt(start.totalShares), BigInt(start.totalPooledEther))
    await placePool(anvil, start)
    await endow(anvil, timestamp + 60)
    expect(await startOf(anvil)).toEqual(start)
    const orders = steps.map(({ answer: _, done: __, state: ___, ...order }) => order)
    expect(await record(anvil, orders, timestamp)).toEqual(steps)
    expect(steps.filter(({ done }) => done).length).toBeGreaterThan(steps.length / 2)
    expect(steps.filter(({ done }) => !done).length).toBeGreaterThan(5)
  })
})

const timeOf = async ({ rpc }: Anvil): Promise<number> =>
  Number(((await rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: string }).timestamp)

const STATE = join(SHARED_FOLDER, 'state/curve-lido-15746199.json')
const stateIsThere = existsSync(STATE)
if (!stateIsThere)
  process.stderr.write(`skipped: the recording of Curve's pool made again, as ${STATE} is absent\n`)

/** Mainnet at block 15746199, as far as it was recorded: the real pool with the real Lido. */
const RECORDED = { number: 15_746_199n, timestamp: 1_665_748_715 }
/** Unread, and so absent from the recording: slots of the real pool's owner and LP token, Lido's active flag. */
const REAL = { owner: 4n, lpToken: 5n, lidoActive: slot('lido.Pausable.activeFlag') }
const OWNER = 0xecb456ea5365865ebab8a2661b0c503410e9b347n
const TRADES = 120

type Dump = {
  readonly accounts: Readonly<
    Record<string, { nonce: number; balance: string; code: string; storage: object }>
  >
}

const genesisOf = (dump: Dump): string => {
  const alloc = Object.entries(dump.accounts).map(([address, account]) => [
    address,
    { ...account, nonce: numberToHex(account.nonce) },
  ])
  return JSON.stringify({
    config: { chainId: 1 },
    gasLimit: '0x77359400',
    difficulty: '0x0',
    alloc: Object.fromEntries(alloc),
  })
}

describe.skipIf(!stateIsThere)('the real bytecode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-curve-'))
  let real: Anvil

  beforeAll(async () => {
    const file = join(folder, 'genesis.json')
    writeFileSync(file, genesisOf(JSON.parse(readFileSync(STATE, 'utf8')) as Dump))
    real = await startAnvil({ kind: 'genesis', file, ...RECORDED })
    await real.rpc('anvil_setCode', [CURVE.lpToken, await codeOf(chain.anvil.rpc, CURVE.lpToken)])
    await store(real.rpc, LIDO.stEth, REAL.lidoActive, 1n)
    await store(real.rpc, CURVE.pool, REAL.owner, OWNER)
    await store(real.rpc, CURVE.pool, REAL.lpToken, BigInt(CURVE.lpToken))
    await endow(real, RECORDED.timestamp + 60)
  })

  afterAll(async () => {
    await real?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('answers as the project’s recording says', async () => {
    expect(await codeOf(real.rpc, CURVE.pool)).not.toBe(await codeOf(chain.anvil.rpc, CURVE.pool))
    const start = await startOf(real)
    const steps = await record(real, ordersOf(TRADES), RECORDED.timestamp)
    const path = process.env['PLIMSOLL_RECORD']
    if (path) writeFileSync(path, `${JSON.stringify({ start, steps }, null, 1)}\n`)
    else expect({ start, steps }).toEqual({ start: committed().start, steps: committed().steps })
  })
})
