import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { equityWei } from '../../position/holdings.js'
import { walletValueWei } from '../../simulation/model/play.js'
import type { Outcome, World } from '../../simulation/world.js'
import type { ExitReport, OpenOption } from '../option.js'

/** A prompt plan tried on the world when the decision was made; nothing happened. */
export type Tried = {
  readonly name: string
  readonly plannedWei: bigint
  readonly returnedWei: bigint | null
  readonly reason: string | null
}

/** Where plans are tried, and what stays in the wallet when a part leaves, at fair value. */
export type TrialRequest = {
  readonly world: World
  readonly keptWei: (market: Market) => bigint
}

/** The first reason for which something was refused; null where all went through. */
export const refusal = (outcomes: readonly Outcome[]): string | null => {
  const found = outcomes.find(outcome => outcome.status === 'reverted')
  return found?.status === 'reverted' ? found.reason : null
}

const isPrompt = (option: OpenOption): boolean => (option.quote.plan.waits?.length ?? 0) === 0

/** Every plan that waits for nothing, on the world as it stands. */
export const tryAll = async ({ world, keptWei }: TrialRequest, report: ExitReport) => {
  const tried: Tried[] = []
  for (const option of report.options) {
    if (!option.possible || !isPrompt(option)) continue
    const { plan, proceedsWei } = option.quote
    // What is left of a token is worth what it is after the plan: a redemption's fee lifts its rate.
    const trial = await world.rehearse(plan.legs)
    const reason = refusal(trial.outcomes.flat())
    const returned = walletValueWei(trial.market, trial.market.wallets[OWNER] ?? {}) - keptWei(trial.market)
    tried.push({
      name: option.name,
      plannedWei: proceedsWei,
      returnedWei: reason === null ? returned : null,
      reason,
    })
  }
  return tried
}

/** A move brings nothing into the wallet: of it, net worth after it is compared. */
export const tryMoves = async ({ world }: TrialRequest, { moves }: ExitReport): Promise<readonly Tried[]> => {
  const tried: Tried[] = []
  for (const move of moves) {
    if (!move.possible) continue
    const { outcomes, market } = await world.rehearse(move.plan.legs)
    const reason = refusal(outcomes.flat())
    tried.push({
      name: move.name,
      plannedWei: equityWei(move.market, OWNER),
      returnedWei: reason === null ? equityWei(market, OWNER) : null,
      reason,
    })
  }
  return tried
}
