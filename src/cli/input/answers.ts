import { ASSETS } from '../../protocols/assets.js'
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
        ? `${value}n`
        : `${JSON.stringify(value) ?? typeof value}`.slice(0, 60)

const listOf =
  (each: Check): Check =>
  (value, at) =>
    Array.isArray(value)
      ? value.flatMap((entry, i) => each(entry, `${at}[${i}]`))
      : wrong(at, `a list, not ${shown(value)}`)

const asset: Check = (value, at) =>
  typeof value === 'string' && Object.hasOwn(ASSETS, value)
    ? []
    : wrong(at, `an asset, not ${shown(value)}. ${suggest(String(value), Object.keys(ASSETS))}`)

const isSymbolic = (value: unknown): boolean =>
  isRecord(value) &&
  ['balanceOf', 'debtOf'].some(key => asset(value[key], '').length === 0 && Object.keys(value).length === 1)

const amount: Check = (value, at) =>
  typeof value === 'bigint' || value === 'max' || isSymbolic(value)
    ? []
    : wrong(at, `a bigint (as in 5n), "max", { balanceOf: asset } or { debtOf: asset }, not ${shown(value)}`)

const FIELDS: Readonly<Record<string, Check>> = {
  amount,
  amountOut: amount,
  asset,
  sell: asset,
}

const actionOf =
  (kinds: readonly string[]): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `an action, not ${shown(value)}`)
    const { kind, actions } = value
    if (typeof kind !== 'string' || !kinds.includes(kind))
      return wrong(`${at}.kind`, `a kind of action, not ${shown(kind)}. ${suggest(String(kind), kinds)}`)
    const fields = Object.entries(FIELDS).flatMap(([name, check]) =>
      name in value ? check(value[name], `${at}.${name}`) : [],
    )
    return actions === undefined ? fields : [...fields, ...listOf(actionOf(kinds))(actions, `${at}.actions`)]
  }

const txOf =
  (kinds: readonly string[]): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `a transaction { from, actions }, not ${shown(value)}`)
    const from = /^0x[0-9a-fA-F]{40}$/.test(String(value['from']))
      ? []
      : wrong(`${at}.from`, `an address, not ${shown(value['from'])}`)
    return [...from, ...listOf(actionOf(kinds))(value['actions'], `${at}.actions`)]
  }

const legOf =
  (kinds: readonly string[]): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `a leg { seconds, txs }, not ${shown(value)}`)
    const { seconds, txs } = value
    const time =
      typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0
        ? []
        : wrong(`${at}.seconds`, `a whole number of seconds above 0, not ${shown(seconds)}`)
    return [...time, ...listOf(txOf(kinds))(txs, `${at}.txs`)]
  }

const planOf =
  (kinds: readonly string[]): Check =>
  (value, at) => {
    if (!isRecord(value)) return wrong(at, `a plan { method, legs, assumed }, not ${shown(value)}`)
    const method =
      typeof value['method'] === 'string' || isRecord(value['method'])
        ? []
        : wrong(`${at}.method`, `a few words, not ${shown(value['method'])}`)
    const assumed = Array.isArray(value['assumed'])
      ? []
      : wrong(`${at}.assumed`, `a list of sentences, not ${shown(value['assumed'])}`)
    return [...method, ...listOf(legOf(kinds))(value['legs'], `${at}.legs`), ...assumed]
  }

/** What `endowment` may answer. */
export const wrongInEndowment: Check = (value, at) => {
  if (!isRecord(value)) return wrong(at, `{ asset, amount }, not ${shown(value)}`)
  const wei =
    typeof value['amount'] === 'bigint' && value['amount'] > 0n
      ? []
      : wrong(`${at}.amount`, `a bigint above 0, not ${shown(value['amount'])}`)
  return [...asset(value['asset'], `${at}.asset`), ...wei]
}

/** What `open` may answer: transactions of known actions. */
export const wrongInTxs = (kinds: readonly string[]): Check => listOf(txOf(kinds))

/** What `unwind` may answer: plans. */
export const wrongInPlans = (kinds: readonly string[]): Check => listOf(planOf(kinds))
