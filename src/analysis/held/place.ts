import { splitRequests } from '../../exit/options/lidoQueue.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import type { Held, HeldPart } from '../../position/held/parts.js'
import type { Address } from '../../protocols/assets.js'
import { getPooledEthByShares, getSharesByPooledEth } from '../../protocols/lido/steth.js'
import { placeOnAave } from './aave.js'
import { handOver, type Plan, send, startPlan } from './plan.js'
import { placeInCurve, placeInUniswap, placeStEth } from './pools.js'

/** Collateral and debt at Morpho, out of the borrower's who is there; with other people's where it has too little. */
const placeAtMorpho = (
  plan: Plan,
  owner: Address,
  { market: name, collateral, debt }: Extract<HeldPart, { readonly kind: 'morpho' }>,
): Plan => {
  const theirs = plan.market.morpho.markets[name].positions[CROWD.looper]
  const has = (theirs?.collateral ?? 0n) > collateral
  const repaid = send(
    plan,
    CROWD.looper,
    has && debt > 0n
      ? [
          { kind: 'weth.wrap', amount: debt },
          { kind: 'morpho.repay', market: name, amount: debt },
        ]
      : [],
  )
  const given = has
    ? send(repaid, CROWD.looper, [
        { kind: 'morpho.withdrawCollateral', market: name, amount: collateral },
        { kind: 'transfer', asset: 'wstETH', to: owner, amount: collateral },
      ])
    : handOver(repaid, owner, 'wstETH', collateral)
  const opened = send(given, owner, [
    { kind: 'morpho.supplyCollateral', market: name, amount: collateral },
    ...(debt === 0n
      ? []
      : ([
          { kind: 'morpho.borrow', market: name, amount: debt },
          { kind: 'transfer', asset: 'WETH', to: CROWD.whale, amount: debt },
        ] as const)),
  ])
  return debt === 0n ? opened : send(opened, CROWD.whale, [{ kind: 'weth.unwrap', amount: debt }])
}

/** Requests at the end of Lido's queue as it is: how long others have waited before them is the market's. */
const placeInQueue = (plan: Plan, owner: Address, stEth: bigint): Plan => {
  const { lido } = plan.market
  const floored = getSharesByPooledEth(lido, stEth)
  const wstEth = getPooledEthByShares(lido, floored) < stEth ? floored + 1n : floored
  const given = handOver(plan, owner, 'wstETH', wstEth)
  return send(given, owner, [{ kind: 'lido.request', amounts: splitRequests(plan.market, wstEth) }])
}

const placePart = (plan: Plan, owner: Address, part: HeldPart): Plan => {
  switch (part.kind) {
    case 'wallet':
      return part.asset === 'stETH'
        ? placeStEth(plan, owner, part.amount)
        : handOver(plan, owner, part.asset, part.amount)
    case 'aave':
      return placeOnAave(plan, owner, part)
    case 'morpho':
      return placeAtMorpho(plan, owner, part)
    case 'curve':
    case 'curve worth':
      return placeInCurve(plan, owner, part)
    case 'uniswap':
      return placeInUniswap(plan, owner, part)
    case 'lido queue':
      return placeInQueue(plan, owner, part.stEth)
    case 'unmodelled':
      return plan
  }
}

/** Curve sweeps the wallet, the queue and loans pass through it: what lies in it for good comes last. */
const ORDER: readonly HeldPart['kind'][] = [
  'curve',
  'curve worth',
  'uniswap',
  'morpho',
  'aave',
  'lido queue',
  'wallet',
  'unmodelled',
]

/**
 * The transactions of one block that put holdings in place. They come out of what the crowd has, so that reserves and
 * pools stay as recorded; where the crowd has nothing, as on a live fork, the market grows by them. A holding that the
 * market cannot have ends the list with the transaction that is refused.
 */
export const placeHeld = (market: Market, owner: Address, held: Held): readonly Tx[] =>
  [...held]
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .reduce((plan, part) => placePart(plan, owner, part), startPlan(market)).txs
