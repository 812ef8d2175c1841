import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const ZOD = path('./browser/zod.ts')
const MAIN = path('./browser/main.ts')
const ROOT = path('../../../')

/**
 * `zod` is 450 KB and compiles code at run time, which a strict policy forbids: the page gets the part that strategies
 * use. What is imported without being used is left out: nothing of ours does anything on import.
 */
const plugin: Plugin = {
  name: 'plimsoll',
  setup(building) {
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

const entry = (sources: readonly Source[]): string =>
  [
    `import { start } from ${JSON.stringify(MAIN)}`,
    ...sources.map(({ file }, i) => `import { strategy as s${i} } from ${JSON.stringify(file)}`),
    `void start({ ${sources.map(({ name }, i) => `${JSON.stringify(name)}: s${i}`).join(', ')} })`,
  ].join('\n')

/** One classic script with the exact model, the page's explorer and the strategies. Throws where one cannot be bundled. */
export const bundle = async (sources: readonly Source[]): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: entry(sources), resolveDir: ROOT, loader: 'ts' },
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
