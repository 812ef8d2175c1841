import { OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { type Action, nestedActions, type Tx } from '../position/action.js'
import { getNormalizedDebt } from '../protocols/aave/reserve.js'
import type { Asset } from '../protocols/assets.js'
import { type Order, whyRefused } from '../simulation/opening.js'
import { max, min, mulDivCeil, RAY } from '../units/fixed.js'

/** Parameters that say how large a position is or how much it borrows, as strategies call them, and which way is harder to hold. */
const KNOBS = { size: 'up', leverage: 'up', ltv: 'up', healthFactor: 'down' } as const
export type Knob = keyof typeof KNOBS

/** A parameter's outermost value that the market takes, the others as they are. */
export type Bound = { readonly knob: Knob; readonly value: number }

/** Something to borrow of which the market has too little. Smallest unit. */
export type Shortage = {
  readonly venue: string
  readonly asset: Asset
  readonly free: bigint
  readonly wanted: bigint
}

type Params = Readonly<Record<string, unknown>>

/** The parameters of a position that are knobs, in their order here. */
export const knobsOf = (params: Params): readonly Knob[] =>
  (Object.keys(KNOBS) as Knob[]).filter(knob => typeof params[knob] === 'number')

const holds = async (market: Market, { strategy, params }: Order, change: Params): Promise<boolean> => {
  const parsed = strategy.params.safeParse({ ...(params as Params), ...change })
  if (!parsed.success) return false
  return (await whyRefused(market, { strategy, params: parsed.data }, OWNER)) === undefined
}

/** Doublings towards a value that is refused, and halvings back: three digits at least. */
const DOUBLINGS = 24
const HALVINGS = 14

/** Where a knob that goes down ends: nobody opens a loan at a health factor of 1. */
const LEAST_HEALTH = 1

const digits = (value: number, way: 'up' | 'down'): number => {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 3)
  const round = way === 'up' ? Math.floor : Math.ceil
  return Number((round(value / unit + (way === 'up' ? 1e-9 : -1e-9)) * unit).toPrecision(4))
}

type Try = (value: number) => Promise<boolean>

/** From a value that holds towards one that does not; the last that holds. */
const narrowed = async (holding: number, refusing: number, isHeld: Try): Promise<number> => {
  let [low, high] = [holding, refusing]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (await isHeld(middle)) low = middle
    else high = middle
  }
  return low
}

const startOf = (knob: Knob, value: number): number =>
  knob === 'leverage' ? 1 : knob === 'healthFactor' ? 100 : value / 1e6

/**
 * The outermost value of a knob that this market takes, to four digits, the other parameters as they are; undefined
 * where it takes none. Opens in memory; a value that holds and one just beyond that does not were tried.
 */
export const boundOf = async (market: Market, order: Order, knob: Knob): Promise<Bound | undefined> => {
  const value = Number((order.params as Params)[knob])
  const isHeld: Try = candidate => holds(market, order, { [knob]: candidate })
  const way = KNOBS[knob]
  let good = (await isHeld(value)) ? value : startOf(knob, value)
  if (good !== value && !(await isHeld(good))) return undefined
  if (way === 'down') return { knob, value: digits(await narrowed(good, LEAST_HEALTH, isHeld), way) }
  let bad = good === value ? value * 2 : value
  for (let i = 0; i < DOUBLINGS && (await isHeld(bad)); i++) [good, bad] = [bad, bad * 2]
  return { knob, value: digits(await narrowed(good, bad, isHeld), way) }
}

/** Every bound of a position, each with the other parameters as they are. */
export const boundsOf = async (market: Market, order: Order): Promise<readonly Bound[]> => {
  const found: Bound[] = []
  for (const knob of knobsOf(order.params as Params)) {
    const bound = await boundOf(market, order, knob)
    if (bound) found.push(bound)
  }
  return found
}

const allActions = (actions: readonly Action[]): readonly Action[] =>
  actions.flatMap(action => [action, ...allActions(nestedActions(action))])

/** Of what a reserve holds, what its borrow cap leaves. */
const freeOnAave = ({ aave, block }: Market, asset: Asset): bigint => {
  const reserve = aave.reserves[asset]
  if (!reserve) return 0n
  if (reserve.borrowCap === 0n) return reserve.virtualBalance
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, block.timestamp), RAY)
  const room = max(0n, reserve.borrowCap * 10n ** BigInt(reserve.decimals) - debt)
  return min(reserve.virtualBalance, room)
}

const borrowed = (market: Market, action: Action): Shortage | undefined => {
  if (!('amount' in action) || typeof action.amount !== 'bigint') return undefined
  const wanted = action.amount
  if (action.kind === 'aave.borrow')
    return { venue: 'Aave', asset: action.asset, free: freeOnAave(market, action.asset), wanted }
  if (action.kind !== 'morpho.borrow') return undefined
  const { totalSupplyAssets, totalBorrowAssets } = market.morpho.markets[action.market]
  const free = max(0n, totalSupplyAssets - totalBorrowAssets)
  return { venue: `Morpho’s market “${action.market}”`, asset: 'WETH', free, wanted }
}

/** What a position wants to borrow and the market does not have; empty where that is not why it is refused. */
export const shortagesOf = (market: Market, { strategy, params }: Order): readonly Shortage[] => {
  if (strategy.place) return []
  const { asset, amount } = strategy.endowment(params)
  const endowed: Market = {
    ...market,
    wallets: { ...market.wallets, [OWNER]: { ...market.wallets[OWNER], [asset]: amount } },
  }
  const txs: readonly Tx[] = strategy.open(endowed, OWNER, params)
  const sums = new Map<string, Shortage>()
  for (const action of allActions(txs.flatMap(tx => tx.actions))) {
    const one = borrowed(market, action)
    if (!one) continue
    const known = sums.get(one.venue + one.asset)
    sums.set(one.venue + one.asset, { ...one, wanted: one.wanted + (known?.wanted ?? 0n) })
  }
  return [...sums.values()].filter(({ wanted, free }) => wanted > free)
}
