import { readdirSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import type { Strategy } from '../../position/strategy.js'
import { type Details, StrategyFileError, UnknownNameError } from '../errors.js'
import { loadOwnCode, placeIn, problemOf } from '../ownCode.js'
import { type Wrong, wrongInEndowment, wrongInPlans, wrongInTxs } from './answers.js'
import { deeplyFrozen } from './frozen.js'
import { suggest } from './nearest.js'
import { importsOf } from './ownImports.js'

const FOLDER = join(PACKAGE_ROOT, 'strategies')
/** The file of a strategy that runs: built beside this code, or its source. */
const codeOf = (name: string): string =>
  pathToFileURL(
    import.meta.url.endsWith('.ts')
      ? join(FOLDER, `${name}.ts`)
      : join(PACKAGE_ROOT, 'dist/strategies', `${name}.js`),
  ).href
const CODE = /\.[cm]?[jt]s$/

/** Names of the strategies that come with Plimsoll. */
export const strategyNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => name.slice(0, -'.ts'.length))
    .sort()

/** Whether a text means a file rather than a name. */
const isPath = (text: string): boolean => text.includes('/') || text.includes(sep) || CODE.test(text)

const EXPECTED =
  '`export const strategy: Strategy<Params> = { name, about, params, endowment, open }`; see strategies/wsteth-loop.ts'

const broken = (shown: string, sentence: string, details: Details): StrategyFileError =>
  new StrategyFileError(sentence, { ...details, facts: { file: shown, ...details.facts } })

type Exports = Readonly<Record<string, unknown>>

/** Outside a package of ES modules, TypeScript counts as CommonJS: its exports then stand behind `default`. */
const importOwn = async (url: string): Promise<Exports> => {
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')])
  esm.register()
  cjs.register()
  const found = (await import(url)) as Exports
  const inner = found['default']
  return 'strategy' in found || typeof inner !== 'object' || inner === null ? found : (inner as Exports)
}

const checkFile = (file: string, shown: string): void => {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw broken(shown, 'There is no such strategy file.', {
      hint: 'Give a file, or a name that `plimsoll list strategies` shows.',
    })
  if (!CODE.test(file))
    throw broken(shown, 'A strategy is a .ts or .js file.', { hint: `Expected is ${EXPECTED}.` })
}

const importFile = async (file: string, shown: string): Promise<Exports> => {
  try {
    return await loadOwnCode(file, shown, () => importOwn(pathToFileURL(file).href))
  } catch (error) {
    const line = placeIn(error, file)
    const facts = { ...(line === undefined ? {} : { line }), problem: problemOf(error) }
    const hint = /Cannot find (module|package) '(zod|plimsoll)'/.test(problemOf(error))
      ? `From outside Plimsoll’s folder import everything, z too, from ${join(PACKAGE_ROOT, 'src/index.ts')}.`
      : `Expected is ${EXPECTED}.`
    throw broken(shown, 'The strategy file cannot be loaded.', { facts, hint })
  }
}

const isFunction = (value: unknown): boolean => typeof value === 'function'
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const SHAPE: Readonly<
  Record<Exclude<keyof Strategy, 'place'>, { readonly is: (value: unknown) => boolean; readonly say: string }>
> = {
  name: {
    is: value => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value),
    say: 'letters, digits, dots and dashes',
  },
  about: { is: isText, say: 'a sentence' },
  params: {
    is: value => isFunction((value as { safeParse?: unknown } | undefined)?.safeParse),
    say: 'a zod schema',
  },
  endowment: { is: isFunction, say: 'a function (params) => { asset, amount }' },
  open: { is: isFunction, say: 'a function (market, owner, params) => Tx[]' },
  unwind: {
    is: value => value === undefined || isFunction(value),
    say: 'a function (market, owner, route) => ExitPlan[], or nothing',
  },
}

const checkShape = (found: Exports, shown: string): Strategy => {
  const { strategy } = found
  if (typeof strategy !== 'object' || strategy === null) {
    const names = Object.keys(found)
    throw broken(shown, 'The strategy file has no export "strategy".', {
      facts: { exports: names.length === 0 ? 'nothing' : names.join(', ') },
      hint: `Expected is ${EXPECTED}.`,
    })
  }
  const members = strategy as Readonly<Record<string, unknown>>
  const wrong = Object.entries(SHAPE).filter(([name, { is }]) => !is(members[name]))
  if (wrong.length === 0) return strategy as Strategy
  const facts = Object.fromEntries(
    wrong.map(([name, { say }]) => [name, `${name in members ? 'is wrong' : 'is missing'}; expected ${say}`]),
  )
  throw broken(shown, 'The export "strategy" is no strategy.', { facts, hint: `Expected is ${EXPECTED}.` })
}

/** More wrong places than these are not shown. */
const MOST_SHOWN = 8

type Answered = (answer: unknown, at: string) => readonly Wrong[]

const checkAnswer = (shown: string, member: string, found: readonly Wrong[]): void => {
  if (found.length === 0) return
  const facts = Object.fromEntries(found.slice(0, MOST_SHOWN).map(({ at, expected }) => [at, expected]))
  throw broken(shown, `What "${member}" of the strategy answers is wrong; expected is:`, {
    facts,
    hint: '`plimsoll list actions` shows each action with its fields.',
  })
}

const failedIn = (shown: string, file: string, member: string, error: unknown): StrategyFileError => {
  const line = placeIn(error, file)
  const facts = { ...(line === undefined ? {} : { line }), problem: problemOf(error) }
  return broken(shown, `The strategy failed in "${member}".`, {
    facts,
    hint: 'The market and the parameters that it is given are read-only.',
  })
}

/**
 * The strategy, with an exception of its own code told as one, with the line it came from, and its answers checked. What
 * it is given is frozen, and what it may do is what its owner may do: it has no `place`.
 */
const guarded = (strategy: Strategy, file: string, shown: string): Strategy => {
  const guard =
    <A extends readonly unknown[], R>(member: string, wrongIn: Answered, call: (...values: A) => R) =>
    (...values: A): R => {
      try {
        const answer = call(...(values.map(deeplyFrozen) as unknown as A))
        checkAnswer(shown, member, wrongIn(answer, `${member}()`))
        return answer
      } catch (error) {
        throw error instanceof StrategyFileError ? error : failedIn(shown, file, member, error)
      }
    }
  const { name, about, params } = strategy
  const unwind =
    strategy.unwind &&
    guard(
      'unwind',
      wrongInPlans,
      (...asked: Parameters<NonNullable<Strategy['unwind']>>) => strategy.unwind?.(...asked) ?? [],
    )
  return {
    name,
    about,
    params,
    endowment: guard('endowment', wrongInEndowment, given => strategy.endowment(given)),
    open: guard('open', wrongInTxs, (market, owner, given) => strategy.open(market, owner, given)),
    ...(unwind ? { unwind } : {}),
  }
}

/** Throws `StrategyFileError` where a file imports from outside its folder: a page would carry that too. */
const refuseOutside = async (file: string, shown: string): Promise<void> => {
  const { outside } = await importsOf(file)
  if (outside.length === 0) return
  throw broken(shown, 'The strategy imports files from outside its folder.', {
    facts: { outside: outside.join(', ') },
    hint: 'A page carries all that a strategy imports. Move the files into its folder, or give --allow-imports.',
  })
}

/** A user's own strategy; whatever its members throw when they are looked at is told as the file's. */
const loadOwn = async (file: string, shown: string, { allowImports }: Loading): Promise<Strategy> => {
  checkFile(file, shown)
  if (!allowImports) await refuseOutside(file, shown)
  const exports = await importFile(file, shown)
  try {
    const strategy = checkShape(exports, shown)
    const { propertiesOf } = await import('../../report/properties.js')
    propertiesOf(strategy.params)
    return guarded(strategy, file, shown)
  } catch (error) {
    throw error instanceof StrategyFileError ? error : failedIn(shown, file, 'params', error)
  }
}

/** The file of a strategy that `loadStrategy` loads. */
export const fileOf = (text: string): string => (isPath(text) ? resolve(text) : join(FOLDER, `${text}.ts`))

/** `allowImports`: whether a user's own strategy may import from outside its folder. */
export type Loading = { readonly allowImports: boolean }

/** A strategy of the library by its name, or a user's own by its path. */
export const loadStrategy = async (
  text: string,
  loading: Loading = { allowImports: false },
): Promise<Strategy> => {
  if (isPath(text)) return loadOwn(resolve(text), text, loading)
  const names = strategyNames()
  if (!names.includes(text))
    throw new UnknownNameError(`There is no strategy "${text}".`, {
      hint: `${suggest(text, names)} A strategy of your own is given by its path, as in ./${text}.ts.`,
    })
  const found = (await import(codeOf(text))) as Exports
  return checkShape(found, `strategies/${text}.ts`)
}
