import { afterEach, describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { unwind } from '../src/exit/options/unwind.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { layersOf } from '../src/position/holdings.js'
import type { ExitPlan, ExitRoute, Strategy } from '../src/position/strategy.js'
import { methodWords } from '../src/report/words/methods.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import type { Outcome, World } from '../src/simulation/world.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as dollars } from '../strategies/wsteth-usdc.js'

let open: World | undefined

afterEach(async () => {
  await open?.close()
  open = undefined
})

const freshFork = async (): Promise<World> => {
  open = (await openForkWorld({ kind: 'embedded' }, () => undefined)).world
  return open
}

const refusals = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap(outcome => (outcome.status === 'reverted' ? [outcome.reason] : []))

const enter = async (world: World, strategy: Strategy<never>, params: unknown): Promise<number> => {
  const checked = strategy.params.parse(params)
  const { asset, amount } = strategy.endowment(checked)
  await world.block(12, [{ from: CROWD.whale, actions: [{ kind: 'transfer', asset, to: OWNER, amount }] }])
  const txs = strategy.open(await world.market(), OWNER, checked)
  for (const tx of txs) expect(refusals(await world.block(12, [tx]))).toEqual([])
  return txs.length
}

const leave = async (world: World, plan: ExitPlan): Promise<Market> => {
  for (const leg of plan.legs) expect(refusals(await world.block(leg.seconds, leg.txs))).toEqual([])
  return world.market()
}

/** What is left anywhere but in the wallet. */
const leftovers = (market: Market) => layersOf(market, OWNER).filter(layer => layer.kind !== 'wallet')

type Case = {
  readonly strategy: Strategy<never>
  readonly params: Record<string, unknown>
  readonly route: ExitRoute
  readonly method: RegExp
}

const asNever = (strategy: Strategy<never> | typeof loop | typeof dollars) =>
  strategy as unknown as Strategy<never>

/** Ether that the direct pools alone can turn about four times over: about 2,900 WETH of them in all. */
const SMALL = 300
const USUAL = 1_000

const cases: readonly Case[] = [
  { strategy: asNever(loop), params: {}, route: 'curve', method: /flash loan of WETH/ },
  { strategy: asNever(loop), params: { size: SMALL }, route: 'uniswap', method: /flash loan of WETH/ },
  { strategy: asNever(loop), params: { size: SMALL }, route: 'uniswap', method: /flash loan of wstETH/ },
  { strategy: asNever(loop), params: {}, route: 'curve', method: /flash loan of wstETH/ },
  { strategy: asNever(loop), params: {}, route: 'queue', method: /rounds through the queue/ },
  { strategy: asNever(loop), params: { leverage: 8 }, route: 'queue', method: /rounds through the queue/ },
  { strategy: asNever(loop), params: { leverage: 1 }, route: 'uniswap', method: /./ },
  {
    strategy: asNever(loop),
    params: { asset: 'wstETH', opening: 'rounds', leverage: 6 },
    route: 'curve',
    method: /flash loan of WETH/,
  },
  {
    strategy: asNever(loop),
    params: { conversion: 'uniswap', size: SMALL },
    route: 'uniswap',
    method: /flash loan of WETH/,
  },
  {
    strategy: asNever(loop),
    params: { conversion: 'curve', healthFactor: 1.05 },
    route: 'curve',
    method: /flash loan of WETH/,
  },
  { strategy: asNever(dollars), params: {}, route: 'curve', method: /flash loan of USDC/ },
  { strategy: asNever(dollars), params: {}, route: 'uniswap', method: /flash loan of wstETH/ },
  { strategy: asNever(dollars), params: { ltv: 0.75 }, route: 'uniswap', method: /./ },
  { strategy: asNever(dollars), params: {}, route: 'queue', method: /rounds through the queue/ },
]

describe('opens and unwinds completely, in both worlds to the same wei', () => {
  it.each(cases)('$strategy.name $params by $route: $method', async ({ strategy, params, route, method }) => {
    const fork = await freshFork()
    const model = createModelWorld(await fork.market())
    await enter(fork, strategy, params)
    await enter(model, strategy, params)
    const plan = unwind(await fork.market(), OWNER, route).find(entry =>
      method.test(methodWords(entry.method)),
    )
    if (!plan) throw new Error(`no plan ${method}`)
    const [left, modelled] = [await leave(fork, plan), await leave(model, plan)]
    expect(leftovers(left)).toEqual([])
    expect(left.wallets[OWNER]).toEqual(modelled.wallets[OWNER])
    const size = Number(params['size'] ?? USUAL)
    expect(Number(left.wallets[OWNER]?.ETH ?? 0n) / 1e18).toBeGreaterThan(0.9 * size)
  })

  it('a loop at 8x needs about ten rounds through the queue', async () => {
    const fork = await freshFork()
    await enter(fork, asNever(loop), { leverage: 8 })
    const [plan] = unwind(await fork.market(), OWNER, 'queue')
    const rounds = Number.parseInt(methodWords(plan?.method ?? '0'), 10)
    expect(rounds).toBeGreaterThanOrEqual(8)
    expect(rounds).toBeLessThanOrEqual(12)
  })
})
