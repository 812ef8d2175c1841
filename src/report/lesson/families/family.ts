import type { Block, Inline } from '../blocks.js'
import type { Study } from '../study.js'

/** How somebody stakes: with a validator of their own, through a pool, or through a pool whose claim can be traded. */
export type StakingKind = 'direct' | 'pooled' | 'liquid'

/** One way to have ether staked, and what a lesson says of it. Adding one is a file here and a line in families.ts. */
export type Family = {
  readonly name: string
  readonly kind: StakingKind
  /** Whether a position stands on it. */
  in(study: Study): boolean
  /** What this choice gives up against running a validator. */
  givenUp(study: Study): readonly Inline[]
  /** What the token, or the validator, is a claim on. */
  claim(study: Study): readonly Block[]
  /** The way rewards and penalties take to the holder. */
  arrival(study: Study): readonly Block[]
  /** How it is redeemed, apart from being sold. */
  redemption(study: Study): Inline
}
