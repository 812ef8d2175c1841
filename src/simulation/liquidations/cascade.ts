import type { Market } from '../../market/market.js'
import { fairValueWei } from '../../position/holdings.js'
import { accountData } from '../../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { screenAt } from '../../protocols/aave/screen.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { tokenPriceWad, uniswapPriceWad } from '../../routing/marketPrice.js'
import { max, min, WAD } from '../../units/fixed.js'
import type { Deed, Outlet } from '../actors/actor.js'
import { eachSingleAccount } from './targets.js'

/** Where something went, and its fair value, wei of ether. */
export type Sold = Outlet & { readonly valueWei: bigint }

/** One account liquidated, as its balances before and after the block say; amounts in smallest units. */
export type Liquidation = {
  readonly block: bigint
  readonly account: Address
  /** In that block, just before. */
  readonly healthFactorWad: bigint
  readonly collateral: Asset
  /** With the protocol's fee. */
  readonly seized: bigint
  readonly debt: Asset
  /** Without what was written off. */
  readonly covered: bigint
  /** Fair value of what was covered, wei of ether. */
  readonly coveredWei: bigint
  /** Debt that nobody paid, wei of ether. */
  readonly badDebtWei: bigint
  /** Fair value seized less fair value covered: what it cost whoever owned it, wei of ether. */
  readonly lossWei: bigint
  /** Of the loss: what Aave's own prices say was seized above what was covered. The rest is what those prices were off. */
  readonly bonusWei: bigint
  readonly outlets: readonly Sold[]
}

/** What the liquidations between two frames came to, and how far the pools fell in the blocks they were in. */
export type Cascade = {
  readonly liquidations: readonly Liquidation[]
  /** Growth of the reserves' deficits, wei of ether. */
  readonly badDebtWei: bigint
  readonly curvePriceBeforeWad: bigint
  readonly curvePriceLowestWad: bigint
  readonly uniswapPriceBeforeWad: bigint
  readonly uniswapPriceLowestWad: bigint
  /** Of the other staking tokens that were seized. */
  readonly pools: readonly PoolFall[]
}

/** What a token's pool paid over the token's rate, before and at its lowest; 18 decimals. */
export type PoolFall = { readonly asset: Asset; readonly beforeWad: bigint; readonly lowestWad: bigint }

/** Where everyone on Aave stands at a frame, the owner among them. */
export type Standing = {
  /** Accounts with debt: background borrowers, and the owner. */
  readonly accounts: number
  /** Health factor below 1. */
  readonly eligible: number
  readonly eligibleDebtWei: bigint
  /** Debt above all of the collateral. */
  readonly underwater: number
  readonly shortfallWei: bigint
  readonly lowestHealthFactorWad: bigint | null
  /** The owner's place, counted from the lowest health factor; null without debt. */
  readonly rank: number | null
  /** All reserves' deficits, wei of ether. */
  readonly deficitWei: bigint
}

const curvePriceWad = ({ curve, lido, block }: Market): bigint =>
  marginalPrice({ curve, lido }, 1, block.timestamp)

const deficitWei = (market: Market): bigint =>
  Object.values(market.aave.reserves).reduce(
    (sum, { asset, deficit }) => sum + (deficit === 0n ? 0n : fairValueWei(market, asset, deficit)),
    0n,
  )

/** Wei of ether by Aave's prices; down. */
const oracleWei = ({ aave }: Market, asset: Asset, amount: bigint): bigint => {
  const [held, ether] = [aave.reserves[asset], aave.reserves.WETH]
  if (!held || !ether || ether.priceBase === 0n) return 0n
  return (
    (amount * held.priceBase * 10n ** BigInt(ether.decimals)) /
    (ether.priceBase * 10n ** BigInt(held.decimals))
  )
}

const measured = (before: Market, after: Market, deed: Deed): Liquidation => {
  const { account, collateral, debt, outlets } = deed
  const now = after.block.timestamp
  const change = (balance: typeof supplyBalance, asset: Asset): bigint =>
    balance(before.aave, asset, account, now) - balance(after.aave, asset, account, now)
  const seized = change(supplyBalance, collateral)
  const covered = change(debtBalance, debt) - (deed.badDebt[debt] ?? 0n)
  const coveredWei = fairValueWei(after, debt, covered)
  const badDebt = Object.entries(deed.badDebt) as [Asset, bigint][]
  return {
    block: after.block.number,
    account,
    healthFactorWad: accountData(before.aave, account, now).healthFactorWad,
    collateral,
    seized,
    debt,
    covered,
    coveredWei,
    badDebtWei: badDebt.reduce((sum, [asset, amount]) => sum + fairValueWei(after, asset, amount), 0n),
    lossWei: fairValueWei(after, collateral, seized) - coveredWei,
    // Liquidators come first in a block: they met the prices of before it.
    bonusWei: oracleWei(before, collateral, seized) - oracleWei(before, debt, covered),
    outlets: outlets.map(outlet => ({
      ...outlet,
      valueWei: fairValueWei(after, outlet.asset, outlet.amount),
    })),
  }
}

const poolFalls = (before: Market, after: Market, deeds: readonly Deed[]): readonly PoolFall[] =>
  [...new Set(deeds.map(({ collateral }) => collateral))].flatMap(asset => {
    const [first, last] = [tokenPriceWad(before, asset), tokenPriceWad(after, asset)]
    return first === undefined || last === undefined
      ? []
      : [{ asset, beforeWad: first, lowestWad: min(first, last) }]
  })

const joinedFalls = (a: readonly PoolFall[], b: readonly PoolFall[]): readonly PoolFall[] => [
  ...a.map(fall => ({
    ...fall,
    lowestWad: b.reduce(
      (low, { asset, lowestWad }) => (asset === fall.asset ? min(low, lowestWad) : low),
      fall.lowestWad,
    ),
  })),
  ...b.filter(({ asset }) => a.every(fall => fall.asset !== asset)),
]

/** What the liquidations of one block came to; undefined where there was none. */
export const cascadeOf = (before: Market, after: Market, deeds: readonly Deed[]): Cascade | undefined => {
  if (deeds.length === 0) return undefined
  return {
    liquidations: deeds.map(deed => measured(before, after, deed)),
    badDebtWei: max(0n, deficitWei(after) - deficitWei(before)),
    curvePriceBeforeWad: curvePriceWad(before),
    curvePriceLowestWad: min(curvePriceWad(before), curvePriceWad(after)),
    uniswapPriceBeforeWad: uniswapPriceWad(before),
    uniswapPriceLowestWad: min(uniswapPriceWad(before), uniswapPriceWad(after)),
    pools: poolFalls(before, after, deeds),
  }
}

/** Two blocks' liquidations as one cascade, the first first. */
export const joined = (a: Cascade | undefined, b: Cascade | undefined): Cascade | undefined => {
  if (!a || !b) return a ?? b
  return {
    liquidations: [...a.liquidations, ...b.liquidations],
    badDebtWei: a.badDebtWei + b.badDebtWei,
    curvePriceBeforeWad: a.curvePriceBeforeWad,
    curvePriceLowestWad: min(a.curvePriceLowestWad, b.curvePriceLowestWad),
    uniswapPriceBeforeWad: a.uniswapPriceBeforeWad,
    uniswapPriceLowestWad: min(a.uniswapPriceLowestWad, b.uniswapPriceLowestWad),
    pools: joinedFalls(a.pools, b.pools),
  }
}

/** Dollars in floating point as wei of ether, to the gwei. */
const inWei = (base: number, etherPriceBase: number): bigint =>
  BigInt(Math.round((base / etherPriceBase) * 1e9)) * 10n ** 9n

type Seen = { readonly user: Address; readonly healthFactor: number }

const lowestOf = (market: Market, seen: readonly Seen[]): bigint | null => {
  const [first] = seen
  if (!first) return null
  const { user } = seen.reduce((low, entry) => (entry.healthFactor < low.healthFactor ? entry : low), first)
  return accountData(market.aave, user, market.block.timestamp).healthFactorWad
}

/** Where everyone stands; null where there is nobody but the owner. Counts and sums are read in floating point. */
export const standingOf = (market: Market, owner: Address): Standing | null => {
  if (market.aave.borrowers.length === 0) return null
  const screen = screenAt(market.aave, market.block.timestamp)
  const seen: Seen[] = []
  const sums = { eligible: 0, eligibleDebt: 0, underwater: 0, shortfall: 0 }
  eachSingleAccount(market, (user, account) => {
    const { collateral, weighted, debt } = screen(account)
    if (debt === 0) return
    seen.push({ user, healthFactor: weighted / debt })
    if (weighted < debt) {
      sums.eligible += 1
      sums.eligibleDebt += debt
    }
    if (collateral < debt) {
      sums.underwater += 1
      sums.shortfall += debt - collateral
    }
  })
  const ether = Number(market.aave.reserves.WETH?.priceBase ?? WAD)
  const own = seen.find(({ user }) => user === owner)
  return {
    accounts: seen.length,
    eligible: sums.eligible,
    eligibleDebtWei: inWei(sums.eligibleDebt, ether),
    underwater: sums.underwater,
    shortfallWei: inWei(sums.shortfall, ether),
    lowestHealthFactorWad: lowestOf(market, seen),
    rank: own ? 1 + seen.filter(({ healthFactor }) => healthFactor < own.healthFactor).length : null,
    deficitWei: deficitWei(market),
  }
}
