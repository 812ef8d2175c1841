import type { Market } from '../../src/market/market.js'
import type { Tx } from '../../src/position/action.js'
import { runBlock } from '../../src/simulation/model/modelWorld.js'
import type { Block } from '../../src/simulation/world.js'
import { AAVE_MOVES } from './moves/aave.js'
import { COINBASE_MOVES } from './moves/coinbase.js'
import type { Context, Move } from './moves/context.js'
import { CURVE_MOVES } from './moves/curve.js'
import { ETHER_FI_MOVES } from './moves/etherfi.js'
import { GOVERNANCE_MOVES } from './moves/governance.js'
import { LIQUIDATION_MOVES, liquidate, sinking } from './moves/liquidation.js'
import { isAnyoneSunk, liquidateOnMorpho, MORPHO_MOVES } from './moves/morpho.js'
import { ROCKET_POOL_MOVES } from './moves/rocketpool.js'
import { STAKEWISE_MOVES } from './moves/stakewise.js'
import { STAKING_MOVES } from './moves/staking.js'
import { isTooFar, UNISWAP_MOVES } from './moves/uniswap.js'
import { VALIDATOR_MOVES } from './moves/validators.js'
import { createRandom, type Random } from './random.js'

const MOVES: readonly (readonly [number, Move])[] = [
  ...AAVE_MOVES,
  ...LIQUIDATION_MOVES,
  ...UNISWAP_MOVES,
  ...CURVE_MOVES,
  ...STAKING_MOVES,
  ...GOVERNANCE_MOVES,
  ...MORPHO_MOVES,
  ...ROCKET_POOL_MOVES,
  ...ETHER_FI_MOVES,
  ...STAKEWISE_MOVES,
  ...COINBASE_MOVES,
  ...VALIDATOR_MOVES,
]
const TOTAL_WEIGHT = MOVES.reduce((sum, [weight]) => sum + weight, 0)

const DAY = 86_400
const WAITS = [1, 12, 12, 12, 12, 384, 3_600, DAY, DAY, 7 * DAY, 30 * DAY]

const drawMove = (random: Random): Move => {
  let left = random.int(TOTAL_WEIGHT)
  for (const [weight, move] of MOVES) {
    left -= weight
    if (left < 0) return move
  }
  return liquidate
}

const ATTEMPTS = 20

/** One transaction that means something here; whoever sinks is seen first. */
const drawTx = (context: Context): Tx | undefined => {
  if (sinking(context.market).length > 0 && context.random.chance(0.6)) return liquidate(context)
  if (isAnyoneSunk(context) && context.random.chance(0.5)) return liquidateOnMorpho(context)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const tx = drawMove(context.random)(context)
    if (tx) return tx
  }
  return undefined
}

/** One block: a wait, and one to three transactions, each drawn from the market that the ones before leave. */
const drawBlock = (market: Market, random: Random): Block => {
  const seconds = random.chance(0.002) ? 365 * DAY : random.pick(WAITS)
  const count = random.pick([1, 1, 1, 2, 3])
  const txs: Tx[] = []
  for (let i = 0; i < count; i++) {
    const tx = drawTx({ market: runBlock(market, { seconds, txs }).market, random })
    if (tx && !isTooFar(runBlock(market, { seconds, txs: [...txs, tx] }).market)) txs.push(tx)
  }
  return { seconds, txs }
}

/** A sequence of blocks that follows from a seed and the market it starts in; drawn on the model alone. */
export const generateSequence = (start: Market, seed: number, length: number): readonly Block[] => {
  const random = createRandom(seed)
  let market = start
  return Array.from({ length }, () => {
    const block = drawBlock(market, random)
    market = runBlock(market, block).market
    return block
  })
}
