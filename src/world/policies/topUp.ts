import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { accountData } from '../../protocols/aave/account.js'
import type { Address } from '../../protocols/assets.js'
import { min, WAD } from '../../units/fixed.js'
import { healthOf } from './best.js'
import type { Policy } from './policy.js'

/** Ether that, staked and supplied, lifts the health factor to `to`: (T·D / L − C), in ether at Aave's price. */
const missingWei = (market: Market, owner: Address, to: number): bigint => {
  const { collateralBase, debtBase, liquidationThresholdBps } = accountData(
    market.aave,
    owner,
    market.block.timestamp,
  )
  const value = (to * Number(debtBase) * 10_000) / liquidationThresholdBps - Number(collateralBase)
  const etherPrice = market.aave.reserves.WETH?.priceBase ?? 1n
  return value > 0 ? (BigInt(Math.ceil(value)) * WAD) / etherPrice : 0n
}

/** Below this, a top-up is not worth its gas. */
const LEAST = WAD / 100n

const topUpTx = (owner: Address, wei: bigint): Tx => ({
  from: owner,
  actions: [
    { kind: 'lido.stake', amount: wei },
    { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
    { kind: 'aave.supply', asset: 'wstETH', amount: { balanceOf: 'wstETH' } },
  ],
})

/** Ether kept aside is staked and supplied as more collateral when the health factor falls below `below`. */
export const topUp: Policy = {
  name: 'top-up',
  about:
    'keeps ether aside; when the health factor falls below a threshold, stakes it and supplies it as more wstETH on Aave, until the health factor stands at a target or the reserve is gone',
  settings: {
    below: { about: 'health factor at which it acts', unit: 'ratio', usual: 1.1, least: 1, most: 10 },
    to: { about: 'health factor that it restores', unit: 'ratio', usual: 1.2, least: 1, most: 20 },
    reserve: {
      about: 'ether kept aside, beside the position',
      unit: 'ETH',
      usual: 100,
      least: 0,
      most: 100_000,
    },
  },
  reserveEth: ({ reserve = 100 }) => reserve,
  manage: ({ below = 1.1, to = 1.2 }, { owner }) => ({
    name: 'policy top-up',
    act(market) {
      if (healthOf(market, owner) >= below || !market.aave.accounts[owner]) return []
      const wei = min(missingWei(market, owner, Math.max(to, below)), market.wallets[owner]?.ETH ?? 0n)
      return wei < LEAST ? [] : [topUpTx(owner, wei)]
    },
  }),
}
