import { CROWD } from '../../market/crowd.js'
import { COMMISSION_BPS, issuerRewards } from '../../market/issuerRewards.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { all, type Leg } from '../../position/legs.js'
import type { Loan } from '../../position/loan.js'
import type { ExitPlan, Wait } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { amountForShare, freeEther } from '../../protocols/etherfi/pool.js'
import { requestParts } from '../../protocols/etherfi/requests.js'
import { max, mulDivCeil, SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../../units/fixed.js'
import { PLANNED_PRICE_BPS, payDown, planRounds, type Round, withdrawOf } from './rounds.js'
import { NEXT_REPORT, validatorsLeave } from './validatorExit.js'

/** Blocks of 12 s that EigenLayer holds withdrawals back: 100,800 (MIN_WITHDRAWAL_DELAY_BLOCKS since April 2025). */
export const ESCROW_DAYS = 14

/** Asked for by others and not finalised yet: it is paid first. */
const ahead = ({ etherfi }: Market): bigint =>
  Object.values(etherfi.requests)
    .filter(({ id }) => id > etherfi.lastFinalizedRequestId)
    .reduce((sum, { amount }) => sum + amount, 0n)

/** What a request of `eEth` waits: a report where the pool has the ether, else validators that leave and the escrow. */
const forecast = (market: Market, eEth: bigint, taken: bigint): Wait => {
  if (freeEther(market.etherfi) - ahead(market) - taken >= eEth) return NEXT_REPORT
  return validatorsLeave(market, taken + eEth, ESCROW_DAYS)
}

/** ether.fi's report at the end of a wait: rewards, the ether the requests need, and the requests finalised. */
const report = (
  market: Market,
  { days, eEth, finalizeUpTo }: { days: number; eEth: bigint; finalizeUpTo: number },
): Leg => {
  const seconds = Math.round(days * SECONDS_PER_DAY)
  const { totalValueOutOfLp: ether } = market.etherfi
  const accrued = issuerRewards(market, { ether, seconds, commissionBps: COMMISSION_BPS.weETH })
  const action: Action = { kind: 'etherfi.report', accrued, withdrawn: eEth, finalizeUpTo }
  return { seconds, txs: [{ from: CROWD.oracle, actions: [action] }] }
}

const claimAndPay = (
  requestIds: readonly number[],
  round: Round,
  loan: Loan | undefined,
): readonly Action[] => [
  { kind: 'etherfi.claim', requestIds },
  ...(round.last || !loan
    ? []
    : [{ kind: 'weth.wrap', amount: all('ETH') } as const, ...payDown(loan, round)]),
]

/** Requests for all of so much weETH; the last takes what there is. */
const requestsFor = ({ etherfi }: Market, weEth: bigint): readonly Action[] =>
  requestParts(etherfi, weEth).map((amount, i, parts) => ({
    kind: 'etherfi.request',
    amount: i === parts.length - 1 ? all('weETH') : amount,
  }))

const WHOLE: readonly Round[] = [{ withdraw: 0n, clears: false, last: true }]

/** weETH through ether.fi's withdrawal requests, one wait a round where it secures a loan; one wait where it is held. */
export const throughEtherFi = (
  market: Market,
  owner: Address,
  loan: Loan | undefined,
): readonly ExitPlan[] => {
  const secured = loan?.collateral.find(({ asset }) => asset === 'weETH')?.amount ?? 0n
  const held = secured + (market.wallets[owner]?.weETH ?? 0n)
  const usual = forecast(market, amountForShare(market.etherfi, held / 2n), 0n)
  const rounds = loan
    ? planRounds(market, loan, 'weETH', {
        priceBps: loan.debt.every(({ asset }) => asset === 'WETH') ? 9_999n : PLANNED_PRICE_BPS,
        waits: [usual, usual],
        knownFallWad: 0n,
      })
    : WHOLE
  if (!rounds) return []
  const legs: Leg[] = []
  const waits: Wait[] = []
  let id = market.etherfi.nextRequestId
  let taken = 0n
  let carried: readonly Action[] = []
  for (const round of rounds) {
    const weEth = loan ? round.withdraw : held
    if (weEth === 0n) continue
    const eEth = mulDivCeil(amountForShare(market.etherfi, weEth), 1_001n, 1_000n)
    const wait = forecast(market, eEth, taken)
    waits.push(wait)
    const requests = requestsFor(market, weEth)
    const take = loan ? [withdrawOf(round, loan, 'weETH')] : []
    const actions = [...carried, ...take, ...requests]
    legs.push({ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions }] })
    legs.push(
      report(market, { days: wait.medianDays, eEth: max(0n, eEth), finalizeUpTo: id + requests.length - 1 }),
    )
    carried = claimAndPay(
      requests.map((_, i) => id + i),
      round,
      loan,
    )
    taken += eEth
    id += requests.length
  }
  legs.push({ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: carried }] })
  return [
    {
      method: { id: 'etherFiRounds', count: rounds.length },
      through: 'etherFiRequests',
      legs,
      waits,
      assumed: [
        'ether.fi pays from its pool while that lasts, then from validators that leave: the exit queue, 14 days of EigenLayer’s escrow, half a sweep',
        'rewards go on; nothing else happens while waiting, and the instant redemption for a fee is not used',
      ],
    },
  ]
}
