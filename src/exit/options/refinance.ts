import type { Market } from '../../market/market.js'
import { equityWei } from '../../position/holdings.js'
import { type Refusal, refusal, refusalOfRevert } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import { accountData } from '../../protocols/aave/account.js'
import type { Address } from '../../protocols/assets.js'
import { MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import { borrowRate } from '../../protocols/morpho/irm.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { gasOfTx } from '../../simulation/gas.js'
import { openBlock, runBlock } from '../../simulation/model/modelWorld.js'
import type { Outcome } from '../../simulation/world.js'
import { SECONDS_PER_SLOT, SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import { type Dependency, dependenciesOf } from '../dependencies.js'
import { costBps, type Leaving } from '../quote.js'
import { debtsOf, LENDERS, type Lender, lenderOf, migrateLoop, positionAt } from './migrate.js'
import { freeAt, needsOf } from './moveNeeds.js'

/** On what terms a debt stands at a lender. */
export type LoanTerms = {
  /** Simple, of one, at the moment's utilisation. */
  readonly borrowRatePerYear: number
  /** Of one: debt over collateral at which it is liquidated. */
  readonly liquidationThreshold: number
  readonly healthFactorWad: bigint
}

/** A debt that could be moved to another lender as it stands: the position is not left. */
export type OpenMove = {
  readonly possible: true
  readonly from: Lender
  readonly to: Lender
  readonly plan: ExitPlan
  /** After it. */
  readonly market: Market
  readonly gasUnits: bigint
  readonly gasWei: bigint
  /** Net worth lost by moving, against staying for the same block: premiums and rounding; gas is not in it. */
  readonly lostWei: bigint
  /** Of the net worth; gas included. */
  readonly costBps: number
  /** Both in the block of the move. */
  readonly before: LoanTerms
  readonly after: LoanTerms
  readonly dependsOn: readonly Dependency[]
}

type ClosedMove = {
  readonly possible: false
  readonly from: Lender | null
  readonly to: Lender | null
  readonly refusal: Refusal
}

export type Move = OpenMove | ClosedMove

const aaveTerms = ({ aave, block }: Market, owner: Address): LoanTerms => {
  const { liquidationThresholdBps, healthFactorWad } = accountData(aave, owner, block.timestamp)
  return {
    borrowRatePerYear: Number(aave.reserves.WETH?.borrowRateRay ?? 0n) / 1e27,
    liquidationThreshold: liquidationThresholdBps / 10_000,
    healthFactorWad,
  }
}

const termsAt = (market: Market, owner: Address, lender: Lender): LoanTerms | undefined => {
  if (lender === 'aave') return aaveTerms(market, owner)
  const priced = pricedMarket(market.morpho, lender, { ...market, now: market.block.timestamp })
  const factor = priced && holdingOf(priced, owner).healthFactorWad
  if (!priced || factor === undefined) return undefined
  const { avgRateWad } = borrowRate(priced.market, market.block.timestamp)
  return {
    borrowRatePerYear: Number(avgRateWad * SECONDS_PER_YEAR) / 1e18,
    liquidationThreshold: Number(MORPHO_MARKETS[lender].lltvWad) / 1e18,
    healthFactorWad: factor,
  }
}

type Path = { readonly from: Lender; readonly to: Lender }

const planOf = ({ market, owner }: Leaving, path: Path): ExitPlan => ({
  method: { id: 'refinance' },
  legs: [{ seconds: SECONDS_PER_SLOT, txs: migrateLoop(market, owner, path) }],
  assumed: (market.wallets[owner]?.WETH ?? 0n) > 0n ? ['WETH in the wallet pays debt when a debt moves'] : [],
})

const closed = (path: Path, why: Refusal): ClosedMove => ({ possible: false, ...path, refusal: why })

const revertOf = (outcomes: readonly Outcome[]): string | undefined => {
  const found = outcomes.find(({ status }) => status === 'reverted')
  return found?.status === 'reverted' ? found.reason : undefined
}

const moveOf = (leaving: Leaving, path: Path): Move => {
  const { market, owner, gasPriceWei } = leaving
  const short = freeAt(market, owner, path)
  if (short !== undefined) return closed(path, short)
  const plan = planOf(leaving, path)
  const txs = plan.legs.flatMap(leg => leg.txs)
  const done = runBlock(market, { seconds: SECONDS_PER_SLOT, txs })
  const reason = revertOf(done.outcomes)
  if (reason !== undefined) return closed(path, refusalOfRevert(reason))
  const stayed = openBlock(market, SECONDS_PER_SLOT)
  const [before, after] = [termsAt(stayed, owner, path.from), termsAt(done.market, owner, path.to)]
  if (!before || !after) throw new RangeError('a debt that moved is nowhere')
  const gasUnits = txs.reduce((sum, tx) => sum + gasOfTx(tx.actions), 0n)
  const gasWei = gasUnits * gasPriceWei
  const [worth, left] = [equityWei(stayed, owner), equityWei(done.market, owner)]
  return {
    possible: true,
    ...path,
    plan,
    market: done.market,
    gasUnits,
    gasWei,
    lostWei: worth - left,
    costBps: costBps(worth, left - gasWei),
    before,
    after,
    dependsOn: [...needsOf(market, owner, path), ...dependenciesOf(market, plan, owner)],
  }
}

/**
 * Where else a debt could stand: a wstETH/WETH loop at the other lenders, moved in one block without a sale. Empty where
 * nothing is owed. Pure: works on the model alone.
 */
export const movesOf = (leaving: Leaving, shareWad: bigint): readonly Move[] => {
  const { market, owner } = leaving
  if (debtsOf(market, owner) === 0) return []
  const from = lenderOf(market, owner)
  if (from === undefined)
    return [{ possible: false, to: null, from: null, refusal: refusal('noOtherLender', {}) }]
  if (shareWad !== WAD) return [{ possible: false, to: null, from, refusal: refusal('partOfDebt', {}) }]
  if (positionAt(market, owner, from).debt === 0n) return []
  return LENDERS.filter(to => to !== from).map(to => moveOf(leaving, { from, to }))
}
