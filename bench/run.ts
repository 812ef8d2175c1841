import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Every benchmark, each in a process of its own. Run: npm run bench

const HERE = dirname(fileURLToPath(import.meta.url))

for (const file of readdirSync(HERE)
  .filter(name => name.endsWith('.bench.ts'))
  .sort()) {
  console.log(`# ${file}`)
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(HERE, file)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
