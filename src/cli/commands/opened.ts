import type { Market } from '../../market/market.js'
import type { MarketFacts, PositionFacts } from '../../paths/facts.js'
import { explained } from '../chain.js'
import type { Start } from '../input/origin.js'
import type { Session } from '../session.js'
import { marketOf } from './check.js'
import type { Ready } from './run.js'

type Asked = { readonly start: Start; readonly strategies: readonly Ready[] }

const QUIET = {
  name: 'paths',
  family: 'baseline',
  about: 'Only opens the position.',
  source: 'none',
  assumed: [],
  days: 0,
  severity: { meaning: 'none', largest: 1 },
  steps: [],
} as const

/** A strategy opened on the model: the market right after. Throws RefusedPositionError. */
export const openedMarket = async (market: Market, ready: Ready, start: Start): Promise<Market> => {
  const [{ run }, { createModelWorld }] = await Promise.all([
    import('../../simulation/run.js'),
    import('../../simulation/model/modelWorld.js'),
  ])
  const seen: Market[] = []
  const { strategy, params } = ready
  try {
    await run({
      world: createModelWorld(market),
      strategy,
      params,
      scenario: QUIET,
      actors: [],
      onFrame: (_, now) => {
        seen.push(now)
      },
    })
  } catch (error) {
    throw await explained(error, { ready, scenario: 'its opening', origin: start.origin })
  }
  return seen[0] ?? market
}

export type Opened = {
  readonly market: MarketFacts
  readonly positions: readonly PositionFacts[]
  /** Before any position was opened. */
  readonly before: Market
}

/** Strategies opened, each alone on the market, as the futures take them. Throws NoFactorError, RefusedPositionError. */
export const openedPositions = async (asked: Asked, session: Session): Promise<Opened> => {
  const { marketFacts, positionFacts } = await import('../../paths/fromMarket.js')
  const { OWNER } = await import('../../market/crowd.js')
  const market = await marketOf(asked, session)
  const markets: Market[] = []
  for (const ready of asked.strategies) markets.push(await openedMarket(market, ready, asked.start))
  const positions = markets.map((opened, i) =>
    positionFacts(opened, OWNER, asked.strategies[i]?.strategy.name ?? ''),
  )
  return { market: marketFacts(markets[0] ?? market), positions, before: market }
}
