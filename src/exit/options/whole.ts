import type { Market } from '../../market/market.js'
import { collateralisedOf } from '../../position/deleverage.js'
import { layersOf } from '../../position/holdings.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import { unwindMix } from './mix.js'
import { unwindMorpho } from './morpho.js'
import { unwindRateToken } from './token.js'
import { unwindCollateralised } from './unwind.js'
import { unwindLiquidity } from './withdrawLiquidity.js'

const RATE_TOKENS = ['rETH', 'cbETH', 'osETH'] as const

const walletHas = (
  market: Market,
  owner: Address,
  asset: (typeof RATE_TOKENS)[number] | 'stETH' | 'wstETH',
) => (market.wallets[owner]?.[asset] ?? 0n) > 0n

/** What pools give back joins the rest; then the one loan or the one kind of token that is there. */
const unwindRest = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] => {
  const morpho = MORPHO_MARKET_NAMES.filter(name => market.morpho.markets[name].positions[owner])
  const loan = collateralisedOf(market, owner)
  const debts = Object.keys(market.aave.accounts[owner]?.debts ?? {})
  if (morpho.length + (debts.length > 0 ? 1 : 0) > 1) return []
  const [first] = morpho
  if (first) return unwindMorpho(market, { owner, market: first }, route)
  if (loan) return unwindCollateralised(market, loan, route)
  if (debts.length > 0) return []
  const token = RATE_TOKENS.find(one => walletHas(market, owner, one))
  return token ? unwindRateToken(market, { owner, token }, route) : []
}

const isMix = (market: Market, owner: Address): boolean => {
  const account = market.aave.accounts[owner]
  const debts = Object.keys(account?.debts ?? {})
  const supplied = Object.keys(account?.supplies ?? {})
  const owesWeth = debts.length === 0 || (debts.length === 1 && debts[0] === 'WETH')
  const onlyLido = supplied.every(asset => asset === 'wstETH')
  const morpho = MORPHO_MARKET_NAMES.some(name => market.morpho.markets[name].positions[owner])
  const lido =
    supplied.length > 0 ||
    layersOf(market, owner).some(({ kind }) => kind === 'claim') ||
    walletHas(market, owner, 'stETH') ||
    walletHas(market, owner, 'wstETH')
  return owesWeth && onlyLido && !morpho && lido && !RATE_TOKENS.some(one => walletHas(market, owner, one))
}

/**
 * Ways out of a position that no strategy describes, read off what it holds: Lido’s tokens with pools and one loan of
 * WETH, or one loan of another kind, or one kind of token. Empty for several loans, or several kinds of token.
 */
export const unwindWhole = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] =>
  isMix(market, owner)
    ? unwindMix(market, owner, route)
    : unwindLiquidity(market, owner, left => unwindRest(left, owner, route))
