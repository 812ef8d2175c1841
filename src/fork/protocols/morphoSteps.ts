import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { Amount } from '../../protocols/amount.js'
import type { Address } from '../../protocols/assets.js'
import type { MorphoAction } from '../../protocols/morpho/actions.js'
import { MORPHO, MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import type { ChainProtocol } from '../chainProtocol.js'
import { addressOf, argument, type CallOptions, fixed, type Step, step } from '../steps.js'

const PARAMS =
  'struct MarketParams { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }'

const BLUE = parseAbi([
  PARAMS,
  'function supply(MarketParams params, uint256 assets, uint256 shares, address onBehalf, bytes data)',
  'function withdraw(MarketParams params, uint256 assets, uint256 shares, address onBehalf, address receiver)',
  'function borrow(MarketParams params, uint256 assets, uint256 shares, address onBehalf, address receiver)',
  'function repay(MarketParams params, uint256 assets, uint256 shares, address onBehalf, bytes data)',
  'function supplyCollateral(MarketParams params, uint256 assets, address onBehalf, bytes data)',
  'function withdrawCollateral(MarketParams params, uint256 assets, address onBehalf, address receiver)',
  'function liquidate(MarketParams params, address borrower, uint256 seizedAssets, uint256 repaidShares, bytes data)',
  'function flashLoan(address token, uint256 assets, bytes data)',
  'function position(bytes32 id, address account) view returns (uint256, uint128, uint128)',
])

/** A market's five parameters, as its contract takes them. */
export const paramsOf = (name: MorphoMarketName) => {
  const { loanToken, collateralToken, oracle, irm, lltvWad } = MORPHO_MARKETS[name]
  return {
    loanToken: addressOf(loanToken),
    collateralToken: addressOf(collateralToken),
    oracle,
    irm,
    lltv: lltvWad,
  }
}

/** Call data of `position(id, account)`. */
export const positionCall = (name: MorphoMarketName, account: Address): Hex =>
  encodeFunctionData({ abi: BLUE, functionName: 'position', args: [MORPHO_MARKETS[name].id, account] })

/** Words of a position: shares supplied, shares borrowed, collateral. */
const WORDS = { supplyShares: 0, borrowShares: 1, collateral: 2 } as const
/** The five parameters stand in the arguments themselves, so amounts come behind them. */
const ASSETS_AT = argument(5)
const SHARES_AT = argument(6)

type InMarket = Extract<MorphoAction, { readonly amount: Amount; readonly market: MorphoMarketName }>

/** "max" is read from the position just before the call; other amounts are as everywhere. */
const filled = (
  { market, amount }: InMarket,
  from: Address,
  own: { readonly word: keyof typeof WORDS; readonly at: bigint },
): Pick<CallOptions, 'amount' | 'at' | 'asked'> =>
  amount === 'max'
    ? { at: [own.at], asked: { of: MORPHO.blue, data: positionCall(market, from), word: WORDS[own.word] } }
    : { amount, at: [ASSETS_AT] }

const call = (data: Hex, options: Omit<CallOptions, 'target' | 'data'>): readonly Step[] => [
  step({ target: MORPHO.blue, data, ...options }),
]

/** A fixed amount, 0 where it is filled in later. */
const assetsOf = (amount: Amount): bigint => (amount === 'max' ? 0n : fixed(amount))

type Steps = ChainProtocol<unknown, MorphoAction>['steps']

const lending: Pick<Steps, 'morpho.supply' | 'morpho.withdraw' | 'morpho.borrow' | 'morpho.repay'> = {
  'morpho.supply': ({ market, amount }, from) => {
    const args = [paramsOf(market), fixed(amount), 0n, from, '0x'] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'supply', args })
    return call(data, { approve: MORPHO_MARKETS[market].loanToken, amount, at: [ASSETS_AT] })
  },
  'morpho.withdraw': (action, from) => {
    const args = [paramsOf(action.market), assetsOf(action.amount), 0n, from, from] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'withdraw', args })
    return call(data, filled(action, from, { word: 'supplyShares', at: SHARES_AT }))
  },
  'morpho.borrow': ({ market, amount }, from) => {
    const args = [paramsOf(market), fixed(amount), 0n, from, from] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'borrow', args })
    return call(data, { amount, at: [ASSETS_AT] })
  },
  'morpho.repay': (action, from) => {
    const args = [paramsOf(action.market), assetsOf(action.amount), 0n, from, '0x'] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'repay', args })
    const approve = MORPHO_MARKETS[action.market].loanToken
    return call(data, { approve, ...filled(action, from, { word: 'borrowShares', at: SHARES_AT }) })
  },
}

const collateral: Pick<Steps, 'morpho.supplyCollateral' | 'morpho.withdrawCollateral'> = {
  'morpho.supplyCollateral': ({ market, amount }, from) => {
    const args = [paramsOf(market), fixed(amount), from, '0x'] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'supplyCollateral', args })
    return call(data, { approve: MORPHO_MARKETS[market].collateralToken, amount, at: [ASSETS_AT] })
  },
  'morpho.withdrawCollateral': (action, from) => {
    const args = [paramsOf(action.market), assetsOf(action.amount), from, from] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'withdrawCollateral', args })
    return call(data, filled(action, from, { word: 'collateral', at: ASSETS_AT }))
  },
}

/** The calls of each action on Morpho Blue. */
export const MORPHO_STEPS: Steps = {
  ...lending,
  ...collateral,
  'morpho.flashLoan': ({ asset, amount, actions }, _, nested) => {
    const args = [addressOf(asset), fixed(amount), nested(actions)] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'flashLoan', args })
    return call(data, { approve: asset, amount, at: [argument(1)], always: true })
  },
  'morpho.liquidate': ({ market, borrower, seizedAssets, repaidShares, actions }, _, nested) => {
    const inner = actions.length === 0 ? '0x' : nested(actions)
    const args = [paramsOf(market), borrower, seizedAssets, repaidShares, inner] as const
    const data = encodeFunctionData({ abi: BLUE, functionName: 'liquidate', args })
    return call(data, { approve: MORPHO_MARKETS[market].loanToken })
  },
}
