import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import { getDy } from '../protocols/curve/pool.js'
import { getSharesByPooledEth } from '../protocols/lido/steth.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import { min } from '../units/fixed.js'
import type { Action, Amount, Tx } from './action.js'
import { fairValueWei } from './holdings.js'
import type { Endowment } from './strategy.js'

/** Leverage of a loop that opens at a health factor: h = threshold × collateral / debt, and what is owed is collateral − equity. */
export const leverageAt = (threshold: number, healthFactor: number): number =>
  healthFactor / (healthFactor - threshold)

/** How ether becomes wstETH. */
export type Conversion = 'stake' | 'uniswap' | 'curve'

const conversions: readonly Conversion[] = ['stake', 'uniswap', 'curve']

/** wstETH that `wei` of ether brings by one conversion. */
const bought = (market: Market, conversion: Conversion, wei: bigint): bigint => {
  switch (conversion) {
    case 'stake':
      return getSharesByPooledEth(market.lido, wei)
    case 'uniswap': {
      const quote = quoteExactInput(market.uniswap['wstETH/WETH 0.01%'], 'WETH', wei)
      return quote.amountIn < wei ? 0n : quote.amountOut
    }
    case 'curve': {
      const pair = { curve: market.curve, lido: market.lido }
      const dy = getDy(pair, { i: 0, j: 1, dx: wei, now: market.block.timestamp })
      return getSharesByPooledEth(market.lido, dy)
    }
  }
}

/** The conversion that brings most. */
export const bestConversion = (market: Market, wei: bigint): Conversion =>
  conversions.reduce((best, next) => (bought(market, next, wei) > bought(market, best, wei) ? next : best))

/**
 * Ether, or WETH on Uniswap, to wstETH: `amount` of it, all that the sender has unless said otherwise. What stETH comes
 * out is wrapped together with any that was there.
 */
export const convertAll = (
  conversion: Conversion,
  amount: Amount = { balanceOf: conversion === 'uniswap' ? 'WETH' : 'ETH' },
): readonly Action[] => {
  switch (conversion) {
    case 'stake':
      return [
        { kind: 'lido.stake', amount },
        { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
      ]
    case 'curve':
      return [
        { kind: 'curve.exchange', sell: 'ETH', amount, minimumOut: 0n },
        { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
      ]
    case 'uniswap':
      return [
        {
          kind: 'uniswap.swap',
          pool: 'wstETH/WETH 0.01%',
          sell: 'WETH',
          amount,
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]
  }
}

/** Turns WETH just borrowed into wstETH. */
export const fromWeth = (conversion: Conversion, amount: bigint): readonly Action[] =>
  conversion === 'uniswap'
    ? convertAll(conversion, amount)
    : [{ kind: 'weth.unwrap', amount }, ...convertAll(conversion, amount)]

/** Turns what the owner brought into wstETH, and nothing else that the owner has. */
export const fromEndowment = ({ asset, amount }: Endowment, conversion: Conversion): readonly Action[] => {
  if (asset === 'wstETH') return []
  return conversion === 'uniswap'
    ? [{ kind: 'weth.wrap', amount }, ...convertAll(conversion, amount)]
    : convertAll(conversion, amount)
}

const supplyAll: Action = { kind: 'aave.supply', asset: 'wstETH', amount: { balanceOf: 'wstETH' } }

export type LoopOrder = {
  readonly owner: Address
  readonly endowment: Endowment
  /** Collateral over equity. */
  readonly leverage: number
  readonly eMode: number
  readonly conversion: Conversion | 'best'
  readonly opening: 'flash loan' | 'rounds'
}

const MICRO = 1_000_000n

/** What the owner brought, in wei of ether at the share rate. */
export const equity = (market: Market, { asset, amount }: Endowment): bigint =>
  fairValueWei(market, asset, amount)

const borrowTarget = (market: Market, order: LoopOrder): bigint =>
  (equity(market, order.endowment) * (BigInt(Math.round(order.leverage * 1e6)) - MICRO)) / MICRO

const premium = (market: Market, amount: bigint): bigint => {
  const bps = BigInt(market.aave.flashLoanPremiumBps)
  return (amount * bps + 9_999n) / 10_000n
}

/** In one transaction: borrow for a moment, convert everything, supply, borrow for good, pay back. */
const byFlashLoan = (market: Market, order: LoopOrder, conversion: Conversion): readonly Tx[] => {
  const amount = borrowTarget(market, order)
  const enter = fromEndowment(order.endowment, conversion)
  const eMode: Action = { kind: 'aave.setEMode', category: order.eMode }
  if (amount === 0n) return [{ from: order.owner, actions: [...enter, supplyAll, eMode] }]
  const owed = amount + premium(market, amount)
  return [
    {
      from: order.owner,
      actions: [
        ...enter,
        eMode,
        {
          kind: 'aave.flashLoan',
          asset: 'WETH',
          amount,
          actions: [
            ...fromWeth(conversion, amount),
            supplyAll,
            { kind: 'aave.borrow', asset: 'WETH', amount: owed },
          ],
        },
      ],
    },
  ]
}

const MAX_ROUNDS = 100

/** Liquidation threshold of a collateral in an e-mode of this market, of one; outside that e-mode its own. */
export const liquidationThreshold = ({ aave }: Market, collateral: Asset, eMode: number): number => {
  const reserve = aave.reserves[collateral]
  const category = aave.eModes[eMode]
  const isIn = reserve && category && ((category.collateralBitmap >> BigInt(reserve.id)) & 1n) === 1n
  return ((isIn ? category : reserve)?.liquidationThresholdBps ?? 0) / 10_000
}
/** Of the most that could be borrowed: rounding and interest need a little room. */
const ROUND_BPS = 9_990n

/** Supply, borrow, convert, again: a transaction a round. */
const byRounds = (market: Market, order: LoopOrder, conversion: Conversion): readonly Tx[] => {
  const { owner } = order
  const ltvBps = BigInt(market.aave.eModes[order.eMode]?.ltvBps ?? market.aave.reserves.wstETH?.ltvBps ?? 0)
  const enter = fromEndowment(order.endowment, conversion)
  const eMode: Action = { kind: 'aave.setEMode', category: order.eMode }
  const txs: Tx[] = [{ from: owner, actions: [...enter, supplyAll, eMode] }]
  const target = borrowTarget(market, order)
  let collateral = equity(market, order.endowment)
  let debt = 0n
  while (debt < target && txs.length < MAX_ROUNDS) {
    const room = (((collateral * ltvBps) / 10_000n - debt) * ROUND_BPS) / 10_000n
    const amount = min(room, target - debt)
    txs.push({
      from: owner,
      actions: [{ kind: 'aave.borrow', asset: 'WETH', amount }, ...fromWeth(conversion, amount), supplyAll],
    })
    debt += amount
    // A conversion on a market brings a little less than fair; rounds must not count on it.
    collateral += (amount * (conversion === 'stake' ? 10_000n : 9_980n)) / 10_000n
  }
  // Rounds that do not reach the target are no position of that leverage: Aave refuses what is missing.
  if (debt < target)
    txs.push({ from: owner, actions: [{ kind: 'aave.borrow', asset: 'WETH', amount: target - debt }] })
  return txs
}

/** Opens a wstETH/WETH loop on Aave, one block a transaction. */
export const openLoop = (market: Market, order: LoopOrder): readonly Tx[] => {
  const whole = equity(market, order.endowment) + borrowTarget(market, order)
  const conversion = order.conversion === 'best' ? bestConversion(market, whole) : order.conversion
  return order.opening === 'flash loan'
    ? byFlashLoan(market, order, conversion)
    : byRounds(market, order, conversion)
}
