import type { Market, Wallet } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { fairValueWei, type Layer, layersOf } from '../../position/holdings.js'
import type { ExitPlan } from '../../position/strategy.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import type { AaveAccount } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { stEthBalanceOf } from '../../protocols/lido/steth.js'
import { PROTOCOLS } from '../../protocols/registry.js'
import type { UniswapPool, UniswapPoolName } from '../../protocols/uniswap/state.js'
import { max, min, mulDivCeil, mulDivFloor, WAD, type Wad } from '../../units/fixed.js'
import { balanceOf, resolve } from '../model/balances.js'
import { type Played, playPlan, type Refused, type Rule } from './play.js'

type Amounts = Readonly<Partial<Record<Asset, bigint>>>
type Rounding = (amount: bigint) => bigint

const scaled = (amounts: Amounts, by: Rounding): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([asset, amount]) => [asset, by(amount)]))

const scaledPools = (market: Market, owner: Address, by: Rounding): Market['uniswap'] =>
  Object.fromEntries(
    (Object.entries(market.uniswap) as [UniswapPoolName, UniswapPool][]).map(([name, pool]) => [
      name,
      {
        ...pool,
        positions: pool.positions.map(held =>
          held.owner === owner
            ? {
                ...held,
                liquidity: by(held.liquidity),
                tokensOwed0: by(held.tokensOwed0),
                tokensOwed1: by(held.tokensOwed1),
              }
            : held,
        ),
      },
    ]),
  ) as unknown as Market['uniswap']

/** Why a part of this position cannot be planned; undefined where it can. */
export const whyNoPart = (market: Market, owner: Address): string | undefined => {
  const claim = layersOf(market, owner).find(layer => layer.kind === 'claim' && layer.protocol in PROTOCOLS)
  if (claim?.kind === 'claim') return `a part of ${claim.label} is not planned, only all of it`
  const asked = layersOf(market, owner).some(layer => layer.kind === 'lido.withdrawal')
  return asked ? 'requests that wait in Lido’s queue cannot be divided' : undefined
}

/**
 * The market as it would be if the owner had only this share of everything. What the owner holds floors, what it owes
 * ceils. Others, and the protocols' totals, stay: it is there to plan on.
 */
export const partOfMarket = (market: Market, owner: Address, shareWad: Wad): Market => {
  if (shareWad === WAD) return market
  const floor: Rounding = amount => mulDivFloor(amount, shareWad, WAD)
  const account = market.aave.accounts[owner]
  const part = account && {
    ...account,
    supplies: scaled(account.supplies, floor),
    debts: scaled(account.debts, amount => mulDivCeil(amount, shareWad, WAD)),
  }
  const shares = { ...market.lido.shares, [owner]: floor(market.lido.shares[owner] ?? 0n) }
  const lido = { ...market.lido, shares }
  const wallet = { ...scaled(market.wallets[owner] ?? {}, floor) } as Record<Asset, bigint>
  if (market.wallets[owner]?.stETH !== undefined) wallet.stETH = stEthBalanceOf(lido, owner)
  const lpBalances = { ...market.curve.lpBalances, [owner]: floor(market.curve.lpBalances[owner] ?? 0n) }
  return {
    ...market,
    lido,
    curve: { ...market.curve, lpBalances },
    aave: part ? { ...market.aave, accounts: { ...market.aave.accounts, [owner]: part } } : market.aave,
    uniswap: scaledPools(market, owner, floor),
    wallets: { ...market.wallets, [owner]: wallet },
  }
}

/** What stays with the owner when a part leaves. Balances on Aave are scaled, stETH is shares. */
export type Kept = {
  readonly account: AaveAccount | undefined
  readonly wallet: Wallet
  readonly shares: bigint
}

const less = (whole: Amounts, part: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(whole).map(([asset, amount]) => [asset, amount - (part[asset as Asset] ?? 0n)]),
  )

/** `whole` less `part`, of one owner. */
export const keptOf = (whole: Market, part: Market, owner: Address): Kept => {
  const [account, leaves] = [whole.aave.accounts[owner], part.aave.accounts[owner]]
  const kept = account &&
    leaves && {
      ...account,
      supplies: less(account.supplies, leaves.supplies),
      debts: less(account.debts, leaves.debts),
    }
  return {
    account: kept,
    wallet: less(whole.wallets[owner] ?? {}, part.wallets[owner] ?? {}),
    shares: (whole.lido.shares[owner] ?? 0n) - (part.lido.shares[owner] ?? 0n),
  }
}

/** Aave as if the owner had only what is kept: to read its balances with the interest up to now. */
const withKept = ({ aave }: Market, owner: Address, { account }: Kept): Market['aave'] =>
  account ? { ...aave, accounts: { ...aave.accounts, [owner]: account } } : aave

const keptBalance = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  asset === 'stETH'
    ? stEthBalanceOf({ ...market.lido, shares: { [owner]: kept.shares } }, owner)
    : (kept.wallet[asset] ?? 0n)

const keptDebt = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  kept.account ? debtBalance(withKept(market, owner, kept), asset, owner, market.block.timestamp) : 0n

const keptSupply = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  kept.account ? supplyBalance(withKept(market, owner, kept), asset, owner, market.block.timestamp) : 0n

type Repay = Extract<Action, { readonly kind: 'aave.repay' }>

/** No more than the part owes: what its sales bring beyond that is its owner's, not the rest's debt paid. */
const partRepaid = (market: Market, from: Address, { asset, amount }: Repay, kept: Kept): bigint => {
  const now = market.block.timestamp
  const owed = debtBalance(market.aave, asset, from, now) - keptDebt(market, from, kept, asset)
  const held = balanceOf(market, from, asset) - keptBalance(market, from, kept, asset)
  const wanted = typeof amount === 'bigint' ? amount : amount !== 'max' && 'debtOf' in amount ? owed : held
  return max(0n, min(owed, min(held, wanted)))
}

const partTaken = (market: Market, from: Address, asset: Asset, kept: Kept): bigint =>
  supplyBalance(market.aave, asset, from, market.block.timestamp) - keptSupply(market, from, kept, asset)

/** A symbolic amount as a fixed one that leaves alone what is kept; undefined where all of it leaves anyway. */
const fixedAmount = (market: Market, from: Address, action: Action, kept: Kept): bigint | undefined => {
  if (action.kind === 'aave.repay') return partRepaid(market, from, action, kept)
  const amount = 'amount' in action ? action.amount : 'amountOut' in action ? action.amountOut : undefined
  if (amount === undefined || typeof amount === 'bigint') return undefined
  if (amount === 'max')
    return action.kind === 'aave.withdraw' ? partTaken(market, from, action.asset, kept) : undefined
  const stays =
    'balanceOf' in amount
      ? keptBalance(market, from, kept, amount.balanceOf)
      : keptDebt(market, from, kept, amount.debtOf)
  return stays === 0n ? undefined : max(0n, resolve(market, amount, from) - stays)
}

const withAmount = (action: Action, amount: bigint): readonly Action[] => {
  if (amount === 0n) return []
  return [('amountOut' in action ? { ...action, amountOut: amount } : { ...action, amount }) as Action]
}

/** A plan made for a part, carried out on the whole: every "all of it" becomes the part's own amount. */
export const playPart = (whole: Market, plan: ExitPlan, owner: Address, kept: Kept): Played | Refused => {
  const rule: Rule = (market, [action], from) => {
    const amount = action && fixedAmount(market, from, action, kept)
    return action === undefined || amount === undefined
      ? undefined
      : { take: 1, put: withAmount(action, amount) }
  }
  return playPlan(whole, plan, owner, rule)
}

/** Fair value of what is kept in the wallet, in wei of ether. */
export const keptWalletWei = (market: Market, owner: Address, kept: Kept): bigint =>
  (Object.keys(kept.wallet) as Asset[]).reduce(
    (sum, asset) => sum + fairValueWei(market, asset, keptBalance(market, owner, kept, asset)),
    0n,
  )

const heldIn = (layer: Layer, asset: Asset): bigint => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.supply':
      return layer.asset === asset ? layer.amount : 0n
    case 'aave.debt':
    case 'lido.withdrawal':
      return 0n
    case 'claim':
      return layer.parts.reduce((sum, one) => (one.asset === asset ? sum + max(0n, one.amount) : sum), 0n)
  }
}

/** How much of an asset a position holds, in the wallet, as collateral and in pools; debts do not count against it. */
export const heldOf = (market: Market, owner: Address, asset: Asset): bigint =>
  layersOf(market, owner).reduce((sum, layer) => sum + heldIn(layer, asset), 0n)
