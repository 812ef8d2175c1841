import { SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../units/fixed.js'

const MINUS = '−'

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

const signed = (negative: boolean, whole: string, fraction: string): string => {
  const zero = !/[1-9]/.test(whole + fraction)
  return `${negative && !zero ? MINUS : ''}${grouped(whole)}${fraction === '' ? '' : `.${fraction}`}`
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

type Scale = {
  /** Decimals of the smallest unit. */
  readonly decimals: number
  /** Decimals to show. */
  readonly digits: number
}

const split = (scaled: bigint, digits: number, negative: boolean): string => {
  const text = String(scaled).padStart(digits + 1, '0')
  return signed(negative, text.slice(0, text.length - digits), text.slice(text.length - digits))
}

/** An integer of a smallest unit in whole units, rounded half away from zero, with thousands separators. */
export const fixed = (value: bigint, { decimals, digits }: Scale): string => {
  const [up, unit] = [10n ** BigInt(digits), 10n ** BigInt(decimals)]
  return split((magnitude(value) * up * 2n + unit) / (unit * 2n), digits, value < 0n)
}

/** The same, rounded towards zero: for what must not look better than it is. */
export const fixedFloor = (value: bigint, { decimals, digits }: Scale): string =>
  split((magnitude(value) * 10n ** BigInt(digits)) / 10n ** BigInt(decimals), digits, value < 0n)

/** A number with so many decimals and thousands separators, never in scientific notation. */
export const decimal = (value: number, digits: number): string => {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1e15) return signed(value < 0, String(BigInt(Math.round(size))), '')
  const [whole = '0', fraction = ''] = size.toFixed(digits).split('.')
  return signed(value < 0, whole, fraction)
}

const ETHER = 10n ** 18n

/** Wei as ether, without the unit: fewer decimals the more it is, four below 1. */
export const ether = (wei: bigint): string => {
  const size = magnitude(wei)
  if (size !== 0n && size < ETHER / 20_000n) return wei < 0n ? `above ${MINUS}0.0001` : 'below 0.0001'
  const digits = size >= 100_000n * ETHER ? 0 : size >= 100n * ETHER ? 2 : size >= ETHER ? 3 : 4
  return size === 0n ? '0' : fixed(wei, { decimals: 18, digits })
}

/** Wei of ether in whole dollars, at a price with 8 decimals. */
export const dollars = (wei: bigint, etherPriceBase: bigint): string =>
  fixed((wei * etherPriceBase) / ETHER, { decimals: 8, digits: 0 })

/** A health factor rounded towards zero: 0.99996 is not 1. */
export const healthFactor = (wad: bigint): string => fixedFloor(wad, { decimals: 18, digits: 4 })

/** Wad as a price or a rate. */
export const ofWad = (wad: bigint, digits: number): string => fixed(wad, { decimals: 18, digits })

/** Wad as a percentage. */
export const percentOfWad = (wad: bigint, digits: number): string =>
  fixed(wad * 100n, { decimals: 18, digits })

/** A number without the zeros at its end: `1.8`, `5`. */
export const short = (value: number): string => decimal(value, 2).replace(/\.?0+$/, '')

/** Ray as a percentage. */
export const percentOfRay = (ray: bigint): string => fixed(ray * 100n, { decimals: 27, digits: 2 })

/** Basis points: one decimal below a thousand. */
export const bps = (value: number): string => decimal(value, Math.abs(value) < 1_000 ? 1 : 0)

/** Basis points, with the percentage where it reads easier. */
export const bpsWords = (value: number): string =>
  Math.abs(value) < 100 ? `${bps(value)} bps` : `${bps(value)} bps (${decimal(value / 100, 1)} %)`

/** Days as a person says them; what takes one block is a block. */
export const duration = (days: number): string => {
  const seconds = Math.round(days * SECONDS_PER_DAY)
  if (seconds <= SECONDS_PER_SLOT) return 'one block'
  if (seconds < 3_600) return `${decimal(seconds / 60, 0)} minutes`
  if (seconds < SECONDS_PER_DAY) return `${decimal(seconds / 3_600, 1)} hours`
  return `${decimal(days, 1)} days`
}

/** Seconds since the scenario began, as `day 5` or `day 5.25`. */
export const day = (atSeconds: number): string => `day ${short(atSeconds / SECONDS_PER_DAY)}`

/** Seconds of Unix time as ISO 8601 in UTC. */
export const isoTime = (timestamp: number): string =>
  new Date(timestamp * 1_000).toISOString().replace('.000Z', 'Z')

/** Text of others as Markdown that shows it and does nothing else; one line. */
export const asText = (raw: string): string =>
  raw
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>#|~$]/g, found => `\\${found}`)
    .replace(/&(?=#?\w+;)/g, '\\&')
    .trim()

/** A word of a POSIX shell, quoted where it must be; control characters become spaces. */
export const shellWord = (raw: string): string => {
  const word = raw.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return /^[\w.,:/@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A fenced block that its content cannot close. */
export const fenced = (content: string, language: string): string => {
  const runs = content.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map(run => run.length + 1)))
  return `${fence}${language}\n${content}\n${fence}`
}

export type Column = { readonly title: string; readonly align?: 'left' | 'right' }

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** A Markdown table; cells are Markdown already. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string =>
  [
    row(columns.map(column => column.title)),
    row(columns.map(column => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map(row),
  ].join('\n')

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** The names as a list, or how many where they are more than anyone reads. */
export const listedOrCounted = (names: readonly string[], what: string): string =>
  names.length > 5 ? `${names.length} ${what}` : listed(names)

/** Each value once, in the order of its first. */
export const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

/** `1 trade`, `2 trades`. */
export const counted = (count: number, noun: string): string =>
  `${decimal(count, 0)} ${noun}${count === 1 ? '' : 's'}`

/** Blocks of Markdown, one empty line between; empty ones fall away. */
export const blocks = (parts: readonly string[]): string => parts.filter(part => part !== '').join('\n\n')
