import { expect, it } from 'vitest'
import { simulate } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { PATIENCES, wayWithin } from '../src/simulation/patience.js'

const play = async (name: string, scenario: string) => {
  const strategy = await loadStrategy(name)
  const found = SCENARIOS.find(entry => entry.name === scenario)
  if (!found) throw new Error(`no scenario ${scenario}`)
  return simulate({
    origin: { kind: 'embedded' },
    worlds: 'model',
    strategy,
    params: strategy.params.parse({}),
    scenario: found,
    progress: () => undefined,
    sizes: 'left out',
  })
}

it('TOGETHER_1: the parts of a treasury add up to it, and selling them all at once is dearer than each alone', async () => {
  const { together, runs } = await play('treasury-mix', 'depeg')
  expect(together.length).toBe(2)
  for (const { atSeconds, patiences } of together) {
    const frame = runs[0]?.frames.find(entry => entry.at === atSeconds)
    expect(patiences.map(({ patience }) => patience)).toEqual(PATIENCES.map(({ id }) => id))
    for (const { patience, parts, togetherWei } of patiences) {
      expect(parts.map(({ part }) => part)).toEqual(['held', 'on Aave', 'in Uniswap', 'in Curve'])
      const value = parts.reduce((sum, { valueWei }) => sum + valueWei, 0n)
      const off = value - (frame?.equityWei ?? 0n)
      expect(off < 1_000n && off > -1_000n).toBe(true)
      const alone = parts.reduce((sum, { costWei }) => sum + (costWei ?? 0n), 0n)
      // On the worst day the pools take each part alone, and not all of them at once.
      if (patience === 'now') {
        expect(alone).toBeGreaterThan(0n)
        if (atSeconds > 0) expect(togetherWei).toBeNull()
        else expect(togetherWei).toBeGreaterThan(alone)
      }
      const days = PATIENCES.find(({ id }) => id === patience)?.days ?? null
      const way = wayWithin(frame?.exits.frontier('full').ways ?? [], days)
      // All at once is what the frame's own way out costs.
      expect(togetherWei).toBe(way ? value - way.proceedsWei + way.gasWei : null)
    }
  }
})

it('TOGETHER_2: a position of one part has nothing to compare', async () => {
  const { together } = await play('hold-wsteth', 'calm')
  expect(together).toEqual([])
})

it('TOGETHER_3: a part with no way out stays in the table, closed, and so does the whole', async () => {
  const { together } = await play('treasury-mix', 'withdrawals-paused')
  expect(together.length).toBeGreaterThan(0)
  for (const { patiences } of together) {
    expect(patiences).toHaveLength(PATIENCES.length)
    for (const { parts } of patiences)
      expect(parts.map(({ part }) => part)).toEqual(['held', 'on Aave', 'in Uniswap', 'in Curve'])
  }
})
