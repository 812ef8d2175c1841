import { expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { CROWD } from '../src/market/crowd.js'
import type { Tx } from '../src/position/action.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { compareMarkets } from '../src/simulation/reconcile/quantities.js'

const trade: Tx = {
  from: CROWD.whale,
  actions: [{ kind: 'curve.exchange', sell: 'stETH', amount: 25_000n * 10n ** 18n, minimumOut: 0n }],
}

it('Curve: a ramp of A from 30 to 200 is followed in its middle, with its precision, and at its end', async () => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  try {
    const start = await fork.market()
    const model = createModelWorld(start)
    const futureTime = start.block.timestamp + 30 * 86_400
    const ramp: Tx = { from: CROWD.oracle, actions: [{ kind: 'curve.rampA', futureA: 200n, futureTime }] }
    const refused: Tx = { from: CROWD.whale, actions: ramp.actions }
    const prices: number[] = []
    for (const [seconds, txs] of [
      [86_400, [ramp, refused]],
      [9 * 86_400 + 4_321, [trade]],
      [19 * 86_400, [trade]],
      [10 * 86_400, [trade]],
    ] as const) {
      const [ours, theirs] = [await model.block(seconds, txs), await fork.block(seconds, txs)]
      expect(ours.map(outcome => outcome.status)).toEqual(theirs.map(outcome => outcome.status))
      expect(compareMarkets(await model.market(), await fork.market())).toEqual([])
      expect(await model.ask(CROWD.whale)).toEqual(await fork.ask(CROWD.whale))
      prices.push(Number((await fork.ask(CROWD.whale)).curvePriceWad) / 1e18)
    }
    // Three sales of 25,000 stETH, and the price fell less with each: A had risen.
    const falls = prices.slice(1).map((price, i) => (prices[i] ?? 0) - price)
    expect(falls[1]).toBeLessThan(falls[0] ?? 0)
    expect(falls[2]).toBeLessThan(falls[0] ?? 0)
  } finally {
    await fork.close()
  }
})
