import { encodeFunctionData, type Hex, maxUint256, parseAbi } from 'viem'
import type { Action, Amount, CoreAction } from '../position/action.js'
import { AAVE } from '../protocols/aave/addresses.js'
import type { Address, Asset } from '../protocols/assets.js'
import { CURVE } from '../protocols/curve/addresses.js'
import { BEACON } from '../protocols/ethereum/addresses.js'
import { LIDO } from '../protocols/lido/addresses.js'
import type { AnyAction } from '../protocols/protocol.js'
import { UNISWAP, UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import { feedSteps, governanceSteps, priceSourceStep, setCapStep } from './governanceSteps.js'
import { BEACON_FORKS } from './lensDecode.js'
import { PROTOCOL_STEPS } from './registry.js'
import { addressOf, argument, fixed, NONE, type Step, step, VALUE } from './steps.js'

const EXECUTOR = parseAbi([
  'struct Step { address target; uint256 value; bytes data; address approve; address balanceOf; uint256[] offsets; bool always; bytes read; uint256 word; }',
  'function run(Step[] steps) payable',
])
const WETH = parseAbi(['function deposit() payable', 'function withdraw(uint256)'])
const ERC20 = parseAbi(['function transfer(address to, uint256 amount) returns (bool)'])
const STETH = parseAbi([
  'function submit(address referral) payable returns (uint256)',
  'function report(int256 clDelta, uint256 clWithdrawn, uint256 clPending, uint256 exited, uint256 finalizeUpTo, bool bunker) payable',
  'function withdrawDepositableEther(uint256 amount)',
  'function forceRules(uint256 version)',
  'function stop()',
  'function resume()',
])
const WSTETH = parseAbi([
  'function wrap(uint256) returns (uint256)',
  'function unwrap(uint256) returns (uint256)',
])
const QUEUE = parseAbi([
  'function requestWithdrawalsWstETH(uint256[] amounts, address owner) returns (uint256[])',
  'function claimWithdrawal(uint256 requestId)',
  'function pause()',
  'function resume()',
])
const POOL = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
  'function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf) returns (uint256)',
  'function setUserEMode(uint8 categoryId)',
  'function setUserUseReserveAsCollateral(address asset, bool useAsCollateral)',
  'function flashLoanSimple(address receiver, address asset, uint256 amount, bytes params, uint16 referralCode)',
  'function liquidationCall(address collateral, address debt, address user, uint256 debtToCover, bool receiveAToken)',
])
const ROUTER = parseAbi([
  'struct ExactIn { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'struct ExactOut { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountOut; uint256 amountInMaximum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(ExactIn params) payable returns (uint256)',
  'function exactOutputSingle(ExactOut params) payable returns (uint256)',
])
const UNISWAP_POOL = parseAbi([
  'function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes data) returns (uint256, uint256)',
  'function burn(int24 tickLower, int24 tickUpper, uint128 amount) returns (uint256, uint256)',
  'function collect(address recipient, int24 tickLower, int24 tickUpper, uint128 amount0, uint128 amount1) returns (uint128, uint128)',
])
const CURVE_POOL = parseAbi([
  'function ramp_A(uint256 future_A, uint256 future_time)',
  'function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy) payable returns (uint256)',
  'function add_liquidity(uint256[2] amounts, uint256 min_mint_amount) payable returns (uint256)',
  'function remove_liquidity(uint256 amount, uint256[2] min_amounts) returns (uint256[2])',
  'function remove_liquidity_one_coin(uint256 amount, int128 i, uint256 min_amount) returns (uint256)',
  'function remove_liquidity_imbalance(uint256[2] amounts, uint256 max_burn_amount) returns (uint256)',
])
const BEACON_ABI = parseAbi([
  'function forceExitQueue(uint256 ether_)',
  'function exit(uint256 ether_)',
  'function slash(uint256 balance, uint256 others, uint256 effectiveBalance, uint256 exitsFrom, uint256 exitsUntil, uint256 withdrawableAt)',
  'function beginOutage(uint256 until, uint256 offline, uint256 others, uint256 leakUntil, uint256 lost)',
  'function forceFork(uint256 fork_)',
])
const STAKED_TOKEN = parseAbi([
  'function forceRate(uint256 rate)',
  'function mint(address to, uint256 amount)',
])

const coin = (asset: 'ETH' | 'stETH'): bigint => (asset === 'ETH' ? 0n : 1n)

const poolOf = (name: keyof typeof UNISWAP_POOLS) => UNISWAP_POOLS[name]

const otherToken = (name: keyof typeof UNISWAP_POOLS, sell: Asset): Asset => {
  const pool = poolOf(name)
  return pool.token0 === sell ? pool.token1 : pool.token0
}

const transferStep = (action: Extract<Action, { kind: 'transfer' }>): Step =>
  action.asset === 'ETH'
    ? step({ target: action.to, data: '0x', amount: action.amount, at: [VALUE], value: fixed(action.amount) })
    : step({
        target: addressOf(action.asset),
        data: encodeFunctionData({
          abi: ERC20,
          functionName: 'transfer',
          args: [action.to, fixed(action.amount)],
        }),
        amount: action.amount,
        at: [argument(1)],
      })

const aaveStep = (
  functionName: 'supply' | 'withdraw' | 'borrow' | 'repay',
  asset: Asset,
  amount: Amount,
  from: Address,
) => {
  const token = addressOf(asset)
  const wei = fixed(amount)
  const data = {
    supply: () => encodeFunctionData({ abi: POOL, functionName: 'supply', args: [token, wei, from, 0] }),
    withdraw: () => encodeFunctionData({ abi: POOL, functionName: 'withdraw', args: [token, wei, from] }),
    borrow: () => encodeFunctionData({ abi: POOL, functionName: 'borrow', args: [token, wei, 2n, 0, from] }),
    repay: () => encodeFunctionData({ abi: POOL, functionName: 'repay', args: [token, wei, 2n, from] }),
  }[functionName]()
  const pays = functionName === 'supply' || functionName === 'repay'
  return step({ target: AAVE.pool, data, amount, at: [argument(1)], ...(pays ? { approve: asset } : {}) })
}

const swapStep = (action: Extract<Action, { kind: 'uniswap.swap' }>, from: Address): Step =>
  step({
    target: UNISWAP.router,
    data: encodeFunctionData({
      abi: ROUTER,
      functionName: 'exactInputSingle',
      args: [
        {
          tokenIn: addressOf(action.sell),
          tokenOut: addressOf(otherToken(action.pool, action.sell)),
          fee: poolOf(action.pool).fee,
          recipient: from,
          deadline: maxUint256,
          amountIn: fixed(action.amount),
          amountOutMinimum: action.minimumOut,
          sqrtPriceLimitX96: action.sqrtPriceLimitX96,
        },
      ],
    }),
    approve: action.sell,
    amount: action.amount,
    at: [argument(5)],
  })

const swapExactOutStep = (action: Extract<Action, { kind: 'uniswap.swapExactOut' }>, from: Address): Step =>
  step({
    target: UNISWAP.router,
    data: encodeFunctionData({
      abi: ROUTER,
      functionName: 'exactOutputSingle',
      args: [
        {
          tokenIn: addressOf(action.sell),
          tokenOut: addressOf(otherToken(action.pool, action.sell)),
          fee: poolOf(action.pool).fee,
          recipient: from,
          deadline: maxUint256,
          amountOut: fixed(action.amountOut),
          amountInMaximum: action.maximumIn,
          sqrtPriceLimitX96: 0n,
        },
      ],
    }),
    approve: action.sell,
    amount: action.amountOut,
    at: [argument(5)],
  })

const exchangeStep = (action: Extract<Action, { kind: 'curve.exchange' }>): Step => {
  const i = coin(action.sell)
  const data = encodeFunctionData({
    abi: CURVE_POOL,
    functionName: 'exchange',
    args: [i, 1n - i, fixed(action.amount), action.minimumOut],
  })
  return action.sell === 'ETH'
    ? step({
        target: CURVE.pool,
        data,
        amount: action.amount,
        at: [argument(2), VALUE],
        value: fixed(action.amount),
      })
    : step({ target: CURVE.pool, data, amount: action.amount, at: [argument(2)], approve: 'stETH' })
}

/** The calls that carry out one action for `from`, in order. Fixed amounts are in the data, symbolic ones are filled in on chain. */
const stepsOf = (action: Action, from: Address): readonly Step[] => {
  const steps = PROTOCOL_STEPS[action.kind]
  return steps ? steps(action, from, encodeNested(from)) : coreSteps(action as CoreAction, from)
}

const encodeNested =
  (from: Address) =>
  (actions: readonly AnyAction[]): Hex =>
    encodeSteps((actions as readonly Action[]).flatMap(nested => stepsOf(nested, from)))

const coreSteps = (action: CoreAction, from: Address): readonly Step[] => {
  switch (action.kind) {
    case 'weth.wrap': {
      const data = encodeFunctionData({ abi: WETH, functionName: 'deposit' })
      return [
        step({
          target: addressOf('WETH'),
          data,
          amount: action.amount,
          at: [VALUE],
          value: fixed(action.amount),
        }),
      ]
    }
    case 'weth.unwrap': {
      const data = encodeFunctionData({ abi: WETH, functionName: 'withdraw', args: [fixed(action.amount)] })
      return [step({ target: addressOf('WETH'), data, amount: action.amount, at: [argument(0)] })]
    }
    case 'sell':
    case 'buy':
      throw new RangeError('a trade is routed before it is sent')
    case 'transfer':
      return [transferStep(action)]
    case 'lido.stake': {
      const data = encodeFunctionData({ abi: STETH, functionName: 'submit', args: [NONE] })
      return [
        step({ target: LIDO.stEth, data, amount: action.amount, at: [VALUE], value: fixed(action.amount) }),
      ]
    }
    case 'lido.wrap': {
      const data = encodeFunctionData({ abi: WSTETH, functionName: 'wrap', args: [fixed(action.amount)] })
      return [step({ target: LIDO.wstEth, data, amount: action.amount, at: [argument(0)], approve: 'stETH' })]
    }
    case 'lido.unwrap': {
      const data = encodeFunctionData({ abi: WSTETH, functionName: 'unwrap', args: [fixed(action.amount)] })
      return [step({ target: LIDO.wstEth, data, amount: action.amount, at: [argument(0)] })]
    }
    case 'lido.request': {
      const args = [[...action.amounts], from] as const
      const data = encodeFunctionData({ abi: QUEUE, functionName: 'requestWithdrawalsWstETH', args })
      return [step({ target: LIDO.withdrawalQueue, data, approve: 'wstETH' })]
    }
    case 'lido.claim':
      return action.requestIds.map(id =>
        step({
          target: LIDO.withdrawalQueue,
          data: encodeFunctionData({ abi: QUEUE, functionName: 'claimWithdrawal', args: [BigInt(id)] }),
        }),
      )
    case 'aave.supply':
      return [aaveStep('supply', action.asset, action.amount, from)]
    case 'aave.withdraw':
      return [aaveStep('withdraw', action.asset, action.amount, from)]
    case 'aave.borrow':
      return [aaveStep('borrow', action.asset, action.amount, from)]
    case 'aave.repay':
      return [aaveStep('repay', action.asset, action.amount, from)]
    case 'aave.setEMode': {
      const data = encodeFunctionData({ abi: POOL, functionName: 'setUserEMode', args: [action.category] })
      return [step({ target: AAVE.pool, data })]
    }
    case 'aave.setCollateral': {
      const args = [addressOf(action.asset), action.use] as const
      return [
        step({
          target: AAVE.pool,
          data: encodeFunctionData({ abi: POOL, functionName: 'setUserUseReserveAsCollateral', args }),
        }),
      ]
    }
    case 'aave.flashLoan': {
      const inner = encodeNested(from)(action.actions)
      const args = [from, addressOf(action.asset), fixed(action.amount), inner, 0] as const
      const data = encodeFunctionData({ abi: POOL, functionName: 'flashLoanSimple', args })
      return [step({ target: AAVE.pool, data, amount: action.amount, at: [argument(2)], always: true })]
    }
    case 'aave.liquidate': {
      const { collateral, debt, account, amount, receiveAToken } = action
      const args = [addressOf(collateral), addressOf(debt), account, fixed(amount), receiveAToken] as const
      const data = encodeFunctionData({ abi: POOL, functionName: 'liquidationCall', args })
      return [step({ target: AAVE.pool, data, amount, at: [argument(3)], approve: debt })]
    }
    case 'uniswap.swap':
      return [swapStep(action, from)]
    case 'uniswap.swapExactOut':
      return [swapExactOutStep(action, from)]
    case 'uniswap.mint': {
      const args = [from, action.tickLower, action.tickUpper, action.liquidity, '0x'] as const
      const data = encodeFunctionData({ abi: UNISWAP_POOL, functionName: 'mint', args })
      return [step({ target: poolOf(action.pool).address, data })]
    }
    case 'uniswap.burn': {
      const args = [action.tickLower, action.tickUpper, action.liquidity] as const
      const data = encodeFunctionData({ abi: UNISWAP_POOL, functionName: 'burn', args })
      return [step({ target: poolOf(action.pool).address, data })]
    }
    case 'uniswap.collect': {
      const all = 2n ** 128n - 1n
      const args = [from, action.tickLower, action.tickUpper, all, all] as const
      const data = encodeFunctionData({ abi: UNISWAP_POOL, functionName: 'collect', args })
      return [step({ target: poolOf(action.pool).address, data })]
    }
    case 'curve.exchange':
      return [exchangeStep(action)]
    case 'curve.addLiquidity': {
      const args = [[action.eth, action.stEth], action.minimumLp] as const
      const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'add_liquidity', args })
      return [step({ target: CURVE.pool, data, value: action.eth, approve: 'stETH' })]
    }
    case 'curve.removeLiquidity': {
      const args = [action.lp, [0n, 0n]] as const
      const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'remove_liquidity', args })
      return [step({ target: CURVE.pool, data })]
    }
    case 'curve.removeLiquidityOneCoin': {
      const args = [action.lp, coin(action.coin), 0n] as const
      const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'remove_liquidity_one_coin', args })
      return [step({ target: CURVE.pool, data })]
    }
    case 'curve.removeLiquidityImbalance': {
      const args = [[action.eth, action.stEth], action.maximumLp] as const
      const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'remove_liquidity_imbalance', args })
      return [step({ target: CURVE.pool, data })]
    }
    case 'curve.rampA': {
      const args = [action.futureA, BigInt(action.futureTime)] as const
      const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'ramp_A', args })
      return [step({ target: CURVE.pool, data })]
    }
    case 'chainlink.answer':
    case 'chainlink.halt':
      return feedSteps(action)
    case 'chainlink.setCap':
      return [setCapStep(action)]
    case 'aave.setCollateralTerms':
    case 'aave.setEModeTerms':
    case 'aave.setEModeBorrowable':
    case 'aave.setRateCurve':
    case 'aave.setFrozen':
    case 'aave.setPaused':
    case 'aave.setCaps':
      return governanceSteps(action)
    case 'aave.setPriceSource':
      return [priceSourceStep(action)]
    case 'lido.setQueuePaused': {
      const data = encodeFunctionData({ abi: QUEUE, functionName: action.paused ? 'pause' : 'resume' })
      return [step({ target: LIDO.withdrawalQueue, data })]
    }
    case 'lido.report': {
      const { clDelta, clWithdrawn, clPending, exited, finalizeUpTo, bunker } = action
      const args = [clDelta, clWithdrawn, clPending, BigInt(exited), BigInt(finalizeUpTo), bunker] as const
      const data = encodeFunctionData({ abi: STETH, functionName: 'report', args })
      return [step({ target: LIDO.stEth, data, value: action.elRewards + action.clWithdrawn })]
    }
    case 'lido.deposit': {
      const args = [action.ether] as const
      const data = encodeFunctionData({ abi: STETH, functionName: 'withdrawDepositableEther', args })
      return [step({ target: LIDO.stEth, data })]
    }
    case 'lido.setStopped': {
      const functionName = action.stopped ? 'stop' : 'resume'
      return [step({ target: LIDO.stEth, data: encodeFunctionData({ abi: STETH, functionName }) })]
    }
    case 'lido.rules': {
      const args = [BigInt(action.version)] as const
      const data = encodeFunctionData({ abi: STETH, functionName: 'forceRules', args })
      return [step({ target: LIDO.stEth, data })]
    }
    case 'ethereum.exit': {
      const data = encodeFunctionData({ abi: BEACON_ABI, functionName: 'exit', args: [action.ether] })
      return [step({ target: BEACON, data })]
    }
    case 'ethereum.outage': {
      const { until, offline, others, leakUntil, lost } = action
      const args = [BigInt(until), offline, others, BigInt(leakUntil), lost] as const
      const data = encodeFunctionData({ abi: BEACON_ABI, functionName: 'beginOutage', args })
      return [step({ target: BEACON, data })]
    }
    case 'ethereum.fork': {
      const args = [BigInt(BEACON_FORKS.indexOf(action.fork))] as const
      const data = encodeFunctionData({ abi: BEACON_ABI, functionName: 'forceFork', args })
      return [step({ target: BEACON, data })]
    }
    case 'ethereum.exitQueue': {
      const data = encodeFunctionData({
        abi: BEACON_ABI,
        functionName: 'forceExitQueue',
        args: [action.ether],
      })
      return [step({ target: BEACON, data })]
    }
    case 'ethereum.slash': {
      const { balance, others, effectiveBalance } = action
      const times = [
        BigInt(action.exitsFrom),
        BigInt(action.exitsUntil),
        BigInt(action.withdrawableAt),
      ] as const
      const args = [balance, others, effectiveBalance, ...times] as const
      const data = encodeFunctionData({ abi: BEACON_ABI, functionName: 'slash', args })
      return [step({ target: BEACON, data })]
    }
    case 'staking.rate': {
      const data = encodeFunctionData({
        abi: STAKED_TOKEN,
        functionName: 'forceRate',
        args: [action.rateWad],
      })
      return [step({ target: addressOf(action.asset), data })]
    }
    case 'staking.mint': {
      const args = [action.to, action.amount] as const
      const data = encodeFunctionData({ abi: STAKED_TOKEN, functionName: 'mint', args })
      return [step({ target: addressOf(action.asset), data })]
    }
  }
}

const encodeRun = (steps: readonly Step[]): Hex =>
  encodeFunctionData({
    abi: EXECUTOR,
    functionName: 'run',
    args: [steps.map(s => ({ ...s, offsets: [...s.offsets] }))],
  })

/** `abi.encode(Step[])`: the arguments of `run` without its selector. */
const encodeSteps = (steps: readonly Step[]): Hex => `0x${encodeRun(steps).slice(10)}`

/** The data of one atomic transaction, sent by `from` to itself. */
export const encodeActions = (actions: readonly Action[], from: Address): Hex =>
  encodeRun(actions.flatMap(action => stepsOf(action, from)))
