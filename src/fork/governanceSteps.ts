import { encodeAbiParameters, encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { CoreAction } from '../position/action.js'
import { AAVE } from '../protocols/aave/addresses.js'
import { CAPOS, FEEDS, MARKET_SOURCES, PUBLIC_FEEDS } from '../protocols/chainlink/addresses.js'
import { addressOf, type Step, step } from './steps.js'

const FEED = parseAbi(['function setAnswer(int256 answer)', 'function forceHalted(bool stopped)'])
const CAPO = parseAbi([
  'struct Parameters { uint104 snapshotRatio; uint48 snapshotTimestamp; uint16 maxYearlyRatioGrowthPercent; }',
  'function setCapParameters(Parameters parameters)',
])
const CONFIGURATOR = parseAbi([
  'function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus)',
  'function setEModeCategory(uint8 category, uint16 ltv, uint16 threshold, uint16 bonus, string label)',
  'function setAssetBorrowableInEMode(address asset, uint8 category, bool borrowable)',
  'function setReserveInterestRateData(address asset, bytes rateData)',
  'function setReserveFreeze(address asset, bool freeze)',
  'function setReservePause(address asset, bool paused)',
  'function setSupplyCap(address asset, uint256 cap)',
  'function setBorrowCap(address asset, uint256 cap)',
])
const AAVE_ORACLE = parseAbi(['function setAssetSources(address[] assets, address[] sources)'])

type ConfiguratorKind =
  | 'aave.setCollateralTerms'
  | 'aave.setEModeTerms'
  | 'aave.setEModeBorrowable'
  | 'aave.setRateCurve'
  | 'aave.setFrozen'
  | 'aave.setPaused'
  | 'aave.setCaps'
type ActionOf<K extends CoreAction['kind']> = Extract<CoreAction, { kind: K }>

const rateData = (curve: ActionOf<'aave.setRateCurve'>): Hex =>
  encodeAbiParameters(
    [{ type: 'tuple', components: ['uint16', 'uint32', 'uint32', 'uint32'].map(type => ({ type })) }],
    [[curve.optimalUsageBps, curve.baseRateBps, curve.slope1Bps, curve.slope2Bps]],
  )

/** Labels of the e-modes that can be changed; setting terms sets the label again. */
const E_MODE_LABELS: Readonly<Record<number, string>> = {
  1: 'ETH correlated',
  3: 'rsETH LST main',
  22: 'ezETH wstETH',
  26: 'weETH/wstETH ETH Correlated',
}
const eModeLabel = (category: number): string => E_MODE_LABELS[category] ?? ''

const abi = CONFIGURATOR

/** Data of the calls that each kind stands for. */
const CONFIGURATOR_DATA: { readonly [K in ConfiguratorKind]: (action: ActionOf<K>) => readonly Hex[] } = {
  'aave.setCollateralTerms': ({ asset, ltvBps, liquidationThresholdBps, liquidationBonusBps }) => {
    const [ltv, threshold, bonus] = [ltvBps, liquidationThresholdBps, liquidationBonusBps]
    const args = [addressOf(asset), BigInt(ltv), BigInt(threshold), BigInt(bonus)] as const
    return [encodeFunctionData({ abi, functionName: 'configureReserveAsCollateral', args })]
  },
  'aave.setEModeTerms': ({ category, ltvBps, liquidationThresholdBps, liquidationBonusBps }) => {
    const label = eModeLabel(category)
    const args = [category, ltvBps, liquidationThresholdBps, liquidationBonusBps, label] as const
    return [encodeFunctionData({ abi, functionName: 'setEModeCategory', args })]
  },
  'aave.setEModeBorrowable': ({ asset, category, borrowable }) => {
    const args = [addressOf(asset), category, borrowable] as const
    return [encodeFunctionData({ abi, functionName: 'setAssetBorrowableInEMode', args })]
  },
  'aave.setRateCurve': action => {
    const args = [addressOf(action.asset), rateData(action)] as const
    return [encodeFunctionData({ abi, functionName: 'setReserveInterestRateData', args })]
  },
  'aave.setFrozen': ({ asset, frozen }) => {
    const args = [addressOf(asset), frozen] as const
    return [encodeFunctionData({ abi, functionName: 'setReserveFreeze', args })]
  },
  'aave.setPaused': ({ asset, paused }) => {
    const args = [addressOf(asset), paused] as const
    return [encodeFunctionData({ abi, functionName: 'setReservePause', args })]
  },
  'aave.setCaps': ({ asset, supplyCap, borrowCap }) => {
    const token = addressOf(asset)
    return [
      encodeFunctionData({ abi, functionName: 'setSupplyCap', args: [token, supplyCap] }),
      encodeFunctionData({ abi, functionName: 'setBorrowCap', args: [token, borrowCap] }),
    ]
  },
}

/** Calls of Aave's PoolConfigurator. */
export const governanceSteps = (action: ActionOf<ConfiguratorKind>): readonly Step[] => {
  // The table gives each kind the data of that kind, which the type of an indexed access cannot say.
  const encode = CONFIGURATOR_DATA[action.kind] as (of: typeof action) => readonly Hex[]
  return encode(action).map(data => step({ target: AAVE.configurator, data }))
}

/** Aave's oracle reads a token's price from another contract. */
export const priceSourceStep = ({
  asset,
  source,
}: Extract<CoreAction, { kind: 'aave.setPriceSource' }>): Step => {
  const address = source === 'market' ? MARKET_SOURCES[asset] : CAPOS[asset]
  const args = [[addressOf(asset)], [address]] as const
  const data = encodeFunctionData({ abi: AAVE_ORACLE, functionName: 'setAssetSources', args })
  return step({ target: AAVE.oracle, data })
}

/** A new snapshot of a price cap. */
export const setCapStep = (action: Extract<CoreAction, { kind: 'chainlink.setCap' }>): Step => {
  const parameters = {
    snapshotRatio: action.snapshotRatioWad,
    snapshotTimestamp: action.snapshotTimestamp,
    maxYearlyRatioGrowthPercent: action.maxYearlyGrowthBps,
  }
  const data = encodeFunctionData({ abi: CAPO, functionName: 'setCapParameters', args: [parameters] })
  return step({ target: CAPOS[action.asset], data })
}

/** Chainlink's public feed of the same pair too, where there is one, so that no reader sees another price. */
export const feedSteps = (
  action: Extract<CoreAction, { kind: 'chainlink.answer' | 'chainlink.halt' }>,
): readonly Step[] => {
  const data =
    action.kind === 'chainlink.answer'
      ? encodeFunctionData({ abi: FEED, functionName: 'setAnswer', args: [action.answer] })
      : encodeFunctionData({ abi: FEED, functionName: 'forceHalted', args: [action.halted] })
  const twin = PUBLIC_FEEDS[action.feed]
  return [FEEDS[action.feed], ...(twin ? [twin] : [])].map(target => step({ target, data }))
}
