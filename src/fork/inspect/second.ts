import { createRequire } from 'node:module'
import type { Market } from '../../market/market.js'
import type { AaveAsset } from '../../protocols/aave/addresses.js'
import { ASSETS } from '../../protocols/assets.js'
import { UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { Nft } from './nfts.js'
import type { RawAave, RawReserve } from './rawAave.js'

const require = createRequire(import.meta.url)

/** A package that reads the same a second time; undefined where it is not installed. */
const optional = <T>(name: string): T | undefined => {
  try {
    return require(name) as T
  } catch {
    return undefined
  }
}

/** An account on Aave as Aave’s own SDK computes it. Amounts in the asset’s smallest unit, by asset. */
export type SecondAave = {
  readonly supplied: Readonly<Partial<Record<AaveAsset, bigint>>>
  readonly owed: Readonly<Partial<Record<AaveAsset, bigint>>>
  /** 18 decimals; undefined without debt. */
  readonly healthFactorWad: bigint | undefined
}

/** `10.5` with 18 digits behind the point as a whole number, floored. */
const unitsOf = (text: string, decimals: number): bigint => {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`)
}

const THRESHOLD_AT = 16n

const reserveOf = (raw: RawReserve, { eMode }: RawAave) => {
  const thresholdBps = (raw.configuration >> THRESHOLD_AT) & 0xffffn
  const isIn = ((eMode.collateralBitmap >> BigInt(raw.id)) & 1n) === 1n
  return {
    underlyingAsset: raw.underlying,
    decimals: ASSETS[raw.asset].decimals,
    liquidityIndex: String(raw.liquidityIndexRay),
    liquidityRate: String(raw.liquidityRateRay),
    variableBorrowIndex: String(raw.borrowIndexRay),
    variableBorrowRate: String(raw.borrowRateRay),
    lastUpdateTimestamp: raw.lastUpdate,
    priceInMarketReferenceCurrency: String(raw.priceBase),
    baseLTVasCollateral: '0',
    reserveLiquidationThreshold: String(thresholdBps),
    debtCeiling: '0',
    eModes:
      eMode.id === 0
        ? []
        : [
            {
              id: eMode.id,
              collateralEnabled: isIn,
              ltvzeroEnabled: false,
              eMode: { ltv: '0', liquidationThreshold: String(eMode.thresholdBps) },
            },
          ],
  }
}

type MathUtils = typeof import('@aave/math-utils')
type Summary = ReturnType<MathUtils['formatUserSummary']>

/** `formatUserSummary` of @aave/math-utils over what the getters answered. Undefined where the package is not installed. */
export const secondAave = (raw: RawAave, timestamp: number): SecondAave | undefined => {
  const utils = optional<MathUtils>('@aave/math-utils')
  if (!utils) return undefined
  const reserves = raw.reserves.map(one => reserveOf(one, raw))
  const summary: Summary = utils.formatUserSummary({
    currentTimestamp: timestamp,
    marketReferencePriceInUsd: '100000000',
    marketReferenceCurrencyDecimals: 8,
    userEmodeCategoryId: raw.eMode.id,
    userReserves: raw.reserves.map(one => ({
      underlyingAsset: one.underlying,
      scaledATokenBalance: String(one.supplyScaled),
      usageAsCollateralEnabledOnUser: one.isCollateral,
      scaledVariableDebt: String(one.debtScaled),
    })),
    // What a summary reads of a reserve, and no more: the package's type is of all that its own query returns.
    formattedReserves: reserves as unknown as Parameters<
      MathUtils['formatUserSummary']
    >[0]['formattedReserves'],
  })
  const amounts = (read: (one: Summary['userReservesData'][number]) => string) =>
    Object.fromEntries(
      raw.reserves.map((one, i) => {
        const found = summary.userReservesData[i]
        return [one.asset, found ? unitsOf(read(found), ASSETS[one.asset].decimals) : 0n]
      }),
    )
  const isFree = summary.healthFactor.startsWith('-')
  return {
    supplied: amounts(one => one.underlyingBalance),
    owed: amounts(one => one.variableBorrows),
    healthFactorWad: isFree ? undefined : unitsOf(summary.healthFactor, 18),
  }
}

/** What a position holds by @uniswap/v3-sdk; undefined where the package is not installed or the pool is not modelled. */
export const secondUniswap = ({ uniswap }: Market, nft: Nft): readonly [bigint, bigint] | undefined => {
  const sdk = optional<typeof import('@uniswap/v3-sdk')>('@uniswap/v3-sdk')
  const core = optional<typeof import('@uniswap/sdk-core')>('@uniswap/sdk-core')
  if (!sdk || !core || !nft.pool) return undefined
  const { token0, token1, fee } = UNISWAP_POOLS[nft.pool]
  const { sqrtPriceX96, liquidity, tick } = uniswap[nft.pool]
  const token = (asset: keyof typeof ASSETS) =>
    new core.Token(1, ASSETS[asset].address, ASSETS[asset].decimals)
  const pool = new sdk.Pool(token(token0), token(token1), fee, String(sqrtPriceX96), String(liquidity), tick)
  const { tickLower, tickUpper } = nft
  const held = new sdk.Position({ pool, tickLower, tickUpper, liquidity: String(nft.liquidity) })
  return [BigInt(held.amount0.quotient.toString()), BigInt(held.amount1.quotient.toString())]
}
