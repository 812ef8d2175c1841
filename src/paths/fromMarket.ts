import type { Market } from '../market/market.js'
import { layersOf } from '../position/holdings.js'
import { isReserveEnabledOnBitmap } from '../protocols/aave/configuration.js'
import { accountOf, eModeOf } from '../protocols/aave/entries.js'
import type { AaveReserve } from '../protocols/aave/state.js'
import { type Address, ASSETS, type Asset } from '../protocols/assets.js'
import { maxRatio } from '../protocols/chainlink/capo.js'
import { marginalPrice } from '../protocols/curve/depth.js'
import { exitQueueNow } from '../protocols/ethereum/churn.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../protocols/morpho/addresses.js'
import { holdingOf, pricedMarket } from '../protocols/morpho/view.js'
import { STAKED, type Staked } from './factors/parameters.js'
import type {
  Collateral,
  CurveFacts,
  Interest,
  Leg,
  LoanFacts,
  MarketFacts,
  PositionFacts,
  Price,
  StakedFacts,
} from './facts.js'
import { NoFactorError } from './runs.js'

const WAD = 1e18
const RAY = 1e27
const YEAR_SECONDS = 31_536_000

/** A bigint as a float64: the nearest, as `Number` gives it. */
const number = (value: bigint, unit: number): number => Number(value) / unit

const PRICES: Readonly<Partial<Record<Asset, Price>>> = {
  ETH: { kind: 'ether' },
  WETH: { kind: 'ether' },
  stETH: { kind: 'staked', token: 'stETH' },
  wstETH: { kind: 'staked', token: 'stETH' },
  rETH: { kind: 'staked', token: 'rETH' },
  weETH: { kind: 'staked', token: 'weETH' },
  cbETH: { kind: 'staked', token: 'cbETH' },
  osETH: { kind: 'staked', token: 'osETH' },
  rsETH: { kind: 'staked', token: 'rsETH' },
  ezETH: { kind: 'staked', token: 'ezETH' },
  USDC: { kind: 'dollar' },
  WBTC: { kind: 'bitcoin' },
}

const priceOf = (asset: Asset): Price => {
  const price = PRICES[asset]
  if (price) return price
  throw new NoFactorError(`${asset} has no factor: no price of it is drawn.`)
}

/** Units of an amount: whole tokens, of stETH the shares that a wstETH stands for. */
const unitsOf = (market: Market, asset: Asset, amount: bigint): number => {
  const units = number(amount, 10 ** ASSETS[asset].decimals)
  return asset === 'stETH' ? units / number(stEthPerToken(market.lido), WAD) : units
}

const usageOf = (reserve: AaveReserve): number => {
  const debt =
    (number(reserve.debtScaled, WAD) * number(reserve.borrowIndexRay, RAY)) / 10 ** (reserve.decimals - 18)
  const free = number(reserve.virtualBalance, 10 ** reserve.decimals)
  return debt + free === 0 ? 0 : debt / (debt + free)
}

const curveOf = (reserve: AaveReserve | undefined): CurveFacts => {
  if (!reserve) return { utilisation: 0, optimal: 0.9, base: 0, slope1: 0, slope2: 0, reserveFactor: 0 }
  return {
    utilisation: usageOf(reserve),
    optimal: reserve.optimalUsageBps / 10_000,
    base: reserve.baseRateBps / 10_000,
    slope1: reserve.slope1Bps / 10_000,
    slope2: reserve.slope2Bps / 10_000,
    reserveFactor: reserve.reserveFactorBps / 10_000,
  }
}

const interestOf = (market: Market, asset: Asset, side: 'borrow' | 'supply'): Interest => {
  if (asset === 'WETH' || asset === 'USDC') return { kind: side, curve: asset }
  const reserve = market.aave.reserves[asset]
  if (!reserve) return { kind: 'none' }
  const rate = side === 'borrow' ? reserve.borrowRateRay : reserve.liquidityRateRay
  return { kind: 'still', ratePerYear: number(rate, RAY), compounds: side === 'borrow' }
}

const capOf = (market: Market, token: Staked): StakedFacts['cap'] => {
  const capo = market.chainlink.capos[token === 'stETH' ? 'wstETH' : token]
  if (!capo) return null
  const now = market.block.timestamp
  const cap = number(maxRatio(capo, now), WAD)
  return { now: cap, perYear: number(maxRatio(capo, now + YEAR_SECONDS), WAD) - cap }
}

/** stETH's discount is Curve's. Other tokens start without one: their own mean brings it soon. */
const stakedOf = (market: Market): MarketFacts['staked'] => {
  const discount = 1 - number(marginalPrice(market, 1, market.block.timestamp), WAD)
  return Object.fromEntries(
    STAKED.flatMap(token => {
      const rate = token === 'stETH' ? stEthPerToken(market.lido) : market.shareRates[token]
      return rate === undefined
        ? []
        : [
            [
              token,
              {
                rate: number(rate, WAD),
                discount: token === 'stETH' ? discount : 0,
                cap: capOf(market, token),
              },
            ] as const,
          ]
    }),
  )
}

/** What the futures start from, read off a market. */
export const marketFacts = (market: Market): MarketFacts => {
  const { reserves } = market.aave
  const price = (asset: Asset): number => number(reserves[asset]?.priceBase ?? 0n, 1e8)
  const morpho = MORPHO_MARKET_NAMES.flatMap(name => {
    const one = market.morpho.markets[name]
    if (one.lastUpdate === 0 || one.totalSupplyAssets === 0n) return []
    const utilisation = number(one.totalBorrowAssets, 1) / number(one.totalSupplyAssets, 1)
    return [[name, { utilisation, rateAtTarget: number(one.rateAtTargetWad, WAD) * YEAR_SECONDS }] as const]
  })
  return {
    at: market.block.timestamp,
    etherUsd: price('WETH'),
    bitcoinUsd: price('WBTC'),
    dollarUsd: price('USDC'),
    staked: stakedOf(market),
    curves: { WETH: curveOf(reserves.WETH), USDC: curveOf(reserves.USDC) },
    morpho: Object.fromEntries(morpho),
    exitQueueEther: number(exitQueueNow(market.ethereum, market.block.timestamp), WAD),
  }
}

type Layers = ReturnType<typeof layersOf>

const legOf = (market: Market, asset: Asset, amount: bigint, interest: Interest): Leg => ({
  asset,
  price: priceOf(asset),
  units: unitsOf(market, asset, amount),
  interest,
})

const collateralOf = (market: Market, owner: Address, asset: Asset, leg: Leg): Collateral => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) throw new NoFactorError(`${asset} is no reserve of this market.`)
  const eMode = eModeOf(market.aave, accountOf(market.aave, owner))
  const terms = eMode && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id) ? eMode : reserve
  return {
    ...leg,
    threshold: terms.liquidationThresholdBps / 10_000,
    bonus: terms.liquidationBonusBps / 10_000,
    feeOfBonus: reserve.liquidationProtocolFeeBps / 10_000,
  }
}

const aaveLoan = (market: Market, owner: Address, layers: Layers): readonly LoanFacts[] => {
  const debt = layers.flatMap(layer =>
    layer.kind === 'aave.debt'
      ? [legOf(market, layer.asset, layer.amount, interestOf(market, layer.asset, 'borrow'))]
      : [],
  )
  if (debt.length === 0) return []
  const collateral = layers.flatMap(layer =>
    layer.kind === 'aave.supply' && layer.collateral
      ? [
          collateralOf(
            market,
            owner,
            layer.asset,
            legOf(market, layer.asset, layer.amount, interestOf(market, layer.asset, 'supply')),
          ),
        ]
      : [],
  )
  return [{ at: 'Aave', rule: 'aave', sees: 'share rate', collateral, debt }]
}

/** Morpho's liquidation incentive: min(1.15, 1 / (1 − 0.3 (1 − LLTV))). */
const incentive = (lltv: number): number => Math.min(1.15, 1 / (1 - 0.3 * (1 - lltv)))

const morphoLoans = (market: Market, owner: Address): readonly LoanFacts[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
    if (!priced) return []
    const { borrowed, collateral } = holdingOf(priced, owner)
    if (borrowed === 0n && collateral === 0n) return []
    const { loanToken, collateralToken, lltvWad, seesDepeg } = MORPHO_MARKETS[name]
    const threshold = number(lltvWad, WAD)
    const pledged = legOf(market, collateralToken, collateral, { kind: 'none' })
    return [
      {
        at: `Morpho (${name})`,
        rule: 'morpho' as const,
        sees: seesDepeg ? ('market' as const) : ('share rate' as const),
        collateral: [{ ...pledged, threshold, bonus: incentive(threshold), feeOfBonus: 0 }],
        debt: borrowed === 0n ? [] : [legOf(market, loanToken, borrowed, { kind: 'morpho', market: name })],
      },
    ]
  })

const heldOf = (market: Market, layer: Layers[number], hasDebt: boolean): readonly Leg[] => {
  switch (layer.kind) {
    case 'wallet':
      return [legOf(market, layer.asset, layer.amount, { kind: 'none' })]
    case 'aave.supply':
      return layer.collateral && hasDebt
        ? []
        : [legOf(market, layer.asset, layer.amount, interestOf(market, layer.asset, 'supply'))]
    case 'lido.withdrawal':
      return [legOf(market, 'ETH', layer.amount, { kind: 'none' })]
    case 'claim':
      return layer.protocol === 'morpho'
        ? []
        : layer.parts.map(({ asset, amount }) => legOf(market, asset, amount, { kind: 'none' }))
    case 'aave.debt':
      return []
  }
}

/**
 * An account as loans and holdings that the futures can carry. Shares of pools are held as the tokens that burning them
 * would bring now: what trading moves between them is left out. Throws NoFactorError for a token without a factor.
 */
export const positionFacts = (market: Market, owner: Address, name: string): PositionFacts => {
  const layers = layersOf(market, owner)
  const aave = aaveLoan(market, owner, layers)
  return {
    name,
    loans: [...aave, ...morphoLoans(market, owner)],
    holdings: layers.flatMap(layer => heldOf(market, layer, aave.length > 0)),
  }
}
