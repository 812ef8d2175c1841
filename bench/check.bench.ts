import { NO_LIMITS } from '../src/analysis/limits.js'
import { openForkWorld } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { compileLimit } from '../src/cli/limits/expression.js'
import { judgePair } from '../src/cli/limits/judgeAll.js'
import { knownMeasures } from '../src/cli/limits/known.js'
import { SCENARIOS } from '../src/scenario/library.js'

// A treasury of 30 positions under 6 scenarios, as `plimsoll check` judges it. Run: npx tsx bench/check.bench.ts
// Seconds of processor time: at most 10 without limits on exits, and 60 with them.

const POSITIONS = 30
const NAMES = ['calm', 'depeg', 'slashing', 'liquidity-crunch', 'eth-crash', 'june-2022']
const LIMITS = { 'without exits': 10, 'with exits': 60 } as const

const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
const market = await world.market()
await world.close()

const strategy = await loadStrategy('held')
const scenarios = SCENARIOS.filter(({ name }) => NAMES.includes(name))
if (scenarios.length !== NAMES.length) throw new Error('a scenario is missing')

const seconds = async (texts: readonly string[]): Promise<number> => {
  const vocabulary = { known: knownMeasures(), own: [] }
  const limits = { ...NO_LIMITS, limits: texts.map(text => compileLimit(text, vocabulary)) }
  const before = process.cpuUsage()
  for (let i = 0; i < POSITIONS; i++) {
    const holdings = `11 wstETH and -${8 + i / 10} WETH on aave e-mode 1; ${i + 1} stETH`
    const ready = { strategy, params: { holdings, size: 1 }, file: '' }
    for (const scenario of scenarios)
      await judgePair({ ready, chosen: { scenario, severity: 1 }, market }, limits)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const kept = ['minHealthFactor >= 1.05', 'liquidated == 0', 'share("Lido") <= 1']
const found = {
  'without exits': await seconds(kept),
  'with exits': await seconds([...kept, 'exitWithin7dBps <= 100']),
}
for (const [what, most] of Object.entries(LIMITS)) {
  const took = found[what as keyof typeof LIMITS]
  console.log(
    `check, ${POSITIONS} × ${scenarios.length}, ${what}: ${took.toFixed(1)} s of processor time, at most ${most}`,
  )
  if (took > most) process.exitCode = 1
}
