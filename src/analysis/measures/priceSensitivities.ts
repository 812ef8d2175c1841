import type { Market } from '../../market/market.js'
import { fairValueWei } from '../../position/holdings.js'
import { type AaveAccountData, accountData } from '../../protocols/aave/account.js'
import { ETHER_PRICED, owedOnAave, scalePrices, suppliedToAave } from '../../protocols/aave/movable.js'
import type { AaveState } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { WAD, type Wad } from '../../units/fixed.js'
import type { Sensitivity } from './sensitivity.js'

/** An account's data on Aave with one risk factor times `factorWad`. */
export type Shifted = (factorWad: Wad) => AaveAccountData

/** `shifted` of an account, for a shift of Aave's state. */
export const shiftedBy =
  ({ aave, block }: Market, owner: Address, shift: (aave: AaveState, factorWad: Wad) => AaveState): Shifted =>
  factorWad =>
    accountData(shift(aave, factorWad), owner, block.timestamp)

type Way = 'down' | 'up'

/** Ends of the search: 10^-18 and 10^9 times today's value. */
const ENDS: Readonly<Record<Way, Wad>> = { down: 1n, up: 10n ** 9n * WAD }

/** Last digits of a factor that are not searched. */
const PRECISION = 10n ** 9n

/** The factor nearest to 1 that way at which the health factor falls below 1; undefined where none does. */
export const crossing = (shifted: Shifted, way: Way): Wad | undefined => {
  const sinks = (factorWad: Wad): boolean => shifted(factorWad).healthFactorWad < WAD
  let [safe, sunk] = [WAD, ENDS[way]]
  if (sinks(safe)) return WAD
  if (!sinks(sunk)) return undefined
  while ((safe > sunk ? safe - sunk : sunk - safe) > PRECISION) {
    const middle = (safe + sunk) / 2n
    if (sinks(middle)) sunk = middle
    else safe = middle
  }
  return sunk
}

/** `value` times a factor. */
export const times = (value: number, factorWad: Wad): number => (value * Number(factorWad)) / 1e18

/** What moves where a factor doubles. */
type Moved = { readonly collateral: boolean; readonly debt: boolean; readonly ratio: boolean }

const movedBy = (shifted: Shifted): Moved => {
  const [before, after] = [shifted(WAD), shifted(2n * WAD)]
  const [a, b] = [Number(before.healthFactorWad), Number(after.healthFactorWad)]
  return {
    collateral: before.collateralBase !== after.collateralBase,
    debt: before.debtBase !== after.debtBase,
    // Prices have eight decimals: doubling them may turn the last digit of the ratio.
    ratio: Math.abs(a - b) > 1e-9 * a,
  }
}

const whyNever = ({ collateral, debt, ratio }: Moved): string => {
  if (!collateral && !debt) return 'neither the collateral nor the debt is priced by it'
  if (collateral && debt && !ratio) return 'collateral and debt are both priced by it: it cancels out'
  return 'what does not move with it covers the debt'
}

const WHY: Readonly<Record<Way, (moved: Moved) => string>> = {
  down: ({ debt }) =>
    debt ? 'the collateral loses more by it than the debt' : 'the collateral loses by it, the debt does not',
  up: ({ collateral }) =>
    collateral
      ? 'the debt grows more by it than the collateral'
      : 'the debt grows in value while the collateral does not',
}

const WAYS: readonly Way[] = ['down', 'up']

type Factor = Pick<Sensitivity, 'id' | 'factor' | 'unit' | 'today'>

/** Where a factor liquidates, searched below and above today's value; one row that says why not where it does not. */
const searched = (
  factor: Factor,
  shifted: Shifted,
  why: Readonly<Record<Way, (moved: Moved) => string>> = WHY,
): readonly Sensitivity[] => {
  if (shifted(WAD).healthFactorWad < WAD)
    return [{ ...factor, atLiquidation: factor.today, reason: 'the health factor is below 1 already' }]
  const moved = movedBy(shifted)
  const found = WAYS.flatMap(way => {
    const at = crossing(shifted, way)
    return at === undefined
      ? []
      : [{ ...factor, atLiquidation: times(factor.today, at), reason: why[way](moved) }]
  })
  return found.length > 0 ? found : [{ ...factor, atLiquidation: null, reason: whyNever(moved) }]
}

const priceOf = (market: Market, asset: Asset): number =>
  Number(market.aave.reserves[asset]?.priceBase ?? 0n) / 1e8

const pricesTimes = (market: Market, owner: Address, assets: readonly Asset[]): Shifted =>
  shiftedBy(market, owner, (aave, factorWad) => scalePrices(aave, assets, factorWad))

const etherPrice = (market: Market, owner: Address): readonly Sensitivity[] =>
  searched(
    { id: 'etherPrice', factor: 'ETH/USD', unit: 'USD per ETH', today: priceOf(market, 'WETH') },
    pricesTimes(market, owner, ETHER_PRICED),
  )

const shareRate = (market: Market, owner: Address, asset: Asset): readonly Sensitivity[] =>
  searched(
    {
      id: 'shareRate',
      factor: `${asset} share rate`,
      unit: `ETH per ${asset}`,
      today: Number(fairValueWei(market, asset, WAD)) / 1e18,
    },
    pricesTimes(market, owner, [asset]),
    {
      down: () => 'what slashing or a wrong price cap would have to take',
      up: () => 'what rewards or a wrong rate would have to add',
    },
  )

const tokenPrice = (market: Market, owner: Address, asset: Asset): readonly Sensitivity[] =>
  searched(
    {
      id: owedOnAave(market, owner).includes(asset) ? 'debtPrice' : 'collateralPrice',
      factor: `price of ${asset}`,
      unit: `USD per ${asset}`,
      today: priceOf(market, asset),
    },
    pricesTimes(market, owner, [asset]),
  )

/** Prices and share rates at which an account on Aave can be liquidated, each moved alone, below and above today's. */
export const priceSensitivities = (market: Market, owner: Address): readonly Sensitivity[] => {
  const assets = [...new Set([...suppliedToAave(market, owner), ...owedOnAave(market, owner)])]
  const staked = ETHER_PRICED.filter(asset => asset !== 'WETH' && assets.includes(asset))
  const others = assets.filter(asset => !ETHER_PRICED.includes(asset))
  return [
    ...etherPrice(market, owner),
    ...staked.flatMap(asset => shareRate(market, owner, asset)),
    ...others.flatMap(asset => tokenPrice(market, owner, asset)),
  ]
}
