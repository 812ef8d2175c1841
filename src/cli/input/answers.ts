import { CROWD, OWNER } from '../../market/crowd.js'
import type { Action } from '../../position/action.js'
import { ACTION_KINDS, doerOf, type Field, fieldsOf } from '../../position/actionSchema.js'
import { ASSETS } from '../../protocols/assets.js'
import { MAX_UINT256 } from '../../units/fixed.js'
import { suggest } from './nearest.js'

/** Where something is wrong in what a strategy answers, and what was expected there. */
export type Wrong = { readonly at: string; readonly expected: string }

type Check = (value: unknown, at: string) => readonly Wrong[]

const wrong = (at: string, expected: string): readonly Wrong[] => [{ at, expected }]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'object'
      ? Array.isArray(value)
        ? 'a list'
        : 'an object'
      : typeof value === 'bigint'
        ? `${value}n`.slice(0, 90)
        : `${JSON.stringify(value) ?? typeof value}`.slice(0, 60)

const listOf =
  (each: Check): Check =>
  (value, at) =>
    Array.isArray(value)
      ? value.flatMap((entry, i) => each(entry, `${at}[${i}]`))
      : wrong(at, `a list, not ${shown(value)}`)

/** Deeper nesting than this is a list that holds itself. */
const DEEPEST = 20

/** Who may send: the owner, and in a plan to leave those who are waited for. */
type Sender = 'owner' | 'oracle'

const inField = ({ words, is, optional }: Field, value: unknown, at: string): readonly Wrong[] =>
  (optional && value === undefined) || is(value) ? [] : wrong(at, `${words}, not ${shown(value)}`)

const unknownFields = (
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  at: string,
): readonly Wrong[] =>
  Object.keys(value)
    .filter(name => name !== 'kind' && !names.includes(name))
    .flatMap(name => wrong(`${at}.${name}`, `no such field. ${suggest(name, names)}`))

const kindOf = (value: unknown): Action['kind'] | undefined => ACTION_KINDS.find(kind => kind === value)

const notSent = (kind: Action['kind'], by: Sender): boolean =>
  doerOf(kind) !== (by === 'owner' ? 'owner' : 'waited for')

const actionOf =
  (by: Sender, depth = 0): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `an action, not ${shown(value)}`)
    const kind = kindOf(value['kind'])
    if (kind === undefined) {
      const given = value['kind']
      const near = typeof given === 'string' ? suggest(given, ACTION_KINDS) : ''
      return wrong(`${at}.kind`, `a kind of action, not ${shown(given)}. ${near}`.trim())
    }
    if (notSent(kind, by))
      return wrong(`${at}.kind`, `an action of the ${by}’s; "${kind}" is somebody else’s doing`)
    if (depth > DEEPEST) return wrong(at, `at most ${DEEPEST} actions inside each other`)
    const fields = fieldsOf(kind)
    return [
      ...unknownFields(value, Object.keys(fields), at),
      ...Object.entries(fields).flatMap(([name, field]) =>
        field.nested
          ? listOf(actionOf(by, depth + 1))(value[name], `${at}.${name}`)
          : inField(field, value[name], `${at}.${name}`),
      ),
    ]
  }

const isOwner = (from: unknown): boolean => typeof from === 'string' && from.toLowerCase() === OWNER
const isOracle = (from: unknown): boolean => typeof from === 'string' && from.toLowerCase() === CROWD.oracle

const txOf =
  (oracle: 'and the oracle' | 'alone'): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `a transaction { from, actions }, not ${shown(value)}`)
    const { from, actions } = value
    if (oracle === 'and the oracle' && isOracle(from))
      return listOf(actionOf('oracle'))(actions, `${at}.actions`)
    const sender = isOwner(from) ? [] : wrong(`${at}.from`, `the owner that was given, not ${shown(from)}`)
    return [...sender, ...listOf(actionOf('owner'))(actions, `${at}.actions`)]
  }

/** A hundred years. */
const LONGEST_WAIT = 100 * 365 * 86_400

const legOf: Check = (value, at) => {
  if (!isRecord(value)) return wrong(at, `a leg { seconds, txs }, not ${shown(value)}`)
  const { seconds, txs } = value
  const time =
    Number.isInteger(seconds) && Number(seconds) > 0 && Number(seconds) <= LONGEST_WAIT
      ? []
      : wrong(`${at}.seconds`, `a whole number of seconds, 1 to ${LONGEST_WAIT}, not ${shown(seconds)}`)
  return [...time, ...listOf(txOf('and the oracle'))(txs, `${at}.txs`)]
}

const text: Check = (value, at) => (typeof value === 'string' ? [] : wrong(at, `a text, not ${shown(value)}`))

const isMethod = (value: unknown): boolean =>
  typeof value === 'string' ||
  (isRecord(value) && typeof value['id'] === 'string' && Object.getPrototypeOf(value) === Object.prototype)

const waitOf: Check = (value, at) => {
  if (!isRecord(value)) return wrong(at, `a wait { earlyDays, medianDays, badDays }, not ${shown(value)}`)
  return ['earlyDays', 'medianDays', 'badDays'].flatMap(name => {
    const days = value[name]
    return typeof days === 'number' && days >= 0 && days < 1e6
      ? []
      : wrong(`${at}.${name}`, `days, 0 or more, not ${shown(days)}`)
  })
}

const ifGiven =
  (check: Check): Check =>
  (value, at) =>
    value === undefined ? [] : check(value, at)

const planOf: Check = (value, at) => {
  if (!isRecord(value)) return wrong(at, `a plan { method, legs, assumed }, not ${shown(value)}`)
  return [
    ...(isMethod(value['method']) ? [] : wrong(`${at}.method`, `a few words, not ${shown(value['method'])}`)),
    ...listOf(legOf)(value['legs'], `${at}.legs`),
    ...listOf(text)(value['assumed'], `${at}.assumed`),
    ...ifGiven(text)(value['through'], `${at}.through`),
    ...ifGiven(listOf(waitOf))(value['waits'], `${at}.waits`),
  ]
}

/** What `endowment` may answer. */
export const wrongInEndowment: Check = (value, at) => {
  if (!isRecord(value)) return wrong(at, `{ asset, amount }, not ${shown(value)}`)
  const { asset, amount } = value
  const known = typeof asset === 'string' && Object.hasOwn(ASSETS, asset)
  const right = typeof amount === 'bigint' && amount > 0n && amount <= MAX_UINT256
  return [
    ...(known
      ? []
      : wrong(
          `${at}.asset`,
          `an asset, not ${shown(asset)}. ${suggest(String(asset), Object.keys(ASSETS))}`,
        )),
    ...(right ? [] : wrong(`${at}.amount`, `a bigint from 1 to 2^256 − 1, not ${shown(amount)}`)),
  ]
}

/** What `open` may answer: transactions of the owner's own actions. */
export const wrongInTxs: Check = listOf(txOf('alone'))

/** What `unwind` may answer: plans. */
export const wrongInPlans: Check = listOf(planOf)
