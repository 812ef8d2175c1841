import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'

/** A place in a source with what would stand there; lines from 1, columns from 0. */
export type Site = {
  readonly file: string
  readonly mutator: string
  readonly replacement: string
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}

const SILENT = new Proxy({}, { get: () => () => false })

/** Every mutant that Stryker would make of these files; texts are left out, for prose is no program. */
export const sitesOf = async (root: string, files: readonly string[]): Promise<readonly Site[]> => {
  const sources = files.map(name => ({ name, mutate: true, content: readFileSync(join(root, name), 'utf8') }))
  const options = { ignorers: [], excludedMutations: [...LEFT_OUT], plugins: null }
  const { mutants } = await new Instrumenter(SILENT as never).instrument(sources, options)
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ fileName, mutatorName, replacement, location: { start, end } }) => ({
      file: fileName,
      mutator: mutatorName,
      replacement: replacement ?? '',
      start: { line: start.line + 1, column: start.column },
      end: { line: end.line + 1, column: end.column },
    }))
}

/** Mutators whose mutants are mostly other words or other spaces. */
export const LEFT_OUT = ['StringLiteral', 'Regex'] as const

/** The same site of the same file whatever stands above it would be another; whatever is drawn, is drawn again. */
const keyOf = (seed: number, site: Site): string =>
  createHash('sha256')
    .update(JSON.stringify([seed, site]))
    .digest('hex')

/** The folder under src, or strategies: what a score is told by. */
export const areaOf = (file: string): string => {
  const [first = '', second = ''] = file.split('/')
  return first === 'src' ? second.replace(/\.ts$/, '') : first
}

/** Whether `inner` lies within `outer`: Stryker, asked for a range, makes every mutant in it. */
const isWithin = (inner: Site, outer: Site): boolean => {
  const before = (a: Site['start'], b: Site['start']): boolean =>
    a.line < b.line || (a.line === b.line && a.column <= b.column)
  return before(outer.start, inner.start) && before(inner.end, outer.end)
}

/** Sites that hold few others, so that a sample of N costs about N and not five times that; whole blocks are left out. */
const MOST_WITHIN = 3

const small = (sites: readonly Site[]): readonly Site[] => {
  const byFile = new Map<string, Site[]>()
  for (const site of sites) {
    const list = byFile.get(site.file)
    if (list) list.push(site)
    else byFile.set(site.file, [site])
  }
  return sites.filter(
    site => (byFile.get(site.file) ?? []).filter(other => isWithin(other, site)).length <= MOST_WITHIN,
  )
}

/** At most this many of one file, so that tables do not fill a sample. */
const MOST_OF_A_FILE = 2

/** `count` sites in the order of a hash with the seed, at most two of a file. */
export const drawn = (sites: readonly Site[], count: number, seed: number): readonly Site[] => {
  const perFile = new Map<string, number>()
  return small(sites)
    .map(site => ({ site, key: keyOf(seed, site) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .filter(({ site: { file } }) => {
      const before = perFile.get(file) ?? 0
      perFile.set(file, before + 1)
      return before < MOST_OF_A_FILE
    })
    .slice(0, count)
    .map(({ site }) => site)
}
