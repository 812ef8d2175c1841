import { divRoundingUp } from './fullMath.js'
import {
  getAmount0DeltaCeil,
  getAmount0DeltaFloor,
  getAmount1DeltaCeil,
  getAmount1DeltaFloor,
  getNextSqrtPriceFromInput,
  getNextSqrtPriceFromOutput,
} from './sqrtPriceMath.js'

const FEE_DENOMINATOR = 1_000_000n

/** Amounts in the smallest unit of the token that goes in (with the fee on top) and the one that comes out. */
export type SwapStep = {
  readonly sqrtRatioNextX96: bigint
  readonly amountIn: bigint
  readonly amountOut: bigint
  readonly feeAmount: bigint
}

type StepInput = {
  readonly sqrtRatioCurrentX96: bigint
  readonly sqrtRatioTargetX96: bigint
  readonly liquidity: bigint
  /** Positive: what is left to sell. Negative: what is left to buy. */
  readonly amountRemaining: bigint
  /** Hundredths of a basis point. */
  readonly feePips: bigint
}

const inputBetween = (fromX96: bigint, toX96: bigint, liquidity: bigint): bigint =>
  fromX96 >= toX96
    ? getAmount0DeltaCeil(toX96, fromX96, liquidity)
    : getAmount1DeltaCeil(fromX96, toX96, liquidity)

const outputBetween = (fromX96: bigint, toX96: bigint, liquidity: bigint, zeroForOne: boolean): bigint =>
  zeroForOne
    ? getAmount1DeltaFloor(toX96, fromX96, liquidity)
    : getAmount0DeltaFloor(fromX96, toX96, liquidity)

const feeOn = (amountIn: bigint, feePips: bigint): bigint =>
  divRoundingUp(amountIn * feePips, FEE_DENOMINATOR - feePips)

const stepExactIn = (step: StepInput): SwapStep => {
  const { sqrtRatioCurrentX96, sqrtRatioTargetX96, liquidity, amountRemaining, feePips } = step
  const zeroForOne = sqrtRatioCurrentX96 >= sqrtRatioTargetX96
  const amountToTarget = inputBetween(sqrtRatioCurrentX96, sqrtRatioTargetX96, liquidity)
  const feeToTarget = feeOn(amountToTarget, feePips)
  // The contract compares the input with what is left less its fee, rounded down; adding the fee, rounded up, to the
  // input decides the same, and is needed anyway.
  if (amountToTarget + feeToTarget <= amountRemaining) {
    const amountOut = outputBetween(sqrtRatioCurrentX96, sqrtRatioTargetX96, liquidity, zeroForOne)
    return {
      sqrtRatioNextX96: sqrtRatioTargetX96,
      amountIn: amountToTarget,
      amountOut,
      feeAmount: feeToTarget,
    }
  }
  const lessFee = (amountRemaining * (FEE_DENOMINATOR - feePips)) / FEE_DENOMINATOR
  const sqrtRatioNextX96 = getNextSqrtPriceFromInput(sqrtRatioCurrentX96, liquidity, lessFee, zeroForOne)
  const amountOut = outputBetween(sqrtRatioCurrentX96, sqrtRatioNextX96, liquidity, zeroForOne)
  if (sqrtRatioNextX96 === sqrtRatioTargetX96) {
    return { sqrtRatioNextX96, amountIn: amountToTarget, amountOut, feeAmount: feeToTarget }
  }
  const amountIn = zeroForOne
    ? getAmount0DeltaCeil(sqrtRatioNextX96, sqrtRatioCurrentX96, liquidity)
    : getAmount1DeltaCeil(sqrtRatioCurrentX96, sqrtRatioNextX96, liquidity)
  // Short of the target, all that is left over is the fee.
  return { sqrtRatioNextX96, amountIn, amountOut, feeAmount: amountRemaining - amountIn }
}

const stepExactOut = (step: StepInput): SwapStep => {
  const { sqrtRatioCurrentX96, sqrtRatioTargetX96, liquidity, feePips } = step
  const zeroForOne = sqrtRatioCurrentX96 >= sqrtRatioTargetX96
  const wanted = -step.amountRemaining
  let amountOut = outputBetween(sqrtRatioCurrentX96, sqrtRatioTargetX96, liquidity, zeroForOne)
  let sqrtRatioNextX96 = sqrtRatioTargetX96
  if (wanted < amountOut) {
    sqrtRatioNextX96 = getNextSqrtPriceFromOutput(sqrtRatioCurrentX96, liquidity, wanted, zeroForOne)
    if (sqrtRatioNextX96 !== sqrtRatioTargetX96) {
      amountOut = outputBetween(sqrtRatioCurrentX96, sqrtRatioNextX96, liquidity, zeroForOne)
    }
  }
  const amountIn = zeroForOne
    ? getAmount0DeltaCeil(sqrtRatioNextX96, sqrtRatioCurrentX96, liquidity)
    : getAmount1DeltaCeil(sqrtRatioCurrentX96, sqrtRatioNextX96, liquidity)
  if (amountOut > wanted) amountOut = wanted
  return { sqrtRatioNextX96, amountIn, amountOut, feeAmount: feeOn(amountIn, feePips) }
}

/**
 * v3-core 1.0.1 `SwapMath.computeSwapStep`: one step at constant liquidity towards a target price. Input and fee are
 * rounded up, output down. Checked against v3-sdk's SwapMath and the contract.
 */
export const computeSwapStep = (step: StepInput): SwapStep =>
  step.amountRemaining >= 0n ? stepExactIn(step) : stepExactOut(step)
