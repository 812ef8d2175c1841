import type { CurveName, PathSpec } from './facts.js'
import type { Kernel } from './kernel/kernel.js'
import { type Allocator, growthKey, legsOf, type Runs, TILE } from './runs.js'

/** Rates of AdaptiveCurveIrm: 50 a year. */
const MORPHO_SPEED = 50

/** Lets every balance grow over one step, at the rates that stood before it; `elapsed` years since the start. */
export type Growth = { start(): void; accrue(elapsed: number): void }

type Grown = (elapsed: number) => void

/** Everything that grows: debt and supply at curves, at rates that stay, at Morpho. */
export const createGrowth = (kernel: Kernel, spec: PathSpec, runs: Runs, run: Allocator): Growth => {
  const years = 1 / (365 * spec.stepsPerDay)
  const targets = new Map<string, number>()
  const reset: (() => void)[] = []
  const made = new Map<string, Grown>()
  const rates = (curve: CurveName): void => {
    const { optimal, base, slope1, slope2 } = spec.market.curves[curve]
    kernel.twoSlopes(runs.borrowRate[curve], runs.utilisation[curve], optimal, base, slope1, slope2, TILE)
  }
  const curves = new Set<CurveName>()
  for (const { interest } of legsOf(spec)) {
    const key = growthKey(interest)
    const index = runs.growth.get(key)
    if (index === undefined || made.has(key)) continue
    reset.push(() => kernel.fill(index, 1, TILE))
    switch (interest.kind) {
      case 'none':
        made.set(key, () => {})
        break
      case 'borrow':
        curves.add(interest.curve)
        made.set(key, () =>
          kernel.compound(
            index,
            runs.borrowRate[interest.curve],
            years,
            years ** 2 / 2,
            years ** 3 / 6,
            TILE,
          ),
        )
        break
      case 'supply': {
        curves.add(interest.curve)
        const share = 1 - spec.market.curves[interest.curve].reserveFactor
        made.set(key, () =>
          kernel.earn(
            index,
            runs.borrowRate[interest.curve],
            runs.utilisation[interest.curve],
            share * years,
            TILE,
          ),
        )
        break
      }
      case 'still':
        made.set(key, elapsed => {
          const x = interest.ratePerYear * elapsed
          kernel.fill(index, interest.compounds ? 1 + x * (1 + x * (0.5 + x / 6)) : 1 + x, TILE)
        })
        break
      case 'morpho': {
        const { rateAtTarget } = spec.market.morpho[interest.market] ?? { rateAtTarget: 0.03 }
        const [target, usage] = [run(), run()]
        targets.set(key, target)
        reset.push(() => kernel.fill(target, rateAtTarget, TILE))
        made.set(key, () => {
          // The adaptive curve pulls a market to its target; WETH's utilisation on Aave says nothing of it.
          kernel.fill(usage, 0.9, TILE)
          kernel.adapt(index, target, usage, MORPHO_SPEED * years, years, TILE)
        })
      }
    }
  }
  return {
    start: () => {
      for (const set of reset) set()
    },
    accrue: elapsed => {
      for (const curve of curves) rates(curve)
      for (const grow of made.values()) grow(elapsed)
    },
  }
}
