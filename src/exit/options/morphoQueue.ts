import { knownFallWad } from '../../market/consensus.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { all, type Leg, unwrapWeth } from '../../position/legs.js'
import type { ExitPlan, Wait } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { unfinalizedStEth } from '../../protocols/lido/queue.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { mulDivCeil, SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { queueWait, splitRequests, waiting } from './lidoQueue.js'
import { type MorphoRound, planMorphoRounds } from './morphoRounds.js'

type Position = { readonly owner: Address; readonly market: MorphoMarketName }

const secondsOf = (legs: readonly Leg[]): number => legs.reduce((sum, leg) => sum + leg.seconds, 0)

const takeOf = (name: MorphoMarketName, round: MorphoRound): Action => ({
  kind: 'morpho.withdrawCollateral',
  market: name,
  amount: round.last ? 'max' : round.withdraw,
})

/** What a round brought is claimed and paid in the transaction that begins the next. */
const claimAndPay = (
  name: MorphoMarketName,
  requestIds: readonly number[],
  round: MorphoRound,
): readonly Action[] => [
  { kind: 'lido.claim', requestIds },
  ...(round.last
    ? []
    : [
        { kind: 'weth.wrap', amount: all('ETH') } as const,
        { kind: 'morpho.repay', market: name, amount: round.clears ? 'max' : all('WETH') } as const,
      ]),
]

/** Legs of all rounds: take, ask, wait, claim and pay with the next. */
const legsOf = (
  market: Market,
  { owner, market: name }: Position,
  rounds: readonly MorphoRound[],
): Pick<ExitPlan, 'legs' | 'waits'> => {
  const legs: Leg[] = []
  const waits: Wait[] = []
  let nextId = market.lido.queue.lastRequestId + 1
  let ahead = unfinalizedStEth(market.lido.queue)
  let taken = 0n
  let carried: readonly Action[] = []
  for (const round of rounds) {
    if (round.withdraw === 0n) continue
    const amounts = splitRequests(market, round.withdraw)
    const ids = amounts.map((_, i) => nextId + i)
    nextId += ids.length
    const wait = queueWait(market, round.withdraw, { elapsed: secondsOf(legs), taken, first: waits[0] })
    waits.push(wait)
    const actions: readonly Action[] = [...carried, takeOf(name, round), { kind: 'lido.request', amounts }]
    legs.push({ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions }] })
    // All that is ahead is paid too; the round's own ether may have earned rewards until its last report.
    const stEth = mulDivCeil(round.withdraw, stEthPerToken(market.lido), WAD)
    const ether = ahead + mulDivCeil(stEth, 1_001n, 1_000n)
    taken += ether
    ahead = 0n
    const order = { days: wait.medianDays, finalizeUpTo: ids.at(-1) ?? 0, ether }
    legs.push(...waiting(market, { elapsed: secondsOf(legs), ...order }))
    carried = claimAndPay(name, ids, round)
  }
  const last: Leg = { seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: [...carried, unwrapWeth] }] }
  return { legs: [...legs, last], waits }
}

/** Through Lido's queue, one wait a round; no market discount touches it but the one that the market's oracle may see. */
export const morphoThroughQueue = (market: Market, position: Position): readonly ExitPlan[] => {
  const held = market.morpho.markets[position.market].positions[position.owner]?.collateral ?? 0n
  if (held === 0n) return []
  const first = queueWait(market, held / 2n, { elapsed: 0, taken: 0n })
  const later = queueWait(market, held / 2n, {
    elapsed: Math.round(first.medianDays * SECONDS_PER_DAY),
    taken: market.lido.bufferedEther,
    first,
  })
  const rounds = planMorphoRounds(market, position, {
    priceBps: 9_999n,
    waits: [first, later],
    knownFallWad: knownFallWad(market),
  })
  if (!rounds) return []
  return [
    {
      method: { id: 'lidoRounds', count: rounds.length },
      ...legsOf(market, position, rounds),
      assumed: [
        'each round waits the median forecast, with what earlier rounds took of Lido’s buffer gone',
        'rewards and known penalties go on; nothing else happens while waiting',
        'rounds are sized for twice the rate that today’s utilisation leads to on Morpho',
      ],
    },
  ]
}
