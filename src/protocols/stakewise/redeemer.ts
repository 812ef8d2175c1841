import { min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { claimed, exitedOf, join, pay } from './exitQueue.js'
import type { StakeWiseState } from './state.js'
import { type Caller, redeemAgainst } from './vault.js'

/** `OsTokenRedeemer.enterExitQueue`: osETH, taken from the sender before, waits for ether. */
export const queueOsEth = (
  state: StakeWiseState,
  { owner, now }: Caller,
  shares: bigint,
): StakeWiseState => ({
  ...state,
  redeemer: join(state.redeemer, { owner, shares, at: now }),
})

/** `redeemOsTokenPositions` and what follows: of what waits, `shares` are redeemed against a minter's position and paid. */
export const redeemQueued = (state: StakeWiseState, caller: Caller, wanted: bigint): StakeWiseState => {
  const { queuedShares } = state.redeemer
  const shares = min(wanted, queuedShares)
  if (shares === 0n) return state
  const [assets, next] = redeemAgainst(state, caller, { shares, balance: queuedShares })
  return { ...next, redeemer: pay(next.redeemer, shares, assets) }
}

/** `OsTokenRedeemer.claimExitedAssets`: what was paid for a ticket of the owner's. */
export const claimRedeemed = (
  state: StakeWiseState,
  owner: Address,
  ticket: bigint,
): readonly [wei: bigint, next: StakeWiseState] => {
  const request = state.redeemer.requests[String(ticket)]
  if (request === undefined || request.owner !== owner) throw new Revert('ExitRequestNotProcessed')
  const { exited: whole, assets } = exitedOf(state.redeemer, request)
  const one = request.shares - whole === 1n
  const exited = one ? whole + 1n : whole
  if (exited === 0n || assets === 0n) throw new Revert('ExitRequestNotProcessed')
  const left = request.shares - exited
  return [assets, { ...state, redeemer: claimed(state.redeemer, request, { exited, left, assets }) }]
}
