import type { Known, KnownQuantity, Mode } from '../scenario/scenario.js'
import type { Frame } from '../simulation/frame.js'
import type { Document } from './document.js'

/** `of` is null where nobody was liquidated. */
type Told = {
  readonly name: string
  readonly unit: string
  readonly worse: 'lower' | 'higher' | null
  of(frames: readonly Frame[]): number | null
}

const ratio = (wad: bigint): number => Number(wad) / 1e18

/** How far below ETH/USD × stETH per wstETH Aave prices wstETH. */
const belowRate = (frame: Frame): number => {
  const fair = Number(frame.etherPriceBase) * ratio(frame.shareRateWad)
  return fair === 0 ? 0 : 1 - Number(frame.wstEthPriceBase) / fair
}

const lowest = (of: (frame: Frame) => number) => (frames: readonly Frame[]) => Math.min(...frames.map(of))
const highest = (of: (frame: Frame) => number) => (frames: readonly Frame[]) => Math.max(...frames.map(of))

/** Sums over all liquidations, ether; of those of loops on wstETH, as the recorded ones were, what was seized too. */
const struckIn = (frames: readonly Frame[]) => {
  const all = frames.flatMap(frame => frame.cascade?.liquidations ?? [])
  const sum = (list: typeof all, of: (one: (typeof all)[number]) => bigint): number =>
    list.reduce((total, one) => total + ratio(of(one)), 0)
  const loops = all.filter(one => one.collateral === 'wstETH' && one.debt === 'WETH')
  return {
    covered: sum(all, one => one.coveredWei),
    bonus: sum(all, one => one.bonusWei),
    badDebt: frames.reduce((total, { cascade }) => total + ratio(cascade?.badDebtWei ?? 0n), 0),
    loops: {
      seized: sum(loops, one => one.seized),
      bonus: sum(loops, one => one.bonusWei),
      wrongPrice: sum(loops, one => one.lossWei - one.bonusWei),
    },
  }
}

const per = (amount: number, whole: number): number | null => (whole === 0 ? null : amount / whole)

const QUANTITIES: Readonly<Record<KnownQuantity, Told>> = {
  curvePriceLow: {
    name: 'lowest price of stETH on Curve',
    unit: 'ETH',
    worse: 'lower',
    of: lowest(frame => ratio(frame.lowestCurvePriceWad)),
  },
  etherDollarsLow: {
    name: 'lowest price of ether',
    unit: 'USD',
    worse: 'lower',
    of: lowest(frame => Number(frame.etherPriceBase) / 1e8),
  },
  wethUtilisationHigh: {
    name: 'highest share of WETH borrowed on Aave',
    unit: 'fraction',
    worse: 'higher',
    of: highest(frame => Number(frame.wethUtilisationRay) / 1e27),
  },
  wethBorrowRateHigh: {
    name: 'highest WETH borrow rate a year',
    unit: 'fraction',
    worse: 'higher',
    of: highest(frame => Number(frame.wethBorrowRateRay) / 1e27),
  },
  exitQueueHigh: {
    name: 'longest exit queue',
    unit: 'ETH',
    worse: 'higher',
    of: highest(frame => ratio(frame.exitQueueWei)),
  },
  aavePriceBelowRate: {
    name: 'Aave’s price of wstETH below its rate',
    unit: 'fraction',
    worse: 'higher',
    of: highest(belowRate),
  },
  usdcDollarsLow: {
    name: 'lowest price of USDC',
    unit: 'USD',
    worse: 'lower',
    of: lowest(frame => Number(frame.usdcPriceBase) / 1e8),
  },
  wrongPricePerWstEth: {
    name: 'lost by the wrong price, per wstETH seized of loops',
    unit: 'ETH',
    worse: null,
    of: frames => per(struckIn(frames).loops.wrongPrice, struckIn(frames).loops.seized),
  },
  bonusPerWstEth: {
    name: 'lost as bonus, per wstETH seized of loops',
    unit: 'ETH',
    worse: null,
    of: frames => per(struckIn(frames).loops.bonus, struckIn(frames).loops.seized),
  },
  bonusOverDebt: {
    name: 'bonus of liquidations, of the debt covered',
    unit: 'fraction',
    worse: null,
    of: frames => per(struckIn(frames).bonus, struckIn(frames).covered),
  },
  badDebtOverDebt: {
    name: 'bad debt, of the debt covered',
    unit: 'fraction',
    worse: null,
    of: frames => per(struckIn(frames).badDebt, struckIn(frames).covered),
  },
}

type Figure = NonNullable<Known['figure']>

/** On today's market a price falls from today's, so that falls are compared and not prices. */
const fallOf = ({ quantity, value, from = value }: Figure, frames: readonly Frame[]) => {
  const { name, of } = QUANTITIES[quantity]
  const [start, low] = [of(frames.slice(0, 1)), of(frames)]
  return {
    name: `fall to the ${name}, from the start`,
    unit: 'fraction',
    worse: 'higher' as const,
    recorded: 1 - value / from,
    here: start === null || low === null ? null : 1 - low / start,
  }
}

const figureJson = (figure: Figure, frames: readonly Frame[], mode: Mode | undefined) => {
  if (figure.from !== undefined && mode !== 'then') return fallOf(figure, frames)
  const { name, unit, worse, of } = QUANTITIES[figure.quantity]
  const told = figure.withinDay ? `${name}, within a day` : name
  return { name: told, unit, worse, recorded: figure.value, here: of(frames) }
}

/** What is recorded of an event, each figure beside the same number of this run. */
export const knownJson = (
  known: readonly Known[],
  frames: readonly Frame[],
  mode?: Mode,
): Document['scenario']['known'] =>
  known.map(({ said, source, absentThen, figure }) => ({
    said,
    source,
    absentThen: absentThen ?? null,
    figure: figure ? figureJson(figure, frames, mode) : null,
  }))
