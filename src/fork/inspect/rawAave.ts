import { type AbiFunction, decodeFunctionResult, encodeFunctionData, type Hex, parseAbiItem } from 'viem'
import { AAVE, AAVE_RESERVES, type AaveAsset } from '../../protocols/aave/addresses.js'
import { type Address, ASSETS } from '../../protocols/assets.js'
import type { Rpc } from '../ipc.js'

/** One reserve as the pool’s own getters answer it, before anyone computed with it. */
export type RawReserve = {
  readonly asset: AaveAsset
  readonly underlying: Address
  readonly id: number
  readonly configuration: bigint
  readonly liquidityIndexRay: bigint
  readonly liquidityRateRay: bigint
  readonly borrowIndexRay: bigint
  readonly borrowRateRay: bigint
  readonly lastUpdate: number
  readonly priceBase: bigint
  readonly supplyScaled: bigint
  readonly debtScaled: bigint
  readonly isCollateral: boolean
}

/** An account on Aave in the words of its contracts. */
export type RawAave = {
  readonly eMode: { readonly id: number; readonly thresholdBps: number; readonly collateralBitmap: bigint }
  readonly reserves: readonly RawReserve[]
  /** Places in the pool’s list that the account uses and Plimsoll does not follow. */
  readonly others: readonly Address[]
}

/** Asks one getter by its signature. Throws what the node answers. */
export const askContract = async <T>(
  rpc: Rpc,
  { to, from, signature, args }: { to: Address; from?: Address; signature: string; args: readonly unknown[] },
): Promise<T> => {
  const item = parseAbiItem(signature) as AbiFunction
  const data = encodeFunctionData({ abi: [item], functionName: item.name, args })
  const answer = (await rpc('eth_call', [{ to, data, ...(from ? { from } : {}) }, 'latest'])) as Hex
  return decodeFunctionResult({ abi: [item], functionName: item.name, data: answer }) as T
}

const RESERVE_DATA =
  'function getReserveData(address) view returns (uint256, uint128, uint128, uint128, uint128, uint128, uint40, uint16, address, address, address, address, uint128, uint128, uint128)'

type ReserveWords = readonly [bigint, bigint, bigint, bigint, bigint, bigint, number, number]

const scaledOf = (rpc: Rpc, token: Address, owner: Address): Promise<bigint> =>
  askContract(rpc, {
    to: token,
    signature: 'function scaledBalanceOf(address) view returns (uint256)',
    args: [owner],
  })

const bit = (bitmap: bigint, place: number): boolean => ((bitmap >> BigInt(place)) & 1n) === 1n

const readReserve = async (
  rpc: Rpc,
  owner: Address,
  { asset, used }: { readonly asset: AaveAsset; readonly used: bigint },
): Promise<RawReserve | undefined> => {
  const underlying = ASSETS[asset].address as Address
  const { aToken, variableDebtToken } = AAVE_RESERVES[asset]
  const words = await askContract<ReserveWords>(rpc, {
    to: AAVE.pool,
    signature: RESERVE_DATA,
    args: [underlying],
  })
  const [
    configuration,
    liquidityIndexRay,
    liquidityRateRay,
    borrowIndexRay,
    borrowRateRay,
    ,
    lastUpdate,
    id,
  ] = words
  if (liquidityIndexRay === 0n || ((used >> BigInt(2 * id)) & 3n) === 0n) return undefined
  const [supplyScaled, debtScaled, priceBase] = await Promise.all([
    scaledOf(rpc, aToken, owner),
    scaledOf(rpc, variableDebtToken, owner),
    askContract<bigint>(rpc, {
      to: AAVE.oracle,
      signature: 'function getAssetPrice(address) view returns (uint256)',
      args: [underlying],
    }),
  ])
  const indexes = { liquidityIndexRay, liquidityRateRay, borrowIndexRay, borrowRateRay, lastUpdate }
  const isCollateral = bit(used, 2 * id + 1)
  return {
    asset,
    underlying,
    id,
    configuration,
    ...indexes,
    priceBase,
    supplyScaled,
    debtScaled,
    isCollateral,
  }
}

const readEMode = async (rpc: Rpc, owner: Address): Promise<RawAave['eMode']> => {
  const to = AAVE.pool
  const signature = 'function getUserEMode(address) view returns (uint256)'
  const id = Number(await askContract<bigint>(rpc, { to, signature, args: [owner] }))
  if (id === 0) return { id, thresholdBps: 0, collateralBitmap: 0n }
  const [[, thresholdBps], collateralBitmap] = await Promise.all([
    askContract<readonly [number, number, number]>(rpc, {
      to,
      signature: 'function getEModeCategoryCollateralConfig(uint8) view returns (uint16, uint16, uint16)',
      args: [id],
    }),
    askContract<bigint>(rpc, {
      to,
      signature: 'function getEModeCategoryCollateralBitmap(uint8) view returns (uint128)',
      args: [id],
    }),
  ])
  return { id, thresholdBps, collateralBitmap }
}

/** An account on Aave Core, read getter by getter and apart from the lens: what a second reading starts from. */
export const readRawAave = async (rpc: Rpc, owner: Address): Promise<RawAave> => {
  const [used, list, eMode] = await Promise.all([
    askContract<bigint>(rpc, {
      to: AAVE.pool,
      signature: 'function getUserConfiguration(address) view returns (uint256)',
      args: [owner],
    }),
    askContract<readonly Address[]>(rpc, {
      to: AAVE.pool,
      signature: 'function getReservesList() view returns (address[])',
      args: [],
    }),
    readEMode(rpc, owner),
  ])
  const assets = Object.keys(AAVE_RESERVES) as AaveAsset[]
  const found = await Promise.all(assets.map(asset => readReserve(rpc, owner, { asset, used })))
  const followed = assets.map(asset => ASSETS[asset].address?.toLowerCase())
  const others = list.filter(
    (token, id) => ((used >> BigInt(2 * id)) & 3n) !== 0n && !followed.includes(token.toLowerCase()),
  )
  return { eMode, others, reserves: found.filter(one => one !== undefined) }
}

const ELSEWHERE: Readonly<Record<string, Address>> = {
  'Aave Prime': '0x4e033931ad43597d96D6bcc25c280717730B58B1',
  'Aave EtherFi': '0x0AA97c284e98396202b6A04024F5E2c65026F3c0',
  SparkLend: '0xC13e21B648A5Ee794902342038FF3aDAB66BE987',
}

/** An account at a lender that is read and not modelled. Dollars, 8 decimals. */
export type Elsewhere = {
  readonly lender: string
  readonly collateralBase: bigint
  readonly debtBase: bigint
  readonly healthFactorWad: bigint
}

/**
 * What other pools with Aave’s interface answer of an account; a pool without code, or without an account, is left out.
 * Addresses: npm `@aave-dao/aave-address-book` 4.68.1 and sparkdotfi/sparklend-deployments @ 416c57f6.
 */
export const readElsewhere = async (rpc: Rpc, owner: Address): Promise<readonly Elsewhere[]> => {
  const found = await Promise.all(
    Object.entries(ELSEWHERE).map(async ([lender, to]) => {
      if ((await rpc('eth_getCode', [to, 'latest'])) === '0x') return []
      const signature =
        'function getUserAccountData(address) view returns (uint256, uint256, uint256, uint256, uint256, uint256)'
      const [collateralBase, debtBase, , , , healthFactorWad] = await askContract<
        readonly [bigint, bigint, bigint, bigint, bigint, bigint]
      >(rpc, { to, signature, args: [owner] })
      return collateralBase + debtBase === 0n ? [] : [{ lender, collateralBase, debtBase, healthFactorWad }]
    }),
  )
  return found.flat()
}
