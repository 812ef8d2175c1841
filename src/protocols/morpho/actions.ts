import type { Amount } from '../amount.js'
import type { Address, Asset } from '../assets.js'
import type { ActionRule, AnyAction, Host } from '../protocol.js'
import { borrow, repay } from './borrow.js'
import { ensure } from './checks.js'
import { supplyCollateral, withdrawCollateral } from './collateral.js'
import { liquidate, settleLiquidation } from './liquidation.js'
import { collateralTokenOf, loanTokenOf, moveCash, positionOf } from './market.js'
import { oraclePrice } from './oracle.js'
import type { MorphoMarketName, MorphoPosition, MorphoState } from './state.js'
import { type Moved, type Order, supply, withdraw } from './supply.js'

type InMarket<K extends string> = {
  readonly kind: K
  readonly market: MorphoMarketName
  /** "max" is all of the sender's own: its shares of a supply or a debt, or its collateral. Nothing passes over the call. */
  readonly amount: Amount
}

/** Calls on Morpho Blue, as data. Amounts in the token's smallest unit. */
export type MorphoAction =
  | InMarket<'morpho.supply'>
  | InMarket<'morpho.withdraw'>
  | InMarket<'morpho.supplyCollateral'>
  | InMarket<'morpho.withdrawCollateral'>
  | InMarket<'morpho.borrow'>
  | InMarket<'morpho.repay'>
  /** Costs nothing: borrows, runs `actions`, pays the same amount back. */
  | {
      readonly kind: 'morpho.flashLoan'
      readonly asset: Asset
      readonly amount: Amount
      readonly actions: readonly AnyAction[]
    }
  /** Exactly one of the two amounts is not zero. `actions` run between the collateral and the payment. */
  | {
      readonly kind: 'morpho.liquidate'
      readonly market: MorphoMarketName
      readonly borrower: Address
      readonly seizedAssets: bigint
      readonly repaidShares: bigint
      readonly actions: readonly AnyAction[]
    }

type MorphoHost = Host<MorphoState>

/** What the sender's token says through `SafeTransferLib`. */
const UNPAID = 'transferFrom reverted'

const momentOf = (host: MorphoHost, market: MorphoMarketName) => ({
  now: host.now,
  priceE36: oraclePrice(market, host.core),
})

const own = (host: MorphoHost, market: MorphoMarketName): MorphoPosition =>
  positionOf(host.state.markets[market], host.sender)

/** Assets, or for "max" all shares; undefined where "max" is nothing. */
const orderOf = (
  host: MorphoHost,
  { market, amount }: InMarket<string>,
  sharesOf: (position: MorphoPosition) => bigint,
): Order | undefined => {
  const base = { market, owner: host.sender }
  if (amount !== 'max') return { ...base, assets: host.amount(amount), shares: 0n }
  const shares = sharesOf(own(host, market))
  return shares === 0n ? undefined : { ...base, assets: 0n, shares }
}

const moved = (host: MorphoHost, { assets, state }: Moved): bigint => {
  host.state = state
  return assets
}

const flashLoan = (host: MorphoHost, action: Extract<MorphoAction, { kind: 'morpho.flashLoan' }>): void => {
  const { asset } = action
  const assets = host.amount(action.amount)
  ensure(assets !== 0n, 'zero assets')
  host.state = moveCash(host.state, asset, -assets)
  host.credit(asset, assets)
  host.run(action.actions)
  host.state = moveCash(host.state, asset, assets)
  host.debit(asset, assets, UNPAID)
}

const liquidation = (host: MorphoHost, action: Extract<MorphoAction, { kind: 'morpho.liquidate' }>): void => {
  const { market } = action
  const [done, state] = liquidate(host.state, action, momentOf(host, market))
  host.state = state
  host.credit(collateralTokenOf(market), done.seizedAssets)
  host.run(action.actions)
  host.state = settleLiquidation(host.state, market, done.repaidAssets)
  host.debit(loanTokenOf(market), done.repaidAssets, UNPAID)
}

/**
 * What each call does, and its gas: measured on the embedded mainnet as the table of simulation/gas.ts is, and measured again
 * by fork-tests/gas.fork.test.ts.
 */
export const MORPHO_ACTIONS: {
  readonly [K in MorphoAction['kind']]: ActionRule<MorphoState, Extract<MorphoAction, { readonly kind: K }>>
} = {
  'morpho.supply': {
    gas: 115_000n,
    apply(host, action) {
      const order = {
        market: action.market,
        owner: host.sender,
        assets: host.amount(action.amount),
        shares: 0n,
      }
      host.debit(loanTokenOf(action.market), moved(host, supply(host.state, order, host.now)), UNPAID)
    },
  },
  'morpho.withdraw': {
    gas: 89_000n,
    apply(host, action) {
      const order = orderOf(host, action, position => position.supplyShares)
      if (!order) return
      host.credit(loanTokenOf(action.market), moved(host, withdraw(host.state, order, host.now)))
    },
  },
  'morpho.supplyCollateral': {
    gas: 86_000n,
    apply(host, { market, amount }) {
      const assets = host.amount(amount)
      host.state = supplyCollateral(host.state, { market, assets, owner: host.sender })
      host.debit(collateralTokenOf(market), assets, UNPAID)
    },
  },
  'morpho.withdrawCollateral': {
    gas: 73_000n,
    apply(host, { market, amount }) {
      const assets = amount === 'max' ? own(host, market).collateral : host.amount(amount)
      if (amount === 'max' && assets === 0n) return
      const order = { market, assets, owner: host.sender }
      host.state = withdrawCollateral(host.state, order, momentOf(host, market))
      host.credit(collateralTokenOf(market), assets)
    },
  },
  'morpho.borrow': {
    gas: 102_000n,
    apply(host, action) {
      const order = {
        market: action.market,
        owner: host.sender,
        assets: host.amount(action.amount),
        shares: 0n,
      }
      const done = borrow(host.state, order, momentOf(host, action.market))
      host.credit(loanTokenOf(action.market), moved(host, done))
    },
  },
  'morpho.repay': {
    gas: 102_000n,
    apply(host, action) {
      const order = orderOf(host, action, position => position.borrowShares)
      if (!order) return
      host.debit(loanTokenOf(action.market), moved(host, repay(host.state, order, host.now)), UNPAID)
    },
  },
  'morpho.flashLoan': { gas: 56_000n, apply: flashLoan },
  'morpho.liquidate': { gas: 133_000n, apply: liquidation },
}
