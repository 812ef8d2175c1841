import { posix } from 'node:path'
import ts from 'typescript'

/** Source text by its path from the repository's root, with forward slashes. */
export type Sources = Readonly<Record<string, string>>

/** One import of a file, static, dynamic or by `require`. `specifier` is undefined where it is computed. */
type Import = { readonly specifier: string | undefined; readonly typeOnly: boolean; readonly line: number }

/** The folders of src, each of which may import itself and what stands before it. */
export const ORDER = [
  'units',
  'tokens',
  'protocols',
  'market',
  'position',
  'routing',
  'scenario',
  'simulation',
  'exit',
  'fork',
  'analysis',
  'paths',
  'report',
  'cli',
] as const

/** Folders whose code also runs in a browser, inside the report. */
const PURE = [
  'units',
  'tokens',
  'protocols',
  'market',
  'position',
  'routing',
  'scenario',
  'simulation',
  'exit',
  'analysis',
  'paths',
]
const IMPURE = ['src/analysis/simulate.ts', 'src/analysis/prove.ts', 'src/paths/drivers/']

/** Packages that a pure file may import: any other is a new dependency of the report. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/scenario/schema.ts': ['zod'],
  'src/position/parameters.ts': ['zod'],
  'src/position/strategy.ts': ['zod'],
}

/** Packages that are slow to load or to be replaced one day: each stays behind one file. */
export const HEAVY = [
  '@viem/anvil',
  'solc',
  'mathjs',
  '@aave/contract-helpers',
  'ethers',
  '@uniswap/v3-sdk',
  'commander',
  '@observablehq/plot',
] as const

const BANNED_GLOBALS = new Set([
  'Buffer',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

const parse = (path: string, text: string) => ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node)
  ts.forEachChild(node, child => walk(child, visit))
}

const lineOf = (node: ts.Node): number => {
  const file = node.getSourceFile()
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  const clause = node.importClause
  if (clause === undefined) return false
  const named = clause.namedBindings
  const onlyTypes = named !== undefined && ts.isNamedImports(named) && named.elements.every(e => e.isTypeOnly)
  return clause.isTypeOnly || (clause.name === undefined && onlyTypes)
}

const isRequire = (call: ts.CallExpression): boolean =>
  /^require(\.resolve)?$/.test(call.expression.getText())

const importOf = (node: ts.Node): Import | undefined => {
  const line = () => lineOf(node)
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return { specifier: textOf(node.moduleSpecifier), typeOnly: isTypeOnly(node), line: line() }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: textOf(node.argument.literal), typeOnly: true, line: line() }
  if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node)))
    return { specifier: textOf(node.arguments[0]), typeOnly: false, line: line() }
  return undefined
}

/** Each file is parsed once, however many rules look at it. */
const parsed = new Map<string, readonly Import[]>()

const importsOf = (path: string, text: string): readonly Import[] => {
  const key = `${path}\n${text}`
  const before = parsed.get(key)
  if (before) return before
  const found: Import[] = []
  walk(parse(path, text), node => {
    const one = importOf(node)
    if (one) found.push(one)
  })
  parsed.set(key, found)
  return found
}

const isRelative = (specifier: string): boolean => specifier.startsWith('.')

const targetOf = (path: string, specifier: string): string =>
  posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const folderOf = (path: string): string => (path.startsWith('src/') ? (path.split('/')[1] ?? '') : 'outside')

const INDEX = 'src/index.ts'
/** What another program imports: the same and what runs it. */
const LIBRARY = 'src/library.ts'

/** Where a file stands in the order; the public API stands between the report and the command line. */
const rankOf = (path: string): number => {
  if (path === INDEX || path === LIBRARY) return ORDER.length - 1.5
  return ORDER.indexOf(folderOf(path) as (typeof ORDER)[number])
}

const isPure = (path: string): boolean =>
  path.startsWith('src/') && PURE.includes(folderOf(path)) && !IMPURE.some(folder => path.startsWith(folder))

const orderProblem = (path: string, target: string): string | undefined => {
  if (path.startsWith('strategies/'))
    return target === INDEX ? undefined : `imports ${target}; a strategy imports only ${INDEX}`
  if (target.startsWith('strategies/'))
    return folderOf(path) === 'cli' ? undefined : `imports ${target}; only the command line loads strategies`
  if (rankOf(target) < 0) return `imports ${target}, which has no place in the order`
  if (rankOf(target) > rankOf(path)) return `imports ${target}, which stands to its right`
  return undefined
}

/** Imports that run backward, or out of the order. One line each: file, line, what is wrong. */
export const backwardImports = (sources: Sources): readonly string[] =>
  Object.entries(sources).flatMap(([path, text]) => {
    const homeless = rankOf(path) < 0 && !path.startsWith('strategies/')
    if (homeless) return [`${path}:1 stands in no folder of the order`]
    return importsOf(path, text).flatMap(({ specifier, line }) => {
      if (specifier === undefined || !isRelative(specifier)) return []
      const problem = orderProblem(path, targetOf(path, specifier))
      return problem === undefined ? [] : [`${path}:${line} ${problem}`]
    })
  })

const importProblem = (path: string, { specifier, typeOnly }: Import): string | undefined => {
  if (specifier === undefined) return 'imports what it computes'
  if (isRelative(specifier)) {
    const target = targetOf(path, specifier)
    return typeOnly || isPure(target) ? undefined : `imports ${target}, which is not pure`
  }
  return PURE_PACKAGES[path]?.includes(packageOf(specifier)) ? undefined : `imports ${specifier}`
}

/** Whether an identifier only names a property, or is a name that the file itself gives. */
const isName = (node: ts.Identifier): boolean => {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isBindingElement(parent)) return parent.propertyName === node
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === node
  )
}

const globalProblem = (node: ts.Node): string | undefined => {
  if (ts.isPropertyAccessExpression(node) && /^(Math\.random|Date\.now)$/.test(node.getText()))
    return node.getText()
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
    return 'new Date()'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()'
  return ts.isIdentifier(node) && BANNED_GLOBALS.has(node.text) && !isName(node) ? node.text : undefined
}

const globalsOf = (path: string, text: string): readonly string[] => {
  const found: string[] = []
  walk(parse(path, text), node => {
    const problem = globalProblem(node)
    if (problem) found.push(`${path}:${lineOf(node)} uses ${problem}`)
  })
  return found
}

/** Where a pure file touches the network, the clock, the disk, the process or chance, or imports what may. */
export const impurities = (sources: Sources): readonly string[] =>
  Object.entries(sources)
    .filter(([path]) => isPure(path))
    .flatMap(([path, text]) => [
      ...importsOf(path, text).flatMap(one => {
        const problem = importProblem(path, one)
        return problem === undefined ? [] : [`${path}:${one.line} ${problem}`]
      }),
      ...globalsOf(path, text),
    ])

/** Heavy packages that more than one file loads; types cost nothing and do not count. */
export const spreadPackages = (sources: Sources): readonly string[] => {
  const loaded = Object.entries(sources).map(([path, text]) => ({
    path,
    packages: importsOf(path, text).flatMap(({ specifier, typeOnly }) =>
      typeOnly || specifier === undefined ? [] : [packageOf(specifier)],
    ),
  }))
  return HEAVY.flatMap(heavy => {
    const files = loaded.filter(({ packages }) => packages.includes(heavy)).map(({ path }) => path)
    return files.length > 1 ? [`${heavy} is imported by ${files.join(', ')}`] : []
  })
}
