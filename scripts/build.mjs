// Builds `dist`: the command line, the library and the strategies as JavaScript that share their chunks, and the types.
// `dist/sources.sha256` names the sources it was made of: bin/plimsoll.js runs `dist` only while they are unchanged.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { sourcesHash } from './sourcesHash.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')

const strategies = readdirSync(join(ROOT, 'strategies'))
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(name => name.slice(0, -'.ts'.length))

const bundle = () =>
  build({
    absWorkingDir: ROOT,
    entryPoints: {
      cli: 'src/cli/main.ts',
      library: 'src/library.ts',
      pathWorker: 'src/paths/drivers/worker.ts',
      buildKernel: 'src/paths/drivers/buildKernel.ts',
      ...Object.fromEntries(strategies.map(name => [`strategies/${name}`, `strategies/${name}.ts`])),
    },
    outdir: DIST,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  })

/** Declarations of all that the library reaches. */
const types = () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'scripts/tsconfig.types.json')], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The declarations could not be written.')
}

rmSync(DIST, { recursive: true, force: true })
await bundle()
const { buildKernel } = await import(join(DIST, 'buildKernel.js'))
await buildKernel(DIST)
// A package carries its types; a checkout that only runs does without them.
if (process.argv.includes('--types') || ['pack', 'publish'].includes(process.env.npm_command ?? '')) types()
writeFileSync(join(DIST, 'sources.sha256'), sourcesHash(ROOT))
