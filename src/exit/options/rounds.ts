import type { Market } from '../../market/market.js'
import type { Action, Amount } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { all } from '../../position/legs.js'
import type { Loan } from '../../position/loan.js'
import type { Wait } from '../../position/strategy.js'
import { ASSETS, type Asset } from '../../protocols/assets.js'
import { borrowRate } from '../../protocols/morpho/irm.js'
import { wTaylorCompounded } from '../../protocols/morpho/math.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { pricedMarket } from '../../protocols/morpho/view.js'
import {
  max,
  min,
  mulDivCeil,
  mulDivFloor,
  SECONDS_PER_DAY,
  SECONDS_PER_YEAR,
  WAD,
  type Wad,
} from '../../units/fixed.js'
import { aaveRateOver, MORPHO_RATE } from '../forecast/borrowRates.js'

/** `clears`: what it brings pays the debts off. `last`: takes what is left, with nothing owed. */
export type Round = { readonly withdraw: bigint; readonly clears: boolean; readonly last: boolean }

/** What rounds count on at most where a market turns ether into a debt's asset, of fair value; what they really bring is measured. */
export const PLANNED_PRICE_BPS = 9_900n

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

/** Interest as it is likely to run, and as a bad wait may meet it; both a little more, so that no round falls short. */
type Pace = 'usual' | 'hard'

const aaveGrowthWad = (rate: number, days: number, pace: Pace): Wad => {
  const yearly = 1.1 * (pace === 'hard' ? 1.05 * aaveRateOver(rate, 'hard') : rate)
  return mulDivCeil(
    BigInt(Math.ceil(yearly * 1e18)),
    BigInt(Math.ceil(days * SECONDS_PER_DAY)),
    SECONDS_PER_YEAR,
  )
}

/** Morpho compounds, at the rate that today's utilisation leads to by then. */
const morphoGrowthWad = (market: Market, name: MorphoMarketName, days: number, pace: Pace): Wad => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) return 0n
  const seconds = Math.ceil(days * SECONDS_PER_DAY)
  const { avgRateWad } = borrowRate(priced.market, priced.market.lastUpdate + seconds)
  const times = pace === 'hard' ? BigInt(MORPHO_RATE.hard) * WAD : (11n * WAD) / 10n
  return mulDivCeil(wTaylorCompounded(avgRateWad, BigInt(seconds)), times, WAD)
}

/** By how much a debt grows over `days`, of one. */
const growthWad = (market: Market, loan: Loan, debt: Asset, days: number, pace: Pace): Wad =>
  loan.at === 'aave:core'
    ? aaveGrowthWad(loan.borrowRatePerYear(debt), days, pace)
    : morphoGrowthWad(market, loan.at.slice('morpho:'.length) as MorphoMarketName, days, pace)

/** All debts of a loan together, in wei at fair value, and how they grow: each by its own rate. */
const debtsOf = (market: Market, loan: Loan) => {
  // A few blocks of interest pass before the first round is sent.
  const values = loan.debt.map(({ asset, amount }) => ({
    asset,
    wei: fairValueWei(market, asset, amount + amount / 100_000n + 1n),
  }))
  const totalWei = values.reduce((sum, { wei }) => sum + wei, 0n)
  const grown = (owedWei: bigint, days: number, pace: Pace): bigint =>
    values.reduce((sum, { asset, wei }) => {
      const share = mulDivCeil(owedWei, wei, totalWei)
      return sum + mulDivCeil(share, growthWad(market, loan, asset, days, pace), WAD)
    }, owedWei)
  return { totalWei, grown }
}

/** Wei of debt that the lender counts one whole token of collateral as. */
const lenderRateWad = (market: Market, loan: Loan, token: Asset): Wad => {
  const [debt] = loan.debt
  if (!debt) return fairValueWei(market, token, WAD)
  const unit = 10n ** BigInt(ASSETS[debt.asset].decimals)
  const debtWei = fairValueWei(market, debt.asset, unit)
  return mulDivFloor(loan.worthOf(token, WAD), debtWei, max(1n, loan.worthOf(debt.asset, unit)))
}

const ratesOf = (market: Market, loan: Loan, token: Asset, knownFallWad: bigint) => {
  const known = (value: bigint): bigint => mulDivFloor(value, WAD - knownFallWad, WAD)
  const fair = known(fairValueWei(market, token, WAD))
  return { fairRateWad: fair, safeRateWad: min(fair, known(lenderRateWad(market, loan, token))) }
}

/** What can be withdrawn with `debtWei` owed and the health factor left a little above 1. */
const freeCollateral = (collateral: bigint, debtWei: bigint, rateWad: Wad, thresholdWad: Wad): bigint => {
  const needed = mulDivCeil(mulDivCeil(debtWei, WAD, thresholdWad), WAD, rateWad)
  return max(0n, collateral - mulDivCeil(needed, 10_005n, 10_000n))
}

/**
 * Sizes of the rounds that free a loan without another; undefined where it cannot be freed. A round leaves so much that
 * a bad wait's interest does not make what is left liquidatable.
 */
export const planRounds = (
  market: Market,
  loan: Loan,
  token: Asset,
  { priceBps, waits, knownFallWad }: RoundTerms,
): readonly Round[] | undefined => {
  const { fairRateWad, safeRateWad } = ratesOf(market, loan, token, knownFallWad)
  const { totalWei, grown } = debtsOf(market, loan)
  if (totalWei > 0n && (loan.thresholdWad === 0n || safeRateWad === 0n)) return undefined
  let collateral = loan.collateral.find(({ asset }) => asset === token)?.amount ?? 0n
  let owed = totalWei
  const rounds: Round[] = []
  while (owed > 0n) {
    const { medianDays, badDays } = waits[rounds.length === 0 ? 0 : 1]
    // What a round leaves must hold in a bad case too.
    const atWorst = grown(owed, badDays, 'hard')
    const withdraw = freeCollateral(collateral, atWorst, safeRateWad, loan.thresholdWad)
    if (withdraw * 10_000n < collateral || rounds.length === MAX_ROUNDS) return undefined
    collateral -= withdraw
    const brought = mulDivFloor(mulDivFloor(withdraw, fairRateWad, WAD), priceBps, 10_000n)
    // Aave takes no more WETH than is owed; elsewhere what clears the debt is told by the usual wait.
    const caps = loan.lender === 'aave' && loan.debt.every(({ asset }) => asset === 'WETH')
    owed = max(0n, (caps ? atWorst : grown(owed, medianDays, 'usual')) - brought)
    rounds.push({ withdraw, clears: owed === 0n, last: false })
  }
  return [...rounds, { withdraw: collateral, clears: false, last: true }]
}

/** What a round takes out. */
export const withdrawOf = (round: Round, loan: Loan, token: Asset): Action =>
  loan.withdraw(token, round.last ? 'max' : round.withdraw)

/** WETH in the wallet goes to the debts, WETH's first; a clearing round buys no more of another asset than is owed. */
export const payDown = ({ debt, lender, repay }: Loan, round: Round): readonly Action[] => {
  // Aave's debt may be gone already, and a payment of nothing is refused.
  const cleared: Amount = lender === 'morpho' ? 'max' : { debtOf: 'WETH' }
  const weth = debt
    .filter(({ asset }) => asset === 'WETH')
    .map(({ asset }) => repay(asset, round.clears ? cleared : all(asset)))
  const others = debt.filter(({ asset }) => asset !== 'WETH')
  if (round.clears)
    return [
      ...weth,
      ...others.flatMap(({ asset }): readonly Action[] => [
        { kind: 'buy', asset, amountOut: { debtOf: asset } },
        repay(asset, { debtOf: asset }),
      ]),
    ]
  const [first] = others
  if (!first) return weth
  const bought: Action = { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: first.asset }
  return [...weth, bought, repay(first.asset, all(first.asset))]
}
