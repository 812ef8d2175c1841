import type { Series } from './series.js'

/** Files that a calibration reads, by name, as text. */
export const FILES = [
  'eth-usd-hourly.csv',
  'wsteth-peg-hourly.csv',
  'steth-eth-daily.csv',
  'aave-weth-daily.csv',
  'wsteth-ratio-daily.csv',
  'gas-hourly.csv',
  'validator-queue-daily.json',
] as const
export type Texts = Readonly<Record<(typeof FILES)[number], string>>

/** Where each series is from, as its folder's SOURCES.md has it. */
export const SOURCES = {
  ether: 'IamSTEINI/crypto-strategy-playground @ d89dc03e, ETHUSDT_1h.csv (Binance), last hour of each day',
  stEthDiscount:
    'IggyIkenna/basis-strategy-v1 @ fc149ffb, 24-hour medians of wstETH on Uniswap: hides spikes',
  stEthBefore: 'erfanzar/Coin-Predict-Ai @ 402e593a (CoinGecko), from 2021-06-01',
  wethUtilisation: 'IggyIkenna/basis-strategy-v1 @ fc149ffb, Aave V3 Core at 00:00 UTC',
  stEthRate: 'derived from IggyIkenna/basis-strategy-v1 @ fc149ffb',
  gasGwei: 'IggyIkenna/basis-strategy-v1 @ fc149ffb, hourly samples, median of the day',
  exitQueueEther: 'etheralpha/validatorqueue-com @ f6a337c0',
} as const

/** A series' text is not what it should be. */
export class SeriesError extends Error {
  override readonly name = 'SeriesError'
}

type Row = Readonly<Record<string, string>>

const rowsOf = (text: string, file: string, columns: readonly string[]): readonly Row[] => {
  const [head = '', ...lines] = text.trim().split(/\r?\n/)
  const names = head.split(',')
  const missing = columns.find(column => !names.includes(column))
  if (missing !== undefined) throw new SeriesError(`${file} has no column "${missing}".`)
  return lines.map(line => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

const finite = (text: string | undefined, file: string): number => {
  const value = Number(text)
  if (text === undefined || text === '' || !Number.isFinite(value))
    throw new SeriesError(`${file}: "${text}" is no number.`)
  return value
}

const dayOf = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(0, 10)

/** Values by day, gathered by `gather` from the rows of that day. */
const byDay = (
  rows: readonly (readonly [day: string, value: number])[],
  gather: (values: readonly number[]) => number,
): Series => {
  const days = new Map<string, number[]>()
  for (const [day, value] of rows) {
    const values = days.get(day)
    if (values) values.push(value)
    else days.set(day, [value])
  }
  return new Map(
    [...days].map(([day, values]) => [day, gather(values)] as const).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  )
}

const last = (values: readonly number[]): number => values.at(-1) ?? 0
const least = (values: readonly number[]): number => Math.min(...values)
const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

type Read = { readonly file: (typeof FILES)[number]; readonly day: string; readonly value: string }

const read = (
  texts: Texts,
  { file, day, value }: Read,
  gather: (values: readonly number[]) => number,
): Series =>
  byDay(
    rowsOf(texts[file], file, [day, value]).map(row => {
      const when = row[day] ?? ''
      return [when.includes('-') ? when : dayOf(finite(when, file)), finite(row[value], file)] as const
    }),
    gather,
  )

const queueOf = (text: string): Series => {
  const rows = JSON.parse(text) as readonly { readonly date: string; readonly exit_queue: number }[]
  return byDay(
    rows.map(row => [row.date, row.exit_queue] as const),
    last,
  )
}

const mapped = (series: Series, of: (value: number) => number): Series =>
  new Map([...series].map(([day, value]) => [day, of(value)]))

/** stETH as a price was unreliable before this day. */
const RELIABLE_FROM = '2021-06-01'

/** All series of a calibration, by day. Throws SeriesError. */
export const readSeries = (texts: Texts) => {
  const hourly = (value: string, gather: (values: readonly number[]) => number) =>
    read(texts, { file: 'eth-usd-hourly.csv', day: 'timestamp', value }, gather)
  const aave = (value: string) => read(texts, { file: 'aave-weth-daily.csv', day: 'date', value }, last)
  const before = read(texts, { file: 'steth-eth-daily.csv', day: 'date', value: 'steth_eth' }, last)
  const since = read(texts, { file: 'wsteth-peg-hourly.csv', day: 'timestamp', value: 'premium_pct' }, last)
  return {
    ether: hourly('close', last),
    etherLow: hourly('low', least),
    stEthDiscount: new Map([
      ...[...mapped(before, price => 1 - price)].filter(([day]) => day >= RELIABLE_FROM),
      ...mapped(since, premium => -premium / 100),
    ]),
    wethUtilisation: aave('utilisation'),
    wethBorrowRate: aave('currentVariableBorrowRate'),
    stEthRate: read(texts, { file: 'wsteth-ratio-daily.csv', day: 'date', value: 'wsteth_eth_ratio' }, last),
    gasGwei: read(texts, { file: 'gas-hourly.csv', day: 'block_timestamp', value: 'gas_price_gwei' }, middle),
    exitQueueEther: queueOf(texts['validator-queue-daily.json']),
  }
}
