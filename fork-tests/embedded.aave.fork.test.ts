import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { UiPoolDataProvider } from '@aave/contract-helpers'
import { AaveV3Ethereum } from '@aave-dao/aave-address-book'
import { providers } from 'ethers'
import type { Address } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedBook } from '../src/fork/seed.js'
import { type Chain, openChain } from '../src/fork/world/origin.js'
import { ASSETS } from '../src/protocols/assets.js'
import { CAPOS, FEEDS } from '../src/protocols/chainlink/addresses.js'
import { CURVE } from '../src/protocols/curve/addresses.js'
import { LIDO } from '../src/protocols/lido/addresses.js'
import { UNISWAP, UNISWAP_POOLS } from '../src/protocols/uniswap/addresses.js'
import { codeOf, read, store } from './outsider.js'

const RECORD = fileURLToPath(new URL('../../shared/data/aave-core-23975177.json', import.meta.url))
const BOOK = AaveV3Ethereum
const BOOK_ASSETS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = BOOK.ASSETS
const { reserves: SEEDS, eModes: E_MODES } = seedBook()
const WAD = 10n ** 18n
/** 1 bps as a ray. */
const BPS_RAY = 10n ** 23n

let chain: Chain
beforeAll(async () => {
  chain = await openChain({ kind: 'embedded' }, () => undefined)
})
afterAll(() => chain.anvil.stop())

const get = <T>(to: string, signature: string, ...args: readonly unknown[]): Promise<T> =>
  read<T>(chain.anvil.rpc, { to: to as Address, signature, args })

/** The reserves as Aave's own library decodes them, by symbol of the seed. */
const reservesData = async () => {
  const request = ({ method, params }: { method: string; params?: unknown[] }) =>
    chain.anvil.rpc(method, params)
  const helper = new UiPoolDataProvider({
    uiPoolDataProviderAddress: BOOK.UI_POOL_DATA_PROVIDER,
    provider: new providers.Web3Provider({ request } as providers.ExternalProvider, 1),
    chainId: 1,
  })
  const lendingPoolAddressProvider = BOOK.POOL_ADDRESSES_PROVIDER
  const { reservesData: rows, baseCurrencyData } = await helper.getReservesHumanized({
    lendingPoolAddressProvider,
  })
  const byAddress = new Map(rows.map(row => [row.underlyingAsset.toLowerCase(), row]))
  const rowOf = (asset: (typeof SEEDS)[number]['asset']) => {
    const row = byAddress.get(ASSETS[asset].address.toLowerCase())
    if (!row) throw new Error(`${asset} is not among the reserves`)
    return row
  }
  return { rows, baseCurrencyData, rowOf }
}

describe('addresses', () => {
  const { POOL, POOL_ADDRESSES_PROVIDER, POOL_CONFIGURATOR, ORACLE, ACL_MANAGER } = BOOK
  const { AAVE_PROTOCOL_DATA_PROVIDER, UI_POOL_DATA_PROVIDER } = BOOK
  const contracts = { POOL, POOL_ADDRESSES_PROVIDER, POOL_CONFIGURATOR, ORACLE, ACL_MANAGER }
  const ofAssets = SEEDS.flatMap(({ asset }) =>
    ['UNDERLYING', 'A_TOKEN', 'V_TOKEN', 'ORACLE', 'INTEREST_RATE_STRATEGY'].map(
      field => [`${asset} ${field}`, BOOK_ASSETS[asset]?.[field] as Address] as const,
    ),
  )

  const claimed: readonly (readonly [string, Address])[] = [
    ...Object.entries({ ...contracts, AAVE_PROTOCOL_DATA_PROVIDER, UI_POOL_DATA_PROVIDER }),
    ...ofAssets,
  ]

  test.each(claimed)("Aave's address book: %s has code", async (_, address) => {
    expect(address).toMatch(/^0x[0-9a-fA-F]{40}$/)
    expect(await codeOf(chain.anvil.rpc, address)).not.toBe('0x')
  })

  const others: readonly (readonly [string, Address])[] = [
    ['stETH', LIDO.stEth],
    ['wstETH', LIDO.wstEth],
    ['WithdrawalQueue', LIDO.withdrawalQueue],
    ['the Curve pool', CURVE.pool],
    ["the Curve pool's LP token", CURVE.lpToken],
    ['the Uniswap factory', UNISWAP.factory],
    ["Uniswap's position manager", UNISWAP.nonfungiblePositionManager],
    ["Uniswap's router", UNISWAP.router],
    ["Uniswap's QuoterV2", UNISWAP.quoterV2],
    ...Object.entries(UNISWAP_POOLS).map(([name, pool]) => [name, pool.address] as const),
    ...Object.entries({ ...FEEDS }),
    ...Object.entries(CAPOS).map(([name, adapter]) => [`the price cap of ${name}`, adapter] as const),
  ]

  test.each(others)('%s has code', async (_, address) =>
    expect(await codeOf(chain.anvil.rpc, address)).not.toBe('0x'),
  )

  test('the provider names the pool, the configurator, the oracle and the data provider of the book', async () => {
    const named = (getter: string) =>
      get<Address>(BOOK.POOL_ADDRESSES_PROVIDER, `${getter}() view returns (address)`)
    expect(await named('getPool')).toBe(POOL)
    expect(await named('getPoolConfigurator')).toBe(POOL_CONFIGURATOR)
    expect(await named('getPriceOracle')).toBe(ORACLE)
    expect(await named('getACLManager')).toBe(ACL_MANAGER)
    expect(await named('getPoolDataProvider')).toBe(AAVE_PROTOCOL_DATA_PROVIDER)
  })

  test.each(SEEDS)('$asset: the pool returns the tokens and the id of the book', async ({ asset, id }) => {
    const book = BOOK_ASSETS[asset]
    const underlying = ASSETS[asset].address
    expect(underlying).toBe(book?.['UNDERLYING'])
    expect(await get(POOL, 'getReserveAToken(address) view returns (address)', underlying)).toBe(
      book?.['A_TOKEN'],
    )
    expect(await get(POOL, 'getReserveVariableDebtToken(address) view returns (address)', underlying)).toBe(
      book?.['V_TOKEN'],
    )
    expect(await get(ORACLE, 'getSourceOfAsset(address) view returns (address)', underlying)).toBe(
      book?.['ORACLE'],
    )
    expect(await get(POOL, 'getReserveAddressById(uint16) view returns (address)', id)).toBe(underlying)
    expect(id).toBe(book?.['id'])
  })
})

describe('getReservesData through @aave/contract-helpers', () => {
  test('every reserve, priced in dollars of 8 decimals', async () => {
    const { rows, baseCurrencyData } = await reservesData()
    expect(rows).toHaveLength(SEEDS.length)
    expect(baseCurrencyData.marketReferenceCurrencyDecimals).toBe(8)
    expect(baseCurrencyData.marketReferenceCurrencyPriceInUsd).toBe('100000000')
    expect(baseCurrencyData.networkBaseTokenPriceInUsd).toBe('311902000000')
  })

  test.each(SEEDS)('$asset: the parameters of the seed', async seed => {
    const row = (await reservesData()).rowOf(seed.asset)
    const [optimal, base, slope1, slope2] = seed.rates.map(bps => String(BigInt(bps) * BPS_RAY))
    expect(row).toMatchObject({
      baseLTVasCollateral: String(seed.ltvBps),
      reserveLiquidationThreshold: String(seed.liquidationThresholdBps),
      reserveLiquidationBonus: String(seed.liquidationBonusBps),
      reserveFactor: String(seed.reserveFactorBps),
      supplyCap: String(seed.supplyCap),
      borrowCap: String(seed.borrowCap),
      borrowingEnabled: seed.borrowingEnabled,
      priceInMarketReferenceCurrency: String(seed.priceBase),
      virtualUnderlyingBalance: String(seed.virtualBalance),
      aTokenAddress: BOOK_ASSETS[seed.asset]?.['A_TOKEN'],
      variableDebtTokenAddress: BOOK_ASSETS[seed.asset]?.['V_TOKEN'],
      priceOracle: BOOK_ASSETS[seed.asset]?.['ORACLE'],
      interestRateStrategyAddress: BOOK_ASSETS[seed.asset]?.['INTEREST_RATE_STRATEGY'],
      decimals: ASSETS[seed.asset].decimals,
      optimalUsageRatio: optimal,
      baseVariableBorrowRate: base,
      variableRateSlope1: slope1,
      variableRateSlope2: slope2,
      deficit: '0',
    })
  })

  test.each(SEEDS)(
    '$asset: the protocol fee of a liquidation',
    async ({ asset, liquidationProtocolFeeBps }) => {
      const fee = 'getLiquidationProtocolFee(address) view returns (uint256)'
      expect(await get(BOOK.AAVE_PROTOCOL_DATA_PROVIDER, fee, ASSETS[asset].address)).toBe(
        BigInt(liquidationProtocolFeeBps),
      )
    },
  )

  test('e-modes: the parameters and the assets of the seed', async () => {
    const bits = (assets: readonly string[]) =>
      SEEDS.filter(({ asset }) => assets.includes(asset)).reduce(
        (sum, { id }) => sum | (1n << BigInt(id)),
        0n,
      )
    for (const eMode of E_MODES) {
      const config =
        'getEModeCategoryCollateralConfig(uint8) view returns ((uint16 ltv, uint16 threshold, uint16 bonus))'
      expect(await get(BOOK.POOL, config, eMode.id)).toEqual({
        ltv: eMode.ltvBps,
        threshold: eMode.liquidationThresholdBps,
        bonus: eMode.liquidationBonusBps,
      })
      const bitmap = (kind: string) =>
        get(BOOK.POOL, `getEModeCategory${kind}Bitmap(uint8) view returns (uint128)`, eMode.id)
      expect(await bitmap('Collateral')).toBe(bits(eMode.collateral))
      expect(await bitmap('Borrowable')).toBe(bits(eMode.borrowable))
      expect(await get(BOOK.POOL, 'getEModeCategoryLabel(uint8) view returns (string)', eMode.id)).toBe(
        eMode.label,
      )
    }
  })
})

type Recorded = Readonly<Record<string, string | number | boolean>> & {
  readonly strategy: Readonly<Record<string, number>>
}
type Record23975177 = {
  readonly reserves: Readonly<Record<string, Recorded>>
  readonly eModes: Readonly<Record<string, Readonly<Record<string, string | number>>>>
}

const recordIsThere = existsSync(RECORD)
if (!recordIsThere) process.stderr.write(`skipped: the recorded market, as ${RECORD} is absent\n`)

describe.skipIf(!recordIsThere)('the recorded market of block 23975177', () => {
  const record = () => JSON.parse(readFileSync(RECORD, 'utf8')) as Record23975177
  const ray = (fraction: number | undefined) =>
    String(BigInt(Math.round(Number(fraction) * 10_000)) * BPS_RAY)

  /** ezETH is in no record of the block: its terms are, its balances and price are assumed. */
  const RECORDED = SEEDS.filter(({ asset }) => asset !== 'ezETH')

  test.each(RECORDED)('$asset: every recorded number', async ({ asset }) => {
    const row = (await reservesData()).rowOf(asset)
    const recorded = record().reserves[asset]
    if (!recorded) throw new Error(`${asset} is not in the record`)
    const { strategy } = recorded
    expect(row).toMatchObject({
      aTokenAddress: recorded['aToken'],
      variableDebtTokenAddress: recorded['variableDebtToken'],
      interestRateStrategyAddress: recorded['interestRateStrategy'],
      priceOracle: recorded['oracle'],
      baseLTVasCollateral: String(recorded['ltv']),
      reserveLiquidationThreshold: String(recorded['liquidationThreshold']),
      reserveLiquidationBonus: String(recorded['liquidationBonus']),
      reserveFactor: String(recorded['reserveFactor']),
      supplyCap: String(recorded['supplyCap']),
      borrowCap: String(recorded['borrowCap']),
      borrowingEnabled: recorded['borrowingEnabled'],
      usageAsCollateralEnabled: recorded['usageAsCollateralEnabled'],
      flashLoanEnabled: recorded['isFlashloanable'],
      isActive: recorded['isActive'],
      isFrozen: recorded['isFrozen'],
      isPaused: recorded['isPaused'],
      isSiloedBorrowing: recorded['isSiloed'],
      borrowableInIsolation: recorded['isBorrowableInIsolation'],
      debtCeiling: String(recorded['debtCeiling']),
      decimals: recorded['decimals'],
      priceInMarketReferenceCurrency: recorded['oracleLatestAnswer'],
      virtualUnderlyingBalance: recorded['virtualBalance'],
      baseVariableBorrowRate: ray(strategy['baseVariableBorrowRate']),
      optimalUsageRatio: ray(strategy['optimalUsageRatio']),
      variableRateSlope1: ray(strategy['variableRateSlope1']),
      variableRateSlope2: ray(strategy['variableRateSlope2']),
    })
    const { POOL, AAVE_PROTOCOL_DATA_PROVIDER } = BOOK
    const byId = 'getReserveAddressById(uint16) view returns (address)'
    expect(await get(POOL, byId, recorded['id'])).toBe(recorded['underlying'])
    const fee = 'getLiquidationProtocolFee(address) view returns (uint256)'
    expect(await get(AAVE_PROTOCOL_DATA_PROVIDER, fee, recorded['underlying'])).toBe(
      BigInt(recorded['liquidationProtocolFee'] as number),
    )
    expect(await get(recorded['oracle'] as string, 'decimals() view returns (uint8)')).toBe(
      recorded['oracleDecimals'],
    )
  })

  /** Assets of a recorded category that are not listed here: ETHx (31), of categories 1 and 3. */
  test.each(['1', '3', '26'])('e-mode %s, of the assets that are listed here', async key => {
    const recorded = record().eModes[key]
    const listed = SEEDS.reduce((sum, { id }) => sum | (1n << BigInt(id)), 0n)
    const bitmap = (kind: string) =>
      get(BOOK.POOL, `getEModeCategory${kind}Bitmap(uint8) view returns (uint128)`, Number(key))
    expect(await bitmap('Collateral')).toBe(BigInt(recorded?.['collateralBitmap'] ?? 0) & listed)
    expect(await bitmap('Borrowable')).toBe(BigInt(recorded?.['borrowableBitmap'] ?? 0) & listed)
    const config =
      'getEModeCategoryCollateralConfig(uint8) view returns ((uint16 ltv, uint16 threshold, uint16 bonus))'
    expect(await get(BOOK.POOL, config, Number(key))).toEqual({
      ltv: recorded?.['ltv'],
      threshold: recorded?.['liquidationThreshold'],
      bonus: recorded?.['liquidationBonus'],
    })
  })
})

describe("Aave's price of wstETH", () => {
  const price = async () => {
    const capo = BOOK.ASSETS.wstETH.ORACLE
    const number = (to: string, name: string) => get<bigint>(to, `${name}() view returns (uint256)`)
    const block = (await chain.anvil.rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: string }
    const elapsed = BigInt(block.timestamp) - (await number(capo, 'getSnapshotTimestamp'))
    const growth = await number(capo, 'getMaxRatioGrowthPerSecondScaled')
    const cap = (await number(capo, 'getSnapshotRatio')) + (growth * elapsed) / 1_000_000n
    const rate = await number(LIDO.wstEth, 'stEthPerToken')
    const ethUsd = await number(BOOK.ASSETS.WETH.ORACLE, 'latestAnswer')
    const expected = ((rate < cap ? rate : cap) * ethUsd) / WAD
    const actual = await get(BOOK.ORACLE, 'getAssetPrice(address) view returns (uint256)', LIDO.wstEth)
    return { expected, actual, capped: rate > cap }
  }

  test('is min(stEthPerToken, cap) x ETH/USD to the last digit, and the recorded one', async () => {
    const { expected, actual, capped } = await price()
    expect(capped).toBe(false)
    expect(actual).toBe(expected)
    expect(actual).toBe(380_923_804_395n)
  })

  /** Lido's slot of `clBalance`, keccak256('lido.Lido.clBalanceAndClValidators'). */
  const CL_BALANCE_SLOT = 0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112n

  test('is capped when the share rate runs ahead', async () => {
    const { rpc } = chain.anvil
    const slot = `0x${CL_BALANCE_SLOT.toString(16).padStart(64, '0')}`
    const before = BigInt((await rpc('eth_getStorageAt', [LIDO.stEth, slot, 'latest'])) as string)
    await store(rpc, LIDO.stEth, CL_BALANCE_SLOT, (before * 15n) / 10n)
    const { expected, actual, capped } = await price()
    await store(rpc, LIDO.stEth, CL_BALANCE_SLOT, before)
    expect(capped).toBe(true)
    expect(actual).toBe(expected)
  })
})
