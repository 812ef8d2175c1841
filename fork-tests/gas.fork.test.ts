import { afterAll, expect, test } from 'vitest'
import { stopAllAnvils } from '../src/fork/anvil.js'
import type { Market } from '../src/market/market.js'
import type { Action, Tx } from '../src/position/action.js'
import { GAS_PER_ACTION, gasOfTx } from '../src/simulation/gas.js'
import { findGround, openArena } from './fuzz/arena.js'
import { generateSequence } from './fuzz/generator.js'

afterAll(stopAllAnvils)

/** Random sequences that the table was not made from. */
const SEEDS = Array.from({ length: 25 }, (_, i) => 900 + i)
/** Receipt over table, the median of a kind. */
const BAND = { least: 0.7, most: 1.4 }
const ENOUGH = 5

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** An e-mode chosen again changes nothing, and costs half of what choosing one does. */
const isIdle = ({ aave }: Market, { from, actions: [action] }: Tx): boolean =>
  action?.kind === 'aave.setEMode' && aave.accounts[from]?.eMode === action.category

const measure = async (): Promise<ReadonlyMap<Action['kind'], readonly number[]>> => {
  const arena = await openArena(await findGround())
  const ratios = new Map<Action['kind'], number[]>()
  for (const seed of SEEDS) {
    const world = await arena.begin(seed)
    for (const { seconds, txs } of generateSequence(await world.market(), seed, 30)) {
      const before = await world.market()
      const outcomes = await world.block(seconds, txs)
      txs.forEach((tx, i) => {
        const { actions } = tx
        const [outcome, action] = [outcomes[i], actions[0]]
        if (outcome?.status !== 'done' || !action || actions.length > 1 || isIdle(before, tx)) return
        const ratio = Number(outcome.gasUsed) / Number(gasOfTx(actions))
        ratios.set(action.kind, [...(ratios.get(action.kind) ?? []), ratio])
      })
    }
  }
  await arena.close()
  return ratios
}

test('GAS_1: the median receipt of every kind of action is within 0.7 to 1.4 times the table', async () => {
  const ratios = await measure()
  const seen = [...ratios].filter(([, values]) => values.length >= ENOUGH)
  const outside = seen
    .map(([kind, values]) => ({ kind, ratio: median(values), receipts: values.length }))
    .filter(({ ratio }) => ratio < BAND.least || ratio > BAND.most)
  expect(outside).toEqual([])
  expect(seen.length).toBeGreaterThan(Object.keys(GAS_PER_ACTION).length - 6)
}, 240_000)
