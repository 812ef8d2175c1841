import { max, min } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { unfinalizedStEth } from './queue.js'
import type { LidoState } from './state.js'

/** `DEPOSIT_SIZE` of versions 2 and 3: deposits are whole validators. Wei. */
const DEPOSIT_SIZE = 32n * 10n ** 18n

/** How Lido's buffer is shared out, wei. */
export type BufferedEther = {
  /** For deposits, before requests that wait. Versions 2 and 3 have none. */
  readonly depositsReserve: bigint
  /** For requests that wait. */
  readonly withdrawalsReserve: bigint
  readonly unreserved: bigint
}

/** Lido `_getBufferedEtherAllocation` (lidofinance/core @ 3f6ab3da, Lido.sol 605). */
export const bufferedEtherAllocation = (lido: LidoState): BufferedEther => {
  const depositsReserve = lido.version === 4 ? min(lido.bufferedEther, lido.depositsReserve) : 0n
  const rest = lido.bufferedEther - depositsReserve
  const withdrawalsReserve = min(rest, unfinalizedStEth(lido.queue))
  return { depositsReserve, withdrawalsReserve, unreserved: rest - withdrawalsReserve }
}

/** Lido `canDeposit`: not in bunker mode, and not while Lido is stopped. */
export const canDeposit = ({ bunkerSince, stopped }: LidoState): boolean => bunkerSince === 0 && !stopped

/** Lido `getDepositableEther`, wei: all of the buffer but what is kept for requests that wait. */
export const depositableEther = (lido: LidoState): bigint => {
  const { depositsReserve, unreserved } = bufferedEtherAllocation(lido)
  return depositsReserve + unreserved
}

/** Wei of `ether` that can be deposited at once: whole validators before version 4, any amount since. */
export const wholeDeposits = ({ version }: LidoState, ether: bigint): bigint =>
  version === 4 ? ether : ether - (ether % DEPOSIT_SIZE)

/** Validators that a report sees for the first time, of what was deposited since the one before. */
export const appearedValidators = ({ depositedPostReport }: LidoState): number =>
  Number(depositedPostReport / DEPOSIT_SIZE)

/**
 * Lido `withdrawDepositableEther` (version 4) or `deposit`: ether of the buffer goes to validators; the next report
 * counts it with them. Throws `CAN_NOT_DEPOSIT`, `ZERO_AMOUNT` and `NOT_ENOUGH_ETHER`; `NotWholeValidators` is ours:
 * before version 4 nobody can ask for a part of a validator.
 */
export const depositBuffered = (lido: LidoState, amount: bigint): LidoState => {
  if (!canDeposit(lido)) throw new Revert('CAN_NOT_DEPOSIT')
  if (amount === 0n && lido.version === 4) throw new Revert('ZERO_AMOUNT')
  if (amount > depositableEther(lido)) throw new Revert('NOT_ENOUGH_ETHER')
  if (wholeDeposits(lido, amount) !== amount) throw new Revert('NotWholeValidators')
  return {
    ...lido,
    bufferedEther: lido.bufferedEther - amount,
    depositedPostReport: lido.depositedPostReport + amount,
    depositsReserve: max(0n, lido.depositsReserve - amount),
  }
}

/** Lido `setDepositsReserveTarget`: the stored reserve falls with its target at once, and rises with the next report. */
export const setDepositsReserveTarget = (lido: LidoState, target: bigint): LidoState => ({
  ...lido,
  depositsReserveTarget: target,
  depositsReserve: min(lido.depositsReserve, target),
})

/** Lido `_updateBufferedEtherAllocation`, after a report: the stored reserve is back at its target. */
export const restoreDepositsReserve = (lido: LidoState): LidoState => ({
  ...lido,
  depositsReserve: max(lido.depositsReserve, lido.depositsReserveTarget),
})

/**
 * What a report may finalise requests with, wei, beyond what it takes from the vaults: the rule of lido-oracle's
 * `services/withdrawal.py` (`getWithdrawalsReserve` since version 4, the buffer before). The contracts do not refuse more.
 */
export const finalizationBudget = (lido: LidoState): bigint =>
  lido.version === 4 ? bufferedEtherAllocation(lido).withdrawalsReserve : lido.bufferedEther
