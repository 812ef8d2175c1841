/** Lido's consensus layer over one report, as its sanity checker is told. Wei and seconds. */
export type BalanceChange = {
  readonly preValidators: bigint
  readonly prePending: bigint
  /** Deposited to validators since the report before. */
  readonly deposits: bigint
  readonly postValidators: bigint
  readonly postPending: bigint
  /** Ether that left the validators for the withdrawal vault since the report before. */
  readonly withdrawals: bigint
  /** Ether in the withdrawal vault, that left included. */
  readonly vault: bigint
  /** Validators that ever appeared, before and after, and that ever exited. Versions 2 and 3 count them. */
  readonly preCount: number
  readonly postCount: number
  readonly exited: number
  /** Of this report, and of the one before. */
  readonly now: number
  readonly before: number
}

/** Balance before, with what was deposited. */
export const preBalance = ({ preValidators, prePending, deposits }: BalanceChange): bigint =>
  preValidators + prePending + deposits

/** Balance after, with what waits to be activated. */
export const postBalance = ({ postValidators, postPending }: BalanceChange): bigint =>
  postValidators + postPending
