import {
  type Abi,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbi,
  toHex,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../src/fork/anvil.js'
import { type EmbeddedMainnet, embeddedMainnet } from '../src/fork/genesis.js'
import { decodeWallet, encodeWalletCall, LENS_ADDRESS, readMarket } from '../src/fork/lens.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import { marketFromJson, marketToJson } from '../src/market/json.js'
import type { Market } from '../src/market/market.js'
import { AAVE, AAVE_RESERVES, type AaveAsset } from '../src/protocols/aave/addresses.js'
import { type Address, ASSETS, type Asset } from '../src/protocols/assets.js'
import { CAPOS, FEEDS } from '../src/protocols/chainlink/addresses.js'
import { CURVE } from '../src/protocols/curve/addresses.js'
import { BEACON } from '../src/protocols/ethereum/addresses.js'
import { exitQueueNow } from '../src/protocols/ethereum/churn.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import { STAKEWISE } from '../src/protocols/stakewise/addresses.js'
import { UNISWAP_POOLS } from '../src/protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../src/protocols/uniswap/state.js'

const ETHER = 10n ** 18n
const TRACKED: readonly Address[] = [...Object.values(CROWD), OWNER, AAVE.collector]
const ASSET_NAMES = (Object.keys(ASSETS) as Asset[]).filter(asset => asset !== 'ETH')
const RESERVE_NAMES = Object.keys(AAVE_RESERVES) as AaveAsset[]

let mainnet: EmbeddedMainnet
let anvil: Anvil
let time: number

beforeAll(async () => {
  mainnet = await embeddedMainnet()
  time = mainnet.timestamp
  anvil = await startAnvil({ kind: 'genesis', file: mainnet.genesisFile, ...mainnet })
})

afterAll(() => anvil.stop())

const read = (): Promise<Market> =>
  readMarket(anvil.rpc, { lensCode: mainnet.contracts.lens, tracked: TRACKED, positions: [] })

/** One function by its human-readable signature. */
const functionOf = (signature: string) => ({
  abi: parseAbi([`function ${signature}`] as readonly string[]) as Abi,
  functionName: signature.slice(0, signature.indexOf('(')),
})

/** What a getter answers at the latest block's time. */
const get = async (to: Address, signature: string, ...args: readonly unknown[]): Promise<unknown> => {
  const called = functionOf(signature)
  const data = await anvil.rpc('eth_call', [
    { to, data: encodeFunctionData({ ...called, args }) },
    'latest',
    {},
    { time: toHex(time) },
  ])
  return decodeFunctionResult({ ...called, data: data as Hex })
}

const number = async (to: Address, name: string, ...args: readonly Address[]): Promise<bigint> =>
  (await get(to, `${name}(${args.map(() => 'address').join()}) view returns (uint256)`, ...args)) as bigint

type Call = {
  readonly from: Address
  readonly to: Address
  readonly signature: string
  readonly args: readonly unknown[]
  readonly value?: bigint
}

const block = async (seconds: number, calls: readonly Call[]): Promise<void> => {
  const hashes: unknown[] = []
  for (const { from, to, signature, args, value } of calls) {
    const called = functionOf(signature)
    const data = encodeFunctionData({ ...called, args })
    const tx = { from, to, data, value: toHex(value ?? 0n), gas: toHex(30_000_000), gasPrice: '0x0' }
    hashes.push(await anvil.rpc('eth_sendTransaction', [tx]))
  }
  time += seconds
  await anvil.rpc('evm_setNextBlockTimestamp', [time])
  await anvil.rpc('evm_mine')
  for (const hash of hashes)
    expect(await anvil.rpc('eth_getTransactionReceipt', [hash])).toMatchObject({ status: '0x1' })
}

const expectAave = async (market: Market): Promise<void> => {
  for (const asset of RESERVE_NAMES) {
    const reserve = market.aave.reserves[asset]
    const { aToken, variableDebtToken } = AAVE_RESERVES[asset]
    const { address } = ASSETS[asset]
    expect([asset, reserve?.priceBase]).toEqual([asset, await number(AAVE.oracle, 'getAssetPrice', address)])
    expect(reserve?.supplyScaled).toBe(await number(aToken, 'scaledTotalSupply'))
    expect(reserve?.debtScaled).toBe(await number(variableDebtToken, 'scaledTotalSupply'))
    expect(reserve?.cash).toBe(await number(address, 'balanceOf', aToken))
    expect(reserve?.virtualBalance).toBe(await number(AAVE.pool, 'getVirtualUnderlyingBalance', address))
    const shape = '(uint256,uint256,uint256,uint256,uint256,bool,bool,bool,bool,bool)'
    expect(
      await get(AAVE.dataProvider, `getReserveConfigurationData(address) view returns ${shape}`, address),
    ).toEqual([
      BigInt(reserve?.decimals ?? -1),
      BigInt(reserve?.ltvBps ?? -1),
      BigInt(reserve?.liquidationThresholdBps ?? -1),
      BigInt(reserve?.liquidationBonusBps ?? -1),
      BigInt(reserve?.reserveFactorBps ?? -1),
      (reserve?.liquidationThresholdBps ?? 0) > 0,
      reserve?.borrowingEnabled,
      false,
      reserve?.active,
      reserve?.frozen,
    ])
    for (const user of TRACKED) {
      const account = market.aave.accounts[user.toLowerCase() as Address]
      expect(account?.supplies[asset] ?? 0n).toBe(await number(aToken, 'scaledBalanceOf', user))
      expect(account?.debts[asset] ?? 0n).toBe(await number(variableDebtToken, 'scaledBalanceOf', user))
    }
  }
}

const expectWallets = async (market: Market): Promise<void> => {
  for (const user of TRACKED) {
    const wallet = market.wallets[user.toLowerCase() as Address]
    expect(wallet?.ETH ?? 0n).toBe(BigInt((await anvil.rpc('eth_getBalance', [user, 'latest'])) as Hex))
    for (const asset of ASSET_NAMES)
      expect([user, asset, wallet?.[asset] ?? 0n]).toEqual([
        user,
        asset,
        await number(ASSETS[asset].address, 'balanceOf', user),
      ])
    expect(market.lido.shares[user.toLowerCase() as Address] ?? 0n).toBe(
      await number(LIDO.stEth, 'sharesOf', user),
    )
  }
}

const STATUS =
  '(uint256 stEth, uint256 shares, address owner, uint256 timestamp, bool finalized, bool claimed)[]'
type Status = {
  stEth: bigint
  shares: bigint
  owner: Address
  timestamp: bigint
  finalized: boolean
  claimed: boolean
}

const expectLido = async ({ lido }: Market): Promise<void> => {
  expect(lido.totalShares).toBe(await number(LIDO.stEth, 'getTotalShares'))
  expect(lido.bufferedEther).toBe(await number(LIDO.stEth, 'getBufferedEther'))
  expect(lido.wstEthSupply).toBe(await number(LIDO.wstEth, 'totalSupply'))
  expect(BigInt(lido.lastReport)).toBe(await number(LIDO.stEth, 'lastReportTimestamp'))
  const { queue } = lido
  expect(BigInt(queue.lastRequestId)).toBe(await number(LIDO.withdrawalQueue, 'getLastRequestId'))
  expect(BigInt(queue.lastFinalizedRequestId)).toBe(
    await number(LIDO.withdrawalQueue, 'getLastFinalizedRequestId'),
  )
  expect(queue.lockedEther).toBe(await number(LIDO.withdrawalQueue, 'getLockedEtherAmount'))
  const ids = Array.from({ length: queue.lastRequestId }, (_, i) => BigInt(i + 1))
  const statuses = (await get(
    LIDO.withdrawalQueue,
    `getWithdrawalStatus(uint256[]) view returns (${STATUS})`,
    ids,
  )) as readonly Status[]
  let [stEth, shares] = [0n, 0n]
  statuses.forEach((status, i) => {
    stEth += status.stEth
    shares += status.shares
    expect(queue.requests[i + 1]).toMatchObject({
      owner: status.owner.toLowerCase(),
      cumulativeStEth: stEth,
      cumulativeShares: shares,
      timestamp: Number(status.timestamp),
      claimed: status.claimed,
    })
  })
}

const expectPool = async (market: Market, name: UniswapPoolName): Promise<void> => {
  const pool = market.uniswap[name]
  const { address } = UNISWAP_POOLS[name]
  const slot0 = await get(address, 'slot0() view returns (uint160,int24,uint16,uint16,uint16,uint8,bool)')
  expect(slot0).toEqual([
    pool.sqrtPriceX96,
    pool.tick,
    expect.anything(),
    expect.anything(),
    expect.anything(),
    pool.feeProtocol,
    true,
  ])
  expect(pool.liquidity).toBe(await number(address, 'liquidity'))
  const crossed = pool.ticks.filter(({ tick }) => tick <= pool.tick)
  expect(crossed.reduce((sum, tick) => sum + tick.liquidityNet, 0n)).toBe(pool.liquidity)
  expect(pool.ticks.reduce((sum, tick) => sum + tick.liquidityNet, 0n)).toBe(0n)
  const info = 'ticks(int24) view returns (uint128,int128,uint256,uint256,int56,uint160,uint32,bool)'
  for (const tick of pool.ticks) {
    const { liquidityGross, liquidityNet, feeGrowthOutside0X128, feeGrowthOutside1X128 } = tick
    const answer = (await get(address, info, tick.tick)) as readonly unknown[]
    expect(answer.slice(0, 4)).toEqual([
      liquidityGross,
      liquidityNet,
      feeGrowthOutside0X128,
      feeGrowthOutside1X128,
    ])
  }
}

const expectRest = async (market: Market): Promise<void> => {
  expect(market.curve.ethBalance).toBe(
    BigInt((await anvil.rpc('eth_getBalance', [CURVE.pool, 'latest'])) as Hex),
  )
  expect(market.curve.lpSupply).toBe(await number(CURVE.lpToken, 'totalSupply'))
  expect(market.curve.initialA).toBe(await number(CURVE.pool, 'initial_A'))
  expect(market.chainlink.feeds['ETH/USD'].answer).toBe(await number(FEEDS['ETH/USD'], 'latestAnswer'))
  expect(market.chainlink.capos.wstETH?.snapshotRatioWad).toBe(await number(CAPOS.wstETH, 'getSnapshotRatio'))
  expect(market.shareRates.rETH).toBe(await number(ASSETS.rETH.address, 'getExchangeRate'))
  expect(market.shareRates.cbETH).toBe(await number(ASSETS.cbETH.address, 'exchangeRate'))
  expect(market.shareRates.osETH).toBe(
    await get(STAKEWISE.controller, 'convertToAssets(uint256) view returns (uint256)', 10n ** 18n),
  )
  expect(market.shareRates.weETH).toBe(await number(ASSETS.weETH.address, 'getRate'))
  expect(market.ethereum.exitQueue).toBe(await number(BEACON, 'exitQueue'))
}

const expectGetters = async (market: Market): Promise<void> => {
  await expectAave(market)
  await expectWallets(market)
  await expectLido(market)
  await expectPool(market, 'wstETH/WETH 0.01%')
  await expectPool(market, 'wstETH/WETH 0.05%')
  await expectPool(market, 'rETH/WETH 0.05%')
  await expectPool(market, 'weETH/WETH 0.05%')
  await expectPool(market, 'cbETH/WETH 0.05%')
  await expectPool(market, 'osETH/WETH 0.05%')
  await expectPool(market, 'rsETH/WETH 0.05%')
  await expectPool(market, 'ezETH/WETH 0.01%')
  await expectPool(market, 'USDC/WETH 0.05%')
  await expectRest(market)
}

describe('readMarket on the embedded mainnet', () => {
  test('agrees with every getter at genesis, and survives JSON', async () => {
    const market = await read()
    expect(market.block).toEqual({ number: mainnet.number, timestamp: mainnet.timestamp })
    await expectGetters(market)
    expect(marketFromJson(marketToJson(market))).toStrictEqual(market)
  })

  test('agrees with every getter after requests, a report and a price, as of the latest block', async () => {
    const asker = { from: CROWD.provider, to: LIDO.withdrawalQueue }
    const requests = 'requestWithdrawals(uint256[],address)'
    await block(12, [
      {
        from: CROWD.provider,
        to: LIDO.stEth,
        signature: 'approve(address,uint256)',
        args: [LIDO.withdrawalQueue, 2n ** 255n],
      },
      { ...asker, signature: requests, args: [[ETHER, 500n * ETHER, 100n], CROWD.provider] },
    ])
    await block(3600, [{ ...asker, signature: requests, args: [[1000n * ETHER], OWNER] }])
    await block(86_400, [
      {
        from: CROWD.oracle,
        to: LIDO.stEth,
        signature: 'report(int256,uint256,uint256,uint256,uint256,bool)',
        args: [-1000n * ETHER, 600n * ETHER, 0n, 20n, 2n, true],
        value: 20_600n * ETHER,
      },
      {
        from: CROWD.oracle,
        to: BEACON,
        signature: 'slash(uint256,uint256,uint256,uint256,uint256,uint256)',
        args: [32n * ETHER, 64n * ETHER, 32n * ETHER, BigInt(time + 5), BigInt(time + 6), BigInt(time + 9)],
      },
      {
        from: CROWD.oracle,
        to: BEACON,
        signature: 'beginOutage(uint256,uint256,uint256,uint256,uint256)',
        args: [BigInt(time + 7), ETHER, 2n * ETHER, BigInt(time + 6), 3n],
      },
      { from: CROWD.oracle, to: BEACON, signature: 'forceFork(uint256)', args: [4n] },
      { from: CROWD.oracle, to: LIDO.stEth, signature: 'forceRules(uint256)', args: [3n] },
      { from: CROWD.oracle, to: FEEDS['ETH/USD'], signature: 'setAnswer(int256)', args: [250_000_000_000n] },
    ])
    await block(12, [{ ...asker, signature: 'claimWithdrawal(uint256)', args: [2n] }])
    const market = await read()
    expect(market.block.timestamp).toBe(time)
    expect(market.lido.queue).toMatchObject({ lastRequestId: 4, lastFinalizedRequestId: 2 })
    expect(market.lido.queue.requests[2]?.claimed).toBe(true)
    const [baseline, , report] = market.lido.reports
    const cl = baseline?.clBalance ?? 0n
    expect(report).toEqual({
      at: time - 12,
      clBalance: cl - 1_600n * ETHER,
      deposits: 0n,
      withdrawals: 600n * ETHER,
      negativeRebase: 1_000n * ETHER,
      exitedValidators: 20,
    })
    // 20,000 ether of rewards are more than the rate may rise by.
    expect(market.lido.elRewardsVault).toBeGreaterThan(10_000n * ETHER)
    expect(market.lido).toMatchObject({ withdrawalVault: 0n, version: 3, bunkerSince: baseline?.at })
    expect(await number(LIDO.withdrawalQueue, 'bunkerModeSinceTimestamp')).toBe(BigInt(baseline?.at ?? 0))
    expect(market.ethereum).toMatchObject({
      fork: 'gloas',
      slashings: [
        {
          at: time - 12,
          balance: 32n * ETHER,
          others: 64n * ETHER,
          effectiveBalance: 32n * ETHER,
          exitsFrom: time - 12 - 86_400 + 5,
          exitsUntil: time - 12 - 86_400 + 6,
          withdrawableAt: time - 12 - 86_400 + 9,
        },
      ],
      outages: [
        {
          from: time - 12,
          until: time - 12 - 86_400 + 7,
          offline: ETHER,
          others: 2n * ETHER,
          leakUntil: time - 12 - 86_400 + 6,
          lost: 3n,
        },
      ],
    })
    expect(await number(BEACON, 'exitQueueNow')).toBe(exitQueueNow(market.ethereum, time))
    await expectGetters(market)
  })

  test('the wallet call gives in a simulation what the market says', async () => {
    const market = await read()
    for (const user of TRACKED) {
      const result = (await anvil.rpc('eth_simulateV1', [
        {
          blockStateCalls: [
            {
              stateOverrides: { [LENS_ADDRESS]: { code: mainnet.contracts.lens } },
              calls: [{ to: LENS_ADDRESS, data: encodeWalletCall(user) }],
            },
          ],
        },
        'latest',
      ])) as readonly { readonly calls: readonly { readonly returnData: Hex }[] }[]
      const answer = result[0]?.calls[0]?.returnData ?? '0x'
      expect(decodeWallet(answer)).toEqual(market.wallets[user.toLowerCase() as Address])
    }
  })
})

const named = (name: string): Hex => keccak256(toHex(name))
const plus = (slot: Hex, n: bigint): Hex => toHex(BigInt(slot) + n, { size: 32 })
const inMap = (key: bigint, map: Hex): Hex =>
  keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'bytes32' }], [key, map]))

/** Writes a queue as Lido's own contract keeps it: packed, in named slots (lidofinance/core WithdrawalQueueBase.sol). */
const writeLidoQueue = async (): Promise<void> => {
  const at = (name: string): Hex => named(`lido.WithdrawalQueue.${name}`)
  const set = (slot: Hex, word: bigint) =>
    anvil.rpc('anvil_setStorageAt', [LIDO.withdrawalQueue, slot, toHex(word, { size: 32 })])
  await set(at('lastRequestId'), 12n)
  await set(at('lastFinalizedRequestId'), 10n)
  await set(at('lockedEtherAmount'), 55n)
  for (let id = 1n; id <= 12n; id++) {
    const slot = inMap(id, at('queue'))
    await set(slot, (id * 100n) | ((id * 90n) << 128n))
    await set(
      plus(slot, 1n),
      BigInt(OWNER) | ((1_700_000_000n + id) << 160n) | ((1_690_000_000n + id) << 208n),
    )
  }
  await set(at('lastCheckpointIndex'), 4n)
  for (let index = 1n; index <= 4n; index++) {
    const slot = inMap(index, at('checkpoints'))
    await set(slot, index * 2n - 1n)
    await set(plus(slot, 1n), 10n ** 27n + index)
  }
  const owned = inMap(BigInt(OWNER), at('requestsByOwner'))
  await set(owned, 2n)
  await set(keccak256(owned), 6n)
  await set(plus(keccak256(owned), 1n), 12n)
  await set(named('lido.PausableUntil.resumeSinceTimestamp'), BigInt(time + 1))
}

test("readMarket understands the storage of Lido's own queue", async () => {
  await writeLidoQueue()
  const { queue } = (await read()).lido
  expect(queue).toMatchObject({
    lastRequestId: 12,
    lastFinalizedRequestId: 10,
    lockedEther: 55n,
    paused: true,
  })
  expect(Object.keys(queue.requests)).toEqual(['5', '6', '10', '11', '12'])
  expect(queue.requests[6]).toEqual({
    id: 6,
    owner: OWNER,
    cumulativeStEth: 600n,
    cumulativeShares: 540n,
    timestamp: 1_700_000_006,
    claimed: false,
    reportTimestamp: 1_690_000_006,
  })
  expect(queue.checkpoints).toEqual([
    { fromRequestId: 5, maxShareRateRay: 10n ** 27n + 3n },
    { fromRequestId: 7, maxShareRateRay: 10n ** 27n + 4n },
  ])
})
