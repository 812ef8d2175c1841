import type { Market, Wallet } from '../../market/market.js'
import type { Amount } from '../../position/action.js'
import { debtBalance } from '../../protocols/aave/balance.js'
import { transferRefusal } from '../../protocols/aave/checks.js'
import type { Address, Asset } from '../../protocols/assets.js'
import type { LidoState } from '../../protocols/lido/state.js'
import { stEthBalanceOf, transfer as transferStEth } from '../../protocols/lido/steth.js'
import { Revert } from '../../protocols/revert.js'
import { MAX_UINT256 } from '../../units/fixed.js'

/** Contracts of the first years, and ether itself, refuse without a word. */
export const SILENT = ''

/** What ether, or a token, says to a transfer that its sender cannot cover. */
const refusal = (asset: Asset): string => (asset === 'ETH' ? SILENT : transferRefusal(asset))

const walletOf = (market: Market, owner: Address): Wallet => market.wallets[owner] ?? {}

/** Balance of one account; stETH is what its shares are worth now. */
export const balanceOf = (market: Market, owner: Address, asset: Asset): bigint =>
  asset === 'stETH' ? stEthBalanceOf(market.lido, owner) : (walletOf(market, owner)[asset] ?? 0n)

/** By hand: deleting, or taking apart, makes an object slow, and this runs thousands of times a run. */
const without = (wallet: Wallet, asset: Asset): Wallet => {
  const rest: Partial<Record<Asset, bigint>> = {}
  for (const key in wallet) {
    const amount = wallet[key as Asset]
    if (key !== asset && amount !== undefined) rest[key as Asset] = amount
  }
  return rest
}

const setBalance = (market: Market, owner: Address, asset: Asset, amount: bigint): Market => {
  const before = walletOf(market, owner)
  const wallet = amount === 0n ? without(before, asset) : { ...before, [asset]: amount }
  return { ...market, wallets: { ...market.wallets, [owner]: wallet } }
}

/** Adds to the wallet of a tracked account; what leaves for elsewhere is out of sight. Not for stETH. */
export const credit = (market: Market, owner: Address, asset: Asset, amount: bigint): Market =>
  amount === 0n || market.wallets[owner] === undefined
    ? market
    : setBalance(market, owner, asset, balanceOf(market, owner, asset) + amount)

/** Takes from a wallet; reverts with `reason`, or as the token would, where it does not hold that much. Not for stETH. */
export const debit = (
  market: Market,
  owner: Address,
  asset: Asset,
  amount: bigint,
  reason: string = refusal(asset),
): Market => {
  const balance = balanceOf(market, owner, asset)
  if (amount > balance) throw new Revert(reason)
  return amount === 0n ? market : setBalance(market, owner, asset, balance - amount)
}

export const withLido = (market: Market, lido: LidoState): Market => ({ ...market, lido })

/** stETH between two accounts, by shares. */
export const moveStEth = (market: Market, from: Address, to: Address, amount: bigint): Market =>
  withLido(market, transferStEth(market.lido, { from, to, amount }))

/** What Executor.sol writes into a call just before it: a fixed amount, 2^256 − 1, or the sender's balance or debt. */
export const resolve = (market: Market, amount: Amount, from: Address): bigint => {
  if (typeof amount === 'bigint') return amount
  if (amount === 'max') return MAX_UINT256
  if ('balanceOf' in amount) return balanceOf(market, from, amount.balanceOf)
  return debtBalance(market.aave, amount.debtOf, from, market.block.timestamp)
}

/** A wallet with its stETH restated from the shares, as `balanceOf` would say. */
export const walletNow = (market: Market, owner: Address): Wallet => {
  const wallet = walletOf(market, owner)
  const stEth = stEthBalanceOf(market.lido, owner)
  if ((wallet.stETH ?? 0n) === stEth) return wallet
  const others = without(wallet, 'stETH')
  return stEth === 0n ? others : { ...others, stETH: stEth }
}

/** stETH of every tracked account restated. */
export const withStEthBalances = (market: Market): Market => {
  const wallets: Record<Address, Wallet> = {}
  let changed = false
  for (const [owner, wallet] of Object.entries(market.wallets) as [Address, Wallet][]) {
    const now = walletNow(market, owner)
    wallets[owner] = now
    changed ||= now !== wallet
  }
  return changed ? { ...market, wallets } : market
}
