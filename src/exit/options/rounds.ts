import type { Market } from '../../market/market.js'
import type { Action, Amount, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import {
  all,
  buyDebt,
  type Collateralised,
  owedSoon,
  owes,
  type Pool,
  payFromHeld,
  type StakedCollateral,
  sellAll,
  takeAll,
  tokenOf,
  unwrapWeth,
  wethForDebt,
} from '../../position/legs.js'
import type { ExitPlan, Wait } from '../../position/strategy.js'
import { accountData } from '../../protocols/aave/account.js'
import { supplyBalance } from '../../protocols/aave/balance.js'
import type { Asset } from '../../protocols/assets.js'
import { plannedPriceBps } from '../../routing/salePrice.js'
import {
  max,
  min,
  mulDivCeil,
  mulDivFloor,
  RAY,
  SECONDS_PER_DAY,
  SECONDS_PER_SLOT,
  SECONDS_PER_YEAR,
  WAD,
} from '../../units/fixed.js'
import { aaveRateOver } from '../forecast/borrowRates.js'

/** What can be withdrawn, in wstETH, with `debtWei` owed and the health factor left a little above 1. */
const freeCollateral = (
  collateral: bigint,
  debtWei: bigint,
  rateWad: bigint,
  thresholdBps: bigint,
): bigint => {
  const needed = mulDivCeil(mulDivCeil(debtWei, 10_000n, thresholdBps), WAD, rateWad)
  return max(0n, collateral - mulDivCeil(needed, 10_005n, 10_000n))
}

/** `clears`: what it brings pays the debt off. `last`: takes what is left, with nothing owed. */
export type Round = { readonly withdraw: bigint; readonly clears: boolean; readonly last: boolean }

const MAX_ROUNDS = 60

/** What a round is expected to bring, in basis points of fair value, and how long it waits. */
type RoundTerms = {
  readonly priceBps: bigint
  /** Of the first round, and of each after it. */
  readonly waits: readonly [first: RoundWait, later: RoundWait]
  /** By how much the share rate is known to fall while waiting, of one. */
  readonly knownFallWad: bigint
}

/** How long one round waits, and how long in a bad case. */
export type RoundWait = Pick<Wait, 'medianDays' | 'badDays'>

/** Of a round in the same block as the next. */
export const NO_WAIT: RoundWait = { medianDays: 0, badDays: 0 }

const rateOf = (market: Market, debt: Asset): bigint => market.aave.reserves[debt]?.borrowRateRay ?? 0n

/** The rate that a bad wait may meet, and a little more. */
const hardRate = (market: Market, debt: Asset): bigint => {
  const hard = aaveRateOver(Number(rateOf(market, debt)) / 1e27, 'hard')
  return BigInt(Math.ceil(hard * 1.05 * 1e9)) * 10n ** 18n
}

/** Debt after `days` of interest at a rate, rounded up generously: a round must not fall short. */
const withInterest = (owed: bigint, rateRay: bigint, days: number): bigint => {
  const seconds = BigInt(Math.ceil(days * SECONDS_PER_DAY))
  return owed + mulDivCeil(owed * rateRay, 11n * seconds, 10n * SECONDS_PER_YEAR * RAY)
}

/** Collateral in ether as Aave prices it, or the share rate where that is lower, less what is known to come off it. */
const safeRateWad = (market: Market, token: StakedCollateral, knownFallWad: bigint): bigint => {
  const [price, ether] = [
    market.aave.reserves[token]?.priceBase ?? 0n,
    market.aave.reserves.WETH?.priceBase ?? 1n,
  ]
  const rate = min(fairValueWei(market, token, WAD), mulDivFloor(price, WAD, ether))
  return mulDivFloor(rate, WAD - knownFallWad, WAD)
}

/**
 * Sizes of the rounds that free a position without a flash loan; undefined where it cannot be freed. A round leaves so
 * much that a bad wait's interest does not make what is left liquidatable.
 */
export const planRounds = (
  market: Market,
  position: Collateralised,
  { priceBps, waits, knownFallWad }: RoundTerms,
): readonly Round[] | undefined => {
  const { owner, debt } = position
  const now = market.block.timestamp
  const safeRate = safeRateWad(market, tokenOf(position), knownFallWad)
  const threshold = BigInt(accountData(market.aave, owner, now).liquidationThresholdBps)
  if (threshold === 0n) return undefined
  let collateral = supplyBalance(market.aave, tokenOf(position), owner, now)
  let owed = owes(market, position) ? fairValueWei(market, debt, owedSoon(market, position)) : 0n
  const rounds: Round[] = []
  while (owed > 0n) {
    const { medianDays, badDays } = waits[rounds.length === 0 ? 0 : 1]
    // What a round leaves, and whether it clears the debt, must hold in a bad case too.
    const atWorst = withInterest(owed, hardRate(market, debt), badDays)
    const withdraw = freeCollateral(collateral, atWorst, safeRate, threshold)
    if (withdraw * 10_000n < collateral || rounds.length === MAX_ROUNDS) return undefined
    collateral -= withdraw
    const brought = mulDivFloor(mulDivFloor(withdraw, safeRate, WAD), priceBps, 10_000n)
    // Aave takes no more than is owed; dollars bought beyond it would be left over.
    const then = debt === 'WETH' ? atWorst : withInterest(owed, rateOf(market, debt), medianDays)
    owed = max(0n, then - brought)
    rounds.push({ withdraw, clears: owed === 0n, last: false })
  }
  return [...rounds, { withdraw: collateral, clears: false, last: true }]
}

/** What a round takes out. */
export const withdrawOf = (round: Round, position: Pick<Collateralised, 'collateral'> = {}): Action =>
  round.last ? takeAll(position) : { kind: 'aave.withdraw', asset: tokenOf(position), amount: round.withdraw }

/** WETH in the wallet goes to the debt; a clearing round buys no more of another asset than is owed. */
export const payDown = (debt: Collateralised['debt'], round: Round): readonly Action[] => {
  if (debt === 'WETH') {
    const amount: Amount = round.clears ? { debtOf: debt } : all('WETH')
    return [{ kind: 'aave.repay', asset: debt, amount }]
  }
  if (round.clears)
    return [buyDebt({ debtOf: debt }), { kind: 'aave.repay', asset: debt, amount: { debtOf: debt } }]
  return [wethForDebt, { kind: 'aave.repay', asset: debt, amount: all(debt) }]
}

/** Steps that one block takes beside those of others: about a fifth of its gas. */
export const MAX_STEPS = 12

/** In one block and without any loan: withdraw what is free, sell, repay, again. */
export const inSteps = (market: Market, position: Collateralised, pool: Pool): readonly ExitPlan[] => {
  const { owner, debt } = position
  const token = tokenOf(position)
  const amount = supplyBalance(market.aave, token, owner, market.block.timestamp)
  const rounds = planRounds(market, position, {
    priceBps: plannedPriceBps(market, { pool, token, amount }),
    waits: [NO_WAIT, NO_WAIT],
    knownFallWad: 0n,
  })
  if (!rounds || rounds.length > MAX_STEPS) return []
  const txs = rounds.map(
    (round, i): Tx => ({
      from: owner,
      actions: [
        ...(i === 0 ? payFromHeld(market, position) : []),
        withdrawOf(round, position),
        ...sellAll(pool, position),
        ...(round.last ? [unwrapWeth] : payDown(debt, round)),
      ],
    }),
  )
  return [
    {
      method: { id: 'steps', count: rounds.length },
      legs: [{ seconds: SECONDS_PER_SLOT, txs }],
      assumed: [],
    },
  ]
}
