#!/usr/bin/env node
/**
 * Runs the TypeScript of src/cli as it stands; tsx keeps what it compiled, so only a changed file costs time.
 * The code of a fault is set before anything else and success is set last: what ends in between is no success.
 */
process.exitCode = 70

const start = async () => {
  try {
    // The packages that every command needs come before tsx's hooks, which look at each of their 100 files: 0.1 s less.
    await Promise.all([import('commander'), import('zod')])
    const { register } = await import('tsx/esm/api')
    register()
    return await import('../src/cli/main.ts')
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
