import { afterAll, expect, test } from 'vitest'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { actionKinds } from '../src/simulation/gas.js'
import { FUZZ_DEFAULTS, fuzz } from './fuzz/fuzz.js'
import { describeFailure } from './fuzz/runner.js'

afterAll(stopAllAnvils)

const lines: string[] = []

test('FUZZ_1: model and fork agree in every number and every refusal over 100 random sequences', async () => {
  const result = await fuzz({ ...FUZZ_DEFAULTS, progress: line => void lines.push(line) })
  const { failure, tally } = result
  if (failure) throw new Error(`${describeFailure(failure.failure)}\nTo see it again:\n${failure.command}`)
  expect(result.sequences).toBe(FUZZ_DEFAULTS.sequences)
  expect(tally.steps).toBe(FUZZ_DEFAULTS.sequences * FUZZ_DEFAULTS.length)
  expect(tally.numbers).toBeGreaterThan(2_000_000)
  // Every kind of action is really done, not only refused; Curve's A is ramped before a sequence, by its owner, and a sale
  // or a purchase that routing is to lower is never sent as such: fork-tests/exitLayers.fork.test.ts has those.
  const left = ['buy', 'curve.rampA', 'sell']
  expect(
    actionKinds()
      .filter(kind => !(kind in tally.done))
      .sort(),
  ).toEqual(left)
}, 300_000)
