/**
 * A protocol refused. Thrown by mirrors where the contract reverts and caught once, at the edge of a transaction,
 * where it becomes an `Outcome`. `reason` is the name of the contract's custom error, or its message.
 */
export class Revert extends Error {
  override readonly name = 'Revert'
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}
