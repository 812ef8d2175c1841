import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { all, DUST, sellAll, unwrapWeth } from '../../position/legs.js'
import { cheapestFlashLender, flashLoan, flashPremiumBps, type Loan, loansOf } from '../../position/loan.js'
import { payHeld, tokensOf } from '../../position/plansAtOnce.js'
import { type Refused, refused } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import { leaveLiquidity } from '../../position/withdrawLiquidity.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { getSharesByPooledEth } from '../../protocols/lido/steth.js'
import { isStakingToken } from '../../protocols/uniswap/addresses.js'
import type { Placing, Sold } from '../../routing/route.js'
import { balanceOf } from '../../simulation/model/balances.js'
import { playPlaced } from '../../simulation/model/lower.js'
import { min, mulDivFloor, SECONDS_PER_SLOT } from '../../units/fixed.js'
import type { Leaving } from '../quote.js'

/** Transactions of one block that sell a part, and the market as they leave it. */
export type SoldDown = {
  readonly ok: true
  readonly txs: readonly Tx[]
  readonly market: Market
  readonly sold: readonly Sold[]
  /** Whether a part of it is borrowed for one transaction. */
  readonly byLoan: boolean
}

const plain = (seconds: number, from: Address, actions: readonly Action[]): ExitPlan => ({
  method: '',
  legs: [{ seconds, txs: [{ from, actions }] }],
  assumed: [],
})

/** Adds a transaction to the block. */
const then = (
  before: SoldDown,
  actions: readonly Action[],
  { owner, gasPriceWei }: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const seconds = before.txs.length === 0 ? SECONDS_PER_SLOT : 0
  const played = playPlaced(before.market, plain(seconds, owner, actions), owner, { placing, gasPriceWei })
  if (!played.ok) return played
  return {
    ...before,
    txs: [...before.txs, ...played.plan.legs.flatMap(leg => leg.txs)],
    market: played.market,
    sold: [...before.sold, ...played.sold],
  }
}

/** Adds actions to the last transaction of the block. */
const extended = (
  before: SoldDown,
  actions: readonly Action[],
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const last = before.txs.at(-1)
  if (!last || actions.length === 0) return before
  const done = then(before, actions, leaving, placing)
  if (!done.ok) return done
  const more = done.txs.at(-1)?.actions ?? []
  return { ...done, txs: [...before.txs.slice(0, -1), { ...last, actions: [...last.actions, ...more] }] }
}

/** Room for what buying a debt's asset costs above its fair value. */
const BUYING_BPS = 10_200n

/** Debt of one loan paid with the WETH in the wallet: WETH first, then as much of another as it buys. */
const paidWithWeth = (market: Market, { owner, debt, repay, lender }: Loan): readonly Action[] => {
  let weth = balanceOf(market, owner, 'WETH')
  const first = debt.filter(({ asset }) => asset === 'WETH')
  const rest = debt.filter(({ asset }) => asset !== 'WETH')
  return [...first, ...rest].flatMap(({ asset, amount: owed }): readonly Action[] => {
    if (weth < DUST) return []
    const soon = owed + owed / 100_000n + 1n
    const neededWei = fairValueWei(market, asset, soon)
    const clears = asset === 'WETH' ? weth >= soon : weth * 10_000n >= neededWei * BUYING_BPS
    weth = clears ? weth - neededWei : 0n
    if (asset === 'WETH') return [repay(asset, clears && lender === 'morpho' ? 'max' : all(asset))]
    const buy: Action = clears
      ? { kind: 'buy', asset, amountOut: soon }
      : { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: asset }
    return [buy, repay(asset, clears ? 'max' : all(asset))]
  })
}

/** Steps of one block at most; at 14 times leverage a dozen are needed. */
const MAX_STEPS = 30

/** One step: a part taken out, sold, and the loan's debt paid with it. */
const step = (
  before: SoldDown,
  loan: Loan,
  { asset, amount }: { readonly asset: Asset; readonly amount: bigint },
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const held = loan.collateral.find(one => one.asset === asset)?.amount ?? 0n
  const take = loan.withdraw(asset, amount >= held ? 'max' : amount)
  const sale = asset === 'WETH' ? [] : [sellAll(asset)]
  const sold = then(before, [take, ...sale], leaving, placing)
  if (!sold.ok) return sold
  const now = loansOf(sold.market, leaving.owner).find(({ at }) => at === loan.at)
  return now ? extended(sold, paidWithWeth(sold.market, now), leaving, placing) : sold
}

/** A loan that holds the token, the one nearest to liquidation first. */
const loanWith = (market: Market, owner: Address, token: Asset): Loan | undefined =>
  loansOf(market, owner).find(({ collateral }) => collateral.some(({ asset }) => asset === token))

const inSteps = (
  from: SoldDown,
  { token, amount }: { readonly token: Asset; readonly amount: bigint },
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  let done = from
  let left = amount
  for (let i = 0; left > 0n; i++) {
    const loan = loanWith(done.market, leaving.owner, token)
    if (!loan) return done
    const part = min(left, loan.free(token))
    if (i === MAX_STEPS || part * 10_000n < left) return refused('collateralLocked', {})
    const next = step(done, loan, { asset: token, amount: part }, leaving, placing)
    if (!next.ok) return next
    done = next
    left -= part
  }
  return done
}

/** The same in one transaction: the collateral's own asset is borrowed for it, from who asks least, and sold. */
const byLoan = (
  from: SoldDown,
  { token, amount }: { readonly token: Asset; readonly amount: bigint },
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const loan = loanWith(from.market, leaving.owner, token)
  if (!loan) return refused('collateralLocked', {})
  const lender = cheapestFlashLender(from.market, { asset: token, amount })
  const borrowed = mulDivFloor(amount, 10_000n, 10_000n + flashPremiumBps(from.market, lender))
  const held = loan.collateral.find(({ asset }) => asset === token)?.amount ?? 0n
  const take = loan.withdraw(token, amount >= held ? 'max' : amount)
  const way = (pay: readonly Action[]): SoldDown | Refused =>
    then(
      from,
      [flashLoan(lender, { asset: token, amount: borrowed, actions: [sellAll(token), ...pay, take] })],
      leaving,
      placing,
    )
  const [debt] = loan.debt
  if (!debt) return way([])
  const ready: readonly Action[] =
    debt.asset === 'WETH' ? [] : [{ kind: 'sell', asset: 'WETH', amount: all('WETH'), into: debt.asset }]
  const part = way([...ready, loan.repay(debt.asset, all(debt.asset))])
  // Morpho refuses more than is owed.
  return part.ok || loan.lender === 'aave' ? part : way([...ready, loan.repay(debt.asset, 'max')])
}

/** Takes the owner out of every pool, where anything is provided; nothing is sold yet. */
const outOfPools = (leaving: Leaving): SoldDown | Refused => {
  const start: SoldDown = { ok: true, txs: [], market: leaving.market, sold: [], byLoan: false }
  const { actions } = leaveLiquidity(leaving.market, leaving.owner)
  return actions.length === 0 ? start : then(start, actions, leaving, { kind: 'split' })
}

/** What of the position's main token can be sold: what is in the wallet, and what secures loans; smallest unit. */
type Stock = {
  readonly token: Asset
  readonly stEth: bigint
  readonly wallet: bigint
  readonly collateral: bigint
}

const stockOf = (market: Market, owner: Address, token: Asset): Stock => {
  const stEth = token === 'wstETH' ? balanceOf(market, owner, 'stETH') : 0n
  const collateral = loansOf(market, owner)
    .flatMap(loan => loan.collateral)
    .reduce((sum, { asset, amount }) => (asset === token ? sum + amount : sum), 0n)
  const wrapped = stEth > 0n ? getSharesByPooledEth(market.lido, stEth) : 0n
  return { token, stEth, wallet: balanceOf(market, owner, token) + wrapped, collateral }
}

/** The staking token of which a position holds most by fair value; stETH counts as wstETH. */
export const mainToken = (market: Market, owner: Address): Asset | undefined => {
  const held = tokensOf(market, owner, loansOf(market, owner)).map(asset =>
    asset === 'stETH' ? 'wstETH' : asset,
  )
  const value = (token: Asset): bigint => {
    const { wallet, collateral } = stockOf(market, owner, token)
    return fairValueWei(market, token, wallet + collateral)
  }
  const found = held
    .filter(isStakingToken)
    .reduce<Asset | undefined>((best, next) => (best && value(best) >= value(next) ? best : next), undefined)
  return found !== undefined && value(found) > 0n ? found : undefined
}

/** All of the owner's main staking token that can be sold, once the pools are left, in the token; 0 where there is none. */
export const saleable = (leaving: Leaving): bigint => {
  const out = outOfPools(leaving)
  const token = out.ok ? mainToken(out.market, leaving.owner) : undefined
  if (!out.ok || token === undefined) return 0n
  const { wallet, collateral } = stockOf(out.market, leaving.owner, token)
  return wallet + collateral
}

const sellWallet = (
  from: SoldDown,
  { token, stEth, wallet }: Stock,
  amount: bigint,
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  if (wallet === 0n || amount === 0n) return from
  const wrap: readonly Action[] = stEth > 0n ? [{ kind: 'lido.wrap', amount: all('stETH') }] : []
  const sale: Action = {
    kind: 'sell',
    asset: token,
    amount: amount >= wallet ? all(token) : amount,
    into: 'WETH',
  }
  return then(from, [...wrap, sale, unwrapWeth], leaving, placing)
}

/** `amount` of the main token sold in one block, debts paid with it. In steps without a loan where that goes. */
export const sellDown = (leaving: Leaving, amount: bigint, placing: Placing): SoldDown | Refused => {
  const out = outOfPools(leaving)
  const token = out.ok ? mainToken(out.market, leaving.owner) : undefined
  if (!out.ok || token === undefined) return out
  const stock = stockOf(out.market, leaving.owner, token)
  const fromWallet = min(amount, stock.wallet)
  const walletSold = sellWallet(out, stock, fromWallet, leaving, placing)
  const rest = min(amount - fromWallet, stock.collateral)
  if (!walletSold.ok || rest === 0n) return walletSold
  const steps = inSteps(walletSold, { token, amount: rest }, leaving, placing)
  const sold = steps.ok ? steps : byLoan(walletSold, { token, amount: rest }, leaving, placing)
  const done = sold.ok ? tidied(sold, [token], leaving, placing) : sold
  return done.ok ? { ...done, byLoan: !steps.ok } : done
}

/** With nothing owed any more, what is left of other tokens becomes ether, in the last transaction. */
const tidied = (
  sold: SoldDown,
  kept: readonly Asset[],
  leaving: Leaving,
  placing: Placing,
): SoldDown | Refused => {
  const { owner } = leaving
  const loans = loansOf(sold.market, owner)
  if (loans.some(({ debt }) => debt.length > 0)) return sold
  const loose = tokensOf(sold.market, owner, []).filter(asset => asset !== 'stETH' && !kept.includes(asset))
  return extended(sold, [...loose.map(sellAll), unwrapWeth], leaving, placing)
}

/** Everything sold in one block and without a loan: what is free is taken out, sold and paid with, again and again. */
export const sellAllInSteps = (leaving: Leaving, placing: Placing): SoldDown | Refused => {
  const { owner } = leaving
  const out = outOfPools(leaving)
  if (!out.ok) return out
  const wallet = [...payHeld(out.market, owner), ...tokensOf(out.market, owner, []).map(sellAll)]
  let done = wallet.length > 0 ? then(out, wallet, leaving, placing) : out
  for (let i = 0; i <= MAX_STEPS; i++) {
    if (!done.ok) return done
    const [loan] = loansOf(done.market, owner).filter(({ collateral }) => collateral.length > 0)
    if (!loan) return tidied(done, [], leaving, placing)
    const [largest] = loan.collateral
    if (!largest) break
    const amount = loan.free(largest.asset)
    if (amount * 10_000n < largest.amount) break
    done = step(done, loan, { asset: largest.asset, amount }, leaving, placing)
  }
  return refused('collateralLocked', {})
}
