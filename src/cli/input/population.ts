import { readFileSync } from 'node:fs'
import type { Borrower, Population } from '../../market/population.js'
import { systemAccount } from '../../market/systemAccounts.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import { PopulationFileError } from '../errors.js'
import { suggest } from './nearest.js'

const FIELDS = ['collateral', 'collateralAmount', 'debt', 'debtAmount', 'eMode', 'account'] as const
type Field = (typeof FIELDS)[number]
const OPTIONAL: readonly string[] = ['eMode', 'account']

/** One borrower as written, and the line it stands on. */
type Entry = { readonly line: number; readonly fields: Readonly<Record<string, string>> }

type Place = { readonly file: string; readonly line: number }

const COLLATERAL: readonly Asset[] = ['wstETH', 'weETH', 'WETH', 'rETH', 'cbETH', 'WBTC']
const DEBT: readonly Asset[] = ['WETH', 'USDC', 'USDT', 'DAI']

const wrong = ({ file, line }: Place, problem: string, hint: string): PopulationFileError =>
  new PopulationFileError(`The population file is wrong in line ${line}: ${problem}.`, {
    facts: { file },
    hint,
  })

const assetOf = (text: string, known: readonly Asset[], field: Field, place: Place): Asset => {
  const found = known.find(asset => asset === text)
  if (found) return found
  throw wrong(place, `${field} is "${text}", which a population cannot have`, suggest(text, known))
}

const AMOUNT = /^(\d+)(?:\.(\d+))?$/

/** No token of a population has as many. */
const MOST_TOKENS = 10n ** 12n

/** Whole tokens with decimals to the smallest unit; further digits are refused. */
const amountOf = (text: string, asset: Asset, field: Field, place: Place): bigint => {
  const [, whole, fraction = ''] = AMOUNT.exec(text) ?? []
  const { decimals } = ASSETS[asset]
  const amount =
    whole === undefined || fraction.length > decimals ? 0n : BigInt(whole + fraction.padEnd(decimals, '0'))
  if (amount > 0n && amount <= MOST_TOKENS * 10n ** BigInt(decimals)) return amount
  throw wrong(
    place,
    `${field} is "${text.slice(0, 40)}", no amount of ${asset} above 0 and up to 10^12`,
    `Amounts are whole tokens, with up to ${decimals} decimals.`,
  )
}

const eModeOf = (text: string, place: Place): number => {
  if (/^\d{1,3}$/.test(text) && Number(text) < 256) return Number(text)
  throw wrong(place, `eMode is "${text}", no number of a category`, '0 is no e-mode, 1 is ETH correlated.')
}

const freeAccount = (account: Address, place: Place): Address => {
  const taken = systemAccount(account)
  if (taken === undefined) return account
  throw wrong(place, `account ${account} is ${taken}`, 'Leave it out, or give the address of somebody else.')
}

const accountOf = (text: string | undefined, place: Place): Address => {
  if (text === undefined || text === '')
    return `0x${(0xb1000000n + BigInt(place.line)).toString(16).padStart(40, '0')}`
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return freeAccount(text.toLowerCase() as Address, place)
  throw wrong(place, `account is "${text}", no address`, 'Leave it out, or give 0x and 40 digits.')
}

const borrowerOf = ({ line, fields }: Entry, file: string): Borrower => {
  const place = { file, line }
  const stranger = Object.keys(fields).find(name => !FIELDS.some(field => field === name))
  if (stranger !== undefined) throw wrong(place, `there is no field "${stranger}"`, suggest(stranger, FIELDS))
  const missing = FIELDS.find(field => !OPTIONAL.includes(field) && (fields[field] ?? '') === '')
  if (missing) throw wrong(place, `${missing} is missing`, `Fields: ${FIELDS.join(', ')}.`)
  const collateral = assetOf(fields['collateral'] ?? '', COLLATERAL, 'collateral', place)
  const debt = assetOf(fields['debt'] ?? '', DEBT, 'debt', place)
  if (collateral === debt)
    throw wrong(
      place,
      `collateral and debt are both ${debt}`,
      'A background borrower owes another asset than it supplies.',
    )
  return {
    account: accountOf(fields['account'], place),
    line,
    collateral,
    collateralAmount: amountOf(fields['collateralAmount'] ?? '', collateral, 'collateralAmount', place),
    debt,
    debtAmount: amountOf(fields['debtAmount'] ?? '', debt, 'debtAmount', place),
    eMode: eModeOf(fields['eMode'] || '0', place),
  }
}

const csvEntries = (text: string, file: string): readonly Entry[] => {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, text: line.trim() }))
  const [head, ...rows] = lines.filter(line => line.text !== '' && !line.text.startsWith('#'))
  const names = head?.text.split(',').map(name => name.trim()) ?? []
  return rows.map(row => {
    const values = row.text.split(',').map(value => value.trim())
    if (values.length !== names.length)
      throw wrong(
        { file, line: row.line },
        `it has ${values.length} values, and the first line names ${names.length}`,
        'Each line has a value for each name of the first, with commas between.',
      )
    return { line: row.line, fields: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) }
  })
}

/** Line of each object of a JSON list, in order; strings are passed over. */
const objectLines = (text: string): readonly number[] => {
  const found: number[] = []
  let [line, depth] = [1, 0]
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}\n]/g)) {
    if (token === '\n') line += 1
    else if (token === '{' && depth++ === 0) found.push(line)
    else if (token === '}') depth -= 1
  }
  return found
}

const positionLine = (text: string, message: string): number => {
  const at = /position (\d+)/.exec(message)?.[1]
  return text.slice(0, at === undefined ? text.length : Number(at)).split('\n').length
}

const parsedJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    throw wrong(
      { file, line: positionLine(text, message) },
      'it is no JSON',
      'Give a list of objects, or a file whose name ends in .csv.',
    )
  }
}

const jsonEntries = (text: string, file: string): readonly Entry[] => {
  const parsed = parsedJson(text, file)
  if (!Array.isArray(parsed))
    throw wrong({ file, line: 1 }, 'it is no list', `Give a list of objects with ${FIELDS.join(', ')}.`)
  const lines = objectLines(text)
  return parsed.map((entry: unknown, i): Entry => {
    const line = lines[i] ?? 1
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      throw wrong({ file, line }, `entry ${i + 1} is no object`, `Its fields: ${FIELDS.join(', ')}.`)
    const inner = Object.entries(entry).find(([, value]) => typeof value === 'object' && value !== null)
    if (inner) throw wrong({ file, line }, `${inner[0]} is no text and no number`, 'Each field is one value.')
    return {
      line,
      fields: Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, String(value ?? '')])),
    }
  })
}

const textOfFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/, open '.*'$/, '') : String(error)
    throw new PopulationFileError('The population file cannot be read.', {
      facts: { file, problem },
      hint: 'Give --population a number of accounts, "none", or a CSV or JSON file.',
    })
  }
}

/** Background borrowers from a CSV or JSON file. Throws `PopulationFileError`, which names the line. */
export const readPopulationFile = (file: string): Population => {
  const text = textOfFile(file)
  const entries = /\.json$/i.test(file) ? jsonEntries(text, file) : csvEntries(text, file)
  const borrowers = entries.map(entry => borrowerOf(entry, file))
  const accounts = borrowers.map(borrower => borrower.account)
  const twice = accounts.findIndex((account, i) => accounts.indexOf(account) !== i)
  if (twice >= 0)
    throw wrong(
      { file, line: entries[twice]?.line ?? 1 },
      `account ${accounts[twice]} stands there twice`,
      'One line an account: one collateral, one debt.',
    )
  if (borrowers.length === 0)
    throw wrong({ file, line: 1 }, 'nobody is in it', 'Say --population none for nobody.')
  return { kind: 'file', source: 'read from a file of the user', assumed: true, seed: null, borrowers }
}
