import type { Market } from '../../market/market.js'
import type { Address } from '../../protocols/assets.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import { ORACLE_PRICE_SCALE, type Priced } from '../../protocols/morpho/health.js'
import { borrowRate } from '../../protocols/morpho/irm.js'
import { wTaylorCompounded } from '../../protocols/morpho/math.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { max, mulDivCeil, mulDivFloor, SECONDS_PER_DAY, WAD, type Wad } from '../../units/fixed.js'
import type { RoundWait } from './rounds.js'

/** `clears`: what it brings pays the debt off. `last`: takes what is left, with nothing owed. */
export type MorphoRound = { readonly withdraw: bigint; readonly clears: boolean; readonly last: boolean }

/** What a round is expected to bring, in basis points of fair value, and how long it waits. */
export type MorphoRoundTerms = {
  readonly priceBps: bigint
  /** Of the first round, and of each after it. */
  readonly waits: readonly [first: RoundWait, later: RoundWait]
  /** By how much the share rate is known to fall while waiting, of one. */
  readonly knownFallWad: bigint
}

const MAX_ROUNDS = 60
/** Of the rate: what a round must bear, and what it is likely to meet, a tenth more so that it does not fall short. */
const HARD = 2n * WAD
const USUAL = (11n * WAD) / 10n

/** Debt after `days` at some times the rate that today's utilisation leads to by then. */
const withInterest = ({ market }: Priced, owed: bigint, days: number, times: Wad): bigint => {
  const seconds = Math.ceil(days * SECONDS_PER_DAY)
  const { avgRateWad } = borrowRate(market, market.lastUpdate + seconds)
  const grown = wTaylorCompounded(avgRateWad, BigInt(seconds))
  return owed + mulDivCeil(owed, mulDivCeil(grown, times, WAD), WAD)
}

/** What can be taken out with `owed` owed, the health factor left a little above 1 at `priceE36`. */
export const freeOnMorpho = (collateral: bigint, owed: bigint, { name, priceE36 }: Priced): bigint => {
  const backed = mulDivCeil(owed, WAD, MORPHO_MARKETS[name].lltvWad)
  const needed = mulDivCeil(backed, ORACLE_PRICE_SCALE, priceE36)
  return max(0n, collateral - mulDivCeil(needed, 10_005n, 10_000n))
}

/**
 * Sizes of the rounds that free a position without a loan; undefined where it cannot be freed. A round leaves so much
 * that a bad wait's interest does not make what is left liquidatable.
 */
export const planMorphoRounds = (
  market: Market,
  { owner, market: name }: { readonly owner: Address; readonly market: MorphoMarketName },
  { priceBps, waits, knownFallWad }: MorphoRoundTerms,
): readonly MorphoRound[] | undefined => {
  const now = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!now) return undefined
  const { collateral: held, borrowed } = holdingOf(now, owner)
  const known = (value: bigint): bigint => mulDivFloor(value, WAD - knownFallWad, WAD)
  const priced = { ...now, priceE36: known(now.priceE36) }
  const rate = known(stEthPerToken(market.lido))
  let collateral = held
  let owed = borrowed === 0n ? 0n : borrowed + borrowed / 100_000n + 1n
  const rounds: MorphoRound[] = []
  while (owed > 0n) {
    const { medianDays, badDays } = waits[rounds.length === 0 ? 0 : 1]
    const withdraw = freeOnMorpho(collateral, withInterest(priced, owed, badDays, HARD), priced)
    if (withdraw * 10_000n < collateral || rounds.length === MAX_ROUNDS) return undefined
    collateral -= withdraw
    const brought = mulDivFloor(mulDivFloor(withdraw, rate, WAD), priceBps, 10_000n)
    // Morpho refuses more than is owed: what clears the debt is told by the usual wait.
    owed = max(0n, withInterest(priced, owed, medianDays, USUAL) - brought)
    rounds.push({ withdraw, clears: owed === 0n, last: false })
  }
  return [...rounds, { withdraw: collateral, clears: false, last: true }]
}
