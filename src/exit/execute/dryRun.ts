import { OWNER } from '../../market/crowd.js'
import { equityWei } from '../../position/holdings.js'
import { etherOf } from '../../simulation/model/play.js'
import type { Way } from '../../simulation/way.js'
import type { Outcome, World } from '../../simulation/world.js'
import type { ExitReport, OpenOption } from '../option.js'

/** A prompt plan tried on the world when the decision was made; nothing happened. */
export type Tried = {
  readonly way: Way
  readonly plannedWei: bigint
  readonly returnedWei: bigint | null
  readonly reason: string | null
}

/** Where plans are tried, and the ether that stays in the wallet when a part leaves. */
export type TrialRequest = {
  readonly world: World
  readonly keptWei: bigint
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
    const trial = await world.rehearse(plan.legs)
    const reason = refusal(trial.outcomes.flat())
    const returned = etherOf(trial.market.wallets[OWNER] ?? {}) - keptWei
    tried.push({
      way: option.way,
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
      way: { kind: 'refinance', to: move.to },
      plannedWei: equityWei(move.market, OWNER),
      returnedWei: reason === null ? equityWei(market, OWNER) : null,
      reason,
    })
  }
  return tried
}
