import { type Abi, encodeAbiParameters, numberToHex, pad } from 'viem'
import { AAVE } from '../../protocols/aave/addresses.js'
import { type Address, ASSETS } from '../../protocols/assets.js'
import { FEEDS, PUBLIC_FEEDS } from '../../protocols/chainlink/addresses.js'
import type { EModeSeed, ReserveSeed } from '../seed.js'
import { type Builder, mappingSlot } from './builder.js'

const ZERO: Address = '0x0000000000000000000000000000000000000000'
const DEFAULT_ADMIN_ROLE = 0n
/** Anything but zero keeps an id of the pool's list taken while others are listed. */
const TAKEN = pad('0x01', { size: 32 })

const tokensOf = (seed: ReserveSeed) => {
  const tokens = AAVE.tokens[seed.asset]
  if (!tokens) throw new Error(`no addresses for ${seed.asset}`)
  return tokens
}

const deployProvider = async (b: Builder): Promise<Abi> => {
  const abi = b.artifact('PoolAddressesProvider').abi as Abi
  await b.deployAt(AAVE.provider, 'PoolAddressesProvider', ['Aave Ethereum Market', AAVE.governance])
  await b.store(AAVE.provider, 0n, pad(AAVE.governance, { size: 32 }))
  // A contract's first own creation is at nonce 1: the pool, then the configurator.
  await b.rpc('anvil_setNonce', [AAVE.provider, numberToHex(1)])
  await b.call(AAVE.governance, AAVE.provider, abi, 'setMarketId', ['Aave Ethereum Market'])
  await b.call(AAVE.governance, AAVE.provider, abi, 'setACLAdmin', [AAVE.governance])
  return abi
}

const deployAcl = async (b: Builder, provider: Abi): Promise<void> => {
  const { abi, slots } = b.artifact('ACLManager')
  await b.deployAt(AAVE.aclManager, 'ACLManager', [AAVE.provider])
  const members = mappingSlot(DEFAULT_ADMIN_ROLE, slots['_roles']?.slot ?? 0n)
  await b.store(AAVE.aclManager, mappingSlot(AAVE.governance, members), numberToHex(1, { size: 32 }))
  await b.call(AAVE.governance, AAVE.provider, provider, 'setACLManager', [AAVE.aclManager])
  for (const role of ['addPoolAdmin', 'addRiskAdmin', 'addAssetListingAdmin', 'addEmergencyAdmin'])
    await b.call(AAVE.governance, AAVE.aclManager, abi as Abi, role, [AAVE.governance])
}

const deployOracle = async (b: Builder, provider: Abi): Promise<void> => {
  await b.deployAt(AAVE.oracle, 'AaveOracle', [AAVE.provider, [], [], ZERO, ZERO, 100_000_000n])
  await b.call(AAVE.governance, AAVE.provider, provider, 'setPriceOracle', [AAVE.oracle])
  const assets = b.book.reserves.map(seed => ASSETS[seed.asset].address)
  const sources = b.book.reserves.map(seed => tokensOf(seed).priceSource)
  await b.call(AAVE.governance, AAVE.oracle, b.artifact('AaveOracle').abi as Abi, 'setAssetSources', [
    assets,
    sources,
  ])
}

const rateData = ([optimal, base, slope1, slope2]: ReserveSeed['rates']) =>
  encodeAbiParameters(
    [{ type: 'tuple', components: ['uint16', 'uint32', 'uint32', 'uint32'].map(type => ({ type })) }],
    [[optimal, base, slope1, slope2]],
  )

type Listing = {
  readonly configurator: Abi
  readonly aTokenImpl: Address
  readonly variableDebtTokenImpl: Address
}

const listReserve = async (b: Builder, seed: ReserveSeed, listing: Listing): Promise<void> => {
  const { slots } = b.artifact('PoolInstance')
  const list = slots['_reservesList']?.slot ?? 0n
  for (let id = 0n; id < seed.id; id++) {
    const slot = mappingSlot(id, list)
    const entry = (await b.rpc('eth_getStorageAt', [
      AAVE.pool,
      numberToHex(slot, { size: 32 }),
      'latest',
    ])) as string
    if (BigInt(entry) === 0n) await b.store(AAVE.pool, slot, TAKEN)
  }
  // `_reservesCount` shares its slot: 8 bytes of a retired variable stand before it.
  await b.store(
    AAVE.pool,
    slots['_reservesCount']?.slot ?? 0n,
    numberToHex(BigInt(seed.id) << 64n, { size: 32 }),
  )
  await b.call(AAVE.governance, AAVE.configurator, listing.configurator, 'initReserves', [
    [
      {
        aTokenImpl: listing.aTokenImpl,
        variableDebtTokenImpl: listing.variableDebtTokenImpl,
        underlyingAsset: ASSETS[seed.asset].address,
        aTokenName: `Aave Ethereum ${seed.asset}`,
        aTokenSymbol: `aEth${seed.asset}`,
        variableDebtTokenName: `Aave Ethereum Variable Debt ${seed.asset}`,
        variableDebtTokenSymbol: `variableDebtEth${seed.asset}`,
        params: '0x',
        interestRateData: rateData(seed.rates),
      },
    ],
  ])
}

const configureReserve = async (b: Builder, seed: ReserveSeed, configurator: Abi): Promise<void> => {
  const asset = ASSETS[seed.asset].address
  const calls: readonly (readonly [string, readonly unknown[]])[] = [
    [
      'configureReserveAsCollateral',
      [asset, seed.ltvBps, seed.liquidationThresholdBps, seed.liquidationBonusBps],
    ],
    ['setReserveBorrowing', [asset, seed.borrowingEnabled]],
    ['setReserveFlashLoaning', [asset, true]],
    ['setReserveFactor', [asset, seed.reserveFactorBps]],
    ['setLiquidationProtocolFee', [asset, seed.liquidationProtocolFeeBps]],
    ['setSupplyCap', [asset, seed.supplyCap]],
    ['setBorrowCap', [asset, seed.borrowCap]],
    ['setBorrowableInIsolation', [asset, seed.borrowableInIsolation]],
  ]
  for (const [name, args] of calls) await b.call(AAVE.governance, AAVE.configurator, configurator, name, args)
}

const configureEMode = async (b: Builder, eMode: EModeSeed, configurator: Abi): Promise<void> => {
  const call = (name: string, args: readonly unknown[]) =>
    b.call(AAVE.governance, AAVE.configurator, configurator, name, args)
  const { id, ltvBps, liquidationThresholdBps, liquidationBonusBps, label } = eMode
  await call('setEModeCategory', [id, ltvBps, liquidationThresholdBps, liquidationBonusBps, label])
  for (const asset of eMode.collateral)
    await call('setAssetCollateralInEMode', [ASSETS[asset].address, id, true])
  for (const asset of eMode.borrowable)
    await call('setAssetBorrowableInEMode', [ASSETS[asset].address, id, true])
}

const freeIds = async (b: Builder): Promise<void> => {
  const list = b.artifact('PoolInstance').slots['_reservesList']?.slot ?? 0n
  const listed = new Set(b.book.reserves.map(seed => seed.id))
  const last = Math.max(...listed)
  for (let id = 0; id < last; id++)
    if (!listed.has(id)) await b.store(AAVE.pool, mappingSlot(BigInt(id), list), pad('0x', { size: 32 }))
}

/**
 * Aave v3.6 with every reserve listed under its recorded id. aTokens and debt tokens come out at addresses of their
 * own; returned are the pairs of where each is and where it belongs.
 */
export const buildAave = async (b: Builder): Promise<ReadonlyMap<Address, Address>> => {
  const provider = await deployProvider(b)
  await deployAcl(b, provider)
  await b.deployAt(AAVE.rateStrategy, 'DefaultReserveInterestRateStrategyV2', [AAVE.provider])
  const pool = await b.deploy('PoolInstance', [AAVE.provider, AAVE.rateStrategy])
  await b.call(AAVE.governance, AAVE.provider, provider, 'setPoolImpl', [pool])
  const configuratorImpl = await b.deploy('PoolConfiguratorInstance', [])
  await b.call(AAVE.governance, AAVE.provider, provider, 'setPoolConfiguratorImpl', [configuratorImpl])
  await deployOracle(b, provider)
  await b.deployAt(AAVE.dataProvider, 'AaveProtocolDataProvider', [AAVE.provider])
  await b.call(AAVE.governance, AAVE.provider, provider, 'setPoolDataProvider', [AAVE.dataProvider])
  const ethUsd = PUBLIC_FEEDS['ETH/USD'] ?? FEEDS['ETH/USD']
  await b.deployAt(AAVE.uiPoolDataProvider, 'UiPoolDataProviderV3', [ethUsd, ethUsd])

  const configurator = b.artifact('PoolConfiguratorInstance').abi as Abi
  const listing: Listing = {
    configurator,
    aTokenImpl: await b.deploy('ATokenInstance', [AAVE.pool, ZERO, AAVE.collector]),
    variableDebtTokenImpl: await b.deploy('VariableDebtTokenInstance', [AAVE.pool, ZERO]),
  }
  for (const seed of b.book.reserves) await listReserve(b, seed, listing)
  await freeIds(b)
  for (const seed of b.book.reserves) await configureReserve(b, seed, configurator)
  for (const eMode of b.book.eModes) await configureEMode(b, eMode, configurator)
  await b.call(AAVE.governance, AAVE.configurator, configurator, 'updateFlashloanPremium', [
    BigInt(b.book.seed.aave.flashLoanPremiumBps.value),
  ])
  return relocations(b)
}

const relocations = async (b: Builder): Promise<ReadonlyMap<Address, Address>> => {
  const pool = b.artifact('PoolInstance').abi as Abi
  const moves = new Map<Address, Address>()
  for (const seed of b.book.reserves) {
    const asset = ASSETS[seed.asset].address
    moves.set(await b.read(AAVE.pool, pool, 'getReserveAToken', [asset]), tokensOf(seed).aToken)
    moves.set(
      await b.read(AAVE.pool, pool, 'getReserveVariableDebtToken', [asset]),
      tokensOf(seed).variableDebtToken,
    )
  }
  return moves
}
