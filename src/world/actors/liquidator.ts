import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { layersOf } from '../../position/holdings.js'
import { accountData } from '../../protocols/aave/account.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import type { Trial, World } from '../world.js'
import type { Actor } from './actor.js'

const SLOT = 12

/** What can be seized and what is owed, the largest first. */
type Target = {
  readonly account: Address
  readonly collateral: Asset
  readonly debt: Asset
  readonly owed: bigint
}

const targetOf = (market: Market, account: Address): Target | undefined => {
  if (!market.aave.accounts[account]) return undefined
  const { healthFactorWad, debtBase } = accountData(market.aave, account, market.block.timestamp)
  if (debtBase === 0n || healthFactorWad === MAX_UINT256 || healthFactorWad >= WAD) return undefined
  const layers = layersOf(market, account)
  const collateral = layers.find(layer => layer.kind === 'aave.supply' && layer.collateral)
  const debt = layers.find(layer => layer.kind === 'aave.debt')
  if (collateral?.kind !== 'aave.supply' || debt?.kind !== 'aave.debt') return undefined
  return { account, collateral: collateral.asset, debt: debt.asset, owed: debt.amount }
}

const sale = (route: 'curve' | 'uniswap'): readonly Action[] =>
  route === 'uniswap'
    ? [
        {
          kind: 'uniswap.swap',
          pool: 'wstETH/WETH 0.01%',
          sell: 'wstETH',
          amount: { balanceOf: 'wstETH' },
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]
    : [
        { kind: 'lido.unwrap', amount: { balanceOf: 'wstETH' } },
        { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut: 0n },
      ]

const buyBack = (target: Target, amount: bigint): readonly Action[] =>
  target.debt === 'WETH'
    ? []
    : [
        {
          kind: 'uniswap.swapExactOut',
          pool: 'USDC/WETH 0.05%',
          sell: 'WETH',
          amountOut: amount,
          maximumIn: MAX_UINT256,
        },
      ]

/** Premium and a little more: what a flash loan of `amount` takes back. */
const withPremium = (market: Market, amount: bigint): bigint =>
  amount + (amount * BigInt(market.aave.flashLoanPremiumBps)) / 10_000n + 2n

type Funding = 'flash loan' | 'own funds'

const wrapProceeds = (route: 'curve' | 'uniswap'): readonly Action[] =>
  route === 'curve' ? [{ kind: 'weth.wrap', amount: { balanceOf: 'ETH' } }] : []

const liquidate = (
  market: Market,
  target: Target,
  amount: bigint,
  route: 'curve' | 'uniswap',
  funding: Funding,
): Tx => {
  const call: Action = { kind: 'aave.liquidate', ...target, amount, receiveAToken: false }
  const seized = [call, ...sale(route), ...wrapProceeds(route)]
  const actions: readonly Action[] =
    funding === 'own funds'
      ? seized
      : [
          {
            kind: 'aave.flashLoan',
            asset: target.debt,
            amount,
            actions: [...seized, ...buyBack(target, withPremium(market, amount))],
          },
        ]
  return { from: CROWD.liquidator, actions }
}

/** Ether and WETH the liquidator holds, in wei. */
const funds = (wallet: Trial['wallet']): bigint => (wallet.ETH ?? 0n) + (wallet.WETH ?? 0n)

const profitOf = async (market: Market, world: World, tx: Tx): Promise<bigint | undefined> => {
  const trial = await world.try([{ seconds: SLOT, txs: [tx] }], tx.from)
  if (trial.outcomes.flat().some(outcome => outcome.status === 'reverted')) return undefined
  return funds(trial.wallet) - funds(market.wallets[tx.from] ?? {})
}

/** Amounts worth trying: all that is owed, then less, as markets get thinner. */
const SHARES_BPS = [10_000n, 5_000n, 2_000n, 500n]

/** All of it is a little more than is owed now: interest runs until the block, and what is too much is not taken. */
const share = (owed: bigint, bps: bigint): bigint =>
  bps === 10_000n ? owed + owed / 100_000n + 1n : (owed * bps) / 10_000n

const candidates = (market: Market, target: Target): readonly Tx[] => {
  const fundings: readonly Funding[] = target.debt === 'WETH' ? ['flash loan', 'own funds'] : ['flash loan']
  return SHARES_BPS.flatMap(bps =>
    fundings.flatMap(funding =>
      (['uniswap', 'curve'] as const).map(route =>
        liquidate(market, target, share(target.owed, bps), route, funding),
      ),
    ),
  )
}

export type LiquidatorOptions = {
  /** Accounts it looks at. */
  readonly watched: readonly Address[]
  /** Wei of ether below which it does not bother; gas must be in it. */
  readonly minimumProfitWei: (gasPriceWei: bigint) => bigint
}

/**
 * Liquidates watched accounts with a real `liquidationCall`, sells what it seizes, and only where a try of the whole
 * transaction leaves a profit. Seizing wstETH against WETH or USDC is what it knows.
 */
export const liquidator = ({ watched, minimumProfitWei }: LiquidatorOptions): Actor => ({
  name: 'liquidator',
  async act(market, world, gasPriceWei) {
    const txs: Tx[] = []
    for (const account of watched) {
      const target = targetOf(market, account)
      if (!target) continue
      let best: { readonly tx: Tx; readonly profit: bigint } | undefined
      for (const tx of candidates(market, target)) {
        const profit = await profitOf(market, world, tx)
        if (profit !== undefined && profit > (best?.profit ?? minimumProfitWei(gasPriceWei)))
          best = { tx, profit }
      }
      if (best) txs.push(best.tx)
    }
    return txs
  },
})
