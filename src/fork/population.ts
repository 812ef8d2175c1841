import type { Market } from '../market/market.js'
import { type Borrower, NO_POPULATION, type Population, WHALE } from '../market/population.js'
import type { Address, Asset } from '../protocols/assets.js'
import { ASSETS } from '../protocols/assets.js'
import { mulDivCeil, mulDivFloor } from '../units/fixed.js'
import { reserveSeed, type SeedBook, seedBook } from './seed.js'

type Deciles = readonly number[]

const LARGEST_125 =
  'the 125 largest of the 1,000 largest borrowers of Aave v3 Core on 2025-12-02 (herculesArmy/aave_v3_risk @ 94f338b2, data/top_1000_borrowed_users.csv)'

/** Collateral over debt, lowest to highest by tenths. */
const RATIOS: { readonly loop: Deciles; readonly plain: Deciles; readonly source: string } = {
  loop: [1.058, 1.075, 1.078, 1.083, 1.092, 1.1, 1.109, 1.117, 1.125, 1.148, 1.184],
  plain: [1.2, 1.351, 1.453, 1.656, 1.785, 1.85, 2.014, 2.111, 2.321, 2.692, 5.154],
  source: `${LARGEST_125}: 55 with a ratio below 1.2 taken as loops, 70 as plain borrowers`,
}

/** Debts fall with rank as rank^−0.9: from 1,356 million dollars at rank 2 to 50 at rank 50 and 11.6 at rank 237. */
const SIZE_EXPONENT = 0.9

type Kind = {
  readonly collateral: Asset
  readonly debt: Asset
  readonly eMode: number
  readonly ratios: Deciles
  /** Share of the accounts. */
  readonly share: number
  /** What all accounts of the kind owe together, whole tokens. */
  readonly owed: number
}

/**
 * Kinds of borrowers. Of 125, 55 loop, of which more on weETH than on wstETH (4.8 against 4.0 billion dollars of
 * collateral). How much of each debt they carry together is assumed: half of the WETH of the crowd's loops, and 40 % of
 * its USDC, whatever their number.
 */
const KINDS: readonly Kind[] = [
  { collateral: 'wstETH', debt: 'WETH', eMode: 1, ratios: RATIOS.loop, share: 0.24, owed: 550_000 },
  { collateral: 'weETH', debt: 'WETH', eMode: 1, ratios: RATIOS.loop, share: 0.2, owed: 495_000 },
  { collateral: 'wstETH', debt: 'USDC', eMode: 0, ratios: RATIOS.plain, share: 0.28, owed: 600e6 },
  { collateral: 'WETH', debt: 'USDC', eMode: 0, ratios: RATIOS.plain, share: 0.28, owed: 600e6 },
]

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const shuffled = (count: number, random: () => number): readonly number[] => {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [order[i] ?? i, order[j] ?? j]
    order[i] = b
    order[j] = a
  }
  return order
}

/** The value at `u` of 0 to 1, straight between tenths. */
const quantile = (deciles: Deciles, u: number): number => {
  const at = Math.min(u * 10, 9.999_999)
  const low = deciles[Math.floor(at)] ?? 0
  const high = deciles[Math.floor(at) + 1] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

/** Whole accounts of each kind, the rest to the kinds with the largest remainders. */
const countsOf = (count: number): readonly number[] => {
  const exact = KINDS.map(kind => kind.share * count)
  const whole = exact.map(Math.floor)
  const left = count - whole.reduce((sum, n) => sum + n, 0)
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (const { i } of byRemainder.slice(0, left)) whole[i] = (whole[i] ?? 0) + 1
  return whole
}

const unit = (asset: Asset): bigint => 10n ** BigInt(ASSETS[asset].decimals)

/** What distance to liquidation is measured by: Aave's prices (8 decimals) and liquidation thresholds. */
type Terms = {
  priceBase(asset: Asset): bigint
  thresholdBps(kind: Kind): number
}

const seededTerms = (book: SeedBook): Terms => ({
  priceBase: asset => reserveSeed(book, asset).priceBase,
  thresholdBps: ({ collateral, eMode }) =>
    book.eModes.find(entry => entry.id === eMode)?.liquidationThresholdBps ??
    reserveSeed(book, collateral).liquidationThresholdBps,
})

const reserveIn = ({ aave }: Market, asset: Asset) => {
  const found = aave.reserves[asset]
  if (!found) throw new Error(`${asset} is not listed`)
  return found
}

const termsOf = (day: Market): Terms => ({
  priceBase: asset => reserveIn(day, asset).priceBase,
  thresholdBps: ({ collateral, eMode }) =>
    day.aave.eModes[eMode]?.liquidationThresholdBps ?? reserveIn(day, collateral).liquidationThresholdBps,
})

/** Nobody starts where he could be liquidated: a thousandth above 1. */
const LOWEST_RATIO_BPS = 10_010

/** The first is the whale: the largest loop on wstETH. */
const addressOf = (index: number): Address =>
  `0x${(BigInt(WHALE) + BigInt(index)).toString(16).padStart(40, '0')}`

/**
 * What a kind owes on the terms of a day, whole tokens: as much ether as in the seed stands behind dollars, so that they
 * are fewer where ether costs less. Assumed.
 */
const owedOn = ({ debt, owed }: Kind, day: Terms, seeded: Terms): number => {
  const inEther = ({ priceBase }: Terms): number => Number(priceBase(debt)) / Number(priceBase('WETH'))
  return owed * (inEther(seeded) / inEther(day))
}

/** Debts of a kind by rank, in the debt's smallest unit; they add up to what the kind owes. */
const debtsOf = (kind: Kind, owed: number, count: number): readonly bigint[] => {
  const weights = Array.from({ length: count }, (_, i) => (i + 1) ** -SIZE_EXPONENT)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(
    weight => BigInt(Math.round((owed * weight * 1e6) / sum)) * (unit(kind.debt) / 1_000_000n),
  )
}

/** Collateral that stands `ratio` over a debt, wherever the terms put both; down. */
const collateralFor = (kind: Kind, { priceBase, thresholdBps }: Terms) => {
  const least = mulDivCeil(BigInt(LOWEST_RATIO_BPS), 1_000_000n, BigInt(thresholdBps(kind)))
  const [held, owed] = [priceBase(kind.collateral), priceBase(kind.debt)]
  return (debt: bigint, ratio: number): bigint => {
    const wanted = BigInt(Math.round(ratio * 1e6))
    const base = debt * owed * (wanted > least ? wanted : least)
    return mulDivFloor(base, unit(kind.collateral), unit(kind.debt) * held * 1_000_000n)
  }
}

/**
 * `count` borrowers of the embedded mainnet, the same for the same seed. How far each is from liquidation follows the
 * recorded distribution, stratified and shuffled; sizes fall with rank; totals do not depend on `count`. Their distance is
 * that on the market of `day`, where one is given, and on the seed's otherwise.
 */
export const seededPopulation = (count: number, seed: number, day?: Market): Population => {
  const seeded = seededTerms(seedBook())
  const terms = day ? termsOf(day) : seeded
  const random = randomOf(seed)
  let index = 0
  const borrowers = countsOf(count).flatMap((n, k): readonly Borrower[] => {
    const kind = KINDS[k]
    if (!kind) return []
    const order = shuffled(n, random)
    const collateral = collateralFor(kind, terms)
    return debtsOf(kind, owedOn(kind, terms, seeded), n).map((debtAmount, rank) => ({
      account: addressOf(index++),
      collateral: kind.collateral,
      collateralAmount: collateral(debtAmount, quantile(kind.ratios, ((order[rank] ?? 0) + 0.5) / n)),
      debt: kind.debt,
      debtAmount,
      eMode: kind.eMode,
    }))
  })
  const where = day ? ' (on the market of the day, where dollar debts stand for as much ether as today)' : ''
  const source = `${count} accounts from seed ${seed}: distance to liquidation${where} from ${RATIOS.source}; their shares of the reserves and the split into kinds are assumed`
  return count === 0 ? NO_POPULATION : { kind: 'seeded', source, assumed: true, seed, borrowers }
}
