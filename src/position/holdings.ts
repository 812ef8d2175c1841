import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import type { Address, Asset } from '../protocols/assets.js'
import { ASSETS } from '../protocols/assets.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { balances } from '../protocols/curve/pool.js'
import { claimableEther, waitingEther } from '../protocols/lido/queue.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import type { Claim, Health } from '../protocols/protocol.js'
import { protocolEntries } from '../protocols/registry.js'
import { positionClaim } from '../protocols/uniswap/claim.js'
import type { UniswapPool, UniswapPoolName } from '../protocols/uniswap/state.js'
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
  /** Ether: what finalising would pay at the rate now, or what can be claimed once it is finalised. */
  | {
      readonly kind: 'lido.withdrawal'
      readonly requestId: number
      readonly amount: bigint
      readonly finalized: boolean
    }
  /** A position in a protocol: a share of a pool, an account at another lender. What it owes counts negative. */
  | ({ readonly kind: 'claim'; readonly protocol: string } & Claim)

const entries = <T>(record: Readonly<Partial<Record<Asset, T>>>): readonly (readonly [Asset, T])[] =>
  Object.entries(record) as [Asset, T][]

const withdrawalLayers = (market: Market, owner: Address): readonly Layer[] => {
  const { queue } = market.lido
  return Object.values(queue.requests)
    .filter(request => request.owner === owner && !request.claimed && request.id > 0)
    .map(request => {
      const finalized = request.id <= queue.lastFinalizedRequestId
      const amount = finalized ? claimableEther(queue, request.id) : waitingEther(market.lido, request.id)
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

/** Positions in Uniswap's pools: what burning and collecting them would bring now, fees included. */
const uniswapClaims = (market: Market, owner: Address): readonly Layer[] =>
  (Object.entries(market.uniswap) as [UniswapPoolName, UniswapPool][]).flatMap(([name, pool]) =>
    pool.positions
      .filter(position => position.owner === owner)
      .map(
        (position): Layer => ({ kind: 'claim', protocol: 'uniswap', ...positionClaim(name, pool, position) }),
      ),
  )

/** Curve's LP tokens: the share of both coins that burning them would bring now. */
const curveClaims = ({ curve, lido }: Market, owner: Address): readonly Layer[] => {
  const lp = lpBalanceOf(curve, owner)
  if (lp === 0n) return []
  const [eth, stEth] = balances({ curve, lido }).map(balance => mulDivFloor(balance, lp, curve.lpSupply))
  const parts = [
    { asset: 'ETH', amount: eth ?? 0n },
    { asset: 'stETH', amount: stEth ?? 0n },
  ] as const
  return [{ kind: 'claim', protocol: 'curve', label: 'steCRV', parts, details: { lpWei: String(lp) } }]
}

const protocolClaims = (market: Market, owner: Address): readonly Layer[] =>
  protocolEntries().flatMap(([protocol, { claims }]) =>
    claims({ own: market[protocol], core: market }, owner).map(
      (claim): Layer => ({ kind: 'claim', protocol, ...claim }),
    ),
  )

const isNothing = (layer: Layer): boolean =>
  layer.kind === 'claim' ? layer.parts.every(part => part.amount === 0n) : layer.amount === 0n

/** Everything an account owns and owes, read off the market. Layers of nothing are left out. */
export const layersOf = (market: Market, owner: Address): readonly Layer[] => {
  const wallet = entries(market.wallets[owner] ?? {}).map(
    ([asset, amount]): Layer => ({ kind: 'wallet', asset, amount }),
  )
  const all = [
    ...wallet,
    ...withdrawalLayers(market, owner),
    ...aaveLayers(market, owner),
    ...uniswapClaims(market, owner),
    ...curveClaims(market, owner),
    ...protocolClaims(market, owner),
  ]
  return all.filter(layer => !isNothing(layer))
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

const signedValueWei = (market: Market, asset: Asset, amount: bigint): bigint =>
  amount < 0n ? -fairValueWei(market, asset, -amount) : fairValueWei(market, asset, amount)

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
    case 'claim':
      return layer.parts.reduce((sum, { asset, amount }) => sum + signedValueWei(market, asset, amount), 0n)
  }
}

/** Fair value of layers, in wei of ether. */
export const netValueWei = (market: Market, layers: readonly Layer[]): bigint =>
  layers.reduce((sum, layer) => sum + layerValueWei(market, layer), 0n)

/** Net worth at fair value, in wei of ether. */
export const equityWei = (market: Market, owner: Address): bigint =>
  netValueWei(market, layersOf(market, owner))

/** Health factors of all of an account's debts, by venue, 18 decimals; Aave's first. Empty without debt. */
export const healthsOf = (market: Market, owner: Address): readonly Health[] => {
  const others = protocolEntries().flatMap(([name, { health }]) =>
    health({ own: market[name], core: market }, owner),
  )
  if (!market.aave.accounts[owner]) return others
  const { healthFactorWad: factor } = accountData(market.aave, owner, market.block.timestamp)
  return factor === MAX_UINT256 ? others : [{ venue: 'aave', healthFactorWad: factor }, ...others]
}

/** The lowest of some health factors, or undefined where there are none. */
export const lowestHealth = (healths: readonly Health[]): bigint | undefined =>
  healths.reduce<bigint | undefined>(
    (lowest, { healthFactorWad: factor }) => (lowest === undefined || factor < lowest ? factor : lowest),
    undefined,
  )

/** The lowest of `healthsOf`, or undefined where there is no debt. */
export const healthFactorWad = (market: Market, owner: Address): bigint | undefined =>
  lowestHealth(healthsOf(market, owner))
