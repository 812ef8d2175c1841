import type { Known, KnownQuantity } from '../scenario/scenario.js'
import type { Frame } from '../world/frame.js'
import type { Document } from './document.js'

type Told = { readonly name: string; readonly unit: string; of(frames: readonly Frame[]): number }

const ratio = (wad: bigint): number => Number(wad) / 1e18

/** How far below ETH/USD × stETH per wstETH Aave prices wstETH. */
const belowRate = (frame: Frame): number => {
  const fair = Number(frame.etherPriceBase) * ratio(frame.shareRateWad)
  return fair === 0 ? 0 : 1 - Number(frame.wstEthPriceBase) / fair
}

const lowest = (of: (frame: Frame) => number) => (frames: readonly Frame[]) => Math.min(...frames.map(of))
const highest = (of: (frame: Frame) => number) => (frames: readonly Frame[]) => Math.max(...frames.map(of))

const QUANTITIES: Readonly<Record<KnownQuantity, Told>> = {
  curvePriceLow: {
    name: 'lowest price of stETH on Curve',
    unit: 'ETH',
    of: lowest(frame => ratio(frame.curvePriceWad)),
  },
  etherDollarsLow: {
    name: 'lowest price of ether',
    unit: 'USD',
    of: lowest(frame => Number(frame.etherPriceBase) / 1e8),
  },
  wethUtilisationHigh: {
    name: 'highest share of WETH borrowed on Aave',
    unit: 'fraction',
    of: highest(frame => Number(frame.wethUtilisationRay) / 1e27),
  },
  wethBorrowRateHigh: {
    name: 'highest WETH borrow rate a year',
    unit: 'fraction',
    of: highest(frame => Number(frame.wethBorrowRateRay) / 1e27),
  },
  exitQueueHigh: {
    name: 'longest exit queue',
    unit: 'ETH',
    of: highest(frame => ratio(frame.exitQueueWei)),
  },
  aavePriceBelowRate: {
    name: 'Aave’s price of wstETH below its rate',
    unit: 'fraction',
    of: highest(belowRate),
  },
}

/** What is recorded of an event, each figure beside the same number of this run. */
export const knownJson = (known: readonly Known[], frames: readonly Frame[]): Document['scenario']['known'] =>
  known.map(({ said, source, figure }) => {
    if (!figure) return { said, source, figure: null }
    const { name, unit, of } = QUANTITIES[figure.quantity]
    return { said, source, figure: { name, unit, recorded: figure.value, here: of(frames) } }
  })
