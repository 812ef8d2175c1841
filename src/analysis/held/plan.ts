import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { runBlock } from '../../simulation/model/modelWorld.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'

/** A block as it is put together: what was sent, and the market after it. `refused` is set once something was. */
export type Plan = { readonly txs: readonly Tx[]; readonly market: Market; readonly refused?: string }

/** The next block, empty. */
export const startPlan = (market: Market): Plan => ({
  txs: [],
  market: runBlock(market, { seconds: SECONDS_PER_SLOT, txs: [] }).market,
})

/** One transaction more in the same block. After a refusal nothing is worked out any more: it is the plan's answer. */
export const send = (plan: Plan, from: Address, actions: readonly Action[]): Plan => {
  if (plan.refused !== undefined || actions.length === 0) return plan
  const tx: Tx = { from, actions }
  const { outcomes, market } = runBlock(plan.market, { seconds: 0, txs: [tx] })
  const [outcome] = outcomes
  const txs = [...plan.txs, tx]
  return outcome?.status === 'reverted' ? { txs, market, refused: outcome.reason } : { txs, market }
}

/** Everyone else's accounts, the one with most of something first. */
export const richest = (of: (account: Address) => bigint): readonly Address[] =>
  Object.values(CROWD)
    .map(account => ({ account, has: of(account) }))
    .sort((a, b) => (a.has < b.has ? 1 : a.has > b.has ? -1 : 0))
    .map(({ account }) => account)

const walletOf = ({ market }: Plan, account: Address, asset: Asset): bigint =>
  market.wallets[account]?.[asset] ?? 0n

const give = (asset: Asset, to: Address, amount: bigint): Action => ({ kind: 'transfer', asset, to, amount })

/** On a live fork the crowd has ether and nothing else: Lido's tokens are staked for it. */
const staked = (asset: Asset, amount: bigint): readonly Action[] => {
  // A little more than one to one: the whale keeps what is over. One wstETH is less than two ether.
  if (asset === 'stETH') return [{ kind: 'lido.stake', amount: amount + 1_000n }]
  return asset === 'wstETH'
    ? [
        { kind: 'lido.stake', amount: amount * 2n },
        { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
      ]
    : []
}

/** So much of a token for `to`, out of the wallet of whoever has most of it. */
export const handOver = (plan: Plan, to: Address, asset: Asset, amount: bigint): Plan => {
  if (amount <= 0n) return plan
  if (asset === 'ETH') return send(plan, CROWD.whale, [give('ETH', to, amount)])
  if (asset === 'WETH')
    return send(plan, CROWD.whale, [{ kind: 'weth.wrap', amount }, give('WETH', to, amount)])
  const [most = CROWD.whale] = richest(account => walletOf(plan, account, asset))
  if (walletOf(plan, most, asset) >= amount) return send(plan, most, [give(asset, to, amount)])
  return send(plan, CROWD.whale, [...staked(asset, amount), give(asset, to, amount)])
}
