import type { Action } from '../position/action.js'

/** What a transaction costs before its first call: the base fee of 21,000, the executor's own loop and its call data. */
export const GAS_PER_TX = 30_000n

/**
 * Gas of one action, in units: the call through the executor, one approval's check included. Measured on the embedded
 * mainnet as the median of receipts of ordinary calls; `fork-tests/gas.fork.test.ts` says how far receipts may be off.
 * Bookkeeping: no balance depends on it.
 */
export const GAS_PER_ACTION: Readonly<Record<Action['kind'], bigint>> = {
  'weth.wrap': 20_000n,
  'weth.unwrap': 20_000n,
  transfer: 30_000n,
  'lido.stake': 60_000n,
  'lido.wrap': 90_000n,
  'lido.unwrap': 70_000n,
  'lido.request': 250_000n,
  'lido.claim': 80_000n,
  'aave.supply': 180_000n,
  'aave.withdraw': 220_000n,
  'aave.borrow': 260_000n,
  'aave.repay': 150_000n,
  'aave.setEMode': 120_000n,
  'aave.setCollateral': 120_000n,
  'aave.flashLoan': 150_000n,
  'aave.liquidate': 450_000n,
  'uniswap.swap': 130_000n,
  'uniswap.swapExactOut': 130_000n,
  'uniswap.mint': 250_000n,
  'uniswap.burn': 120_000n,
  'uniswap.collect': 80_000n,
  'curve.exchange': 120_000n,
  'curve.addLiquidity': 180_000n,
  'curve.removeLiquidity': 120_000n,
  'curve.removeLiquidityOneCoin': 150_000n,
  'curve.removeLiquidityImbalance': 180_000n,
  'chainlink.answer': 40_000n,
  'lido.report': 200_000n,
  'ethereum.exitQueue': 40_000n,
  'ethereum.slash': 90_000n,
  'staking.rate': 40_000n,
}

/** Gas of one action with what it carries inside: the actions of a flash loan, each request, each claim. */
export const gasOfAction = (action: Action): bigint => {
  const own = GAS_PER_ACTION[action.kind]
  switch (action.kind) {
    case 'aave.flashLoan':
      return own + action.actions.reduce((sum, nested) => sum + gasOfAction(nested), 0n)
    case 'lido.request':
      return own * BigInt(action.amounts.length)
    case 'lido.claim':
      return own * BigInt(action.requestIds.length)
    default:
      return own
  }
}

/** Gas of a whole transaction, in units. */
export const gasOfTx = (actions: readonly Action[]): bigint =>
  actions.reduce((sum, action) => sum + gasOfAction(action), GAS_PER_TX)
