import { ESCROW_DAYS } from '../../exit/options/etherfiQueue.js'
import { CROWD } from '../../market/crowd.js'
import { COMMISSION_BPS, issuerRewards, stakeWiseRewards } from '../../market/issuerRewards.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { withdrawableTime } from '../../protocols/ethereum/churn.js'
import { SECONDS_PER_EPOCH } from '../../protocols/ethereum/forks.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../../protocols/ethereum/sweep.js'
import { freeEther } from '../../protocols/etherfi/pool.js'
import { MAX_FINALIZED_PER_DAY } from '../../protocols/etherfi/report.js'
import { getEthValue } from '../../protocols/rocketpool/reth.js'
import { convertToAssets, convertToShares } from '../../protocols/stakewise/controller.js'
import { withdrawableAssets } from '../../protocols/stakewise/vault.js'
import {
  max,
  min,
  mulDivCeil,
  mulDivFloor,
  SECONDS_PER_DAY,
  SECONDS_PER_SLOT,
  WAD,
} from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** The oracle members' submission: the supply as it is, what came and went at the rate, and what the stake earned. */
const rocketPool = (market: Market, seconds: number): readonly Action[] => {
  const state = market.rocketpool
  if (state.totalREth === 0n) return []
  const flows = getEthValue(state, state.supply) - getEthValue(state, state.totalREth)
  const ether = max(0n, state.totalEth - state.tokenEther - state.poolBalance)
  const rewards = issuerRewards(market, { ether, seconds, commissionBps: COMMISSION_BPS.rETH })
  return [
    {
      kind: 'rocketpool.balances',
      totalEth: state.totalEth + flows + rewards,
      totalREth: state.supply,
    },
  ]
}

/** Validators of an issuer that leave for what its own ether does not cover. */
type Exits = {
  /** Wei that the sweep has brought by `now` and that was not counted before. */
  arrived(now: number): bigint
  /** Exits for what is missing and nothing on its way will pay. */
  ask(market: Market, missing: bigint): readonly Action[]
}

const VALIDATOR = 32n * WAD
const HALF_SWEEP_SECONDS = (sweepCycleDays(SWEEP_VALIDATORS) / 2) * SECONDS_PER_DAY

/** Exits in whole validators; their ether comes half a sweep after it is withdrawable, and `heldBackDays` later. */
const exitsOf = (heldBackDays: number): Exits => {
  let coming: readonly { readonly ether: bigint; readonly at: number }[] = []
  const total = (list: typeof coming): bigint => list.reduce((sum, { ether }) => sum + ether, 0n)
  return {
    arrived(now) {
      const here = coming.filter(({ at }) => at <= now)
      coming = coming.filter(({ at }) => at > now)
      return total(here)
    },
    ask(market, missing) {
      const short = missing - total(coming)
      if (short <= 0n) return []
      const ether = short + ((VALIDATOR - (short % VALIDATOR)) % VALIDATOR)
      const out = withdrawableTime(market.ethereum, { ether, now: market.block.timestamp })
      coming = [...coming, { ether, at: out + HALF_SWEEP_SECONDS + heldBackDays * SECONDS_PER_DAY }]
      return [{ kind: 'ethereum.exit', ether }]
    },
  }
}

const waitingAtEtherFi = ({ etherfi }: Market) =>
  Object.values(etherfi.requests)
    .filter(({ id }) => id > etherfi.lastFinalizedRequestId)
    .sort((a, b) => a.id - b.id)

/** What one report after so many seconds may finalise; 2025 knows no bound. */
const mostFinalized = ({ etherfi }: Market, free: bigint, seconds: number): bigint =>
  etherfi.version === 2025
    ? free
    : min(
        free,
        mulDivFloor(MAX_FINALIZED_PER_DAY, BigInt(seconds - SECONDS_PER_SLOT), BigInt(SECONDS_PER_DAY)),
      )

/** The last request that the pool's ether and what comes now cover, with all before it; 0 where none waits or is covered. */
const covered = (market: Market, comes: bigint, seconds: number): number => {
  const waiting = waitingAtEtherFi(market)
  let free = mostFinalized(market, freeEther(market.etherfi) + comes, seconds)
  let last = 0
  for (const { id, amount } of waiting) {
    free -= amount
    if (free < 0n) break
    last = id
  }
  return last
}

/** ether.fi's report: what its validators earned, and requests that its pool can pay. */
const etherFi = (market: Market, seconds: number, exits: Exits): readonly Action[] => {
  const { totalValueOutOfLp: ether } = market.etherfi
  if (ether === 0n) return []
  const accrued = issuerRewards(market, { ether, seconds, commissionBps: COMMISSION_BPS.weETH })
  const withdrawn = min(exits.arrived(market.block.timestamp), ether)
  const asked = waitingAtEtherFi(market).reduce((sum, { amount }) => sum + amount, 0n)
  return [
    { kind: 'etherfi.report', accrued, withdrawn, finalizeUpTo: covered(market, withdrawn, seconds) },
    ...exits.ask(market, asked - (freeEther(market.etherfi) + withdrawn)),
  ]
}

/** Coinbase's oracle: the rate rises by what its stake earned, its commission taken. */
const coinbase = (market: Market, seconds: number): readonly Action[] => {
  const { exchangeRate, supply } = market.coinbase
  if (supply === 0n) return []
  const ether = mulDivFloor(exchangeRate, supply, WAD)
  const rewards = issuerRewards(market, { ether, seconds, commissionBps: COMMISSION_BPS.cbETH })
  return [{ kind: 'coinbase.rate', rateWad: exchangeRate + mulDivFloor(rewards, WAD, supply) }]
}

/** A little less than what is there: the rate rises until the report is mined. */
const REDEEMED_BPS = 9_999n

/** StakeWise's oracles: rewards, and osETH at the redeemer as far as the vault has free ether; none is staked meanwhile. */
const stakeWise = (market: Market, seconds: number, exits: Exits): readonly Action[] => {
  const { stakewise, block } = market
  if (stakewise.totalShares === 0n) return []
  const withdrawn = exits.arrived(block.timestamp)
  const free = mulDivFloor(withdrawableAssets(stakewise.vault) + withdrawn, REDEEMED_BPS, 10_000n)
  const minter = CROWD.whale
  const most = min(
    convertToShares(stakewise, free, block.timestamp),
    stakewise.vault.accounts[minter]?.minted ?? 0n,
  )
  const redeemed = min(stakewise.redeemer.queuedShares, most)
  const rewards = stakeWiseRewards(market, seconds)
  // A little more than is asked for: it earns while it waits.
  const left = stakewise.redeemer.queuedShares - redeemed
  const missing = mulDivCeil(convertToAssets(stakewise, left, block.timestamp), 1_005n, 1_000n)
  return [
    { kind: 'stakewise.report', ...rewards, withdrawn, toValidators: 0n, minter, redeemed },
    ...exits.ask(market, left === 0n ? 0n : missing),
  ]
}

/** Single validators are paid for their duties where there are any; full ones have theirs swept once a round: not here. */
const beacon = ({ validators }: Market): readonly Action[] =>
  validators.validators.length === 0 ? [] : [{ kind: 'validators.settle' }]

/**
 * Issuers other than Lido report once a day: their validators do every duty, and the rate rises by that; for requests
 * that their own ether does not cover, validators leave.
 */
export const issuers = (): Actor => {
  let reported: number | undefined
  const [ofEtherFi, ofStakeWise] = [exitsOf(ESCROW_DAYS), exitsOf(0)]
  return {
    name: 'other issuers',
    act(market): readonly Tx[] {
      const { timestamp } = market.block
      reported ??= timestamp
      const seconds = timestamp - reported
      if (seconds < SECONDS_PER_DAY - SECONDS_PER_EPOCH) return []
      reported = timestamp
      const actions = [
        ...rocketPool(market, seconds),
        ...etherFi(market, seconds, ofEtherFi),
        ...coinbase(market, seconds),
        ...stakeWise(market, seconds, ofStakeWise),
        ...beacon(market),
      ]
      return actions.length === 0 ? [] : [{ from: CROWD.oracle, actions }]
    },
  }
}
