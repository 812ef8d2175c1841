import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Plimsoll's own code, which every page carries. */
const isOurs = (path: string): boolean =>
  ['src', 'strategies', 'dist'].some(folder => isInside(join(realpathSync(PACKAGE_ROOT), folder), path))

/** Leaves Plimsoll's own files alone, unless they are the one asked for. */
const withoutOurs = (file: string): Plugin => ({
  name: 'without-ours',
  setup(building) {
    building.onResolve({ filter: /^[./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === 'without-ours' || kind === 'entry-point') return undefined
      const found = await building.resolve(path, { kind, resolveDir, pluginData: 'without-ours' })
      if (found.errors.length > 0) return undefined
      return found.path !== file && isOurs(found.path) ? { path: found.path, external: true } : undefined
    })
  },
})

const filesOf = async (file: string): Promise<Metafile['inputs']> => {
  const { build } = await import('esbuild')
  try {
    const { metafile } = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      bundle: true,
      write: false,
      metafile: true,
      packages: 'external',
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
      plugins: [withoutOurs(file)],
    })
    return metafile.inputs
  } catch {
    // What cannot be bundled is in no page either; loading it tells what is wrong.
    return {}
  }
}

/** Files that a strategy imports, JSON too, by their paths from its folder; installed packages and Plimsoll's apart. */
export type OwnImports = { readonly inside: readonly string[]; readonly outside: readonly string[] }

/** What a strategy's file imports, before any of it runs: links are followed. */
export const importsOf = async (path: string): Promise<OwnImports> => {
  const file = realpathSync(path)
  const folder = dirname(file)
  const names = Object.keys(await filesOf(file))
    .filter(name => join(folder, name) !== file)
    .sort()
  const within = (name: string): boolean => isInside(folder, join(folder, name))
  return { inside: names.filter(within), outside: names.filter(name => !within(name)) }
}
