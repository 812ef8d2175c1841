import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { all, oneTx, type Pool, sellForWeth, unwrapWeth } from '../../position/legs.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { unfinalizedStEth } from '../../protocols/lido/queue.js'
import { getSharesByPooledEth } from '../../protocols/lido/steth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { mulDivCeil, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { queueWait, splitRequests, waiting } from './lidoQueue.js'

/** stETH or wstETH in the owner's wallet, owed to nobody. */
export type Held = { readonly owner: Address; readonly token: 'stETH' | 'wstETH' }

const wrapAll: Action = { kind: 'lido.wrap', amount: all('stETH') }

/** Curve takes stETH as it is, Uniswap only wrapped. */
const sell = (token: Held['token'], pool: Pool): readonly Action[] => {
  if (token === 'wstETH') return [...sellForWeth(pool, all('wstETH')), unwrapWeth]
  return pool === 'curve'
    ? [{ kind: 'curve.exchange', sell: 'stETH', amount: all('stETH'), minimumOut: 0n }]
    : [wrapAll, ...sellForWeth(pool, all('wstETH')), unwrapWeth]
}

/** What will be asked for, in wstETH; wrapping stETH floors its shares. */
const toRequest = (market: Market, { owner, token }: Held): bigint => {
  const held = market.wallets[owner]?.[token] ?? 0n
  return token === 'wstETH' ? held : getSharesByPooledEth(market.lido, held)
}

/** One request after another at once, one wait, one claim. */
const queue = (market: Market, held: Held): readonly ExitPlan[] => {
  const wstEth = toRequest(market, held)
  if (wstEth === 0n) return []
  const { owner: from, token } = held
  const amounts = splitRequests(market, wstEth)
  const first = market.lido.queue.lastRequestId + 1
  const requestIds = amounts.map((_, i) => first + i)
  const stEth = mulDivCeil(wstEth, stEthPerToken(market.lido), WAD)
  // All that is ahead is paid too; the request's own ether may have earned rewards until its last report.
  const ether = unfinalizedStEth(market.lido.queue) + mulDivCeil(stEth, 1_001n, 1_000n)
  const wait = queueWait(market, wstEth, { elapsed: 0, taken: 0n })
  const request: readonly Action[] = [
    ...(token === 'stETH' ? [wrapAll] : []),
    { kind: 'lido.request', amounts },
  ]
  return [
    {
      method: { id: 'lidoRequests', count: amounts.length },
      legs: [
        { seconds: SECONDS_PER_SLOT, txs: [{ from, actions: request }] },
        ...waiting(market, {
          elapsed: SECONDS_PER_SLOT,
          days: wait.medianDays,
          finalizeUpTo: requestIds.at(-1) ?? 0,
          ether,
        }),
        { seconds: SECONDS_PER_SLOT, txs: [{ from, actions: [{ kind: 'lido.claim', requestIds }] }] },
      ],
      waits: [wait],
      assumed: [
        'the wait is the median forecast',
        'rewards and known penalties go on; nothing else happens while waiting',
      ],
    },
  ]
}

/** Ways out of stETH or wstETH that is only held: a sale, or the queue. */
export const unwindHeld = (market: Market, held: Held, route: ExitRoute): readonly ExitPlan[] =>
  route === 'queue' ? queue(market, held) : [oneTx({ id: 'atOnce' }, held.owner, sell(held.token, route))]
