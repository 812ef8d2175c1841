import { type Action, type CoreAction, nestedActions } from '../position/action.js'
import { protocolEntries } from '../protocols/registry.js'

/** What every transaction costs before it does anything. */
export const GAS_PER_TX = 21_000n

/** Each withdrawal request after the fixed part of the call. */
const GAS_PER_REQUEST = 186_000n
/** What the switch costs more for WETH than for any other reserve, as measured. */
const GAS_OF_WETH_IN_E_MODE = 132_000n
/** Each claim after the fixed part of the first. */
const GAS_PER_CLAIM = 50_000n

/**
 * Gas of one action, in units: its call through the executor, call data and the look at an allowance included.
 * Measured on the embedded mainnet: medians of receipts less 21,000, over 40 random sequences (`lido.request` and
 * `lido.claim`: what is left at no request; a flash loan: around nothing). `fork-tests/gas.fork.test.ts` measures
 * again and states the band. Bookkeeping: no balance depends on it.
 */
export const GAS_PER_ACTION: Readonly<Record<CoreAction['kind'], bigint>> = {
  'weth.wrap': 21_000n,
  'weth.unwrap': 21_000n,
  transfer: 20_000n,
  'lido.stake': 41_000n,
  'lido.wrap': 74_000n,
  'lido.unwrap': 48_000n,
  'lido.request': 136_000n,
  'lido.claim': 49_000n,
  'aave.supply': 179_000n,
  'aave.withdraw': 193_000n,
  'aave.borrow': 273_000n,
  'aave.repay': 151_000n,
  'aave.setEMode': 51_000n,
  'aave.setCollateral': 32_000n,
  'aave.flashLoan': 147_000n,
  'aave.liquidate': 372_000n,
  'uniswap.swap': 145_000n,
  'uniswap.swapExactOut': 138_000n,
  // Of one swap; what a route really takes is counted when it is made.
  sell: 145_000n,
  buy: 138_000n,
  'uniswap.mint': 186_000n,
  'uniswap.burn': 77_000n,
  'uniswap.collect': 17_000n,
  'curve.exchange': 103_000n,
  'curve.addLiquidity': 165_000n,
  'curve.removeLiquidity': 77_000n,
  'curve.removeLiquidityOneCoin': 110_000n,
  'curve.removeLiquidityImbalance': 122_000n,
  'curve.rampA': 60_000n,
  'chainlink.answer': 38_000n,
  'lido.report': 307_000n,
  'lido.deposit': 30_000n,
  'lido.rules': 20_000n,
  'lido.setStopped': 12_000n,
  'ethereum.exitQueue': 19_000n,
  'ethereum.exit': 25_000n,
  'ethereum.slash': 150_000n,
  'ethereum.outage': 130_000n,
  'ethereum.fork': 30_000n,
  'staking.rate': 14_000n,
  'staking.mint': 37_000n,
  'chainlink.halt': 30_000n,
  'chainlink.setCap': 31_000n,
  'aave.setCollateralTerms': 55_000n,
  'aave.setEModeTerms': 55_000n,
  'aave.setEModeBorrowable': 75_000n,
  'aave.setRateCurve': 118_000n,
  'aave.setFrozen': 1_136_000n,
  'aave.setPaused': 53_000n,
  'aave.setCaps': 66_000n,
  'aave.setPriceSource': 28_000n,
  'lido.setQueuePaused': 31_000n,
}

const PROTOCOL_RULES = new Map(protocolEntries().flatMap(([, { actions }]) => Object.entries(actions)))

/** Every kind of action that there is. */
export const actionKinds = (): readonly string[] => [...Object.keys(GAS_PER_ACTION), ...PROTOCOL_RULES.keys()]

/** Gas of the call itself, whatever it carries inside. */
const ownGas = (action: Action): bigint => {
  const rule = PROTOCOL_RULES.get(action.kind)
  if (rule) return typeof rule.gas === 'bigint' ? rule.gas : rule.gas(action)
  return GAS_PER_ACTION[action.kind as CoreAction['kind']]
}

/** Gas of one action with what it carries inside: the actions of a flash loan, each request, each claim. */
const gasOfAction = (action: Action): bigint => {
  const own = ownGas(action)
  if (action.kind === 'lido.request') return own + GAS_PER_REQUEST * BigInt(action.amounts.length)
  if (action.kind === 'aave.setEModeBorrowable' && action.asset === 'WETH') return own + GAS_OF_WETH_IN_E_MODE
  if (action.kind === 'lido.claim') return own + GAS_PER_CLAIM * BigInt(action.requestIds.length)
  return nestedActions(action).reduce((sum, nested) => sum + gasOfAction(nested), own)
}

/** Gas of a whole transaction, in units. */
export const gasOfTx = (actions: readonly Action[]): bigint =>
  actions.reduce((sum, action) => sum + gasOfAction(action), GAS_PER_TX)

/** What actions of a transaction cost in wei beside the transaction itself, at a price of gas. */
export const gasWeiAt =
  (gasPriceWei: bigint) =>
  (actions: readonly Action[]): number =>
    Number(gasOfTx(actions) - gasOfTx([])) * Number(gasPriceWei)
