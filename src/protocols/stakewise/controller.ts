import { WAD } from '../../units/fixed.js'
import { checkedSub } from '../aave/checks.js'
import { Revert } from '../revert.js'
import type { StakeWiseState } from './state.js'

const MAX_PERCENT = 10_000n

/** `OsTokenVaultController._unclaimedAssets`: what has accrued since the last update; floored. */
const unclaimedAssets = (state: StakeWiseState, now: number): bigint =>
  (state.avgRewardPerSecond * state.totalAssets * BigInt(now - state.lastUpdate)) / WAD

/** `OsTokenVaultController.totalAssets`: with what has accrued, less the treasury's part. */
const totalAssets = (state: StakeWiseState, now: number): bigint => {
  const profit = unclaimedAssets(state, now)
  return state.totalAssets + profit - (profit * state.feeBps) / MAX_PERCENT
}

const toShares = ({ totalShares }: StakeWiseState, assets: bigint, ofAssets: bigint): bigint =>
  assets === 0n || totalShares === 0n ? assets : (assets * totalShares) / ofAssets

/** `OsTokenVaultController.convertToShares`: osETH for wei; floored. */
export const convertToShares = (state: StakeWiseState, assets: bigint, now: number): bigint =>
  toShares(state, assets, totalAssets(state, now))

/** `OsTokenVaultController.convertToAssets`, and so osETH's rate: wei for osETH; floored. */
export const convertToAssets = (state: StakeWiseState, shares: bigint, now: number): bigint =>
  state.totalShares === 0n ? shares : (shares * totalAssets(state, now)) / state.totalShares

/** What accrued since the last update, and the treasury's shares of it. */
const accrued = (state: StakeWiseState, now: number) => {
  const profit = unclaimedAssets(state, now)
  const fee = (profit * state.feeBps) / MAX_PERCENT
  const treasuryShares = fee === 0n ? 0n : toShares(state, fee, state.totalAssets + profit - fee)
  return { profit, treasuryShares }
}

const feeAdded = ({ totalShares }: StakeWiseState, treasuryShares: bigint): bigint =>
  treasuryShares === 0n ? 0n : (treasuryShares * WAD) / totalShares

/** `OsTokenVaultController.cumulativeFeePerShare`: what a minter owes more for each osETH minted at one, 18 decimals. */
export const feePerShareNow = (state: StakeWiseState, now: number): bigint =>
  state.feePerShare + feeAdded(state, accrued(state, now).treasuryShares)

/** `OsTokenVaultController.updateState`: what accrued is stored, the fee as shares of the treasury. */
export const updateState = (state: StakeWiseState, now: number): StakeWiseState => {
  const { profit, treasuryShares } = accrued(state, now)
  return {
    ...state,
    lastUpdate: now,
    totalAssets: state.totalAssets + profit,
    totalShares: state.totalShares + treasuryShares,
    feePerShare: state.feePerShare + feeAdded(state, treasuryShares),
  }
}

/** `OsTokenVaultController.mintShares`. */
export const mintShares = (before: StakeWiseState, shares: bigint, now: number): StakeWiseState => {
  if (shares === 0n) throw new Revert('InvalidShares')
  const state = updateState(before, now)
  const assets = convertToAssets(state, shares, now)
  if (state.totalAssets + assets > state.capacity) throw new Revert('CapacityExceeded')
  return { ...state, totalShares: state.totalShares + shares, totalAssets: state.totalAssets + assets }
}

/** `OsTokenVaultController.burnShares` of osETH that `balance` covers. */
export const burnShares = (
  before: StakeWiseState,
  { shares, balance }: { readonly shares: bigint; readonly balance: bigint },
  now: number,
): StakeWiseState => {
  if (shares === 0n) throw new Revert('InvalidShares')
  const state = updateState(before, now)
  const assets = convertToAssets(state, shares, now)
  if (balance < shares) throw new Revert('ERC20: burn amount exceeds balance')
  return {
    ...state,
    totalShares: checkedSub(state.totalShares, shares),
    totalAssets: checkedSub(state.totalAssets, assets),
  }
}
