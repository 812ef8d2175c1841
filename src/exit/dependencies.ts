import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action } from '../position/action.js'
import { loansOf } from '../position/loan.js'
import { owesAnything } from '../position/plansAtOnce.js'
import type { ExitPlan } from '../position/strategy.js'
import type { Address, Asset } from '../protocols/assets.js'
import { ASSETS } from '../protocols/assets.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { redeemableAmount } from '../protocols/etherfi/redemption.js'
import { getTotalCollateral } from '../protocols/rocketpool/reth.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'

/** What a plan still needs the world to be, so that it comes out as said. */
export type Dependency = {
  readonly on:
    | 'free liquidity'
    | 'pool depth'
    | 'oracle'
    | 'queue'
    | 'share rate'
    | 'borrow rate'
    | 'one block'
  readonly what: string
  /** Whether the figure behind it is assumed. */
  readonly assumed: boolean
}

const flat = (actions: readonly Action[]): readonly Action[] =>
  actions.flatMap(action =>
    'actions' in action ? [action, ...flat(action.actions as readonly Action[])] : [action],
  )

const whole = (asset: Asset, amount: bigint): string =>
  Math.round(Number(amount) / 10 ** ASSETS[asset].decimals).toLocaleString('en-US')

const freeOf = (market: Market, asset: Asset): string =>
  `${whole(asset, market.aave.reserves[asset]?.virtualBalance ?? 0n)} ${asset} are free on Aave now`

/** Depth is assumed where the provider of the embedded mainnet stands for everyone. */
export const depthIsAssumed = (market: Market): boolean => lpBalanceOf(market.curve, CROWD.provider) > 0n

const poolDepth = (market: Market, what: string): Dependency => ({
  on: 'pool depth',
  what,
  assumed: depthIsAssumed(market),
})

const QUEUED: readonly Dependency[] = [
  { on: 'queue', what: 'Lido finalises requests, in its order, as the ether comes', assumed: true },
  {
    on: 'share rate',
    what: 'a request is paid at no more than the rate at which it was made',
    assumed: false,
  },
]

const requested = ({ etherfi }: Market): readonly Dependency[] => [
  {
    on: 'queue',
    what: 'ether.fi finalises requests as its pool has the ether, or its validators bring it',
    assumed: true,
  },
  {
    on: 'share rate',
    what: `a request is paid at the lower of two rates, when asked and when ${etherfi.version === 2025 ? 'claimed' : 'finalised'}`,
    assumed: false,
  },
]
const EXITED: readonly Dependency[] = [
  { on: 'queue', what: 'Ethereum’s exit queue, and where the sweep stands', assumed: true },
]

const issuerWords = (market: Market, kind: 'etherfi.redeem' | 'rocketpool.burn'): string =>
  kind === 'etherfi.redeem'
    ? `an instant redemption: ether.fi pays ${whole('ETH', redeemableAmount(market.etherfi, market.block.timestamp))} ETH at once now, if others do not come first`
    : `a redemption: Rocket Pool has ${whole('ETH', getTotalCollateral(market.rocketpool))} ETH for it now, if others do not come first`

/** Pools that trade a token for WETH. */
const poolsOf = (asset: Asset): readonly string[] =>
  Object.entries(UNISWAP_POOLS).flatMap(([name, { token0, token1 }]) =>
    [token0, token1].includes(asset) && [token0, token1].includes('WETH') ? [name] : [],
  )

const ofAction = (market: Market, action: Action): readonly Dependency[] => {
  if (action.kind === 'aave.flashLoan')
    return [{ on: 'free liquidity', what: `a flash loan: ${freeOf(market, action.asset)}`, assumed: false }]
  if (action.kind === 'morpho.flashLoan')
    return [
      {
        on: 'free liquidity',
        what: `a flash loan: ${whole(action.asset, market.morpho.cash[action.asset] ?? 0n)} ${action.asset} are at Morpho now`,
        assumed: false,
      },
    ]
  if (action.kind === 'sell' || action.kind === 'buy')
    return poolsOf(action.asset === 'WETH' && action.kind === 'sell' ? action.into : action.asset).map(name =>
      poolDepth(market, `Uniswap ${name.replace(/%$/, ' %')}`),
    )
  if (action.kind === 'aave.withdraw')
    return [{ on: 'free liquidity', what: `a withdrawal: ${freeOf(market, action.asset)}`, assumed: false }]
  if (action.kind === 'uniswap.swap' || action.kind === 'uniswap.swapExactOut')
    return [poolDepth(market, `Uniswap ${action.pool.replace(/%$/, ' %')}`)]
  if (action.kind === 'curve.exchange') return [poolDepth(market, 'Curve stETH')]
  if (action.kind === 'etherfi.redeem' || action.kind === 'rocketpool.burn')
    return [{ on: 'free liquidity', what: issuerWords(market, action.kind), assumed: depthIsAssumed(market) }]
  if (action.kind === 'etherfi.request') return requested(market)
  if (action.kind === 'validators.exit') return EXITED
  return action.kind === 'lido.request' ? QUEUED : []
}

const owesWhileWaiting = (market: Market, plan: ExitPlan, owner: Address): boolean =>
  (plan.waits?.length ?? 0) > 1 && owesAnything(market, owner)

/** Whose price of what keeps a debt alive. */
const oracleOf = (market: Market, owner: Address): string => {
  const [loan] = loansOf(market, owner)
  return `${loan?.lender === 'morpho' ? 'Morpho’s' : 'Aave’s'} price of ${loan?.collateral[0]?.asset ?? 'collateral'}`
}

/** What a plan depends on, each thing once. */
export const dependenciesOf = (market: Market, plan: ExitPlan, owner: Address): readonly Dependency[] => {
  const own = plan.legs.flatMap(leg => leg.txs.filter(tx => tx.from === owner))
  const found = own.flatMap(tx => flat(tx.actions)).flatMap(action => ofAction(market, action))
  const waits = owesWhileWaiting(market, plan, owner)
  const [first] = plan.legs
  const several = (first?.txs.filter(tx => tx.from === owner).length ?? 0) > 1
  const all: readonly Dependency[] = [
    ...found,
    ...(waits
      ? [
          { on: 'oracle', what: `${oracleOf(market, owner)} while the rounds wait`, assumed: false } as const,
          {
            on: 'borrow rate',
            what: 'today’s rate on the debt while the rounds wait',
            assumed: true,
          } as const,
        ]
      : []),
    ...(several
      ? [
          {
            on: 'one block',
            what: 'nobody trades between its transactions, which are not one',
            assumed: true,
          } as const,
        ]
      : []),
  ]
  return all.filter((one, i) => all.findIndex(other => other.on === one.on && other.what === one.what) === i)
}
