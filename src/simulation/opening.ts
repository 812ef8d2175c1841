import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { equityWei, fairValueWei } from '../position/holdings.js'
import type { Endowment, Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { SECONDS_PER_SLOT, WAD } from '../units/fixed.js'
import { createModelWorld } from './model/modelWorld.js'
import type { Management } from './policies/policy.js'
import type { World } from './world.js'

/** What is opened: a strategy with its parameters. */
export type Order = { readonly strategy: Strategy; readonly params: unknown }

/** The position could not be opened on this market; `reason` is the protocol's own. */
export class OpeningError extends Error {
  override readonly name = 'OpeningError'
  /** As it was before anything was tried. */
  readonly market: Market
  constructor(reason: string, market: Market) {
    super(reason)
    this.market = market
  }
}

const refused = (
  outcomes: readonly { readonly status: string; readonly reason?: string }[],
): string | undefined => outcomes.find(outcome => outcome.status === 'reverted')?.reason

/** Puts what is held already in place, in one block; what it is worth is what was put in. */
const place = async (world: World, { strategy, params }: Order, owner: Address): Promise<bigint | string> => {
  const txs = strategy.place?.(await world.market(), owner, params) ?? []
  const reason = refused(await world.block(SECONDS_PER_SLOT, txs))
  return reason ?? equityWei(await world.market(), owner)
}

/** Wei of ether. Of less, prices, fees and rounding to a wei are no longer small. */
const SMALLEST_WEI = WAD / 1_000n

/** Out of the crowd's hands; WETH is wrapped first as far as it has none. Gives the reason where it cannot be paid. */
const handOut = async (
  world: World,
  { asset, amount }: Endowment,
  owner: Address,
): Promise<string | undefined> => {
  const held = (await world.market()).wallets[CROWD.whale]?.[asset] ?? 0n
  const short = asset === 'WETH' && held < amount ? amount - held : 0n
  const wrap = short > 0n ? ([{ kind: 'weth.wrap', amount: short }] as const) : []
  const actions = [...wrap, { kind: 'transfer', asset, to: owner, amount } as const]
  const reason = refused(await world.block(SECONDS_PER_SLOT, [{ from: CROWD.whale, actions }]))
  return reason === undefined ? undefined : `nobody here has so much ${asset} to give: ${reason}`
}

/** Gives the owner the endowment and opens the position, a transaction a block. */
const open = async (world: World, { strategy, params }: Order, owner: Address): Promise<bigint | string> => {
  const { asset, amount } = strategy.endowment(params)
  if (fairValueWei(await world.market(), asset, amount) < SMALLEST_WEI)
    return 'positions of less than 0.001 ether are lost in rounding: start with more'
  const missing = await handOut(world, { asset, amount }, owner)
  if (missing !== undefined) return missing
  const endowed = await world.market()
  for (const tx of strategy.open(endowed, owner, params)) {
    const reason = refused(await world.block(SECONDS_PER_SLOT, [tx]))
    if (reason !== undefined) return reason
  }
  if (equityWei(await world.market(), owner) <= 0n) return 'nothing is held once the position is open'
  return fairValueWei(endowed, asset, amount)
}

const attempt = (world: World, order: Order, owner: Address): Promise<bigint | string> =>
  order.strategy.place ? place(world, order, owner) : open(world, order, owner)

/** Why the model of this market refuses to open a position; undefined where it takes it. Nothing is kept. */
export const whyRefused = async (
  market: Market,
  order: Order,
  owner: Address,
): Promise<string | undefined> => {
  const done = await attempt(createModelWorld(market), order, owner)
  return typeof done === 'string' ? done : undefined
}

/**
 * Opens a position; gives the fair value of what went in, wei of ether. On a chain the model is asked first, so that
 * what the market cannot hold is refused before anything runs. Throws `OpeningError`.
 */
export const openPosition = async (world: World, order: Order, owner: Address): Promise<bigint> => {
  const market = await world.market()
  const early = world.name === 'fork' ? await whyRefused(market, order, owner) : undefined
  const done = early ?? (await attempt(world, order, owner))
  if (typeof done === 'string') throw new OpeningError(done, market)
  return done
}

/**
 * Ether that a policy keeps aside, given once the position is open, so that nothing sweeps it up; wei.
 * Throws `OpeningError`.
 */
export const keepAside = async (
  world: World,
  management: Management | undefined,
  owner: Address,
): Promise<bigint> => {
  const ether = management?.policy.reserveEth?.(management.settings) ?? 0
  const amount = BigInt(Math.round(ether * 1e9)) * 10n ** 9n
  if (amount === 0n) return 0n
  const market = await world.market()
  const missing = await handOut(world, { asset: 'ETH', amount }, owner)
  if (missing !== undefined) throw new OpeningError(missing, market)
  return amount
}
