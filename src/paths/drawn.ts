import { factorise } from './factors/correlation.js'
import { CORRELATED, type Parameters, STAKED, type Staked } from './factors/parameters.js'
import type { Reverting } from './factors/reverting.js'
import type { PathSpec } from './facts.js'
import { exp, ln } from './kernel/exponential.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { moveDiscount, moveLevel, movePrice } from './moves.js'
import { type RareEvent, rareEvents } from './rare.js'
import { type Runs, TILE, uses } from './runs.js'
import { tiltNormals } from './tilt.js'
import { createWords, drawToken, tokenRun, wordRun } from './words.js'

/** Brings every factor one step on. `path` is the first of the tile. */
export type Factors = {
  /** Whether the run of ether's lows within a step is set. */
  readonly hasLows: boolean
  start(path: number): void
  advance(path: number, step: number): void
}

type Draw = {
  readonly kernel: Kernel
  readonly spec: PathSpec
  readonly parameters: Parameters
  readonly runs: Runs
  /** ln(1 + ether in the exit queue / 1,000). */
  readonly queueLevel: Cell
  readonly years: number
  readonly noise: (name: (typeof CORRELATED)[number]) => Cell
}

/** Ether that leaves the exit queue a year: 256 an epoch, 57,600 a day. */
const EXITS_PER_YEAR = 57_600 * 365

const createNoise = ({ kernel, parameters, runs }: Pick<Draw, 'kernel' | 'parameters' | 'runs'>) => {
  const rows = factorise(parameters.correlation)
  return (name: (typeof CORRELATED)[number]): Cell => {
    const i = CORRELATED.indexOf(name)
    // Ether comes first: its noise is its own word.
    if (i === 0) return runs.words
    kernel.cells.set(rows[i] ?? [], runs.rows)
    kernel.combine(runs.rows, runs.words, i + 1, runs.noise, TILE)
    return runs.noise
  }
}

const etherMoves = ({ kernel, spec, parameters, runs, years, noise }: Draw) => {
  const at = { years, stirs: { whether: wordRun(runs, 'stirs?'), size: wordRun(runs, 'stirs') } }
  const moveEther = movePrice(kernel, parameters.ether, at)
  const moveBitcoin = movePrice(kernel, parameters.bitcoin, at)
  const shift = (spec.tilt?.etherShift ?? 0) / Math.sqrt(spec.days * spec.stepsPerDay)
  const hasBitcoin = uses(spec, 'bitcoin')
  return (): void => {
    if (shift !== 0) tiltNormals(kernel, wordRun(runs, 'ether'), runs.logWeight, shift)
    moveEther(runs.logEther, noise('ether'))
    if (hasBitcoin) moveBitcoin(runs.logBitcoin, noise('bitcoin'))
  }
}

const slowMoves = ({ kernel, spec, parameters, runs, queueLevel, years, noise }: Draw) => {
  const weth = moveLevel(kernel, parameters.wethUtilisation, years)
  const queue = moveLevel(kernel, parameters.exitQueue, years)
  const dollar = moveLevel(kernel, parameters.dollar, years)
  const usdc = moveLevel(kernel, parameters.usdcUtilisation, years)
  const hasDollar = uses(spec, 'dollar')
  return (): void => {
    weth(runs.utilisation.WETH, noise('WETH utilisation'))
    queue(queueLevel, noise('exit queue'))
    kernel.exponentiate(runs.queue, queueLevel, 1_000 / EXITS_PER_YEAR, TILE)
    kernel.shift(runs.queue, runs.queue, -1_000 / EXITS_PER_YEAR, 0, 10, TILE)
    if (!hasDollar) return
    dollar(runs.dollarLevel, noise('dollar'))
    usdc(runs.utilisation.USDC, noise('USDC utilisation'))
  }
}

/** A normal jump of a level, kept between its bounds. */
const levelJump = ({ cells }: Kernel, level: Cell, of: Reverting): RareEvent => ({
  perYear: of.jumpsPerYear.value,
  times: 1,
  strike: (lane, z) => {
    const jumped = (cells[level + lane] as number) + of.jumpMean.value + of.jumpSd.value * z
    cells[level + lane] = Math.min(Math.max(jumped, of.low), of.high)
  },
})

const slashingEvents = (
  { kernel: { cells }, parameters, spec }: Draw,
  token: Staked,
  rate: Cell,
): readonly RareEvent[] =>
  parameters.shareRates[token].slashings.map(({ perYear, lossOfPool }) => ({
    perYear: perYear.value,
    times: spec.tilt?.slashingTimes ?? 1,
    strike: lane => {
      cells[rate + lane] = (cells[rate + lane] as number) * (1 - lossOfPool)
    },
  }))

/** A crash of ether, and of bitcoin with it. */
const crashEvent = ({ kernel: { cells }, parameters: { ether, bitcoin }, runs, spec }: Draw): RareEvent => ({
  perYear: ether.crashes.perYear.value,
  times: spec.tilt?.crashTimes ?? 1,
  strike: (lane, z) => {
    cells[runs.logEther + lane] =
      (cells[runs.logEther + lane] as number) + ether.crashes.mean.value + ether.crashes.sd.value * z
    cells[runs.logBitcoin + lane] =
      (cells[runs.logBitcoin + lane] as number) + bitcoin.crashes.mean.value + bitcoin.crashes.sd.value * z
  },
})

/** Groups of words for the sizes of rare events: the market's, and each token's own. */
const RARE_GROUP = 64
const TOKEN_RARE_GROUP = 128

const marketEvents = (draw: Draw): readonly RareEvent[] => {
  const { kernel, spec, parameters, runs, queueLevel } = draw
  const { stETH } = parameters.discounts
  const own = runs.staked.get('stETH')
  return [
    crashEvent(draw),
    levelJump(kernel, runs.utilisation.WETH, parameters.wethUtilisation),
    levelJump(kernel, queueLevel, parameters.exitQueue),
    ...(own ? [levelJump(kernel, own.discount, stETH), ...slashingEvents(draw, 'stETH', own.rate)] : []),
    ...(uses(spec, 'dollar')
      ? [
          levelJump(kernel, runs.dollarLevel, parameters.dollar),
          levelJump(kernel, runs.utilisation.USDC, parameters.usdcUtilisation),
        ]
      : []),
  ]
}

const stakedMoves = (draw: Draw, token: Staked) => {
  const { kernel, spec, parameters, runs, years, noise } = draw
  // Issuers report once a day, whatever the steps.
  const growth = exp(parameters.shareRates[token].growthPerYear.value / 365)
  const of = parameters.discounts[token]
  const move = moveDiscount(kernel, of, { years, logEther: runs.logEther, wait: runs.queue })
  const own = runs.staked.get(token)
  if (!own) throw new Error(`${token} has no run`)
  const index = STAKED.indexOf(token)
  const rare = rareEvents(kernel, {
    events:
      token === 'stETH'
        ? []
        : [levelJump(kernel, own.discount, of), ...slashingEvents(draw, token, own.rate)],
    years,
    whether: tokenRun(runs, 'rare?'),
    logWeight: runs.logWeight,
    seed: spec.seed,
    group: TOKEN_RARE_GROUP + 32 * index,
  })
  return ({ path, step }: { readonly path: number; readonly step: number }): void => {
    if (step % spec.stepsPerDay === 0) kernel.scale(own.rate, growth, TILE)
    if (token === 'stETH') {
      move(own, noise('stETH discount'))
      return
    }
    drawToken(kernel, spec, runs, { path, step, index })
    rare(path, step)
    move(own, tokenRun(runs, 'discount'))
  }
}

/** Sets every factor where the market has it. */
export const startFactors = (kernel: Kernel, { market }: PathSpec, runs: Runs): void => {
  const { fill } = kernel
  fill(runs.one, 1, TILE)
  fill(runs.logEther, 0, TILE)
  fill(runs.logBitcoin, 0, TILE)
  fill(runs.ether, market.etherUsd, TILE)
  fill(runs.bitcoin, market.bitcoinUsd, TILE)
  fill(runs.dollarLevel, market.dollarUsd, TILE)
  fill(runs.queue, market.exitQueueEther / EXITS_PER_YEAR, TILE)
  fill(runs.utilisation.WETH, market.curves.WETH.utilisation, TILE)
  fill(runs.utilisation.USDC, market.curves.USDC.utilisation, TILE)
  fill(runs.logWeight, 0, TILE)
  for (const [token, { rate, discount, before }] of runs.staked) {
    fill(rate, market.staked[token]?.rate ?? 1, TILE)
    fill(discount, market.staked[token]?.discount ?? 0, TILE)
    fill(before, 0, TILE)
  }
}

/** Frequencies of rare events are those of the market's list: any that no position needs only leave their share empty. */
const createRare = (draw: Draw) => {
  const { kernel, spec, runs, years } = draw
  return rareEvents(kernel, {
    events: marketEvents(draw),
    years,
    whether: wordRun(runs, 'rare?'),
    logWeight: runs.logWeight,
    seed: spec.seed,
    group: RARE_GROUP,
  })
}

const BASE_WORDS = ['ether', 'stirs?'] as const

/**
 * Factors drawn from calibrated parameters. A random word depends on seed, path, step and its own place alone, so a
 * factor that no position needs is left out without moving another. Throws CorrelationError.
 */
export const drawnFactors = (
  kernel: Kernel,
  spec: PathSpec,
  of: { readonly parameters: Parameters; readonly runs: Runs; readonly queueLevel: Cell },
): Factors => {
  const { runs } = of
  const draw: Draw = {
    kernel,
    spec,
    ...of,
    years: 1 / (365 * spec.stepsPerDay),
    noise: createNoise({ kernel, ...of }),
  }
  const words = createWords(kernel, spec, runs, [
    ...BASE_WORDS,
    ...(uses(spec, 'dollar') || uses(spec, 'bitcoin') ? (['dollar'] as const) : []),
  ])
  const [moveEther, moveSlow, rare] = [etherMoves(draw), slowMoves(draw), createRare(draw)]
  const staked = [...runs.staked.keys()].map(token => stakedMoves(draw, token))
  return {
    hasLows: false,
    start: () => {
      startFactors(kernel, spec, runs)
      kernel.fill(of.queueLevel, ln(1 + spec.market.exitQueueEther / 1_000), TILE)
    },
    advance: (path, step) => {
      words({ path, step })
      moveEther()
      rare(path, step)
      kernel.exponentiate(runs.ether, runs.logEther, spec.market.etherUsd, TILE)
      if (uses(spec, 'bitcoin'))
        kernel.exponentiate(runs.bitcoin, runs.logBitcoin, spec.market.bitcoinUsd, TILE)
      moveSlow()
      for (const move of staked) move({ path, step })
    },
  }
}
