import { CROWD } from '../../market/crowd.js'
import { COMMISSION_BPS, issuerRewards, stakeWiseRewards } from '../../market/issuerRewards.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { SECONDS_PER_EPOCH } from '../../protocols/ethereum/forks.js'
import { getEthValue } from '../../protocols/rocketpool/reth.js'
import { convertToShares } from '../../protocols/stakewise/controller.js'
import { withdrawableAssets } from '../../protocols/stakewise/vault.js'
import { max, min, mulDivFloor, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
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

/** The last request that the pool's own ether covers, with all before it; 0 where none waits or none is covered. */
const covered = ({ etherfi }: Market): number => {
  const waiting = Object.values(etherfi.requests)
    .filter(({ id }) => id > etherfi.lastFinalizedRequestId)
    .sort((a, b) => a.id - b.id)
  let free = etherfi.totalValueInLp - etherfi.locked
  let last = 0
  for (const { id, amount } of waiting) {
    free -= amount
    if (free < 0n) break
    last = id
  }
  return last
}

/** ether.fi's report: what its validators earned, and requests that its pool can pay. */
const etherFi = (market: Market, seconds: number): readonly Action[] => {
  const { totalValueOutOfLp: ether } = market.etherfi
  if (ether === 0n) return []
  const accrued = issuerRewards(market, { ether, seconds, commissionBps: COMMISSION_BPS.weETH })
  return [{ kind: 'etherfi.report', accrued, withdrawn: 0n, finalizeUpTo: covered(market) }]
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
const stakeWise = (market: Market, seconds: number): readonly Action[] => {
  const { stakewise, block } = market
  if (stakewise.totalShares === 0n) return []
  const free = mulDivFloor(withdrawableAssets(stakewise.vault), REDEEMED_BPS, 10_000n)
  const minter = CROWD.whale
  const most = min(
    convertToShares(stakewise, free, block.timestamp),
    stakewise.vault.accounts[minter]?.minted ?? 0n,
  )
  const redeemed = min(stakewise.redeemer.queuedShares, most)
  const rewards = stakeWiseRewards(market, seconds)
  return [{ kind: 'stakewise.report', ...rewards, withdrawn: 0n, toValidators: 0n, minter, redeemed }]
}

/** Single validators are paid for their duties where there are any; full ones have theirs swept once a round: not here. */
const beacon = ({ validators }: Market): readonly Action[] =>
  validators.validators.length === 0 ? [] : [{ kind: 'validators.settle' }]

/** Issuers other than Lido report once a day: their validators do every duty, and the rate rises by that. */
export const issuers = (): Actor => {
  let reported: number | undefined
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
        ...etherFi(market, seconds),
        ...coinbase(market, seconds),
        ...stakeWise(market, seconds),
        ...beacon(market),
      ]
      return actions.length === 0 ? [] : [{ from: CROWD.oracle, actions }]
    },
  }
}
