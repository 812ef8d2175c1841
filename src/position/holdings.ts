import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import type { Address, Asset } from '../protocols/assets.js'
import { ASSETS } from '../protocols/assets.js'
import { claimableEther, requestAt } from '../protocols/lido/queue.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { MAX_UINT256, mulDivFloor, WAD } from '../units/fixed.js'

/** One claim on one protocol, or one debt; a position is a stack of these. Amounts in the asset's smallest unit. */
export type Layer =
  | { readonly kind: 'wallet'; readonly asset: Asset; readonly amount: bigint }
  | {
      readonly kind: 'aave.supply'
      readonly asset: Asset
      readonly amount: bigint
      readonly collateral: boolean
    }
  | { readonly kind: 'aave.debt'; readonly asset: Asset; readonly amount: bigint }
  /** Ether asked for: what the request was worth, or what can be claimed once it is finalised. */
  | {
      readonly kind: 'lido.withdrawal'
      readonly requestId: number
      readonly amount: bigint
      readonly finalized: boolean
    }

const entries = <T>(record: Readonly<Partial<Record<Asset, T>>>): readonly (readonly [Asset, T])[] =>
  Object.entries(record) as [Asset, T][]

const withdrawalLayers = (market: Market, owner: Address): readonly Layer[] => {
  const { queue } = market.lido
  return Object.values(queue.requests)
    .filter(request => request.owner === owner && !request.claimed && request.id > 0)
    .map(request => {
      const finalized = request.id <= queue.lastFinalizedRequestId
      const asked = request.cumulativeStEth - requestAt(queue, request.id - 1).cumulativeStEth
      const amount = finalized ? claimableEther(queue, request.id) : asked
      return { kind: 'lido.withdrawal', requestId: request.id, amount, finalized }
    })
}

const aaveLayers = (market: Market, owner: Address): readonly Layer[] => {
  const account = market.aave.accounts[owner]
  if (!account) return []
  const now = market.block.timestamp
  const supplies = entries(account.supplies).map(([asset]): Layer => {
    const id = market.aave.reserves[asset]?.id ?? 0
    const collateral = ((account.configuration >> BigInt(2 * id + 1)) & 1n) === 1n
    return { kind: 'aave.supply', asset, amount: supplyBalance(market.aave, asset, owner, now), collateral }
  })
  const debts = entries(account.debts).map(
    ([asset]): Layer => ({ kind: 'aave.debt', asset, amount: debtBalance(market.aave, asset, owner, now) }),
  )
  return [...supplies, ...debts]
}

/** Everything an account owns and owes, read off the market. Layers of nothing are left out. */
export const layersOf = (market: Market, owner: Address): readonly Layer[] => {
  const wallet = entries(market.wallets[owner] ?? {}).map(
    ([asset, amount]): Layer => ({ kind: 'wallet', asset, amount }),
  )
  const all = [...wallet, ...withdrawalLayers(market, owner), ...aaveLayers(market, owner)]
  return all.filter(layer => layer.amount !== 0n)
}

/**
 * Fair value in wei of ether: what the token is a claim on. Staking tokens at their share rate (a market discount does
 * not enter), everything else at Aave's prices. Floored.
 */
export const fairValueWei = (market: Market, asset: Asset, amount: bigint): bigint => {
  if (asset === 'ETH' || asset === 'WETH' || asset === 'stETH') return amount
  if (asset === 'wstETH') return mulDivFloor(amount, stEthPerToken(market.lido), WAD)
  const rate = market.shareRates[asset]
  if (rate !== undefined) return mulDivFloor(amount, rate, WAD)
  const price = market.aave.reserves[asset]?.priceBase ?? 0n
  const etherPrice = market.aave.reserves.WETH?.priceBase ?? 1n
  return (amount * price * WAD) / (etherPrice * 10n ** BigInt(ASSETS[asset].decimals))
}

/** Fair value of one layer in wei of ether; debt is negative. */
export const layerValueWei = (market: Market, layer: Layer): bigint => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.supply':
      return fairValueWei(market, layer.asset, layer.amount)
    case 'aave.debt':
      return -fairValueWei(market, layer.asset, layer.amount)
    case 'lido.withdrawal':
      return layer.amount
  }
}

/** Net worth at fair value, in wei of ether. */
export const equityWei = (market: Market, owner: Address): bigint =>
  layersOf(market, owner).reduce((sum, layer) => sum + layerValueWei(market, layer), 0n)

/** Aave's health factor with 18 decimals, or undefined where there is no debt. */
export const healthFactorWad = (market: Market, owner: Address): bigint | undefined => {
  if (!market.aave.accounts[owner]) return undefined
  const { healthFactorWad: factor } = accountData(market.aave, owner, market.block.timestamp)
  return factor === MAX_UINT256 ? undefined : factor
}
