import { beforeAll, describe, expect, test } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { planExit } from '../src/exit/plan.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Action } from '../src/position/action.js'
import { oneTx } from '../src/position/legs.js'
import type { Strategy } from '../src/position/strategy.js'
import type { Address } from '../src/protocols/assets.js'
import { runBlock } from '../src/simulation/model/modelWorld.js'
import { SECONDS_PER_SLOT, WAD } from '../src/units/fixed.js'
import { strategy as holdWstEth } from '../strategies/hold-wsteth.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'

let start: Market

beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  start = await world.market()
  await world.close()
})

const send = (market: Market, actions: readonly Action[], from: Address = OWNER): Market => {
  const { outcomes, market: after } = runBlock(market, {
    seconds: SECONDS_PER_SLOT,
    txs: [{ from, actions }],
  })
  expect(outcomes.filter(outcome => outcome.status === 'reverted')).toEqual([])
  return after
}

const opened = (strategy: Strategy<never>, set: unknown): Market => {
  const params = strategy.params.parse(set)
  const { asset, amount } = strategy.endowment(params)
  const given = send(start, [{ kind: 'transfer', asset, to: OWNER, amount }], CROWD.whale)
  return strategy.open(given, OWNER, params).reduce((market, { actions }) => send(market, actions), given)
}

const planned = (market: Market, unwind: Strategy['unwind']) => {
  const report = planExit({
    market,
    owner: OWNER,
    unwind,
    gasPriceWei: 10n ** 9n,
    shareWad: WAD,
    patienceDays: null,
    maxCostBps: null,
  })
  if (!('options' in report)) throw new Error(report.refusal.code)
  return report
}

const numbers = (market: Market, unwind: Strategy['unwind']) => {
  const { frontier, options } = planned(market, unwind)
  return {
    options: options.length,
    frontier: frontier.map(({ way, quote }) => [way, quote.proceedsWei, quote.medianDays]),
  }
}

/** A strategy's own plan: one transaction that sells what is held on Uniswap, called as it likes. */
const own =
  (method: string): Strategy['unwind'] =>
  (_, owner, route) =>
    route === 'uniswap'
      ? [
          oneTx(method, owner, [
            { kind: 'sell', asset: 'wstETH', amount: { balanceOf: 'wstETH' }, into: 'ETH' },
          ]),
        ]
      : []

describe('what a plan is called decides nothing', () => {
  test('a plan of one sale that is called "sold in two steps" is carried out as it is', () => {
    const market = opened(holdWstEth as unknown as Strategy<never>, {})
    expect(numbers(market, own('sold in two steps'))).toEqual(numbers(market, own('anything')))
    expect(numbers(market, own('sold in two steps'))).toEqual(numbers(market, undefined))
  })

  test('a loop is left without a plan of its strategy', () => {
    const market = opened(loop as unknown as Strategy<never>, {})
    expect(planned(market, undefined).frontier.length).toBeGreaterThan(1)
  })
})

describe('EXIT_NOTHING_LEFT: a plan that leaves a debt or a token is no plan', () => {
  test('a strategy whose plan does nothing has no way out', () => {
    const market = opened(holdWstEth as unknown as Strategy<never>, {})
    const idle: Strategy['unwind'] = (_, owner) => [
      {
        method: 'sold',
        legs: [{ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: [] }] }],
        assumed: [],
      },
    ]
    for (const option of planned(market, idle).options)
      if (!option.possible && option.way.kind === 'queue') expect(option.refusal.code).toBe('everyMethod')
    expect(planned(market, idle).frontier.filter(({ quote }) => quote.proceedsWei === 0n)).toEqual([])
  })

  test('a dollar debt that no market here repays is no plan', () => {
    const supplied = opened(loop as unknown as Strategy<never>, { leverage: 1 })
    const market = send(supplied, [
      { kind: 'aave.setEMode', category: 0 },
      { kind: 'aave.borrow', asset: 'USDT', amount: 400_000n * 10n ** 6n },
      { kind: 'transfer', asset: 'USDT', to: CROWD.whale, amount: 400_000n * 10n ** 6n },
    ])
    const { options, frontier } = planned(market, undefined)
    expect(frontier).toEqual([])
    expect(options.every(option => !option.possible)).toBe(true)
  })
})
