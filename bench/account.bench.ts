import { formatReserves, formatUserSummary } from '@aave/math-utils'
import { openForkWorld } from '../src/analysis/simulate.js'
import { accountData } from '../src/protocols/aave/account.js'
import type { AaveState } from '../src/protocols/aave/state.js'
import { type Address, ASSETS, type Asset } from '../src/protocols/assets.js'
import { median, perSecond, report, round } from './median.js'

// Account data over five reserves: the mirror against formatUserSummary of @aave/math-utils, in one process.
// Run: npx tsx bench/account.bench.ts

const RATIO_LIMIT = 50
const ROUNDS = 15
const OWNER: Address = '0x00000000000000000000000000000000000000aa'
const HELD: readonly Asset[] = ['WETH', 'wstETH', 'weETH', 'rETH', 'USDC']

const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
const market = await world.market()
await world.close()
const now = market.block.timestamp

const bits = (asset: Asset, borrows: boolean): bigint => {
  const id = BigInt(market.aave.reserves[asset]?.id ?? 0)
  return (1n << (2n * id + 1n)) | (borrows ? 1n << (2n * id) : 0n)
}

const unit = (asset: Asset): bigint => 10n ** BigInt(ASSETS[asset].decimals)
const account = {
  eMode: 0,
  configuration: HELD.reduce((word, asset) => word | bits(asset, asset === 'USDC'), 0n),
  supplies: Object.fromEntries(HELD.map(asset => [asset, 100n * unit(asset)])),
  debts: { USDC: 50_000n * unit('USDC') },
}
const aave: AaveState = { ...market.aave, accounts: { ...market.aave.accounts, [OWNER]: account } }

const reserves = HELD.map(asset => {
  const r = aave.reserves[asset]
  if (!r) throw new Error(asset)
  return {
    id: asset,
    underlyingAsset: ASSETS[asset].address.toLowerCase(),
    symbol: asset,
    name: asset,
    decimals: r.decimals,
    baseLTVasCollateral: String(r.ltvBps),
    reserveLiquidationThreshold: String(r.liquidationThresholdBps),
    reserveLiquidationBonus: String(r.liquidationBonusBps),
    reserveFactor: String(r.reserveFactorBps),
    usageAsCollateralEnabled: true,
    borrowingEnabled: true,
    isActive: true,
    isFrozen: false,
    isPaused: false,
    liquidityIndex: String(r.liquidityIndexRay),
    variableBorrowIndex: String(r.borrowIndexRay),
    liquidityRate: String(r.liquidityRateRay),
    variableBorrowRate: String(r.borrowRateRay),
    lastUpdateTimestamp: r.lastUpdate,
    availableLiquidity: String(r.virtualBalance),
    totalScaledVariableDebt: String(r.debtScaled),
    priceInMarketReferenceCurrency: String(r.priceBase),
    virtualUnderlyingBalance: String(r.virtualBalance),
    borrowCap: String(r.borrowCap),
    supplyCap: String(r.supplyCap),
    debtCeiling: '0',
    debtCeilingDecimals: 2,
    isolationModeTotalDebt: '0',
    unbacked: '0',
    eModes: [],
  }
})
const formatted = formatReserves({
  reserves: reserves as never,
  currentTimestamp: now,
  marketReferenceCurrencyDecimals: 8,
  marketReferencePriceInUsd: String(10 ** 8),
})
const userReserves = HELD.map(asset => ({
  underlyingAsset: ASSETS[asset].address.toLowerCase(),
  scaledATokenBalance: String(account.supplies[asset] ?? 0n),
  usageAsCollateralEnabledOnUser: true,
  scaledVariableDebt: asset === 'USDC' ? String(account.debts.USDC) : '0',
}))
const summary = () =>
  formatUserSummary({
    currentTimestamp: now,
    marketReferencePriceInUsd: String(10 ** 8),
    marketReferenceCurrencyDecimals: 8,
    userReserves,
    formattedReserves: formatted,
    userEmodeCategoryId: 0,
  } as never)

const ours = Number(accountData(aave, OWNER, now).healthFactorWad) / 1e18
const theirs = Number(summary().healthFactor)
if (Math.abs(ours / theirs - 1) > 1e-6) throw new Error(`the two do not agree: ${ours} and ${theirs}`)

const rates: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
for (let i = 0; i <= ROUNDS; i++) {
  const [a, b] = [await perSecond(() => accountData(aave, OWNER, now)), await perSecond(summary)]
  // The first round warms up.
  if (i > 0) {
    rates.ours.push(a)
    rates.theirs.push(b)
  }
}
const [a, b] = [median(rates.ours), median(rates.theirs)]
report({ name: 'formatUserSummary of @aave/math-utils', perSecond: Math.round(b) })
report({ name: 'accountData', perSecond: Math.round(a), ratio: round(a / b), limit: RATIO_LIMIT })
process.exit(0)
