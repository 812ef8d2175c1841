import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { caps } from './caps.js'
import { capsReached } from './capsReached.js'
import { collateralTerms } from './collateralTerms.js'
import { consensusFork } from './consensusFork.js'
import { curveA } from './curveA.js'
import { curveBalances } from './curveBalances.js'
import type { AnyShock, ShockDef, Standing } from './define.js'
import { depeg } from './depeg.js'
import { drain } from './drain.js'
import { eModeBorrow } from './eModeBorrow.js'
import { eModeCut } from './eModeCut.js'
import { eModeTerms } from './eModeTerms.js'
import { etherAt } from './etherAt.js'
import { etherFiVersion } from './etherFiVersion.js'
import { etherMarket } from './etherMarket.js'
import { exitQueue } from './exitQueue.js'
import { freeze } from './freeze.js'
import { gas } from './gas.js'
import { halt } from './halt.js'
import { leave } from './leave.js'
import { lidoVersion } from './lidoVersion.js'
import { mintAndBorrow } from './mintAndBorrow.js'
import { outage } from './outage.js'
import { pause } from './pause.js'
import { poolDrained } from './poolDrained.js'
import { price } from './price.js'
import { priceCap } from './priceCap.js'
import { priceSource } from './priceSource.js'
import { rate } from './rate.js'
import { rateCurve } from './rateCurve.js'
import { recover } from './recover.js'
import { redeemed } from './redeemed.js'
import { sell } from './sell.js'
import { slash } from './slash.js'
import { slashValidators } from './slashValidators.js'
import { stakedEtherAt } from './stakedEtherAt.js'
import { thresholdCut } from './thresholdCut.js'
import { tokenMarket } from './tokenMarket.js'
import { usdcUtilisation } from './usdcUtilisation.js'
import { wethUtilisation } from './wethUtilisation.js'
import { withdrawals } from './withdrawals.js'
import { withdrawalsPaused } from './withdrawalsPaused.js'

/** Every kind of shock. A new one is a file and a line here. */
const ALL = [
  price,
  depeg,
  etherMarket,
  slash,
  slashValidators,
  outage,
  consensusFork,
  lidoVersion,
  etherFiVersion,
  drain,
  leave,
  withdrawals,
  exitQueue,
  gas,
  halt,
  priceCap,
  priceSource,
  eModeCut,
  thresholdCut,
  eModeTerms,
  collateralTerms,
  eModeBorrow,
  rateCurve,
  freeze,
  pause,
  caps,
  capsReached,
  withdrawalsPaused,
  sell,
  recover,
  poolDrained,
  tokenMarket,
  rate,
  redeemed,
  mintAndBorrow,
  curveA,
  curveBalances,
  etherAt,
  stakedEtherAt,
  wethUtilisation,
  usdcUtilisation,
] as const

type ShapeOf<D> = D extends { scale(shock: never, severity: number): infer S } ? S : never

/** Something that happens to the market, as data. Basis points and whole tokens; times are the step's. */
export type Shock = ShapeOf<(typeof ALL)[number]>

export type ShockKind = Shock['kind']

/** Every kind by its name, in the order in which files and lists show them. */
export const SHOCKS = Object.fromEntries(ALL.map(def => [def.kind, def])) as unknown as Readonly<
  Record<ShockKind, ShockDef<AnyShock>>
>

/** The kinds' names, in their order. */
export const SHOCK_KINDS = ALL.map(def => def.kind) as readonly ShockKind[]

/** Whether a transaction belongs to a shock, and not to someone who acts on their own. */
export const isShockKind = (text: string): text is ShockKind => Object.hasOwn(SHOCKS, text)

const defOf = (shock: AnyShock): ShockDef<AnyShock> => SHOCKS[shock.kind as ShockKind]

/** The same shock, `severity` times as hard; nothing where severity 0 leaves nothing of it. */
export const scaleShock = (shock: Shock, severity: number): readonly Shock[] =>
  severity === 0 && defOf(shock).atNothing === 'goes' ? [] : [defOf(shock).scale(shock, severity) as Shock]

/** What a shock sets until the next of the same level, asked `at`; undefined where it sets none. */
export const standingOf = (shock: Shock, at: number): Standing | undefined => {
  const level = defOf(shock).level?.(shock)
  return level && { shock, level, at }
}

/** Whether what stood before still stands after a shock. */
export const yieldsTo = (shock: Shock, before: Standing): boolean =>
  defOf(shock).yields?.(shock, before) ?? false

/** What a shock comes to when `all` is what the scenarios of a combination ask of its level at `now`. */
export const joinShock = (shock: Shock, all: readonly Standing[], now: number): readonly Shock[] =>
  (defOf(shock).join?.(shock, all, now) ?? [shock]) as readonly Shock[]

/** Whether a combination lets it happen only once at a time. */
export const happensOnce = (shock: Shock): boolean => defOf(shock).once ?? false

/**
 * The transactions by which others make a shock happen, as of `market`; `start` is the market when the scenario began.
 * Gas is bookkeeping and lowers to nothing.
 */
export const lowerShock = (shock: Shock, market: Market, start: Market): readonly Tx[] =>
  defOf(shock).lower(shock, market, start)
