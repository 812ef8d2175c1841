import { SECONDS_PER_DAY } from '../units/fixed.js'
import { borrowedOf, discountOf, type Standing, UNTOLD } from './levels.js'
import type { Shock } from './scenario.js'

type Of<K extends Shock['kind']> = Extract<Shock, { readonly kind: K }>

/** The standing shocks of one kind, of all scenarios at once. */
const standing = <K extends Shock['kind']>(all: readonly Standing[], kind: K): readonly Of<K>[] =>
  all.flatMap(({ shock }) => (shock.kind === kind ? [shock as Of<K>] : []))

const highest = (values: readonly number[]): number => Math.max(...values)
const lowest = (values: readonly number[]): number => Math.min(...values)

const factor = ({ changeBps }: { readonly changeBps: number }): number => 1 + changeBps / 10_000

/** Falls multiply, and a rise softens no fall; where nothing has fallen, rises multiply. */
const product = (factors: readonly number[]): number => {
  const fallen = factors.filter(one => one < 1)
  return (fallen.length > 0 ? fallen : factors).reduce((sum, one) => sum * one, 1)
}

/** A price cannot fall by more than all. */
const changeOf = (times: number): number => Math.max(-9_999, Math.round((times - 1) * 10_000))

/** Ether let out of Ethereum's exit queue a day: 256 ETH an epoch of 225 (SOURCES B.7). */
const EXITS_PER_DAY = 57_600

/** What is left at `now` of a queue that was set, as others leave it. */
const leftOf = ({ shock, at }: Standing, now: number): number =>
  shock.kind === 'exitQueue'
    ? Math.max(0, shock.ether - ((now - Math.max(0, at)) / SECONDS_PER_DAY) * EXITS_PER_DAY)
    : 0

const curveOf = (shock: Of<'rateCurve'>, all: readonly Of<'rateCurve'>[]): Shock => ({
  ...shock,
  optimalBps: lowest(all.map(curve => curve.optimalBps)),
  baseBps: highest(all.map(curve => curve.baseBps)),
  slope1Bps: highest(all.map(curve => curve.slope1Bps)),
  slope2Bps: highest(all.map(curve => curve.slope2Bps)),
})

type Terms = Pick<Of<'eModeTerms'>, 'ltvBps' | 'thresholdBps' | 'bonusBps'>

const termsOf = (all: readonly Terms[]): Terms => ({
  ltvBps: lowest(all.map(terms => terms.ltvBps)),
  thresholdBps: lowest(all.map(terms => terms.thresholdBps)),
  bonusBps: highest(all.map(terms => terms.bonusBps)),
})

/** Aave's 0 is no cap. */
const capOf = (caps: readonly number[]): number => {
  const set = caps.filter(cap => cap > 0)
  return set.length > 0 ? lowest(set) : 0
}

const capsOf = (shock: Of<'caps'>, all: readonly Standing[]): readonly Shock[] => {
  if (standing(all, 'capsReached').length > 0) return []
  const caps = standing(all, 'caps')
  const supplyCap = capOf(caps.map(one => one.supplyCap))
  return [{ ...shock, supplyCap, borrowCap: capOf(caps.map(one => one.borrowCap)) }]
}

/** Buyers come back as far as the largest discount lets them, and not at all where that one cannot be told. */
const recovered = (shock: Of<'recover'>, all: readonly Standing[]): readonly Shock[] => {
  const discountBps = highest(all.map(one => discountOf(one.shock)))
  return discountBps === UNTOLD ? [] : [{ ...shock, discountBps }]
}

/** A pool whose balances are set loses the discount that the other scenarios had brought about there. */
const soldAgain = (all: readonly Standing[]): readonly Shock[] => {
  const discountBps = highest([0, ...all.map(one => discountOf(one.shock)).filter(one => one < UNTOLD)])
  return discountBps > 0 ? [{ kind: 'depeg', discountBps }] : []
}

const isOn = (shock: Shock): boolean => {
  if (shock.kind === 'halt') return shock.halted
  if (shock.kind === 'freeze') return shock.frozen
  return (shock.kind === 'pause' || shock.kind === 'withdrawalsPaused') && shock.paused
}

/** What is off already is not put off again, and what one scenario still wants off another does not put on. */
const switched = (shock: Shock, on: boolean, all: readonly Standing[], now: number): readonly Shock[] => {
  const others = all.filter(one => isOn(one.shock) && (!on || one.at < now))
  return others.length === 0 ? [shock] : []
}

/**
 * What a shock comes to when `all` is what the scenarios of a combination, its own among them, ask of the same thing at
 * `now`: prices multiply, of everything else the worse stands, and what comes back in one scenario comes back only as far
 * as the others allow.
 */
export const joinedWith = (shock: Shock, all: readonly Standing[], now: number): readonly Shock[] => {
  switch (shock.kind) {
    case 'price':
      return [{ ...shock, changeBps: changeOf(product(standing(all, 'price').map(factor))) }]
    case 'rate':
      return [{ ...shock, changeBps: changeOf(product(standing(all, 'rate').map(factor))) }]
    case 'recover':
      return recovered(shock, all)
    case 'curveBalances':
      return [shock, ...soldAgain(all)]
    case 'wethUtilisation':
      return [{ ...shock, shareBps: highest(all.map(one => borrowedOf(one.shock))) }]
    case 'tokenMarket':
      return [{ ...shock, discountBps: highest(standing(all, 'tokenMarket').map(one => one.discountBps)) }]
    case 'exitQueue':
      return [{ ...shock, ether: highest(all.map(one => leftOf(one, now))) }]
    case 'gas':
      return [{ ...shock, gwei: highest(standing(all, 'gas').map(one => one.gwei)) }]
    case 'halt':
      return switched(shock, shock.halted, all, now)
    case 'freeze':
      return switched(shock, shock.frozen, all, now)
    case 'pause':
    case 'withdrawalsPaused':
      return switched(shock, shock.paused, all, now)
    case 'priceCap':
      return [{ ...shock, belowBps: highest(standing(all, 'priceCap').map(one => one.belowBps)) }]
    case 'priceSource':
      return [standing(all, 'priceSource').find(one => one.source === 'market') ?? shock]
    case 'rateCurve':
      return [curveOf(shock, standing(all, 'rateCurve'))]
    case 'eModeTerms':
      return [{ ...shock, ...termsOf(standing(all, 'eModeTerms')) }]
    case 'collateralTerms':
      return [{ ...shock, ...termsOf(standing(all, 'collateralTerms')) }]
    case 'caps':
      return capsOf(shock, all)
    // Sellers, leavers and forgers do what they do; the ether market follows its feeds and is joined with them.
    case 'etherMarket':
    case 'depeg':
    case 'stakedEtherAt':
    case 'drain':
    case 'capsReached':
    case 'sell':
    case 'leave':
    case 'withdrawals':
    case 'redeemed':
    case 'poolDrained':
    case 'mintAndBorrow':
    case 'slash':
    case 'slashValidators':
    case 'outage':
    case 'eModeCut':
    case 'thresholdCut':
    case 'consensusFork':
    case 'lidoVersion':
    case 'eModeBorrow':
    case 'curveA':
    case 'etherAt':
      return [shock]
  }
}

/** What one scenario asks of ether: its two feeds and the dollar pool, as factors of the start. */
export type EtherAsked = { readonly ether: number; readonly dollar: number; readonly market: number }

/** The dollar pool stands where the joined feeds put it, times how far each scenario holds it off its own feeds. */
export const joinedMarket = (asked: readonly EtherAsked[]): Shock => {
  const feeds = product(asked.map(one => one.ether)) / product(asked.map(one => one.dollar))
  const apart = asked.reduce((sum, { ether, dollar, market }) => sum * ((market * dollar) / ether), 1)
  return { kind: 'etherMarket', changeBps: changeOf(feeds * apart) }
}
