import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'

const path = (relative: string): string => join(PACKAGE_ROOT, 'src/report/explore', relative)

const ZOD = path('./browser/zod.ts')
/** What a user's strategy imports from `plimsoll`. */
const KIT = path('../../index.ts')
/** What starts with the strategies: a page's explorer, or the bare engine. */
const STARTS = { page: path('./browser/main.ts'), bare: path('./browser/bare.ts') } as const
const ROOT = PACKAGE_ROOT

/**
 * `zod` is 450 KB and compiles code at run time, which a strict policy forbids: the page gets the part that strategies
 * use. What is imported without being used is left out: nothing of ours does anything on import.
 */
const plugin: Plugin = {
  name: 'plimsoll',
  setup(building) {
    building.onResolve({ filter: /^plimsoll$/ }, () => ({ path: KIT, sideEffects: false }))
    building.onResolve({ filter: /^zod(\/.*)?$/ }, () => ({ path: ZOD, sideEffects: false }))
    building.onResolve({ filter: /^\.\.?\// }, async ({ path: specifier, kind, resolveDir, pluginData }) => {
      if (pluginData === plugin.name) return undefined
      const found = await building.resolve(specifier, { kind, resolveDir, pluginData: plugin.name })
      return found.errors.length > 0 ? undefined : { path: found.path, sideEffects: false }
    })
  },
}

/** A strategy's name, and its source file. */
export type Source = { readonly name: string; readonly file: string }

const entry = (sources: readonly Source[], start: keyof typeof STARTS): string =>
  [
    `import { start } from ${JSON.stringify(STARTS[start])}`,
    ...sources.map(({ file }, i) => `import { strategy as s${i} } from ${JSON.stringify(file)}`),
    `void start({ ${sources.map(({ name }, i) => `${JSON.stringify(name)}: s${i}`).join(', ')} })`,
  ].join('\n')

/** One classic script with the exact model, the explorer and the strategies. Throws where one cannot be bundled. */
export const bundle = async (
  sources: readonly Source[],
  start: keyof typeof STARTS = 'page',
): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: entry(sources, start), resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    legalComments: 'none',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [plugin],
  })
  return outputFiles[0]?.text ?? ''
}
