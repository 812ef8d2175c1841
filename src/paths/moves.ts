import type { Discount } from './factors/discount.js'
import type { JumpDiffusion, Jumps } from './factors/ether.js'
import type { Reverting } from './factors/reverting.js'
import { exp } from './kernel/exponential.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { type StakedRuns, TILE } from './runs.js'

/** Whether something jumps, and how far: two runs. */
export type JumpRuns = { readonly whether: Cell; readonly size: Cell }

/** Chances of at least one, two and three events where `mean` are expected. */
export const chancesOf = (mean: number): readonly [number, number, number] => {
  const none = exp(-mean)
  return [1 - none, 1 - none * (1 + mean), 1 - none * (1 + mean + (mean * mean) / 2)]
}

/** Expected growth of a price by its jumps, a year. */
const compensation = (jumps: Jumps): number =>
  jumps.perYear.value * (exp(jumps.mean.value + jumps.sd.value ** 2 / 2) - 1)

/** Drift a year of the logarithm at which the price's expectation stays where it is. */
export const driftOf = ({ vol, stirs, crashes }: JumpDiffusion): number =>
  -(vol.value ** 2) / 2 - compensation(stirs) - compensation(crashes)

/** One step of a price's logarithm without its crashes. */
export const movePrice = (
  kernel: Kernel,
  of: JumpDiffusion,
  at: { readonly years: number; readonly stirs: JumpRuns },
) => {
  const { years, stirs } = at
  const [drift, vol] = [driftOf(of) * years, of.vol.value * Math.sqrt(years)]
  const chances = chancesOf(of.stirs.perYear.value * years)
  return (x: Cell, noise: Cell): void => {
    kernel.walk(x, noise, drift, vol, TILE)
    kernel.jump(x, stirs.whether, stirs.size, ...chances, of.stirs.mean.value, of.stirs.sd.value, TILE)
  }
}

/** One step of a reverting level without its jumps: the exact transition. */
export const moveLevel = (kernel: Kernel, of: Reverting, years: number) => {
  const speed = of.speedPerYear.value
  const keep = exp(-speed * years)
  const vol = of.volPerRootYear.value * Math.sqrt((1 - keep * keep) / (2 * speed))
  return (y: Cell, noise: Cell): void =>
    kernel.revert(y, noise, of.mean.value, keep, vol, of.low, of.high, TILE)
}

/** One step of a discount without its jumps: a reverting level, pushed by ether's fall, under a ceiling by the queue's wait. */
export const moveDiscount = (
  kernel: Kernel,
  of: Discount,
  at: { readonly years: number; readonly logEther: Cell; readonly wait: Cell },
) => {
  const move = moveLevel(kernel, of, at.years)
  const threshold = of.fallThreshold * Math.sqrt(at.years * 365)
  return ({ discount, before }: StakedRuns, noise: Cell): void => {
    move(discount, noise)
    kernel.couple(discount, at.logEther, before, of.fallBeta.value, threshold, TILE)
    kernel.ceiling(discount, at.wait, of.ceilingBase.value, of.ceilingPerWaitYear.value, TILE)
  }
}
