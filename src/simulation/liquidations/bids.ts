import { splitRequests } from '../../exit/options/lidoQueue.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { type Liquidated, liquidationCall } from '../../protocols/aave/liquidation.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { Revert } from '../../protocols/revert.js'
import { firstPriceWei, plannedSale } from '../../routing/plannedSale.js'
import { mulDivFloor, WAD } from '../../units/fixed.js'
import { type Move, type Outlet, outletsOf } from '../actors/actor.js'
import { waitingDiscountWad } from '../actors/waiting.js'
import { gasOfTx, gasWeiAt } from '../gas.js'
import { applyTx } from '../model/apply.js'
import type { Target } from './targets.js'

/** Someone who liquidates: with what money, from what profit on, and what it may do with what it seizes. */
export type Bidder = {
  readonly from: Address
  readonly money: 'own' | 'flash loans'
  /** What a liquidation must bring after gas. */
  readonly minimumProfitWei: bigint
  readonly outlets: 'sells' | 'sells, keeps or queues'
}

/** Profit thresholds are assumed: no record says from what on somebody bothers. */
export const BIDDERS: readonly Bidder[] = [
  { from: CROWD.liquidator, money: 'own', minimumProfitWei: WAD / 10n, outlets: 'sells' },
  { from: CROWD.keeper, money: 'flash loans', minimumProfitWei: 0n, outlets: 'sells' },
  { from: CROWD.house, money: 'own', minimumProfitWei: WAD, outlets: 'sells, keeps or queues' },
]

/** What somebody who keeps the collateral wants for the risk and the money tied up; assumed. */
const KEEPING_DISCOUNT_WAD = (50n * WAD) / 10_000n

/** A liquidation that can be sent: its profit in wei after gas, and the market after it. */
export type Bid = { readonly move: Move; readonly profitWei: bigint; readonly after: Market }

type Seizure = Liquidated & { readonly target: Target }

const call = (target: Target, amount: bigint, receiveAToken: boolean): Action => ({
  kind: 'aave.liquidate',
  account: target.account,
  collateral: target.collateral,
  debt: target.debt,
  amount,
  receiveAToken,
})

/** Reverts are findings here: what Aave refuses is no bid. */
const attempt = <T>(once: () => T): T | undefined => {
  try {
    return once()
  } catch (error) {
    if (error instanceof Revert) return undefined
    throw error
  }
}

const seizureOf = (
  market: Market,
  target: Target,
  debtToCover: bigint,
  receiveAToken: boolean,
): Seizure | undefined =>
  attempt(() => {
    const { account: borrower, collateral, debt } = target
    const order = { collateral, debt, borrower, liquidator: CROWD.keeper, debtToCover, receiveAToken }
    return { ...liquidationCall(market.aave, order, market.block.timestamp)[0], target }
  })

/** Premium and a little more: what a flash loan of `amount` takes back. */
const withPremium = (market: Market, amount: bigint): bigint =>
  amount + (amount * BigInt(market.aave.flashLoanPremiumBps)) / 10_000n + 2n

const held = (market: Market, who: Address, asset: Asset): bigint => market.wallets[who]?.[asset] ?? 0n

/** Ether, WETH, wstETH and dollars of a wallet, in wei of ether; what was kept or queued is valued apart. */
const moneyWei = (market: Market, who: Address): bigint =>
  (['ETH', 'WETH', 'wstETH', 'USDC', 'USDT', 'DAI'] as const).reduce(
    (sum, asset) => sum + fairValueWei(market, asset, held(market, who, asset)),
    0n,
  )

const bidOf = (
  market: Market,
  tx: Tx,
  {
    seizure,
    outlets,
    keptWei,
    gasPriceWei,
  }: {
    readonly seizure: Seizure
    readonly outlets: readonly Outlet[]
    readonly keptWei: bigint
    readonly gasPriceWei: bigint
  },
): Bid | undefined => {
  const after = attempt(() => applyTx(market, tx))
  if (!after) return undefined
  const gasWei = gasOfTx(tx.actions) * gasPriceWei
  const { target, debtCovered: covered, collateralSeized: seized, badDebt } = seizure
  const { account, collateral, debt } = target
  return {
    move: { ...tx, deed: { account, collateral, debt, covered, seized, badDebt, outlets } },
    profitWei: moneyWei(after, tx.from) - moneyWei(market, tx.from) + keptWei - gasWei,
    after,
  }
}

/** Debts that a pool sells for WETH, and where; others must be held. */
const BOUGHT_AT = { USDC: 'USDC/WETH 0.05%', wstETH: 'wstETH/WETH 0.01%' } as const
type Bought = keyof typeof BOUGHT_AT

const isBought = (debt: Asset): debt is Bought => debt in BOUGHT_AT

const buyBack = (debt: 'WETH' | Bought, amountOut: bigint, maximumIn: bigint): readonly Action[] =>
  debt === 'WETH'
    ? []
    : [{ kind: 'uniswap.swapExactOut', pool: BOUGHT_AT[debt], sell: 'WETH', amountOut, maximumIn }]

/** How the debt is paid: out of the wallet, or with a flash loan that the sale pays back; undefined where neither can. */
const funded = (
  market: Market,
  bidder: Bidder,
  {
    seizure,
    actions,
    wethWei,
  }: {
    readonly seizure: Seizure
    readonly actions: readonly Action[]
    readonly wethWei: bigint
  },
): readonly Action[] | undefined => {
  const { target, debtCovered } = seizure
  if (bidder.money === 'own' && held(market, bidder.from, target.debt) >= debtCovered) return actions
  const { debt } = target
  if (bidder.money === 'own' || (debt !== 'WETH' && !isBought(debt))) return undefined
  const back = buyBack(debt, withPremium(market, debtCovered), wethWei)
  const loan = { kind: 'aave.flashLoan', asset: debt, amount: debtCovered } as const
  return [{ ...loan, actions: [...actions, ...back] }]
}

/** Collateral as WETH at once: the calls, where each part goes, and the WETH it brings, wei. */
type Disposed = {
  readonly actions: readonly Action[]
  readonly outlets: readonly Outlet[]
  readonly wei: bigint
}

const disposed = (
  market: Market,
  asset: Asset,
  amount: bigint,
  gasPriceWei: bigint,
): Disposed | undefined => {
  if (asset === 'WETH')
    return { actions: [], outlets: [{ to: { kind: 'asItIs' }, asset, amount }], wei: amount }
  const sale = plannedSale(market, asset, amount, gasWeiAt(gasPriceWei))
  return sale && { actions: sale.actions, outlets: outletsOf(sale), wei: sale.brings }
}

const sellBid = (
  market: Market,
  bidder: Bidder,
  {
    seizure,
    sale,
    gasPriceWei,
  }: { readonly seizure: Seizure; readonly sale: Disposed; readonly gasPriceWei: bigint },
): Bid | undefined => {
  const { target, debtCovered } = seizure
  const seize = [call(target, debtCovered, false), ...sale.actions]
  const actions = funded(market, bidder, { seizure, actions: seize, wethWei: sale.wei })
  if (!actions) return undefined
  const { outlets } = sale
  return bidOf(market, { from: bidder.from, actions }, { seizure, outlets, keptWei: 0n, gasPriceWei })
}

/** Collateral taken over as aTokens, which needs no free liquidity, and kept. */
const keepBid = (market: Market, bidder: Bidder, seizure: Seizure, gasPriceWei: bigint): Bid | undefined => {
  const { target, debtCovered, collateralSeized } = seizure
  if (held(market, bidder.from, target.debt) < debtCovered) return undefined
  const fair = fairValueWei(market, target.collateral, collateralSeized)
  const tx = { from: bidder.from, actions: [call(target, debtCovered, true)] }
  const outlets: readonly Outlet[] = [
    { to: { kind: 'aToken' }, asset: target.collateral, amount: collateralSeized },
  ]
  const keptWei = mulDivFloor(fair, WAD - KEEPING_DISCOUNT_WAD, WAD)
  return bidOf(market, tx, { seizure, outlets, keptWei, gasPriceWei })
}

/** wstETH asked back from Lido: worth its share rate less what the wait costs. */
const queueBid = (market: Market, bidder: Bidder, seizure: Seizure, gasPriceWei: bigint): Bid | undefined => {
  const { target, debtCovered, collateralSeized } = seizure
  if (target.collateral !== 'wstETH' || market.lido.queue.paused) return undefined
  if (held(market, bidder.from, target.debt) < debtCovered || collateralSeized === 0n) return undefined
  const stEth = mulDivFloor(collateralSeized, stEthPerToken(market.lido), WAD)
  const request: Action = { kind: 'lido.request', amounts: splitRequests(market, collateralSeized) }
  const tx = { from: bidder.from, actions: [call(target, debtCovered, false), request] }
  const outlets = [{ to: { kind: 'lidoQueue' }, asset: 'wstETH', amount: collateralSeized } as const]
  const keptWei = mulDivFloor(stEth, WAD - waitingDiscountWad(market, stEth), WAD)
  return bidOf(market, tx, { seizure, outlets, keptWei, gasPriceWei })
}

const best = (bids: readonly (Bid | undefined)[]): Bid | undefined =>
  bids.reduce<Bid | undefined>(
    (found, bid) => (bid && (!found || bid.profitWei > found.profitWei) ? bid : found),
    undefined,
  )

/** On what terms bids are made. */
export type Terms = {
  readonly gasPriceWei: bigint
  readonly bonusBps: number
  readonly bidders: readonly Bidder[]
}

const bidsOf = (
  market: Market,
  target: Target,
  debtToCover: bigint,
  { gasPriceWei, bidders }: Terms,
): readonly (Bid | undefined)[] => {
  const seizure = seizureOf(market, target, debtToCover, false)
  const sale = seizure && disposed(market, target.collateral, seizure.collateralSeized, gasPriceWei)
  const asATokens = seizureOf(market, target, debtToCover, true)
  return bidders.flatMap(bidder => {
    const sell = seizure && sale?.wei ? sellBid(market, bidder, { seizure, sale, gasPriceWei }) : undefined
    const stay = bidder.outlets === 'sells' ? undefined : bidder
    const keep = stay && asATokens && keepBid(market, stay, asATokens, gasPriceWei)
    const queue = stay && seizure && queueBid(market, stay, seizure, gasPriceWei)
    return [sell, keep, queue].filter(bid => bid && bid.profitWei > bidder.minimumProfitWei)
  })
}

/** Parts of the debt worth trying: all that may be covered, then less, as markets and purses get thinner. */
const SHARES_BPS = [10_000n, 5_000n, 2_000n, 500n, 100n]

/** What the best bid makes on a target's collateral at most, per unit of debt: whether it is worth a closer look. */
const mayPay = (market: Market, { collateral, debt }: Target, bonusBps: number): boolean => {
  const reserve = market.aave.reserves[collateral]
  const ether = market.aave.reserves.WETH
  if (!reserve || !ether || !market.aave.reserves[debt]) return false
  const oracleWad = mulDivFloor(reserve.priceBase, WAD, ether.priceBase)
  const unit = 10n ** BigInt(reserve.decimals)
  const fair = mulDivFloor(fairValueWei(market, collateral, unit), WAD - KEEPING_DISCOUNT_WAD, WAD)
  const sold = firstPriceWei(market, collateral, unit)
  const fee = BigInt(reserve.liquidationProtocolFeeBps)
  const bonus = (BigInt(bonusBps - 10_000) * (10_000n - fee)) / 10_000n
  return (sold > fair ? sold : fair) * (10_000n + bonus) > oracleWad * 10_000n
}

/** Most of the bonus is left after the sale: covering less would bring less. */
const isGood = (market: Market, { move, profitWei }: Bid, bonusBps: number): boolean => {
  const { deed } = move
  if (!deed) return false
  const covered = fairValueWei(market, deed.debt, deed.covered)
  return profitWei * 20_000n >= covered * BigInt(bonusBps - 10_000)
}

/**
 * The best bid of all who liquidate for one account; undefined where none pays. `market` is that of the block it would
 * be in. Each bid is worked out in the exact model, whichever world it is for.
 */
export const bestBid = (market: Market, target: Target, terms: Terms): Bid | undefined => {
  const { bonusBps } = terms
  if (!mayPay(market, target, bonusBps)) return undefined
  let found: Bid | undefined
  for (const bps of SHARES_BPS) {
    const debtToCover = (target.owed * bps) / 10_000n
    found = best([found, ...bidsOf(market, target, debtToCover, terms)])
    if (found && isGood(market, found, bonusBps)) return found
  }
  return found
}
