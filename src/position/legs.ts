import type { Address, Asset } from '../protocols/assets.js'
import { SECONDS_PER_SLOT } from '../units/fixed.js'
import type { Action, Amount } from './action.js'
import type { Method } from './method.js'
import type { ExitPlan } from './strategy.js'

/** What is sent in one block, and the wait before it. */
export type Leg = ExitPlan['legs'][number]

export const all = (asset: Asset): Amount => ({ balanceOf: asset })

export const unwrapWeth: Action = { kind: 'weth.unwrap', amount: all('WETH') }

/** All of an asset in the wallet, sold for WETH where it brings most. */
export const sellAll = (asset: Asset): Action => ({ kind: 'sell', asset, amount: all(asset), into: 'WETH' })

/** Aave refuses to burn what scales to nothing: a few units left over pay no debt. In an asset's smallest unit. */
export const DUST = 1_000n

export const oneTx = (method: Method, owner: Address, actions: readonly Action[]): ExitPlan => ({
  method,
  legs: [{ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions }] }],
  assumed: [],
})
