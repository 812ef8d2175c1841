import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { CRUMBS } from '../../position/legs.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import { supply } from '../../protocols/aave/supply.js'
import type { Address } from '../../protocols/assets.js'
import { wrap } from '../../protocols/lido/wsteth.js'
import { Revert } from '../../protocols/revert.js'
import { unwindHeld } from './held.js'
import { unwindCollateralised } from './unwind.js'
import { around, type Left, leaveLiquidity, tidy } from './withdrawLiquidity.js'

/** stETH in the wallet wrapped. */
const wrapped = ({ actions, market }: Left, owner: Address): Left => {
  const stEth = market.wallets[owner]?.stETH ?? 0n
  if (stEth < CRUMBS) return { actions, market }
  const done = wrap(market.lido, { sender: owner, stEth })
  const wallet = market.wallets[owner] ?? {}
  const { stETH: _, ...rest } = wallet
  const wallets = {
    ...market.wallets,
    [owner]: { ...rest, wstETH: (wallet.wstETH ?? 0n) + done.wstEth },
  }
  const action: Action = { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } }
  return { actions: [...actions, action], market: { ...market, lido: done.lido, wallets } }
}

const supplyAll: Action = { kind: 'aave.supply', asset: 'wstETH', amount: { balanceOf: 'wstETH' } }

/**
 * wstETH in the wallet supplied beside the collateral, so that the rounds of the queue take it out with the rest;
 * undefined where Aave takes no more of it.
 */
const supplied = ({ actions, market }: Left, owner: Address): Left | undefined => {
  const { wstETH: amount = 0n, ...rest } = market.wallets[owner] ?? {}
  if (amount < CRUMBS) return { actions, market }
  const order = { asset: 'wstETH', amount, onBehalfOf: owner } as const
  try {
    const aave = supply(market.aave, order, market.block.timestamp)
    const wallets = { ...market.wallets, [owner]: rest }
    return { actions: [...actions, supplyAll], market: { ...market, aave, wallets } }
  } catch (error) {
    if (error instanceof Revert) return undefined
    throw error
  }
}

const isOnAave = (market: Market, owner: Address): boolean =>
  Object.values(market.aave.accounts[owner]?.supplies ?? {}).some(scaled => scaled > 0n)

const STAYS = 'wstETH held beside the collateral stays as it is, at fair value: Aave takes no more of it'

/**
 * Ways out of a mix of Lido's tokens: a loop on Aave against WETH, liquidity, and stETH or wstETH held. The pools are
 * left first and what comes out joins the rest, so that one part's sale makes the other's dearer, as it would.
 */
export const unwindMix = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] => {
  const loose = wrapped(leaveLiquidity(market, owner), owner)
  const joined = route === 'queue' && isOnAave(market, owner) ? supplied(loose, owner) : loose
  const left = joined ?? loose
  if (!isOnAave(left.market, owner))
    return unwindHeld(left.market, { owner, token: 'wstETH' }, route).map(plan =>
      around(plan, owner, left.actions, tidy),
    )
  return unwindCollateralised(left.market, { owner, debt: 'WETH' }, route)
    .map(plan => around(plan, owner, left.actions, tidy))
    .map(plan => (joined ? plan : { ...plan, assumed: [...plan.assumed, STAYS] }))
}
