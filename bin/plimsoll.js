#!/usr/bin/env node
/**
 * Runs what `npm run build` built, while that is of the sources that are here; else the TypeScript of src/cli as it is,
 * through tsx, which keeps what it compiled. An installed package is always as it was built.
 * The code of a fault is set before anything else and success is set last: what ends in between is no success.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sourcesHash } from '../scripts/sourcesHash.mjs'

process.exitCode = 70

const root = fileURLToPath(new URL('..', import.meta.url))
const mark = new URL('../dist/sources.sha256', import.meta.url)

const isBuilt = () =>
  existsSync(mark) && (root.includes('node_modules') || readFileSync(mark, 'utf8') === sourcesHash(root))

const load = async () => {
  if (isBuilt()) return import('../dist/cli.js')
  // The packages that every command needs come before tsx's hooks, which look at each of their 100 files: 0.1 s less.
  await Promise.all([import('commander'), import('zod')])
  const { register } = await import('tsx/esm/api')
  register()
  return import('../src/cli/main.ts')
}

const start = async () => {
  try {
    return await load()
  } catch (error) {
    // What is missing here is the machine's: packages that were not installed, a temporary folder that cannot be written.
    const cause = String(error?.message ?? error).split('\n')[0]
    process.stderr.write(
      `EnvironmentError: Plimsoll cannot start.\n  cause: ${cause}\nHint: Run \`npm ci\`, and set TMPDIR to a folder that can be written.\n`,
    )
    return undefined
  }
}

const loaded = await start()
// Not exitCode alone: after anvil has stopped, a timer of @viem/anvil would keep Node alive for ten seconds, its pipes for longer.
process.exit(loaded ? await loaded.main(process.argv.slice(2)) : 2)
