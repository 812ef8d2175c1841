import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, CappedAsset, Tx } from '../position/action.js'
import { AAVE } from '../protocols/aave/addresses.js'
import { getNormalizedDebt, getNormalizedIncome } from '../protocols/aave/reserve.js'
import { getATokenBalance } from '../protocols/aave/tokenMath.js'
import type { Address, Asset } from '../protocols/assets.js'
import { maxRatio } from '../protocols/chainlink/capo.js'
import type { FeedName, PriceSource, SwitchableAsset } from '../protocols/chainlink/state.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { max, mulDivCeil, mulDivFloor, RAY, SECONDS_PER_DAY } from '../units/fixed.js'
import { sentBy } from './sent.js'

/** What oracles, Aave's governance and Lido's can do, as data. Basis points; a bonus of 500 is 5 %; caps in whole tokens. */
export type GovernanceShock =
  /** A feed’s nodes stop, or go on: its last answer stands meanwhile, and answers sent to it are refused. */
  | { readonly kind: 'halt'; readonly feed: FeedName; readonly halted: boolean }
  /** A new snapshot puts the cap of a staking token's price this far below its rate, as on 2026-03-10. */
  | { readonly kind: 'priceCap'; readonly asset: CappedAsset; readonly belowBps: number }
  /** Aave prices a staking token by its exchange rate, or at the market. */
  | { readonly kind: 'priceSource'; readonly asset: SwitchableAsset; readonly source: PriceSource }
  /** Loan to value and threshold of an e-mode, or of a reserve outside e-modes, lowered by this much. */
  | { readonly kind: 'eModeCut'; readonly category: number; readonly cutBps: number }
  | { readonly kind: 'thresholdCut'; readonly asset: Asset; readonly cutBps: number }
  /** The figures of an e-mode, or of a reserve, set as they are given. */
  | {
      readonly kind: 'eModeTerms'
      readonly category: number
      readonly ltvBps: number
      readonly thresholdBps: number
      readonly bonusBps: number
    }
  | {
      readonly kind: 'collateralTerms'
      readonly asset: Asset
      readonly ltvBps: number
      readonly thresholdBps: number
      readonly bonusBps: number
    }
  | {
      readonly kind: 'eModeBorrow'
      readonly category: number
      readonly asset: Asset
      readonly allowed: boolean
    }
  | {
      readonly kind: 'rateCurve'
      readonly asset: Asset
      readonly optimalBps: number
      readonly baseBps: number
      readonly slope1Bps: number
      readonly slope2Bps: number
    }
  | { readonly kind: 'freeze'; readonly asset: Asset; readonly frozen: boolean }
  | { readonly kind: 'pause'; readonly asset: Asset; readonly paused: boolean }
  | {
      readonly kind: 'caps'
      readonly asset: Asset
      readonly supplyCap: number
      readonly borrowCap: number
    }
  /** Both caps lowered to what is supplied and borrowed now: nothing more fits. */
  | { readonly kind: 'capsReached'; readonly asset: Asset }
  /** Lido takes no requests and finalises none. */
  | { readonly kind: 'withdrawalsPaused'; readonly paused: boolean }

const GOVERNANCE = AAVE.governance.toLowerCase() as Address

const byGovernance = (action: Action): readonly Tx[] => sentBy(GOVERNANCE, [action])

const cut = (terms: { ltvBps: number; liquidationThresholdBps: number }, cutBps: number) => {
  const liquidationThresholdBps = Math.max(1, terms.liquidationThresholdBps - cutBps)
  const ltvBps = Math.max(0, Math.min(terms.ltvBps - cutBps, liquidationThresholdBps))
  return { ltvBps, liquidationThresholdBps }
}

const cutEMode = (market: Market, category: number, cutBps: number): readonly Tx[] => {
  const eMode = market.aave.eModes[category]
  if (!eMode) return []
  const { ltvBps, liquidationThresholdBps } = cut(eMode, cutBps)
  // The configurator takes no e-mode without a loan to value.
  const terms = { ltvBps: Math.max(1, ltvBps), liquidationThresholdBps }
  const { liquidationBonusBps } = eMode
  return byGovernance({ kind: 'aave.setEModeTerms', category, ...terms, liquidationBonusBps })
}

const cutReserve = (market: Market, asset: Asset, cutBps: number): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) return []
  const { liquidationBonusBps } = reserve
  return byGovernance({
    kind: 'aave.setCollateralTerms',
    asset,
    ...cut(reserve, cutBps),
    liquidationBonusBps,
  })
}

/** The youngest snapshot that an adapter takes. */
const SNAPSHOT_AGE = 7 * SECONDS_PER_DAY

/** The largest snapshot whose cap at `now` is not above the target. */
const snapshotFor = (growthBps: number, targetWad: bigint, now: number): bigint => {
  const capAt = (snapshotRatioWad: bigint): bigint => {
    const snapshot = {
      snapshotRatioWad,
      snapshotTimestamp: now - SNAPSHOT_AGE,
      maxYearlyGrowthBps: growthBps,
    }
    return maxRatio({ baseFeed: 'ETH/USD', ...snapshot }, now)
  }
  let [low, high] = [0n, targetWad + 1n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (capAt(middle) > targetWad) high = middle
    else low = middle
  }
  return low
}

const rateOf = (market: Market, asset: Asset): bigint | undefined =>
  asset === 'wstETH' ? stEthPerToken(market.lido) : market.shareRates[asset]

const lowerCap = (market: Market, asset: CappedAsset, belowBps: number): readonly Tx[] => {
  const capo = market.chainlink.capos[asset]
  const rate = rateOf(market, asset)
  if (!capo || rate === undefined) return []
  const { maxYearlyGrowthBps } = capo
  const now = market.block.timestamp
  const target = mulDivFloor(rate, BigInt(Math.round((10_000 - belowBps) * 1e4)), 10n ** 8n)
  const snapshotRatioWad = snapshotFor(maxYearlyGrowthBps, target, now)
  const snapshot = { snapshotRatioWad, snapshotTimestamp: now - SNAPSHOT_AGE, maxYearlyGrowthBps }
  return sentBy(CROWD.oracle, [{ kind: 'chainlink.setCap', asset, ...snapshot }])
}

const capsReached = (market: Market, asset: Asset): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve) return []
  const now = market.block.timestamp
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, now), RAY)
  const whole = (amount: bigint): bigint => max(1n, amount / 10n ** BigInt(reserve.decimals))
  const scaled = reserve.supplyScaled + reserve.treasuryScaled
  const supplyCap = whole(getATokenBalance(scaled, getNormalizedIncome(reserve, now)))
  return byGovernance({ kind: 'aave.setCaps', asset, supplyCap, borrowCap: whole(debt) })
}

const termsOf = (shock: { ltvBps: number; thresholdBps: number; bonusBps: number }) => ({
  ltvBps: shock.ltvBps,
  liquidationThresholdBps: shock.thresholdBps,
  liquidationBonusBps: 10_000 + shock.bonusBps,
})

/** The transactions of governance, or of an oracle, that a shock stands for. */
export const lowerGovernance = (shock: GovernanceShock, market: Market): readonly Tx[] => {
  switch (shock.kind) {
    case 'halt':
      return sentBy(CROWD.oracle, [{ kind: 'chainlink.halt', feed: shock.feed, halted: shock.halted }])
    case 'priceCap':
      return lowerCap(market, shock.asset, shock.belowBps)
    case 'priceSource':
      return byGovernance({ kind: 'aave.setPriceSource', asset: shock.asset, source: shock.source })
    case 'eModeCut':
      return cutEMode(market, shock.category, shock.cutBps)
    case 'thresholdCut':
      return cutReserve(market, shock.asset, shock.cutBps)
    case 'eModeTerms':
      return byGovernance({ kind: 'aave.setEModeTerms', category: shock.category, ...termsOf(shock) })
    case 'collateralTerms':
      return byGovernance({ kind: 'aave.setCollateralTerms', asset: shock.asset, ...termsOf(shock) })
    case 'eModeBorrow': {
      const { asset, category, allowed } = shock
      return byGovernance({ kind: 'aave.setEModeBorrowable', asset, category, borrowable: allowed })
    }
    case 'rateCurve': {
      const { asset, optimalBps, baseBps, slope1Bps, slope2Bps } = shock
      const curve = { optimalUsageBps: optimalBps, baseRateBps: baseBps, slope1Bps, slope2Bps }
      return byGovernance({ kind: 'aave.setRateCurve', asset, ...curve })
    }
    case 'freeze':
      return byGovernance({ kind: 'aave.setFrozen', asset: shock.asset, frozen: shock.frozen })
    case 'pause':
      return byGovernance({ kind: 'aave.setPaused', asset: shock.asset, paused: shock.paused })
    case 'caps': {
      const [supplyCap, borrowCap] = [
        BigInt(Math.round(shock.supplyCap)),
        BigInt(Math.round(shock.borrowCap)),
      ]
      return byGovernance({ kind: 'aave.setCaps', asset: shock.asset, supplyCap, borrowCap })
    }
    case 'capsReached':
      return capsReached(market, shock.asset)
    case 'withdrawalsPaused':
      return sentBy(CROWD.oracle, [{ kind: 'lido.setQueuePaused', paused: shock.paused }])
  }
}

/** Aave's largest rate: base and both slopes together, basis points. */
const MAX_RATE_BPS = 100_000

const scaleCurve = (shock: Extract<GovernanceShock, { kind: 'rateCurve' }>, severity: number) => {
  const slope2Bps = Math.round(shock.slope2Bps * severity)
  const room = MAX_RATE_BPS - shock.baseBps - shock.slope1Bps
  return { ...shock, slope2Bps: Math.max(shock.slope1Bps, Math.min(slope2Bps, room)) }
}

/** Cuts and the steep slope grow with severity; what is on or off, or set to a figure, stays. */
export const scaleGovernance = (shock: GovernanceShock, severity: number): GovernanceShock => {
  switch (shock.kind) {
    case 'priceCap':
      return { ...shock, belowBps: Math.min(9_999, shock.belowBps * severity) }
    case 'eModeCut':
    case 'thresholdCut':
      return { ...shock, cutBps: Math.round(shock.cutBps * severity) }
    case 'rateCurve':
      return scaleCurve(shock, severity)
    case 'halt':
    case 'priceSource':
    case 'eModeTerms':
    case 'collateralTerms':
    case 'eModeBorrow':
    case 'freeze':
    case 'pause':
    case 'caps':
    case 'capsReached':
    case 'withdrawalsPaused':
      return shock
  }
}
