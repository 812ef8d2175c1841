import { consensusDelta, rebaseLimit } from '../market/consensus.js'
import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import type { Address, Asset } from '../protocols/assets.js'
import { unfinalizedStEth } from '../protocols/lido/queue.js'
import { withdrawalDays } from '../protocols/lido/withdrawalDays.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import {
  MAX_UINT256,
  max,
  min,
  mulDivCeil,
  mulDivFloor,
  RAY,
  SECONDS_PER_DAY,
  SECONDS_PER_YEAR,
  WAD,
} from '../units/fixed.js'
import type { Action, Amount, Tx } from './action.js'
import { fairValueWei } from './holdings.js'
import type { ExitPlan, ExitRoute } from './strategy.js'

/** A position of wstETH collateral and one debt on Aave. */
export type Collateralised = { readonly owner: Address; readonly debt: 'WETH' | 'USDC' }

type Pool = 'curve' | 'uniswap'
type Leg = ExitPlan['legs'][number]

const SLOT = 12
const DEBT_POOL = 'USDC/WETH 0.05%' as const
/** Lido's limit of 1,000 stETH a request, less what the share rate may rise before it is sent. */
const MAX_REQUEST = 999n * WAD
/** Validators on the beacon chain, 2025-12-09 (validatorqueue.com): the sweep walks through them. */
export const SWEEP_VALIDATORS = 997_713
/** Lido refuses a report that lifts the rate by more than 0.075 %; nine days of rewards stay below. */
const REPORT_EVERY_DAYS = 9

/** wstETH → WETH on one market. */
const sellForWeth = (pool: Pool, amount: Amount): readonly Action[] =>
  pool === 'uniswap'
    ? [
        {
          kind: 'uniswap.swap',
          pool: 'wstETH/WETH 0.01%',
          sell: 'wstETH',
          amount,
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]
    : [
        { kind: 'lido.unwrap', amount },
        { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut: 0n },
        { kind: 'weth.wrap', amount: { balanceOf: 'ETH' } },
      ]

const all = (asset: Asset): Amount => ({ balanceOf: asset })

const repayAll = (debt: Asset): Action => ({ kind: 'aave.repay', asset: debt, amount: 'max' })
const withdrawAll: Action = { kind: 'aave.withdraw', asset: 'wstETH', amount: 'max' }
const unwrapWeth: Action = { kind: 'weth.unwrap', amount: all('WETH') }

const heldOf = (market: Market, { owner, debt }: Collateralised): bigint =>
  market.wallets[owner]?.[debt] ?? 0n

/** What is still owed once all that is held of the debt's asset has been paid back. */
const outstanding = (market: Market, position: Collateralised): bigint => {
  const owed = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp)
  return max(0n, owed - heldOf(market, position))
}

const payFromHeld = (market: Market, position: Collateralised): readonly Action[] =>
  heldOf(market, position) === 0n || !owes(market, position)
    ? []
    : [{ kind: 'aave.repay', asset: position.debt, amount: { balanceOf: position.debt } }]

/** A little more than is owed then: what a few blocks of interest may add, and the premium of a flash loan. */
const owedSoon = (market: Market, position: Collateralised): bigint => {
  const owed = outstanding(market, position)
  const interest = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp) / 100_000n
  const premium = mulDivCeil(owed + interest, BigInt(market.aave.flashLoanPremiumBps), 10_000n)
  return owed + interest + premium + 1n
}

const buyDebt = (amountOut: bigint): Action => ({
  kind: 'uniswap.swapExactOut',
  pool: DEBT_POOL,
  sell: 'WETH',
  amountOut,
  maximumIn: MAX_UINT256,
})

const sellLeftover = (debt: Collateralised['debt']): readonly Action[] =>
  debt === 'WETH'
    ? []
    : [
        {
          kind: 'uniswap.swap',
          pool: DEBT_POOL,
          sell: debt,
          amount: all(debt),
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]

const oneTx = (method: string, owner: Address, actions: readonly Action[]): ExitPlan => ({
  method,
  legs: [{ seconds: SLOT, txs: [{ from: owner, actions }] }],
  assumed: [],
})

/** Borrow the debt for one transaction, take everything out, sell, pay back. */
const flashDebt = (market: Market, position: Collateralised, pool: Pool): ExitPlan => {
  const { owner, debt } = position
  const pay = debt === 'WETH' ? [] : [buyDebt(owedSoon(market, position))]
  return oneTx(`flash loan of ${debt}`, owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: debt,
      amount: { debtOf: debt },
      actions: [repayAll(debt), withdrawAll, ...sellForWeth(pool, all('wstETH')), ...pay],
    },
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** Where the debt cannot be flash-loaned: borrow the collateral's own asset, sell it, pay the debt, give it back. */
const flashCollateral = (market: Market, position: Collateralised, pool: Pool): ExitPlan => {
  const { owner, debt } = position
  const owed = fairValueWei(market, debt, owedSoon(market, position))
  const held = supplyBalance(market.aave, 'wstETH', owner, market.block.timestamp)
  // As much as the collateral can give back; what selling it brings beyond the debt stays.
  const wanted = mulDivCeil(owed, WAD, stEthPerToken(market.lido))
  const loan = min(mulDivCeil(wanted, 115n, 100n), mulDivFloor(held, 9_990n, 10_000n))
  const pay = debt === 'WETH' ? [] : [buyDebt(owedSoon(market, position))]
  return oneTx('flash loan of wstETH', owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: 'wstETH',
      amount: loan,
      actions: [...sellForWeth(pool, all('wstETH')), ...pay, repayAll(debt), withdrawAll],
    },
    ...sellForWeth(pool, all('wstETH')),
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** What can be withdrawn, in wstETH, with `debtWei` owed and the health factor left a little above 1. */
const freeCollateral = (
  collateral: bigint,
  debtWei: bigint,
  rateWad: bigint,
  thresholdBps: bigint,
): bigint => {
  const needed = mulDivCeil(mulDivCeil(debtWei, 10_000n, thresholdBps), WAD, rateWad)
  return max(0n, collateral - mulDivCeil(needed, 10_005n, 10_000n))
}

/** `clears`: what it brings pays the debt off. `last`: takes what is left, with nothing owed. */
type Round = { readonly withdraw: bigint; readonly clears: boolean; readonly last: boolean }

const MAX_ROUNDS = 60
/** Rounds plan with this share of fair value from a sale; what they really bring is measured. */
const PLANNED_PRICE_BPS = 9_900n

/** What a round is expected to bring, in basis points of fair value, and how long it waits. */
type RoundTerms = { readonly priceBps: bigint; readonly days: number }

/** Debt after `days` of interest at today's rate, rounded up generously: a round must not fall short. */
const withInterest = (market: Market, debt: Asset, owed: bigint, days: number): bigint => {
  const rateRay = market.aave.reserves[debt]?.borrowRateRay ?? 0n
  const seconds = BigInt(Math.ceil(days * SECONDS_PER_DAY))
  return owed + mulDivCeil(owed * rateRay, 11n * seconds, 10n * SECONDS_PER_YEAR * RAY)
}

/** Sizes of the rounds that free a position without a flash loan; undefined where it cannot be freed. */
const planRounds = (
  market: Market,
  position: Collateralised,
  { priceBps, days }: RoundTerms,
): readonly Round[] | undefined => {
  const { owner, debt } = position
  const now = market.block.timestamp
  const rate = stEthPerToken(market.lido)
  const threshold = BigInt(accountData(market.aave, owner, now).liquidationThresholdBps)
  if (threshold === 0n) return undefined
  let collateral = supplyBalance(market.aave, 'wstETH', owner, now)
  let owed = fairValueWei(market, debt, owedSoon(market, position))
  const rounds: Round[] = []
  while (owed > 0n) {
    const withdraw = freeCollateral(collateral, owed, rate, threshold)
    if (withdraw * 10_000n < collateral || rounds.length === MAX_ROUNDS) return undefined
    collateral -= withdraw
    const brought = mulDivFloor(mulDivFloor(withdraw, rate, WAD), priceBps, 10_000n)
    owed = max(0n, withInterest(market, debt, owed, days) - brought)
    rounds.push({ withdraw, clears: owed === 0n, last: false })
  }
  return [...rounds, { withdraw: collateral, clears: false, last: true }]
}

const withdrawOf = (round: Round): Action =>
  round.last ? withdrawAll : { kind: 'aave.withdraw', asset: 'wstETH', amount: round.withdraw }

/** WETH in the wallet goes to the debt; a clearing round buys no more of another asset than is owed. */
const payDown = (debt: Collateralised['debt'], round: Round): readonly Action[] => {
  if (debt === 'WETH') {
    const amount: Amount = round.clears ? { debtOf: debt } : all('WETH')
    return [{ kind: 'aave.repay', asset: debt, amount }]
  }
  if (round.clears)
    return [
      {
        kind: 'uniswap.swapExactOut',
        pool: DEBT_POOL,
        sell: 'WETH',
        amountOut: { debtOf: debt },
        maximumIn: MAX_UINT256,
      },
      { kind: 'aave.repay', asset: debt, amount: { debtOf: debt } },
    ]
  return [
    {
      kind: 'uniswap.swap',
      pool: DEBT_POOL,
      sell: 'WETH',
      amount: all('WETH'),
      minimumOut: 0n,
      sqrtPriceLimitX96: 0n,
    },
    { kind: 'aave.repay', asset: debt, amount: all(debt) },
  ]
}

/** In one block and without any loan: withdraw what is free, sell, repay, again. */
const inSteps = (market: Market, position: Collateralised, pool: Pool): readonly ExitPlan[] => {
  const { owner, debt } = position
  const rounds = planRounds(market, position, { priceBps: PLANNED_PRICE_BPS, days: 0 })
  if (!rounds) return []
  const txs = rounds.map(
    (round, i): Tx => ({
      from: owner,
      actions: [
        ...(i === 0 ? payFromHeld(market, position) : []),
        withdrawOf(round),
        ...sellForWeth(pool, all('wstETH')),
        ...(round.last ? [unwrapWeth] : payDown(debt, round)),
      ],
    }),
  )
  return [{ method: `${rounds.length} steps without a loan`, legs: [{ seconds: SLOT, txs }], assumed: [] }]
}

/** Splits wstETH into requests that stay below Lido's limit. */
export const splitRequests = (market: Market, wstEth: bigint): readonly bigint[] => {
  const largest = mulDivFloor(MAX_REQUEST, WAD, stEthPerToken(market.lido))
  const count = (wstEth + largest - 1n) / largest
  return Array.from({ length: Number(count) }, (_, i) =>
    BigInt(i) < count - 1n ? largest : wstEth - largest * (count - 1n),
  )
}

/** A wait of `days` that begins `elapsed` seconds from now, and what its last report pays. */
type Wait = {
  readonly elapsed: number
  readonly days: number
  readonly finalizeUpTo: number
  readonly ether: bigint
}

/** Lido's reports while a request waits: rewards and known penalties go on, the last brings the ether and finalises. */
const waiting = (market: Market, { elapsed, days, finalizeUpTo, ether }: Wait): readonly Leg[] => {
  const total = Math.max(1, Math.round(days * SECONDS_PER_DAY))
  const count = Math.max(1, Math.ceil(days / REPORT_EVERY_DAYS))
  const each = Math.floor(total / count)
  const start = market.block.timestamp + elapsed
  return Array.from({ length: count }, (_, i) => {
    const last = i === count - 1
    const seconds = last ? total - each * (count - 1) : each
    const from = i === 0 && elapsed === SLOT ? market.lido.lastReport : start + each * i
    const clDelta = min(consensusDelta(market, from, start + each * i + seconds), rebaseLimit(market))
    const report: Action = {
      kind: 'lido.report',
      clDelta,
      elRewards: 0n,
      clWithdrawn: last ? ether : 0n,
      finalizeUpTo: last ? finalizeUpTo : 0,
    }
    return { seconds, txs: [{ from: CROWD.oracle, actions: [report] }] }
  })
}

/** Where a round stands: seconds from now, and what earlier rounds already took of Lido's buffer. */
type Standing = { readonly elapsed: number; readonly taken: bigint }

/** Median forecast of days for a request of `wstEth` made then. */
const queueDays = (market: Market, wstEth: bigint, { elapsed, taken }: Standing): number => {
  const { lido } = market
  const now = market.block.timestamp + elapsed
  return withdrawalDays({
    lido: {
      ...lido,
      bufferedEther: max(0n, lido.bufferedEther - taken),
      lastReport: lido.lastReport + elapsed,
    },
    ethereum: market.ethereum,
    stEth: mulDivCeil(wstEth, stEthPerToken(lido), WAD),
    now,
    fork: 'electra',
    sweepValidators: SWEEP_VALIDATORS,
  }).medianDays
}

const secondsOf = (legs: readonly Leg[]): number => legs.reduce((sum, leg) => sum + leg.seconds, 0)

/** Through Lido's queue, one wait a round: the longest way, and the one that no market discount touches. */
const throughQueue = (market: Market, position: Collateralised): readonly ExitPlan[] => {
  const { owner, debt } = position
  const half = supplyBalance(market.aave, 'wstETH', owner, market.block.timestamp) / 2n
  const days = queueDays(market, half, { elapsed: 0, taken: 0n })
  const rounds = planRounds(market, position, {
    priceBps: debt === 'WETH' ? 9_999n : PLANNED_PRICE_BPS,
    days,
  })
  if (!rounds) return []
  const legs: Leg[] = []
  let nextId = market.lido.queue.lastRequestId + 1
  let ahead = unfinalizedStEth(market.lido.queue)
  let taken = 0n
  for (const round of rounds) {
    if (round.withdraw === 0n) continue
    const amounts = splitRequests(market, round.withdraw)
    const ids = amounts.map((_, i) => nextId + i)
    nextId += ids.length
    const stEth = mulDivCeil(round.withdraw, stEthPerToken(market.lido), WAD)
    const wait = queueDays(market, round.withdraw, { elapsed: secondsOf(legs), taken })
    const first = legs.length === 0 ? payFromHeld(market, position) : []
    const request: Action = { kind: 'lido.request', amounts }
    legs.push({ seconds: SLOT, txs: [{ from: owner, actions: [...first, withdrawOf(round), request] }] })
    // All that is ahead is paid too; the round's own ether may have earned rewards until its last report.
    const ether = ahead + mulDivCeil(stEth, 1_001n, 1_000n)
    taken += ether
    ahead = 0n
    legs.push(
      ...waiting(market, { elapsed: secondsOf(legs), days: wait, finalizeUpTo: ids.at(-1) ?? 0, ether }),
    )
    legs.push({ seconds: SLOT, txs: [{ from: owner, actions: claimAndPay(ids, round, debt) }] })
  }
  return [
    {
      method: `${rounds.length} rounds through the queue`,
      legs,
      assumed: [
        'each round waits the median forecast, with what earlier rounds took of Lido’s buffer gone',
        'rewards and known penalties go on; nothing else happens while waiting',
      ],
    },
  ]
}

const claimAndPay = (
  requestIds: readonly number[],
  round: Round,
  debt: Collateralised['debt'],
): readonly Action[] => [
  { kind: 'lido.claim', requestIds },
  ...(round.last
    ? [unwrapWeth]
    : [{ kind: 'weth.wrap', amount: all('ETH') } as const, ...payDown(debt, round)]),
]

/** The debt's asset is held in full: pay, take the collateral, sell it. */
const fromHeld = (position: Collateralised, pool: Pool): ExitPlan =>
  oneTx(`paid from the ${position.debt} held`, position.owner, [
    repayAll(position.debt),
    withdrawAll,
    ...sellForWeth(pool, all('wstETH')),
    ...sellLeftover(position.debt),
    unwrapWeth,
  ])

/** Nothing is owed: take the collateral and sell it. */
const withoutDebt = (pool: Pool, owner: Address): ExitPlan =>
  oneTx('sold at once', owner, [withdrawAll, ...sellForWeth(pool, all('wstETH')), unwrapWeth])

const owes = (market: Market, { owner, debt }: Collateralised): boolean =>
  debtBalance(market.aave, debt, owner, market.block.timestamp) > 0n

const holdsAll = (market: Market, position: Collateralised): boolean => {
  const owed = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp)
  return heldOf(market, position) > owed + owed / 100_000n
}

/** Every way out of wstETH collateral with one debt on Aave, by route, the best first. */
export const unwindCollateralised = (
  market: Market,
  position: Collateralised,
  route: ExitRoute,
): readonly ExitPlan[] => {
  if (route === 'queue') return throughQueue(market, position)
  if (!owes(market, position)) return [withoutDebt(route, position.owner)]
  if (holdsAll(market, position)) return [fromHeld(position, route)]
  return [
    flashDebt(market, position, route),
    flashCollateral(market, position, route),
    ...inSteps(market, position, route),
  ]
}
