import { min, mulDivFloor } from '../../units/fixed.js'
import { Revert } from '../revert.js'

/** `maxPositiveTokenRebase`, of 1e9: 0.075 % a report. Source: lidofinance/state-mate, lido.yaml @ 9f6df199. */
const MAX_POSITIVE_REBASE = 750_000n
const LIMITER_PRECISION_BASE = 10n ** 9n

/** Lido `PositiveTokenRebaseLimiter`: how far one report may lift the share rate. Wei and shares. */
export type Limiter = {
  readonly preEther: bigint
  readonly preShares: bigint
  readonly ether: bigint
  readonly most: bigint
}

/** `initLimiterState`; the limit is floored. */
export const startLimiter = (preEther: bigint, preShares: bigint): Limiter => ({
  preEther,
  preShares,
  ether: preEther,
  most: preEther + mulDivFloor(MAX_POSITIVE_REBASE, preEther, LIMITER_PRECISION_BASE),
})

/** `decreaseEther`. */
export const decreaseEther = (limiter: Limiter, amount: bigint): Limiter => {
  if (amount > limiter.ether) throw new Revert('NegativeTotalPooledEther')
  return { ...limiter, ether: limiter.ether - amount }
}

/** `increaseEther`: what of `amount` fits, and the limiter with it. */
export const increaseEther = (
  limiter: Limiter,
  amount: bigint,
): { readonly limiter: Limiter; readonly taken: bigint } => {
  const ether = min(limiter.ether + amount, limiter.most)
  return { limiter: { ...limiter, ether }, taken: ether - limiter.ether }
}

/** `getSharesToBurnLimit`, floored. */
export const sharesToBurnLimit = ({ preEther, preShares, ether, most }: Limiter): bigint => {
  if (ether >= most) return 0n
  const limitPlusOne = MAX_POSITIVE_REBASE + LIMITER_PRECISION_BASE
  const rate = mulDivFloor(ether, LIMITER_PRECISION_BASE, preEther)
  return mulDivFloor(preShares, limitPlusOne - rate, limitPlusOne)
}
