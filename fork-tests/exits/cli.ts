import { readdirSync } from 'node:fs'
import { openForkWorld } from '../../src/analysis/simulate.js'
import { loadStrategy } from '../../src/cli/input/strategies.js'
import { SCENARIOS } from '../../src/scenario/library.js'
import { checkExits } from './check.js'

// Every exit of every strategy under eight scenarios, planned in full on every frame. Run: npm run exits:all

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const UNDER = [
  'calm',
  'depeg',
  'slashing',
  'liquidity-crunch',
  'eth-crash',
  'long-queues',
  'june-2022',
  'weth-squeeze-2025-07',
]

const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
const start = await world.market()
await world.close()

const [only] = process.argv.slice(2)
const names = readdirSync(new URL('../../strategies', import.meta.url))
  .flatMap(file => (file.endsWith('.ts') && !file.endsWith('.test.ts') ? [file.replace(/\.ts$/, '')] : []))
  .filter(name => only === undefined || name === only)

let faults = 0
for (const name of names) {
  const strategy = await loadStrategy(name)
  for (const scenario of SCENARIOS.filter(one => UNDER.includes(one.name))) {
    const checked = await checkExits(start, strategy, scenario)
    faults += checked.faults.length + checked.late.length
    const { compared, hasteBps } = checked
    say(`${name} × ${scenario.name}: ${compared} figures, haste ${hasteBps.toFixed(2)} bps`)
    for (const fault of [...checked.faults, ...checked.late]) say(`  FAULT ${fault}`)
  }
}
say(faults === 0 ? 'all agree' : `${faults} faults`)
process.exit(faults === 0 ? 0 : 1)
