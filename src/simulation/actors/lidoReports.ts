import { isBunkerAt, safeBorderAt } from '../../market/bunker.js'
import { consensusDelta, slashedRemainder } from '../../market/consensus.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { withdrawableTime } from '../../protocols/ethereum/churn.js'
import { MIN_VALIDATOR_WITHDRAWABILITY_DELAY, SECONDS_PER_EPOCH } from '../../protocols/ethereum/forks.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../../protocols/ethereum/sweep.js'
import {
  bufferedEtherAllocation,
  canDeposit,
  depositableEther,
  finalizationBudget,
  wholeDeposits,
} from '../../protocols/lido/deposits.js'
import { finalizationBatches, unfinalizedStEth } from '../../protocols/lido/queue.js'
import { applyReport, type Report, simulateReport } from '../../protocols/lido/report.js'
import { ACTIVATED_PER_DAY } from '../../protocols/lido/sanityWindow.js'
import type { LidoState } from '../../protocols/lido/state.js'
import { Revert } from '../../protocols/revert.js'
import { max, min, mulDivFloor, type Ray, SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** What Lido keeps in its buffer when nobody waits, wei; the rest goes to validators. Assumed, as in the seed. */
const KEPT_BUFFER = 5_000n * WAD
/** Exit requests of a day, wei: five exit-bus reports of 19,200 ETH. Source: state-mate lido.yaml @ 9f6df199. */
const EXITS_PER_DAY = 96_000n * WAD
const VALIDATOR = 32n * WAD
const SWEEP_SECONDS = BigInt(Math.round(sweepCycleDays(SWEEP_VALIDATORS) * SECONDS_PER_DAY))

/** Ether on its way out: the sweep brings it evenly over a cycle from when it is withdrawable (seconds). */
type Outflow = { readonly ether: bigint; readonly from: number; readonly until: number }

const arrivedBy = ({ ether, from, until }: Outflow, time: number): bigint => {
  const into = (at: number): bigint => {
    const x = BigInt(Math.max(0, time - at))
    return x < SWEEP_SECONDS ? (x * x) / 2n : SWEEP_SECONDS * x - (SWEEP_SECONDS * SWEEP_SECONDS) / 2n
  }
  const span = BigInt(Math.max(1, until - from))
  return min(ether, (ether * (into(from) - into(from + Number(span)))) / (SWEEP_SECONDS * span))
}

const WITHDRAWABLE_SECONDS = MIN_VALIDATOR_WITHDRAWABILITY_DELAY * SECONDS_PER_EPOCH

/** Validators of an outflow that have left the exit queue by `time`: evenly, 256 epochs before they are withdrawable. */
const exitedBy = ({ ether, from, until }: Outflow, time: number): bigint => {
  const into = BigInt(Math.max(0, time - (from - WITHDRAWABLE_SECONDS)))
  const span = BigInt(Math.max(1, until - from))
  return min(ether, (ether * into) / span) / VALIDATOR
}

const sumOf = (list: readonly Outflow[], read: (flow: Outflow) => bigint): bigint =>
  list.reduce((sum, flow) => sum + read(flow), 0n)

/** Ether of slashed validators that the sweep brought from one time to another. */
const slashedArrivals = (market: Market, from: number, to: number): bigint =>
  market.ethereum.slashings.reduce((sum, slashing) => {
    const flow = {
      ether: slashedRemainder(market, slashing),
      from: slashing.withdrawableAt,
      until: slashing.withdrawableAt,
    }
    return sum + arrivedBy(flow, to) - arrivedBy(flow, from)
  }, 0n)

/** The last request that the safe border and the ether of this report let pass, paid at the rate of now; 0 is none. */
const finalizable = (
  { queue }: LidoState,
  order: { readonly budget: bigint; readonly maxShareRateRay: Ray; readonly maxTimestamp: number },
): number =>
  queue.paused ? 0 : (finalizationBatches(queue, { upTo: queue.lastRequestId, ...order }).at(-1) ?? 0)

/** Ether of deposits that the entry queue has not activated by `now`; versions before 4 do not know it apart. */
const pendingAt = (lido: LidoState, now: number): bigint => {
  if (lido.version !== 4) return lido.clPendingBalance
  const elapsed = BigInt(now - lido.lastReport)
  const activated = mulDivFloor(ACTIVATED_PER_DAY, elapsed, BigInt(SECONDS_PER_DAY))
  return max(0n, lido.clPendingBalance + lido.depositedPostReport - activated)
}

/** What left the validators since the report before: ether that the sweep brought, and how many left the exit queue. */
type Left = { readonly ether: bigint; readonly validators: bigint }

/** The report of the block at `now`, as the oracle finds it by simulating it first. */
const reportOf = (market: Market, left: Left, now: number): Report => {
  const { lido } = market
  const earned = consensusDelta(market, lido.lastReport, now)
  const swept = max(0n, earned) + left.ether + slashedArrivals(market, lido.lastReport, now)
  const bunker = isBunkerAt(market, now)
  const report: Report = {
    clDelta: earned,
    elRewards: 0n,
    clWithdrawn: min(swept, max(0n, lido.clValidatorsBalance + earned)),
    clPending: pendingAt(lido, now),
    exited: Number(left.validators),
    finalizeUpTo: 0,
    bunker,
    now,
  }
  const { withdrawals, elRewards, shareRateRay: maxShareRateRay } = simulateReport(lido, report)
  const budget = finalizationBudget(lido) + withdrawals + elRewards
  const maxTimestamp = safeBorderAt(market, now, bunker)
  return { ...report, finalizeUpTo: finalizable(lido, { budget, maxShareRateRay, maxTimestamp }) }
}

/** What may be deposited without the buffer falling below what Lido keeps, wei. */
const toDeposit = (lido: LidoState): bigint => {
  if (!canDeposit(lido)) return 0n
  const kept = max(0n, KEPT_BUFFER - bufferedEtherAllocation(lido).withdrawalsReserve)
  return wholeDeposits(lido, max(0n, depositableEther(lido) - kept))
}

/**
 * What is left in the buffer beyond what waits goes to validators; nothing in bunker mode, and nothing where the report
 * will be refused.
 */
const depositAfter = (market: Market, report: Report): readonly Action[] => {
  try {
    const ether = toDeposit(applyReport(market.lido, report).lido)
    return ether > 0n ? [{ kind: 'lido.deposit', ether }] : []
  } catch (error) {
    if (error instanceof Revert) return []
    throw error
  }
}

const actionOf = ({ now: _, ...report }: Report): Action => ({ kind: 'lido.report', ...report })

/**
 * Lido's oracles: a report once a day with what the consensus layer did, rewards and exited ether swept to the vault,
 * bunker mode and the safe border, and requests finalised in order as far as ether goes; exits asked for where ether is
 * missing. A report that Lido's sanity checks refuse is sent again the next day, with a day more in it.
 */
export const lidoReports = (): Actor => {
  let attempted = 0
  let outflows: readonly Outflow[] = []

  /** Exits for what waits and nothing on its way will pay, in whole validators. */
  const askForExits = (market: Market): readonly Action[] => {
    const { timestamp: now } = market.block
    const coming = sumOf(outflows, flow => flow.ether - arrivedBy(flow, market.lido.lastReport))
    const missing = unfinalizedStEth(market.lido.queue) - market.lido.bufferedEther - coming
    const asked = min(max(0n, missing), EXITS_PER_DAY)
    if (asked === 0n) return []
    const ether = asked + ((VALIDATOR - (asked % VALIDATOR)) % VALIDATOR)
    const order = (amount: bigint) => withdrawableTime(market.ethereum, { ether: amount, now })
    outflows = [...outflows, { ether, from: order(VALIDATOR), until: order(ether) }]
    return [{ kind: 'ethereum.exit', ether }]
  }

  return {
    name: 'lido oracle',
    role: 'lidoOracle',
    act(market) {
      const { timestamp } = market.block
      const { lastReport } = market.lido
      if (timestamp - Math.max(lastReport, attempted) < SECONDS_PER_DAY - SECONDS_PER_EPOCH) return []
      attempted = timestamp
      // The report counts up to its own block; one that is refused leaves it all to the next.
      const now = timestamp + SECONDS_PER_SLOT
      const left = {
        ether: sumOf(outflows, flow => arrivedBy(flow, now) - arrivedBy(flow, lastReport)),
        validators: sumOf(outflows, flow => exitedBy(flow, now) - exitedBy(flow, lastReport)),
      }
      const report = reportOf(market, left, now)
      const exits = askForExits(market)
      return [
        { from: CROWD.oracle, actions: [actionOf(report), ...depositAfter(market, report)] },
        ...(exits.length > 0 ? [{ from: CROWD.oracle, actions: exits }] : []),
      ]
    },
  }
}
