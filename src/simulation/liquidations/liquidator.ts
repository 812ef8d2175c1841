import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { isReserveEnabledOnBitmap } from '../../protocols/aave/configuration.js'
import { accountOf, eModeOf, reserveOf } from '../../protocols/aave/entries.js'
import type { Address } from '../../protocols/assets.js'
import { claimableEther } from '../../protocols/lido/queue.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import type { Actor, Move } from '../actors/actor.js'
import { gasOfTx } from '../gas.js'
import { openBlock } from '../model/modelWorld.js'
import type { World } from '../world.js'
import { BIDDERS, type Bidder, bestBid } from './bids.js'
import { eligibleAccounts, type Target, targetOf } from './targets.js'

/** Gas that liquidations may use of one block: half of mainnet's limit of 60 million since November 2025; assumed. */
const GAS_A_BLOCK = 30_000_000n

const bonusOf = ({ aave }: Market, { account, collateral }: Target): number => {
  const reserve = reserveOf(aave, collateral)
  const eMode = eModeOf(aave, accountOf(aave, account))
  return eMode && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id)
    ? eMode.liquidationBonusBps
    : reserve.liquidationBonusBps
}

const bySize = (a: Target, b: Target): number =>
  a.owedBase === b.owedBase ? (a.account < b.account ? -1 : 1) : a.owedBase > b.owedBase ? -1 : 1

/** Every account's best bid in turn, the largest debt first, each on the market that those before it leave. */
const planned = (market: Market, bidders: readonly Bidder[], gasPriceWei: bigint): readonly Move[] => {
  let next = openBlock(market, SECONDS_PER_SLOT)
  const targets = eligibleAccounts(next)
    .flatMap(user => targetOf(next, user) ?? [])
    .sort(bySize)
  const moves: Move[] = []
  let gas = 0n
  for (const target of targets) {
    const bid = bestBid(next, target, { bidders, gasPriceWei, bonusBps: bonusOf(next, target) })
    if (!bid) continue
    gas += gasOfTx(bid.move.actions)
    if (gas > GAS_A_BLOCK) break
    moves.push(bid.move)
    next = bid.after
  }
  return moves
}

/** Requests of the house that Lido has finalised, as ether and then as WETH. */
const claims = ({ lido: { queue } }: Market): readonly Move[] => {
  const ids = Object.values(queue.requests)
    .filter(
      ({ owner, claimed, id }) => owner === CROWD.house && !claimed && id <= queue.lastFinalizedRequestId,
    )
    .map(request => request.id)
    .filter(id => id > 0)
  if (ids.length === 0) return []
  const amount = ids.reduce((sum, id) => sum + claimableEther(queue, id), 0n)
  return [
    {
      from: CROWD.house as Address,
      actions: [
        { kind: 'lido.claim', requestIds: ids },
        { kind: 'weth.wrap', amount },
      ],
    },
  ]
}

/** Those that go through in the world they are for; where that is the model, all of them. */
const surviving = async (moves: readonly Move[], world: World): Promise<readonly Move[]> => {
  const [first] = moves
  if (!first || world.name === 'model') return moves
  const { outcomes } = await world.try([{ seconds: SECONDS_PER_SLOT, txs: moves }], first.from)
  return moves.filter((_, i) => outcomes[0]?.[i]?.status === 'done')
}

/**
 * All who liquidate: whoever gains most by an account gets it. They cover the largest debt of an account against its
 * largest collateral with a real `liquidationCall`, and where no way pays, nobody does. wstETH is sold on Uniswap and
 * Curve, or queued at Lido; rETH on its pool and against Rocket Pool's ether; other staking tokens on their pool; WBTC
 * has none here and can only be kept. A debt in USDC or wstETH is bought for WETH; USDT and DAI have no pool either:
 * only who holds them can cover such a debt.
 */
export const liquidators = (bidders: readonly Bidder[] = BIDDERS): Actor => ({
  name: 'liquidator',
  role: 'liquidator',
  async act(market, world, gasPriceWei) {
    const moves = [...claims(market), ...planned(market, bidders, gasPriceWei)]
    return surviving(moves, world)
  },
})
