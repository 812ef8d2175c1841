import { readdirSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import type { Strategy } from '../../position/strategy.js'
import { type Details, StrategyFileError, UnknownNameError } from '../errors.js'
import { loadOwnCode, placeIn, problemOf } from '../ownCode.js'
import { type Wrong, wrongInEndowment, wrongInPlans, wrongInTxs } from './answers.js'
import { suggest } from './nearest.js'

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

const importFile = async (file: string, shown: string): Promise<Exports> => {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw broken(shown, 'There is no such strategy file.', {
      hint: 'Give a file, or a name that `plimsoll list strategies` shows.',
    })
  if (!CODE.test(file))
    throw broken(shown, 'A strategy is a .ts or .js file.', { hint: `Expected is ${EXPECTED}.` })
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

/** The strategy, with an exception of its own code told as one, with the line it came from, and its answers checked. */
const guarded = (strategy: Strategy, file: string, shown: string, kinds: readonly string[]): Strategy => {
  const check = (member: string, wrongIn: Answered, answer: unknown): void => {
    const found = wrongIn(answer, `${member}()`)
    if (found.length === 0) return
    const facts = Object.fromEntries(found.slice(0, MOST_SHOWN).map(({ at, expected }) => [at, expected]))
    throw broken(shown, `What "${member}" of the strategy answers is wrong; expected is:`, { facts })
  }
  const guard =
    <A extends readonly unknown[], R>(member: string, wrongIn: Answered, call: (...values: A) => R) =>
    (...values: A): R => {
      try {
        const answer = call(...values)
        check(member, wrongIn, answer)
        return answer
      } catch (error) {
        if (error instanceof StrategyFileError) throw error
        const line = placeIn(error, file)
        const facts = { ...(line === undefined ? {} : { line }), problem: problemOf(error) }
        throw broken(shown, `The strategy failed in "${member}".`, { facts })
      }
    }
  return {
    ...strategy,
    endowment: guard('endowment', wrongInEndowment, params => strategy.endowment(params)),
    open: guard('open', wrongInTxs(kinds), (market, owner, params) => strategy.open(market, owner, params)),
    unwind:
      strategy.unwind &&
      guard(
        'unwind',
        wrongInPlans(kinds),
        (market, owner, route) => strategy.unwind?.(market, owner, route) ?? [],
      ),
  }
}

/** The file of a strategy that `loadStrategy` loads. */
export const fileOf = (text: string): string => (isPath(text) ? resolve(text) : join(FOLDER, `${text}.ts`))

/** A strategy of the library by its name, or a user's own by its path. */
export const loadStrategy = async (text: string): Promise<Strategy> => {
  if (isPath(text)) {
    const file = resolve(text)
    const { actionKinds } = await import('../../simulation/gas.js')
    return guarded(checkShape(await importFile(file, text), text), file, text, actionKinds())
  }
  const names = strategyNames()
  if (!names.includes(text))
    throw new UnknownNameError(`There is no strategy "${text}".`, {
      hint: `${suggest(text, names)} A strategy of your own is given by its path, as in ./${text}.ts.`,
    })
  const found = (await import(codeOf(text))) as Exports
  return checkShape(found, `strategies/${text}.ts`)
}
