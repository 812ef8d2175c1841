import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import { HoldingsFileError } from '../errors.js'
import { type Holding, holdingsSchema } from './holdingsSchema.js'

/** An account of a file, and what it holds as a text. */
export type Account = { readonly name: string; readonly text: string }

const READING: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
}
const HINT =
  '`plimsoll schema --of holdings` prints what a file may say; a CSV has the columns account,where,asset,amount.'

const refuse = (file: string, facts: Readonly<Record<string, string>>): never => {
  throw new HoldingsFileError('The file of holdings cannot be used.', {
    facts: { file, ...facts },
    hint: HINT,
  })
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return refuse(file, { problem: READING[code] ?? code })
  }
}

const items = (tokens: Readonly<Record<string, string>>, sign = ''): readonly string[] =>
  Object.entries(tokens).map(([token, amount]) => `${sign}${amount} ${token}`)

const sentence = (holding: Holding): string => {
  switch (holding.where) {
    case 'wallet':
      return items(holding.tokens).join(' and ')
    case 'aave':
      return `${[...items(holding.supplied), ...items(holding.borrowed ?? {}, '-')].join(' and ')} on aave${holding.eMode === undefined ? '' : ` e-mode ${holding.eMode}`}`
    case 'morpho':
      return `${holding.collateral} wstETH${holding.borrowed === undefined ? '' : ` and -${holding.borrowed} WETH`} on morpho ${holding.market}`
    case 'curve':
      return holding.lp === undefined ? `${holding.worthEth} ETH in curve` : `lp ${holding.lp} in curve`
    case 'uniswap':
      return `liquidity ${holding.liquidity} in uniswap ${holding.pool} from ${holding.from} to ${holding.to}`
    case 'lido queue':
      return `${holding.stETH} stETH in lido queue`
    case 'elsewhere':
      return `${holding.amount} ${holding.token} at ${holding.priceEth} ETH`
  }
}

const named = (file: string, stem: string, names: readonly (string | undefined)[]): readonly string[] => {
  if (names.length === 1) return [names[0] === undefined ? stem : `${stem}:${names[0]}`]
  const all = names.map((name, i) => `${stem}:${name ?? i + 1}`)
  const twice = all.find((name, i) => all.indexOf(name) !== i)
  return twice === undefined ? all : refuse(file, { account: `"${twice}" stands there twice` })
}

const inWords = (name: string): string => name.replaceAll(/\s+/g, '-')

const parsedYaml = (file: string, text: string) => {
  let value: unknown
  try {
    value = parse(text, { schema: 'failsafe', prettyErrors: false })
  } catch (error) {
    return refuse(file, { problem: `it is no YAML: ${(error as Error).message.split('\n')[0]}` })
  }
  const read = holdingsSchema.safeParse(value)
  if (read.success) return read.data
  const issues = read.error.issues.slice(0, 8)
  return refuse(
    file,
    Object.fromEntries(issues.map(({ path, message }) => [path.join(' ') || 'the file', message])),
  )
}

const fromYaml = (file: string, text: string, stem: string): readonly Account[] => {
  const { name = stem, accounts } = parsedYaml(file, text)
  for (const [i, { holdings }] of accounts.entries())
    for (const one of holdings)
      if (one.where === 'curve' && (one.lp === undefined) === (one.worthEth === undefined))
        return refuse(file, { [`accounts ${i} curve`]: 'give lp or worthEth, and only one of them' })
  const names = named(
    file,
    inWords(name),
    accounts.map(account => account.name && inWords(account.name)),
  )
  return accounts.map(({ holdings }, i) => ({
    name: names[i] ?? stem,
    text: holdings.map(sentence).join('; '),
  }))
}

const COLUMNS = 'account,where,asset,amount'

const cells = (line: string): readonly string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)]
    .slice(0, COLUMNS.split(',').length + 1)
    .map(([, cell = '']) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"')
        .trim(),
    )
    .filter((_, i, all) => i < all.length - (line.endsWith(',') ? 0 : 1) || all.length === 1)

type Row = { readonly account: string; readonly where: string; readonly item: string }

const rowOf = (file: string, line: string, number: number): Row => {
  const [account, where, asset, amount, ...more] = cells(line)
  if (!where || !asset || !amount || account === undefined || more.length > 0)
    return refuse(file, { [`line ${number}`]: `expected four cells, ${COLUMNS}` })
  const plain = amount.replace(/^\+/, '')
  const counted = asset.toLowerCase() === 'lp' || asset.toLowerCase() === 'liquidity'
  return { account, where, item: counted ? `${asset.toLowerCase()} ${plain}` : `${plain} ${asset}` }
}

const placeWords = (where: string): string => {
  const lower = where.toLowerCase()
  if (lower === 'wallet') return ''
  return /^(aave|morpho)\b/.test(lower) ? ` on ${where}` : ` in ${where}`
}

const fromCsv = (file: string, text: string, stem: string): readonly Account[] => {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (head.replaceAll(/\s/g, '').toLowerCase() !== COLUMNS)
    return refuse(file, { 'line 1': `expected the columns ${COLUMNS}` })
  const rows = lines.flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(file, line, i + 2)]))
  if (rows.length === 0) return refuse(file, { problem: 'it has no rows' })
  const accounts = [...new Set(rows.map(({ account }) => account))]
  const names = named(
    file,
    stem,
    accounts.map(account => (account === '' ? undefined : inWords(account))),
  )
  return accounts.map((account, i) => {
    const own = rows.filter(row => row.account === account)
    const places = [...new Set(own.map(({ where }) => where))]
    const parts = places.map(where => {
      const found = own.filter(row => row.where === where).map(({ item }) => item)
      return `${found.join(' and ')}${placeWords(where)}`
    })
    return { name: names[i] ?? stem, text: parts.join('; ') }
  })
}

/** Whether a text names a file of holdings; behind a # may stand one of its accounts. */
export const isHoldingsFile = (text: string): boolean => /\.(ya?ml|csv)(#.*)?$/i.test(text)

/** The accounts of a file, or the one that is named behind a #. Throws `HoldingsFileError`. */
export const readHoldingsFile = (text: string): readonly Account[] => {
  const [file = '', wanted] = text.split('#')
  const stem = inWords(basename(file).replace(/\.[^.]+$/, ''))
  const source = readText(file)
  const accounts = /\.csv$/i.test(file) ? fromCsv(file, source, stem) : fromYaml(file, source, stem)
  if (wanted === undefined) return accounts
  const found = accounts.filter(({ name }) => name === wanted || name.endsWith(`:${wanted}`))
  return found.length > 0
    ? found
    : refuse(file, {
        account: `there is no "${wanted}"; there are ${accounts.map(({ name }) => name).join(', ')}`,
      })
}

/** Limits, measures and scenarios that a YAML file of holdings names; none in a CSV. */
export const readFilePolicy = (text: string) => {
  const [file = ''] = text.split('#')
  if (!/\.ya?ml$/i.test(file)) return { limits: [], measures: [], scenarios: [] }
  const { limits = [], measures = {}, scenarios = [] } = parsedYaml(file, readText(file))
  return {
    limits,
    measures: Object.entries(measures).map(([name, expression]) => ({ name, expression })),
    scenarios,
  }
}
