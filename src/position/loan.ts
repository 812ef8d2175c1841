import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import { isReserveEnabledOnBitmap } from '../protocols/aave/configuration.js'
import { eModeOf } from '../protocols/aave/entries.js'
import type { Address, Asset } from '../protocols/assets.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../protocols/morpho/addresses.js'
import { ORACLE_PRICE_SCALE } from '../protocols/morpho/health.js'
import { borrowRate } from '../protocols/morpho/irm.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../protocols/morpho/view.js'
import {
  MAX_UINT256,
  max,
  min,
  mulDivCeil,
  mulDivFloor,
  SECONDS_PER_YEAR,
  WAD,
  type Wad,
} from '../units/fixed.js'
import type { Action, Amount } from './action.js'
import type { LenderName } from './method.js'

/** Where a loan is: an instance of Aave, or one of Morpho's markets. */
export type LoanId = 'aave:core' | `morpho:${MorphoMarketName}`

/** An amount of an asset, in its smallest unit. */
export type Holding = { readonly asset: Asset; readonly amount: bigint }

/** Collateral and debts of an account at one lender, as they are now: an account on Aave, or a position at Morpho. */
export type Loan = {
  readonly at: LoanId
  readonly lender: LenderName
  readonly owner: Address
  /** The largest value first. On Aave every supply, whether it secures the debt or not. */
  readonly collateral: readonly Holding[]
  /** The largest value first. Empty where nothing is owed. */
  readonly debt: readonly Holding[]
  /** Undefined without debt. */
  readonly healthFactorWad: Wad | undefined
  /** Of one: the average over the collateral, floored; 0 without any. */
  readonly thresholdWad: Wad
  /** In the lender's own unit of value, as it prices them. */
  readonly collateralValue: bigint
  readonly debtValue: bigint
  /** Whether what the market pays for the collateral reaches the health factor. */
  readonly sees: 'share rate' | 'market'
  /** Value of an amount in the lender's own unit; floored. */
  worthOf(asset: Asset, amount: bigint): bigint
  /** What of a collateral can be taken out as things stand, a health factor a little above 1 left; smallest unit. */
  free(asset: Asset): bigint
  /** Interest of a year at the moment's utilisation, simple, of one. */
  borrowRatePerYear(debt: Asset): number
  supply(asset: Asset, amount: Amount): Action
  withdraw(asset: Asset, amount: Amount): Action
  borrow(asset: Asset, amount: Amount): Action
  repay(asset: Asset, amount: Amount): Action
}

/** Leaves the health factor this much above 1, in basis points. */
const ROOM_BPS = 5n

const byValue = (worthOf: Loan['worthOf'], held: readonly Holding[]): readonly Holding[] =>
  held
    .filter(({ amount }) => amount > 0n)
    .map(one => ({ one, value: worthOf(one.asset, one.amount) }))
    .sort((a, b) => (a.value > b.value ? -1 : a.value < b.value ? 1 : 0))
    .map(({ one }) => one)

/** Liquidation threshold of one collateral of an account, basis points. */
const thresholdBpsOf = ({ aave }: Market, owner: Address, asset: Asset): bigint => {
  const [account, reserve] = [aave.accounts[owner], aave.reserves[asset]]
  if (!account || !reserve) return 0n
  const eMode = eModeOf(aave, account)
  const inMode = eMode !== undefined && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id)
  return BigInt(inMode ? eMode.liquidationThresholdBps : reserve.liquidationThresholdBps)
}

const freeOnAave = (market: Market, owner: Address, asset: Asset): bigint => {
  const { aave, block } = market
  const held = supplyBalance(aave, asset, owner, block.timestamp)
  const { collateralBase, debtBase, liquidationThresholdBps } = accountData(aave, owner, block.timestamp)
  if (debtBase === 0n) return held
  const reserve = aave.reserves[asset]
  const threshold = thresholdBpsOf(market, owner, asset)
  if (!reserve || reserve.priceBase === 0n) return 0n
  if (threshold === 0n) return held
  const backing = collateralBase * BigInt(liquidationThresholdBps) - debtBase * (10_000n + ROOM_BPS)
  const freeBase = max(0n, backing) / threshold
  return min(held, mulDivFloor(freeBase, 10n ** BigInt(reserve.decimals), reserve.priceBase))
}

const onAave = (market: Market, owner: Address): readonly Loan[] => {
  const { aave, block } = market
  const account = aave.accounts[owner]
  if (!account) return []
  const now = block.timestamp
  const worthOf = (asset: Asset, amount: bigint): bigint => {
    const reserve = aave.reserves[asset]
    return reserve ? mulDivFloor(amount, reserve.priceBase, 10n ** BigInt(reserve.decimals)) : 0n
  }
  const held = (Object.keys(account.supplies) as Asset[]).map(asset => ({
    asset,
    amount: supplyBalance(aave, asset, owner, now),
  }))
  const owed = (Object.keys(account.debts) as Asset[]).map(asset => ({
    asset,
    amount: debtBalance(aave, asset, owner, now),
  }))
  const [collateral, debt] = [byValue(worthOf, held), byValue(worthOf, owed)]
  if (collateral.length === 0 && debt.length === 0) return []
  const data = accountData(aave, owner, now)
  return [
    {
      at: 'aave:core',
      lender: 'aave',
      owner,
      collateral,
      debt,
      healthFactorWad: data.healthFactorWad === MAX_UINT256 ? undefined : data.healthFactorWad,
      thresholdWad: BigInt(data.liquidationThresholdBps) * 10n ** 14n,
      collateralValue: data.collateralBase,
      debtValue: data.debtBase,
      sees: 'share rate',
      worthOf,
      free: asset => freeOnAave(market, owner, asset),
      borrowRatePerYear: asset => Number(aave.reserves[asset]?.borrowRateRay ?? 0n) / 1e27,
      supply: (asset, amount) => ({ kind: 'aave.supply', asset, amount }),
      withdraw: (asset, amount) => ({ kind: 'aave.withdraw', asset, amount }),
      borrow: (asset, amount) => ({ kind: 'aave.borrow', asset, amount }),
      repay: (asset, amount) => ({ kind: 'aave.repay', asset, amount }),
    },
  ]
}

/** What of a collateral at Morpho can be taken out with `owed` owed, at a price of 36 decimals. */
const freeAtMorpho = (collateral: bigint, owed: bigint, lltvWad: Wad, priceE36: bigint): bigint => {
  if (owed === 0n) return collateral
  const needed = mulDivCeil(mulDivCeil(owed, WAD, lltvWad), ORACLE_PRICE_SCALE, priceE36)
  return max(0n, collateral - mulDivCeil(needed, 10_000n + ROOM_BPS, 10_000n))
}

const atMorpho = (market: Market, owner: Address, name: MorphoMarketName): readonly Loan[] => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) return []
  const { borrowed, collateral, healthFactorWad } = holdingOf(priced, owner)
  if (borrowed === 0n && collateral === 0n) return []
  const { loanToken, collateralToken, lltvWad, seesDepeg } = MORPHO_MARKETS[name]
  const worthOf = (asset: Asset, amount: bigint): bigint =>
    asset === collateralToken ? mulDivFloor(amount, priced.priceE36, ORACLE_PRICE_SCALE) : amount
  return [
    {
      at: `morpho:${name}`,
      lender: 'morpho',
      owner,
      collateral: collateral > 0n ? [{ asset: collateralToken, amount: collateral }] : [],
      debt: borrowed > 0n ? [{ asset: loanToken, amount: borrowed }] : [],
      healthFactorWad,
      thresholdWad: lltvWad,
      collateralValue: worthOf(collateralToken, collateral),
      debtValue: borrowed,
      sees: seesDepeg ? 'market' : 'share rate',
      worthOf,
      free: () => freeAtMorpho(collateral, borrowed, lltvWad, priced.priceE36),
      borrowRatePerYear: () =>
        Number(borrowRate(priced.market, market.block.timestamp).avgRateWad * SECONDS_PER_YEAR) / 1e18,
      supply: (_, amount) => ({ kind: 'morpho.supplyCollateral', market: name, amount }),
      withdraw: (_, amount) => ({ kind: 'morpho.withdrawCollateral', market: name, amount }),
      borrow: (_, amount) => ({ kind: 'morpho.borrow', market: name, amount }),
      repay: (_, amount) => ({ kind: 'morpho.repay', market: name, amount }),
    },
  ]
}

const nearest = (a: Loan, b: Loan): number => {
  const [x, y] = [a.healthFactorWad ?? MAX_UINT256, b.healthFactorWad ?? MAX_UINT256]
  return x < y ? -1 : x > y ? 1 : 0
}

/** Every loan of an account, the one nearest to liquidation first; collateral without a debt too. */
export const loansOf = (market: Market, owner: Address): readonly Loan[] =>
  [...onAave(market, owner), ...MORPHO_MARKET_NAMES.flatMap(name => atMorpho(market, owner, name))].sort(
    nearest,
  )

/** An account's loan at one lender; undefined where it has none there. */
export const loanAt = (market: Market, owner: Address, at: LoanId): Loan | undefined => {
  const name = MORPHO_MARKET_NAMES.find(one => at === `morpho:${one}`)
  const [found] = name === undefined ? onAave(market, owner) : atMorpho(market, owner, name)
  return found
}

/** A flash loan of so much from one lender. */
export const flashLoan = (
  lender: LenderName,
  loan: { readonly asset: Asset; readonly amount: Amount; readonly actions: readonly Action[] },
): Action => (lender === 'aave' ? { kind: 'aave.flashLoan', ...loan } : { kind: 'morpho.flashLoan', ...loan })

/** What a flash loan costs at a lender, basis points: Aave's premium, and nothing at Morpho. */
export const flashPremiumBps = ({ aave }: Market, lender: LenderName): bigint =>
  lender === 'aave' ? BigInt(aave.flashLoanPremiumBps) : 0n

/** What a lender has to lend of an asset for a transaction, smallest unit. */
const flashLiquidity = ({ aave, morpho }: Market, lender: LenderName, asset: Asset): bigint => {
  if (lender === 'morpho') return morpho.cash[asset] ?? 0n
  const reserve = aave.reserves[asset]
  return reserve?.flashLoanEnabled && !reserve.paused ? reserve.virtualBalance : 0n
}

/** The cheapest lender of so much for a transaction; where none has it, the one that has most. */
export const cheapestFlashLender = (market: Market, { asset, amount }: Holding): LenderName => {
  const lenders: readonly LenderName[] =
    flashPremiumBps(market, 'aave') === 0n ? ['aave', 'morpho'] : ['morpho', 'aave']
  const there = (lender: LenderName): bigint => flashLiquidity(market, lender, asset)
  return (
    lenders.find(lender => there(lender) >= amount) ?? (there('morpho') > there('aave') ? 'morpho' : 'aave')
  )
}
