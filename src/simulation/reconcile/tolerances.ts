/** How far the model may be from the chain in one quantity, and why a contract's author would accept it. */
export type Tolerance = {
  /** Name of a quantity in reconcile.ts. */
  readonly quantity: string
  /** Largest difference, in the quantity's smallest unit. */
  readonly atMost: bigint
  readonly reason: string
}

/** None: along a prescribed path the model is the chain, to the wei. */
export const TOLERANCES: readonly Tolerance[] = []
