import type { LiquidityValue } from '../../position/provided.js'
import type { Run } from '../../simulation/run.js'
import { type Cell, type Measure, none, toNumber, value } from './measure.js'

const last = (run: Run): LiquidityValue | null => run.frames.at(-1)?.liquidity ?? null

const measure = (
  name: string,
  about: string,
  worse: Measure['worse'],
  of: (liquidity: LiquidityValue) => bigint,
): Measure => ({
  name,
  about,
  unit: 'ETH',
  worse,
  compute(run): Cell {
    const liquidity = last(run)
    return liquidity ? value('ETH', toNumber(of(liquidity))) : none('no liquidity was provided')
  },
})

/** What liquidity brought against holding the same tokens, and its two parts. */
export const liquidityMeasures: readonly Measure[] = [
  measure(
    'againstHoldingEth',
    'liquidity at the end less what the tokens first provided would be worth, held: fees less impermanent loss',
    'lower',
    ({ valueWei, heldWei }) => valueWei - heldWei,
  ),
  measure(
    'feesWaitingEth',
    'fees earned in Uniswap and not collected at the end; Curve’s stand in its LP token',
    'lower',
    ({ feesWei }) => feesWei,
  ),
  measure(
    'impermanentLossEth',
    'what the tokens first provided would be worth, held, less the liquidity without its fees waiting',
    'higher',
    ({ valueWei, feesWei, heldWei }) => heldWei - (valueWei - feesWei),
  ),
]
