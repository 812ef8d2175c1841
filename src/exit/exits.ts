import type { Market } from '../market/market.js'
import type { Tx } from '../position/action.js'
import { fairValueWei, type Layer, layersOf, layerValueWei, netValueWei } from '../position/holdings.js'
import type { ExitPlan, ExitRoute, Strategy } from '../position/strategy.js'
import { EXIT_ROUTES } from '../position/strategy.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { ExitQuote } from '../simulation/frame.js'
import { gasOfTx } from '../simulation/gas.js'
import type { Trial, World } from '../simulation/world.js'
import { abs, SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../units/fixed.js'
import { loanPremiumWei } from './premium.js'

export type ExitContext = {
  readonly world: World
  readonly market: Market
  readonly strategy: Strategy
  readonly owner: Address
  readonly gasPriceWei: bigint
}

const failure = (trial: Trial): string | undefined => {
  const refused = trial.outcomes.flat().find(outcome => outcome.status === 'reverted')
  return refused?.status === 'reverted' ? refused.reason : undefined
}

/** Fair value of a wallet, in wei of ether. */
const walletValue = (market: Market, wallet: Trial['wallet']): bigint =>
  (Object.entries(wallet) as [Asset, bigint][]).reduce(
    (sum, [asset, amount]) => sum + fairValueWei(market, asset, amount),
    0n,
  )

/** 1e-4 of `fair`, to two digits. */
export const costBps = (fair: bigint, received: bigint): number =>
  Number(((fair - received) * 1_000_000n) / fair) / 100

/** What a plan brings. */
export const attempt = async ({ world, market, owner }: ExitContext, plan: ExitPlan) => {
  const trial = await world.try(plan.legs, owner)
  return { trial, reason: failure(trial), proceeds: walletValue(market, trial.wallet) }
}

export const gasUnits = (plan: ExitPlan, owner: Address): bigint =>
  ownTxs(plan, owner).reduce((sum, tx) => sum + gasOfTx(tx.actions), 0n)

const ownTxs = (plan: ExitPlan, owner: Address): readonly Tx[] =>
  plan.legs.flatMap(leg => leg.txs.filter(tx => tx.from === owner))

const measuredGas = (plan: ExitPlan, trial: Trial, owner: Address): bigint =>
  plan.legs.reduce(
    (sum, leg, i) =>
      sum +
      leg.txs.reduce(
        (inner, tx, j) => inner + (tx.from === owner ? (trial.outcomes[i]?.[j]?.gasUsed ?? 0n) : 0n),
        0n,
      ),
    0n,
  )

const days = (plan: ExitPlan): number =>
  plan.legs.reduce((sum, leg) => sum + leg.seconds, 0) / SECONDS_PER_DAY

/** The legs wait the median; in the bad case each wait is the bad one. */
const daysBadCase = (plan: ExitPlan): number =>
  (plan.waits ?? []).reduce((sum, wait) => sum + wait.badDays - wait.medianDays, days(plan))

/** WETH says nothing when there is too little of it, and here it is what a loan is paid back in. */
const inWords = (reason: string): string => {
  if (reason === 'ResumedExpected') return 'Lido’s withdrawal queue is closed'
  return reason === 'reverted without a reason' ? 'the sale brings less than must be paid back' : reason
}

/** The position was left before: a block, and it is what it was. */
const ALREADY_ETHER: ExitPlan = {
  method: { id: 'alreadyEther' },
  legs: [{ seconds: SECONDS_PER_SLOT, txs: [] }],
  assumed: [],
}

/** Less of anything but ether than this, in wei, is dust. */
const DUST = 10n ** 12n

const isEther = (market: Market, layers: readonly Layer[]): boolean =>
  layers.every(
    layer => (layer.kind === 'wallet' && layer.asset === 'ETH') || abs(layerValueWei(market, layer)) < DUST,
  )

const called = (plan: ExitPlan | undefined): Pick<ExitPlan, 'through'> =>
  plan?.through === undefined ? {} : { through: plan.through }

/**
 * The plans of one route sell the same where they can be carried out at once, so that what they pay for loans and gas
 * tells them apart: the first that is not refused is the cheapest. Plans that wait stay in the strategy's order.
 */
export const cheapestFirst = (context: ExitContext, plans: readonly ExitPlan[]): readonly ExitPlan[] => {
  if (plans.length < 2 || plans.some(({ legs }) => legs.length > 1)) return plans
  const { market, owner, gasPriceWei } = context
  return plans
    .map(plan => ({
      plan,
      fees: loanPremiumWei(market, plan) + gasUnits(plan, owner) * gasPriceWei,
    }))
    .sort((a, b) => (a.fees < b.fees ? -1 : a.fees > b.fees ? 1 : 0))
    .map(({ plan }) => plan)
}

const quoteRoute = async (
  context: ExitContext,
  route: ExitRoute,
  { fair, plans }: { readonly fair: bigint; readonly plans: readonly ExitPlan[] },
): Promise<ExitQuote> => {
  const { owner, gasPriceWei } = context
  const reasons: string[] = []
  for (const plan of plans) {
    const { trial, reason, proceeds } = await attempt(context, plan)
    if (reason !== undefined) {
      reasons.push(inWords(reason))
      continue
    }
    const units = gasUnits(plan, owner)
    const gasWei = units * gasPriceWei
    return {
      route,
      ...called(plan),
      possible: true,
      method: plan.method,
      proceedsWei: proceeds,
      costBps: costBps(fair, proceeds - gasWei),
      days: days(plan),
      daysBadCase: daysBadCase(plan),
      gasUnits: units,
      gasWei,
      measuredGasUnits: measuredGas(plan, trial, owner),
      band: null,
      assumed: plan.assumed,
    }
  }
  const reason = [...new Set(reasons)].join('; ') || 'there is no way by this route'
  return { route, ...called(plans[0]), possible: false, reason }
}

/** What leaving by each route would bring now; nothing happens. */
export const quoteExits = async (context: ExitContext): Promise<readonly ExitQuote[]> => {
  const { strategy, market, owner } = context
  const layers = layersOf(market, owner)
  const fair = netValueWei(market, layers)
  if (fair <= 0n) {
    const reason = 'there is nothing left to leave with'
    return EXIT_ROUTES.map(route => ({ route, possible: false, reason }))
  }
  const already = isEther(market, layers)
  return Promise.all(
    EXIT_ROUTES.map(route => {
      const plans = already ? [ALREADY_ETHER] : cheapestFirst(context, strategy.unwind(market, owner, route))
      return quoteRoute(context, route, { fair, plans })
    }),
  )
}
