import type { Market, Wallet } from '../../market/market.js'
import { layersOf } from '../../position/holdings.js'
import { type Refusal, refusal } from '../../position/refusal.js'
import { someLeave, stayingOf } from '../../position/solo.js'
import type { AaveAccount } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { stEthBalanceOf } from '../../protocols/lido/steth.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import { positionOf, withMarket, withPosition } from '../../protocols/morpho/market.js'
import type { MorphoMarketName, MorphoPosition } from '../../protocols/morpho/state.js'
import type { UniswapPool, UniswapPoolName } from '../../protocols/uniswap/state.js'
import { mulDivCeil, mulDivFloor, WAD, type Wad } from '../../units/fixed.js'

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

/** Issuers of which a claim is a request that waits. */
const REQUESTS: ReadonlySet<string> = new Set(['etherfi', 'stakewise'])

/** Why no part of the position can be planned; undefined where it can. */
const whyWhole = (market: Market, owner: Address): Refusal | undefined => {
  const layers = layersOf(market, owner)
  if (layers.some(layer => layer.kind === 'lido.withdrawal')) return refusal('lidoRequestsWait', {})
  if (layers.some(layer => layer.kind === 'claim' && REQUESTS.has(layer.protocol)))
    return refusal('issuerRequestsWait', {})
  return someLeave(market, owner) ? refusal('validatorsLeave', {}) : undefined
}

/** Whether a part of the position can be planned. */
export const canBeDivided = (market: Market, owner: Address): boolean => whyWhole(market, owner) === undefined

/** Why this part of the position cannot be planned; undefined where it can. */
export const whyNoPart = (market: Market, owner: Address, shareWad: Wad): Refusal | undefined => {
  const refused = whyWhole(market, owner)
  if (refused !== undefined) return refused
  const validators = stayingOf(market, owner).length
  return validators > 0 && leavingCount(market, owner, shareWad) === 0
    ? refusal('lessThanOneValidator', {})
    : undefined
}

/** A share of all balances is no less than a whole number of them by what a share of 18 decimals floors. */
const SLACK_WAD = 1_000_000n

/** How many of an owner's validators are no more than this share of them all, in the order of their deposits. */
const leavingCount = (market: Market, owner: Address, shareWad: Wad): number => {
  const balances = stayingOf(market, owner).map(i => market.validators.validators[i]?.balance ?? 0n)
  const most = balances.reduce((sum, one) => sum + one, 0n) * (shareWad + SLACK_WAD)
  let leaves = 0n
  return balances.filter(balance => {
    leaves += balance
    return leaves * WAD <= most
  }).length
}

const partValidators = (market: Market, owner: Address, shareWad: Wad): Market['validators'] => {
  const kept = new Set(stayingOf(market, owner).slice(leavingCount(market, owner, shareWad)))
  const { validators } = market.validators
  return { ...market.validators, validators: validators.filter((_, i) => !kept.has(i)) }
}

const partMorpho = ({ morpho }: Market, owner: Address, shareWad: Wad): Market['morpho'] =>
  MORPHO_MARKET_NAMES.reduce((state, name) => {
    const { positions } = state.markets[name]
    const held = positions[owner]
    if (!held) return state
    const part: MorphoPosition = {
      supplyShares: mulDivFloor(held.supplyShares, shareWad, WAD),
      borrowShares: mulDivCeil(held.borrowShares, shareWad, WAD),
      collateral: mulDivFloor(held.collateral, shareWad, WAD),
    }
    return withMarket(state, name, withPosition(state.markets[name], owner, part))
  }, morpho)

/**
 * The market as it would be if the owner had only this share of everything, validators as many whole ones as fit in it.
 * What the owner holds floors, what it owes ceils. Others, and the protocols' totals, stay: it is there to plan on.
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
    morpho: partMorpho(market, owner, shareWad),
    validators: partValidators(market, owner, shareWad),
    wallets: { ...market.wallets, [owner]: wallet },
  }
}

/** What stays with the owner when a part leaves. Balances on Aave are scaled, stETH and Morpho's debts are shares. */
export type Kept = {
  readonly account: AaveAccount | undefined
  readonly wallet: Wallet
  readonly shares: bigint
  readonly morpho: Readonly<Record<MorphoMarketName, MorphoPosition>>
  /** Where they stand in the list of all validators. */
  readonly validators: readonly number[]
}

const less = (whole: Amounts, part: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(whole).map(([asset, amount]) => [asset, amount - (part[asset as Asset] ?? 0n)]),
  )

type Apart = { readonly whole: Market; readonly part: Market; readonly owner: Address }

const keptAtMorpho = (name: MorphoMarketName, { whole, part, owner }: Apart): MorphoPosition => {
  const [all, leaves] = [whole, part].map(market => positionOf(market.morpho.markets[name], owner))
  return {
    supplyShares: (all?.supplyShares ?? 0n) - (leaves?.supplyShares ?? 0n),
    borrowShares: (all?.borrowShares ?? 0n) - (leaves?.borrowShares ?? 0n),
    collateral: (all?.collateral ?? 0n) - (leaves?.collateral ?? 0n),
  }
}

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
    morpho: {
      'market price': keptAtMorpho('market price', { whole, part, owner }),
      'exchange rate': keptAtMorpho('exchange rate', { whole, part, owner }),
    },
    validators: stayingOf(whole, owner).slice(stayingOf(part, owner).length),
  }
}
