import { max, min, mulDivCeil, WAD } from '../../units/fixed.js'
import { checkedSub } from '../aave/checks.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import {
  burnShares,
  convertToAssets,
  convertToShares,
  feePerShareNow,
  mintShares,
  updateState,
} from './controller.js'
import { claimed, exitedOf, join, pay } from './exitQueue.js'
import type { StakeWiseState, VaultAccount } from './state.js'

type Vault = StakeWiseState['vault']

const NOTHING: VaultAccount = { shares: 0n, minted: 0n, feePerShare: 0n }

const accountOf = ({ accounts }: Vault, owner: Address): VaultAccount => accounts[owner] ?? NOTHING

const withVault = (state: StakeWiseState, changes: Partial<Vault>): StakeWiseState => ({
  ...state,
  vault: { ...state.vault, ...changes },
})

const withAccount = (state: StakeWiseState, owner: Address, account: VaultAccount): StakeWiseState =>
  withVault(state, { accounts: { ...state.vault.accounts, [owner]: account } })

/** `VaultState.convertToAssets`: wei for shares of the vault; floored. */
export const vaultAssets = ({ totalShares, totalAssets }: Vault, shares: bigint): bigint =>
  totalShares === 0n ? shares : (shares * totalAssets) / totalShares

const vaultShares = ({ totalShares, totalAssets }: Vault, assets: bigint): bigint =>
  assets === 0n || totalShares === 0n ? assets : (assets * totalShares) / totalAssets

/** `VaultState.withdrawableAssets`: ether that nobody in the queue has a claim on. */
export const withdrawableAssets = (vault: Vault): bigint =>
  max(0n, vault.ether - vaultAssets(vault, vault.queue.queuedShares) - vault.queue.unclaimedAssets)

/** `VaultOsToken._syncPositionFee`: the position with the treasury's fee added, as of now; floored. */
export const syncedAccount = (state: StakeWiseState, owner: Address, now: number): VaultAccount => {
  const account = accountOf(state.vault, owner)
  const feePerShare = feePerShareNow(state, now)
  const fee = ((feePerShare - account.feePerShare) * account.minted) / WAD
  return { ...account, minted: account.minted + (account.minted > 0n ? fee : 0n), feePerShare }
}

/** `VaultOsToken._calcMaxOsTokenShares` of an account's stake: the most osETH it may back. */
const mostMinted = (state: StakeWiseState, shares: bigint, now: number): bigint =>
  convertToShares(state, (vaultAssets(state.vault, shares) * state.vault.ltvWad) / WAD, now)

/** What every call on the vault is about. */
export type Caller = { readonly owner: Address; readonly now: number }

/** `EthVault.deposit`: shares for `wei`, rounded up. */
export const depositEther = (state: StakeWiseState, { owner }: Caller, wei: bigint): StakeWiseState => {
  if (wei === 0n) throw new Revert('InvalidAssets')
  const { vault } = state
  const shares = vault.totalShares === 0n ? wei : mulDivCeil(wei, vault.totalShares, vault.totalAssets)
  const account = accountOf(vault, owner)
  return withVault(withAccount(state, owner, { ...account, shares: account.shares + shares }), {
    totalAssets: vault.totalAssets + wei,
    totalShares: vault.totalShares + shares,
    ether: vault.ether + wei,
  })
}

/** `VaultOsToken.mintOsToken`: osETH against the stake, as far as the loan-to-value allows; `'max'` is all of that. */
export const mintOsEth = (
  before: StakeWiseState,
  { owner, now }: Caller,
  wanted: bigint | 'max',
): readonly [osEth: bigint, next: StakeWiseState] => {
  const account = syncedAccount(before, owner, now)
  const most = mostMinted(before, account.shares, now)
  const shares = wanted === 'max' ? max(0n, most - account.minted) : wanted
  if (wanted === 'max' && shares === 0n) return [0n, before]
  const state = mintShares(before, shares, now)
  const minted = account.minted + shares
  if (most < minted) throw new Revert('LowLtv')
  return [shares, withAccount(state, owner, { ...account, minted })]
}

/** `VaultOsToken.burnOsToken`: pays back of what was minted. */
export const burnOsEth = (
  before: StakeWiseState,
  { owner, now }: Caller,
  burnt: { readonly shares: bigint; readonly balance: bigint },
): StakeWiseState => {
  const state = burnShares(before, burnt, now)
  if (accountOf(state.vault, owner).minted === 0n) throw new Revert('InvalidPosition')
  const account = syncedAccount(state, owner, now)
  return withAccount(state, owner, { ...account, minted: checkedSub(account.minted, burnt.shares) })
}

/** `VaultEnterExit.enterExitQueue`: shares join the queue, as far as what was minted leaves them free. */
export const enterExit = (state: StakeWiseState, { owner, now }: Caller, shares: bigint): StakeWiseState => {
  if (shares === 0n) throw new Revert('InvalidShares')
  const stored = accountOf(state.vault, owner)
  const left = checkedSub(stored.shares, shares)
  const { minted } = syncedAccount(state, owner, now)
  if (minted > 0n && mostMinted(state, left, now) < minted) throw new Revert('LowLtv')
  const queue = join(state.vault.queue, { owner, shares, at: now })
  return withVault(withAccount(state, owner, { ...stored, shares: left }), { queue })
}

/** Seconds between asking and fetching, at least; assumed, as StakeWise's deployment has it. */
const CLAIM_DELAY = 15 * 3_600

/** `VaultEnterExit.claimExitedAssets` of a request asked for at `at`: what was paid; nothing where nothing was. */
export const claimExit = (
  state: StakeWiseState,
  { owner, now }: Caller,
  { ticket, at }: { readonly ticket: bigint; readonly at: number },
): readonly [wei: bigint, next: StakeWiseState] => {
  if (now < at + CLAIM_DELAY) throw new Revert('ClaimTooEarly')
  const { queue, ether } = state.vault
  const request = queue.requests[String(ticket)]
  if (request === undefined || request.owner !== owner || request.at !== at) return [0n, state]
  const { exited, assets } = exitedOf(queue, request)
  if (exited === 0n) return [0n, state]
  const left = request.shares - exited > 1n ? request.shares - exited : 0n
  return [
    assets,
    withVault(state, { queue: claimed(queue, request, { exited, left, assets }), ether: ether - assets }),
  ]
}

/** `VaultOsToken.redeemOsToken` for the redeemer: `shares` of osETH against a minter's position; wei paid out, at the rate of now. */
export const redeemAgainst = (
  before: StakeWiseState,
  { owner, now }: Caller,
  redeemed: { readonly shares: bigint; readonly balance: bigint },
): readonly [wei: bigint, next: StakeWiseState] => {
  const updated = updateState(before, now)
  if (accountOf(updated.vault, owner).minted === 0n) throw new Revert('InvalidPosition')
  const account = syncedAccount(updated, owner, now)
  const assets = convertToAssets(updated, redeemed.shares, now)
  if (assets > vaultAssets(updated.vault, account.shares) || assets > withdrawableAssets(updated.vault))
    throw new Revert('InvalidReceivedAssets')
  const state = burnShares(updated, redeemed, now)
  const minted = checkedSub(account.minted, redeemed.shares)
  const { vault } = state
  const burnt = vaultShares(vault, assets)
  const next = withAccount(state, owner, { ...account, minted, shares: checkedSub(account.shares, burnt) })
  return [
    assets,
    withVault(next, {
      totalAssets: vault.totalAssets - assets,
      totalShares: vault.totalShares - burnt,
      ether: vault.ether - assets,
    }),
  ]
}

/** `VaultState._processTotalAssetsDelta`: rewards with the operator's fee as shares, or penalties. */
const withDelta = (vault: Vault, delta: bigint): Vault => {
  if (delta <= 0n) return { ...vault, totalAssets: checkedSub(vault.totalAssets, -delta) }
  const totalAssets = vault.totalAssets + delta
  const fee = (delta * vault.feeBps) / 10_000n
  const feeShares = vault.totalShares === 0n ? fee : (fee * vault.totalShares) / (totalAssets - fee)
  return { ...vault, totalAssets, totalShares: vault.totalShares + (fee === 0n ? 0n : feeShares) }
}

/** `VaultState._updateExitQueue`: whoever waits is paid from what ether is there. */
const withExits = (vault: Vault): Vault => {
  const available = vault.ether - vault.queue.unclaimedAssets
  const exited = min(available, vaultAssets(vault, vault.queue.queuedShares))
  const burnt = vaultShares(vault, exited)
  if (exited === 0n || burnt === 0n) return vault
  return {
    ...vault,
    queue: pay(vault.queue, burnt, exited),
    totalShares: vault.totalShares - burnt,
    totalAssets: vault.totalAssets - exited,
  }
}

/** `VaultState.updateState` with what came from validators and what goes to them; wei. */
export const reportVault = (
  state: StakeWiseState,
  {
    delta,
    withdrawn,
    toValidators,
  }: { readonly delta: bigint; readonly withdrawn: bigint; readonly toValidators: bigint },
): StakeWiseState => {
  const moved = withDelta({ ...state.vault, ether: state.vault.ether + withdrawn }, delta)
  if (toValidators > withdrawableAssets(moved)) throw new Revert('InvalidAssets')
  return { ...state, vault: withExits({ ...moved, ether: moved.ether - toValidators }) }
}
