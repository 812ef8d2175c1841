import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import type { Address } from '../protocols/assets.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../protocols/morpho/addresses.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../protocols/morpho/view.js'
import { WAD } from '../units/fixed.js'
import type { Action, Amount } from './action.js'
import { collateralisedOf } from './deleverage.js'
import type { StakedCollateral } from './legs.js'

/** One staking token that stands for one debt at a lender: what it is worth to the lender, and what can be done with it. */
export type Pledge = {
  readonly owner: Address
  readonly token: StakedCollateral
  readonly debt: 'WETH' | 'USDC'
  /** In the lender's own unit of value, as it prices them. */
  readonly collateralValue: number
  readonly debtValue: number
  /** Liquidation threshold, of one. */
  readonly threshold: number
  /** Value of 1e18 of the token, and of 1e18 of the debt's smallest unit. */
  readonly tokenValue: bigint
  readonly debtUnitsValue: bigint
  /** What a flash loan of the token costs, basis points. */
  readonly premiumBps: bigint
  readonly withdraw: (amount: bigint) => Action
  readonly repay: (amount: Amount) => Action
  /** All of the token that is in the wallet. */
  readonly supply: Action
  /** The token, borrowed for one transaction. */
  readonly loan: (amount: bigint, actions: readonly Action[]) => Action
}

const onAave = (market: Market, owner: Address): readonly Pledge[] => {
  const position = collateralisedOf(market, owner)
  if (!position) return []
  const { debt, collateral: token = 'wstETH' } = position
  const data = accountData(market.aave, owner, market.block.timestamp)
  const [pledged, owed] = [market.aave.reserves[token], market.aave.reserves[debt]]
  return [
    {
      owner,
      token,
      debt,
      collateralValue: Number(data.collateralBase),
      debtValue: Number(data.debtBase),
      threshold: data.liquidationThresholdBps / 10_000,
      tokenValue: pledged?.priceBase ?? 0n,
      debtUnitsValue: ((owed?.priceBase ?? 0n) * WAD) / 10n ** BigInt(owed?.decimals ?? 18),
      premiumBps: BigInt(market.aave.flashLoanPremiumBps),
      withdraw: amount => ({ kind: 'aave.withdraw', asset: token, amount }),
      repay: amount => ({ kind: 'aave.repay', asset: debt, amount }),
      supply: { kind: 'aave.supply', asset: token, amount: { balanceOf: token } },
      loan: (amount, actions) => ({ kind: 'aave.flashLoan', asset: token, amount, actions }),
    },
  ]
}

const onMorpho = (market: Market, owner: Address, name: MorphoMarketName): readonly Pledge[] => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) return []
  const { borrowed, collateral } = holdingOf(priced, owner)
  if (borrowed === 0n) return []
  return [
    {
      owner,
      token: 'wstETH',
      debt: 'WETH',
      collateralValue: Number((collateral * priced.priceE36) / 10n ** 36n),
      debtValue: Number(borrowed),
      threshold: Number(MORPHO_MARKETS[name].lltvWad) / 1e18,
      tokenValue: priced.priceE36 / WAD,
      debtUnitsValue: WAD,
      premiumBps: 0n,
      withdraw: amount => ({ kind: 'morpho.withdrawCollateral', market: name, amount }),
      repay: amount => ({ kind: 'morpho.repay', market: name, amount }),
      supply: { kind: 'morpho.supplyCollateral', market: name, amount: { balanceOf: 'wstETH' } },
      loan: (amount, actions) => ({ kind: 'morpho.flashLoan', asset: 'wstETH', amount, actions }),
    },
  ]
}

const health = ({ collateralValue, threshold, debtValue }: Pledge): number =>
  (collateralValue * threshold) / debtValue

/** Every pledge of an account that can be managed, the one nearest to liquidation first. */
export const pledgesOf = (market: Market, owner: Address): readonly Pledge[] =>
  [...onAave(market, owner), ...MORPHO_MARKET_NAMES.flatMap(name => onMorpho(market, owner, name))].sort(
    (a, b) => health(a) - health(b),
  )
