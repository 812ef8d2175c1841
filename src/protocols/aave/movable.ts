import { SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import type { Factors, MovableDebt } from '../protocol.js'
import type { CoreStates } from '../states.js'
import { accountData } from './account.js'
import type { AaveState } from './state.js'

/** Assets that Aave prices in ether: ETH/USD times a rate. */
export const ETHER_PRICED: readonly Asset[] = ['WETH', 'wstETH', 'weETH', 'rETH', 'cbETH', 'osETH']

/** Prices of some assets times `factorWad`, floored. */
export const scalePrices = (aave: AaveState, assets: readonly Asset[], factorWad: bigint): AaveState => {
  const reserves = { ...aave.reserves }
  for (const asset of assets) {
    const reserve = reserves[asset]
    if (reserve) reserves[asset] = { ...reserve, priceBase: (reserve.priceBase * factorWad) / WAD }
  }
  return { ...aave, reserves }
}

const held = (balances: Readonly<Partial<Record<Asset, bigint>>> | undefined): readonly Asset[] =>
  (Object.entries(balances ?? {}) as [Asset, bigint][])
    .filter(([, scaled]) => scaled > 0n)
    .map(([asset]) => asset)

/** Assets that an account owes on Aave. */
export const owedOnAave = ({ aave }: Pick<CoreStates, 'aave'>, owner: Address): readonly Asset[] =>
  held(aave.accounts[owner]?.debts)

/** Assets that an account has supplied to Aave. */
export const suppliedToAave = ({ aave }: Pick<CoreStates, 'aave'>, owner: Address): readonly Asset[] =>
  held(aave.accounts[owner]?.supplies)

const withRate = (aave: AaveState, assets: readonly Asset[], rateWad: bigint): AaveState => {
  const reserves = { ...aave.reserves }
  for (const asset of assets) {
    const reserve = reserves[asset]
    if (reserve) reserves[asset] = { ...reserve, borrowRateRay: rateWad * 10n ** 9n }
  }
  return { ...aave, reserves }
}

const priced = (aave: AaveState, factors: Factors): AaveState =>
  ETHER_PRICED.filter(asset => asset !== 'WETH').reduce(
    (state, asset) => scalePrices(state, [asset], factors.shareRateWad(asset)),
    scalePrices(aave, ETHER_PRICED, factors.etherUsdWad),
  )

/** An account's debts on Aave under moved risk factors, by Aave's own arithmetic. Its feeds follow share rates. */
export const aaveMovable = (core: CoreStates, owner: Address): readonly MovableDebt[] => {
  const owed = owedOnAave(core, owner)
  if (owed.length === 0) return []
  const healthFactorWad = (factors: Factors): bigint => {
    const { interest } = factors
    const moved = priced(core.aave, factors)
    const now = core.block.timestamp
    return interest === null
      ? accountData(moved, owner, now).healthFactorWad
      : accountData(withRate(moved, owed, interest.rateWad), owner, now + interest.days * SECONDS_PER_DAY)
          .healthFactorWad
  }
  return [
    {
      venue: 'Aave',
      owed,
      secures: suppliedToAave(core, owner),
      seesPeg: false,
      pricing: 'Aave prices staked ether by its share rate, so the peg moves nothing here.',
      healthFactorWad,
    },
  ]
}
